import { describe, expect, it } from "vitest";
import type { CandleList } from "../../../preload/contract/candles.ts";
import { fail, ok } from "../../../preload/contract/result.ts";
import { firstCandles, mostCandles, mostEmptyPages } from "../../../renderer/chart/candles.svelte.ts";

import { everyMinute, instrument, list, minuteMs, settle, setUp } from "./candles-harness.ts";

describe("Candles of a chart", () => {
  it("are as wide where nothing was traded as anywhere else", async () => {
    const { candles, t, replaced } = setUp(() => list([t0(-3), t0(-1)]));
    function t0(minutes: number): number {
      return Date.parse("2026-01-05T12:00:00.000Z") + minutes * minuteMs;
    }
    await candles.load();
    expect(replaced.at(-1)?.map(({ openMs, prices }) => [(openMs - t) / minuteMs, prices?.close ?? null])).toEqual([
      [-3, 100],
      [-2, null],
      [-1, 101],
    ]);
  });

  it("take each price in at once, highs and lows too, and the next candle when it begins", async () => {
    const { candles, t, clock, updated, host } = setUp(() => list([Date.parse("2026-01-05T12:00:00.000Z")]));
    await candles.load();
    for (const price of [105, 99, 101, 101]) candles.takePrice(price, t + 40_000);
    // The one that stands elsewhere in the window is the close, with no moment between.
    expect(updated.map(({ prices }) => prices)).toEqual([
      { open: 100, high: 105, low: 100, close: 105 },
      { open: 100, high: 105, low: 99, close: 99 },
      { open: 100, high: 105, low: 99, close: 101 },
    ]);
    clock.advance(30_000);
    candles.takePrice(102, t + 61_000);
    candles.takePrice(200, t - 5_000);
    expect(updated.at(-1)).toEqual({ openMs: t + minuteMs, prices: { open: 102, high: 102, low: 102, close: 102 } });
    // The venue's own candle of the minute that has closed.
    clock.advance(5_000);
    await settle();
    expect(host.inputs("market.candles").at(-1)).toMatchObject({ fromMs: t + minuteMs - 3 * minuteMs });
    expect(candles.bars[0]?.prices).toEqual({ open: 100, high: 100, low: 100, close: 100 });
  });

  it("go back over a time without trades, however long, and one answer at a time", async () => {
    const nowMs = Date.parse("2026-01-05T12:00:00.000Z");
    const oldMs = nowMs - 1_700 * minuteMs;
    const { candles, host, t } = setUp(({ beforeMs, limit = 0 }) => {
      if (beforeMs === undefined) return list([nowMs]);
      return list(oldMs < beforeMs && oldMs >= beforeMs - limit * minuteMs ? [oldMs] : []);
    });
    await candles.load();
    await Promise.all([candles.loadOlder(), candles.loadOlder()]);
    expect(host.inputs("market.candles").slice(1)).toEqual([{ instrument, interval: "1m", beforeMs: t, limit: 500 }]);
    expect([candles.bars.length, candles.bars.filter(({ prices }) => prices !== null).length]).toEqual([501, 1]);
    // What comes in at the other end takes nothing of it away.
    await candles.refresh();
    expect(candles.bars[0]?.openMs).toBe(t - 500 * minuteMs);
    for (let page = 0; page < 3; page++) await candles.loadOlder();
    expect(candles.bars[0]).toMatchObject({ openMs: oldMs, prices: { close: 100 } });
    expect(candles.bars).toHaveLength(1_701);
    expect(candles.info.beginsMs).toBeNull();
  });

  it("begin where nothing was traded for a week of minutes before", async () => {
    let refusal: Pick<CandleList, "failure"> | null = null;
    const { candles, host, t, view } = setUp(({ beforeMs }) =>
      beforeMs === undefined && refusal === null
        ? list([Date.parse("2026-01-05T12:00:00.000Z")])
        : list([], refusal ?? {}),
    );
    await candles.load();
    for (let page = 0; page < mostEmptyPages + 5; page++) {
      await candles.loadOlder();
      view.inView = { from: 0, to: 100 };
      candles.settle();
    }
    expect(host.inputs("market.candles")).toHaveLength(1 + mostEmptyPages);
    expect(candles.info.beginsMs).toBe(t - (mostEmptyPages - 1) * 500 * minuteMs);
    // Far from any price, and still on the way back to now.
    expect([candles.bars.length, candles.isLive]).toEqual([2_000, false]);
    refusal = { failure: { code: "venue-unreachable", message: "away" } };
    await candles.load();
    expect([candles.bars.length, candles.isLive], "none came, and what is shown stays").toEqual([2_000, false]);
    refusal = null;
    await candles.load();
    expect([candles.bars.map(({ openMs }) => openMs), candles.isLive]).toEqual([[t], true]);
  });

  it.each(["back to now", "some way forward"])("go as far back as before after going %s", async (way) => {
    const { candles, view } = setUp(({ beforeMs, fromMs }) =>
      list((beforeMs ?? fromMs) ? [] : [Date.parse("2026-01-05T12:00:00.000Z")]),
    );
    const back = async (pages: number): Promise<void> => {
      for (let page = 0; page < pages; page++) {
        await candles.loadOlder();
        view.inView = { from: 0, to: 100 };
        candles.settle();
      }
    };
    await candles.load();
    await back(mostEmptyPages / 2);
    await (way === "back to now" ? candles.load() : candles.loadNewer());
    view.inView = { from: 2_400, to: 2_500 };
    candles.settle();
    await back(mostEmptyPages - 1);
    expect(candles.info.beginsMs).toBeNull();
  });

  it("go back as far as the venue has any, while no more are kept than the chart bears, and forward to now again", async () => {
    const begins = 7_000;
    const { candles, host, t, updated, view, kept } = setUp(everyMinute(begins));
    const minutesAgo = (at: number): number => (t - (candles.bars.at(at)?.openMs ?? 0)) / minuteMs;
    const isWhole = (): boolean =>
      candles.bars.every(
        ({ openMs, prices }, at) => prices !== null && openMs === (candles.bars[0]?.openMs ?? 0) + at * minuteMs,
      );
    await candles.load();
    for (let page = 0; candles.info.beginsMs === null && page < 30; page++) {
      await candles.loadOlder();
      view.inView = { from: 20, to: 140 };
      candles.settle();
      expect(candles.bars.length).toBeLessThanOrEqual(2_000);
      expect(isWhole()).toBe(true);
    }
    expect([minutesAgo(0), minutesAgo(-1), candles.isLive]).toEqual([begins, begins - 1_999, false]);
    expect(kept.slice(1), "what was looked at stayed").not.toContain(false);
    const asked = host.inputs("market.candles").length;
    await candles.loadOlder();
    expect(host.inputs("market.candles"), "there is no more").toHaveLength(asked);

    // A price of now is none of what is looked at.
    candles.takePrice(1, t + 40_000);
    await candles.refresh();
    expect([updated, host.inputs("market.candles").length]).toEqual([[], asked]);

    for (let page = 0; !candles.isLive && page < 30; page++) {
      await candles.loadNewer();
      view.inView = { from: candles.bars.length - 100, to: candles.bars.length };
      candles.settle();
      expect(candles.bars.length).toBeLessThanOrEqual(2_000);
      expect(isWhole()).toBe(true);
    }
    expect([minutesAgo(-1), candles.isLive]).toEqual([0, true]);
    candles.takePrice(77, t + 41_000);
    expect(updated.at(-1)).toMatchObject({ openMs: t, prices: { close: 77 } });
    const { length } = host.inputs("market.candles");
    await candles.loadNewer();
    expect(host.inputs("market.candles"), "nothing is newer than now").toHaveLength(length);
  });

  it("of a venue that refuses further ones are no candles without trades: what is shown stays, and they are asked for again", async () => {
    const candlesOf = everyMinute(9_000);
    let refuses = false;
    const failure = { code: "venue-unreachable", message: "away" } as const;
    const { candles, view } = setUp((input) => (refuses ? list([], { failure }) : candlesOf(input)));
    await candles.load();
    for (let page = 0; page < 5; page++) await candles.loadOlder();
    view.inView = { from: 0, to: 100 };
    candles.settle();
    expect(candles.isLive).toBe(false);
    const shown = candles.bars.map(({ openMs }) => openMs);
    refuses = true;
    await candles.loadNewer();
    expect(candles.info.failure).toBe("away");
    await candles.load();
    expect(candles.bars.map(({ openMs }) => openMs)).toEqual(shown);
    refuses = false;
    await candles.loadNewer();
    expect(candles.bars.length).toBe(shown.length + 500);
    expect(candles.bars.filter(({ prices }) => prices === null)).toEqual([]);
  });

  it("are the newest alone when now is gone back to, and an answer of before is not put beside them", async () => {
    const { candles, t, host, view } = setUp(everyMinute(9_000));
    await candles.load();
    for (let page = 0; page < 5; page++) await candles.loadOlder();
    view.inView = { from: 0, to: 100 };
    candles.settle();
    expect(candles.isLive).toBe(false);
    const late = Promise.withResolvers<void>();
    const { "market.candles": answer } = host.handlers;
    host.handlers["market.candles"] = async (input) => {
      if ("beforeMs" in input) await late.promise;
      return answer?.(input) ?? fail("internal", "none");
    };
    const older = candles.loadOlder();
    await candles.load();
    expect([candles.bars.length, candles.bars.at(-1)?.openMs, candles.isLive]).toEqual([firstCandles, t, true]);
    late.resolve();
    await older;
    expect(candles.bars).toHaveLength(firstCandles);
  });

  it("are never more than the chart could bear, though it never stands still", async () => {
    const { candles } = setUp(everyMinute(20_000));
    await candles.load();
    for (let asked = 0; asked < 15; asked++) await candles.loadOlder();
    expect(candles.bars).toHaveLength(mostCandles);
  });

  it("are replaced as a whole in a full chart only when the oldest has to go", async () => {
    const { candles, clock, t, replaced, updated } = setUp(() =>
      list(Array.from({ length: 2_000 }, (_, at) => Date.parse("2026-01-05T12:00:00.000Z") - (1_999 - at) * minuteMs)),
    );
    await candles.load();
    candles.takePrice(5_000, t + 31_000);
    expect(replaced).toHaveLength(1);
    expect(updated).toEqual([{ openMs: t, prices: { open: 2_099, high: 5_000, low: 2_099, close: 5_000 } }]);
    // Not under a hand that holds the chart: when it stands still.
    candles.hold(true);
    candles.takePrice(5_001, t + minuteMs);
    clock.advance(1_000);
    expect([replaced.length, candles.bars.length]).toEqual([1, 2_001]);
    candles.hold(false);
    clock.advance(1_000);
    expect(replaced).toHaveLength(2);
    expect(candles.bars).toHaveLength(2_000);
    expect(candles.bars.at(-1)).toMatchObject({ openMs: t + minuteMs, prices: { close: 5_001 } });
    // Nobody has touched it: a candle that is new lets it settle by itself.
    candles.takePrice(5_002, t + 2 * minuteMs);
    clock.advance(1_000);
    expect([replaced.length, candles.bars.length]).toEqual([3, 2_000]);
    candles.end();
    expect(clock.pending).toBe(0);
  });

  it("are asked for beyond what is loaded: older ones as soon as those come near, newer ones when it stands still", async () => {
    const { candles, clock, host, view } = setUp(everyMinute(9_000));
    await candles.load();
    const asked = () => host.inputs("market.candles").length;
    const look = async (from: number, to: number): Promise<void> => {
      view.inView = { from, to };
      candles.moved(view.inView);
      await settle();
    };
    await look(50, 200);
    clock.advance(1_000);
    expect(asked()).toBe(1);
    for (let page = 1; page <= 5; page++) {
      await look(49, 200);
      expect(asked()).toBe(1 + page);
    }
    clock.advance(1_000);
    expect([candles.bars.length, candles.isLive]).toEqual([2_000, false]);
    await look(1_000, 1_950);
    clock.advance(1_000);
    expect(asked()).toBe(6);
    await look(1_000, 1_951);
    expect(asked()).toBe(6);
    clock.advance(1_000);
    expect(asked()).toBe(7);
  });

  it("say why there are none, and are asked for again", async () => {
    const { candles, clock, host, page } = setUp(() => list([]));
    host.handlers["market.candles"] = () => fail("venue-unreachable", "The venue is off.");
    await candles.load();
    expect(candles.info).toMatchObject({ phase: "failed", failure: "The venue is off." });
    page.hidden = true;
    clock.advance(60_000);
    expect(host.inputs("market.candles")).toHaveLength(1);
    page.hidden = false;
    host.handlers["market.candles"] = () => ok(list([Date.parse("2026-01-05T12:00:00.000Z")]));
    clock.advance(15_000);
    await settle();
    expect(candles.info).toMatchObject({ phase: "ready", failure: null });
    candles.end();
    expect(clock.pending).toBe(0);
  });
});
