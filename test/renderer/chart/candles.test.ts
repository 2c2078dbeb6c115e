import { describe, expect, it } from "vitest";
import { createApi } from "../../../preload/api.ts";
import type { CandleList } from "../../../preload/contract/candles.ts";
import { fail, ok } from "../../../preload/contract/result.ts";
import { ChartCandles, firstCandles, updateEveryMs, updateLateMs } from "../../../renderer/chart/candles.svelte.ts";
import type { Bar } from "../../../renderer/chart/adapter/price-chart.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { FakeTransport } from "../../doubles/transport.ts";

const minuteMs = 60_000;
const instrument = { venue: "demo", symbol: "BTC-USD" } as const;

function list(opens: readonly number[], more: Partial<CandleList> = {}): CandleList {
  const prices = opens.map((_, at) => String(100 + at));
  return {
    ...{
      instrument,
      interval: "1m" as const,
      openMs: [...opens],
      open: prices,
      high: prices,
      low: prices,
      close: prices,
    },
    ...{ isForming: true, source: "venue" as const, covered: [], beginsMs: null, failure: null, ...more },
  };
}

/** Half a minute into the minute `t`. */
function setUp(answer: (input: { fromMs?: number; beforeMs?: number; limit?: number }) => CandleList) {
  const clock = new ManualClock(Date.parse("2026-01-05T12:00:30.000Z"));
  const t = clock.now().wallMs - 30_000;
  const host = new FakeTransport({ "market.candles": (input) => ok(answer(input)) });
  const replaced: (readonly Bar[])[] = [];
  const updated: Bar[] = [];
  const page = { hidden: false };
  const candles = new ChartCandles({
    ...{ api: createApi(host), instrument, interval: "1m" },
    now: () => clock.now().wallMs,
    monoMs: () => clock.now().monoMs,
    isHidden: () => page.hidden,
    later: (act, delayMs) => {
      const timer = clock.after(delayMs, act);
      return () => timer.cancel();
    },
    onReplaced: (bars) => replaced.push(bars),
    onUpdated: (bar) => updated.push(bar),
  });
  return { clock, t, host, replaced, updated, page, candles };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

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

  it("take prices in twice a second, highs and lows between too, and the next candle when it begins", async () => {
    const { candles, t, clock, updated, host } = setUp(() => list([Date.parse("2026-01-05T12:00:00.000Z")]));
    await candles.load();
    for (const price of [105, 99, 101]) candles.takePrice(price, t + 40_000);
    // After a pause at once; then joined.
    expect(updated).toEqual([{ openMs: t, prices: { open: 100, high: 105, low: 100, close: 105 } }]);
    clock.advance(updateEveryMs + updateLateMs);
    expect(updated.at(-1)).toEqual({ openMs: t, prices: { open: 100, high: 105, low: 99, close: 101 } });
    expect(updated).toHaveLength(2);
    // With a price that comes in time, in its frame.
    candles.takePrice(103, t + 41_000);
    clock.advance(updateEveryMs);
    expect(updated).toHaveLength(2);
    candles.takePrice(104, t + 42_000);
    expect(updated.at(-1)?.prices).toEqual({ open: 100, high: 105, low: 99, close: 104 });
    clock.advance(updateLateMs);
    expect(updated).toHaveLength(3);
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

  it("are not drawn while nobody can see them", async () => {
    const { candles, t, clock, updated, page } = setUp(() => list([Date.parse("2026-01-05T12:00:00.000Z")]));
    await candles.load();
    page.hidden = true;
    candles.takePrice(105, t + 40_000);
    clock.advance(10 * updateEveryMs);
    expect(updated).toEqual([]);
  });

  it("go back until there is no more, and one answer at a time", async () => {
    const { candles, host, t } = setUp(({ beforeMs }) =>
      beforeMs === undefined ? list([Date.parse("2026-01-05T12:00:00.000Z")]) : list([]),
    );
    await candles.load();
    await Promise.all([candles.loadOlder(), candles.loadOlder()]);
    await candles.loadOlder();
    expect(host.inputs("market.candles").slice(1)).toEqual([{ instrument, interval: "1m", beforeMs: t, limit: 500 }]);
    expect(candles.info.beginsMs).toBe(t);
  });

  it("are never more than the chart bears", async () => {
    const { candles } = setUp(({ beforeMs, limit = firstCandles }) => {
      const end = beforeMs ?? Date.parse("2026-01-05T12:01:00.000Z");
      return list(Array.from({ length: limit }, (_, at) => end - (limit - at) * minuteMs));
    });
    await candles.load();
    for (let asked = 0; asked < 8; asked++) await candles.loadOlder();
    expect(candles.bars).toHaveLength(2_000);
  });

  it("are replaced as a whole in a full chart only when the oldest has to go", async () => {
    const { candles, clock, t, replaced, updated } = setUp(() =>
      list(Array.from({ length: 2_000 }, (_, at) => Date.parse("2026-01-05T12:00:00.000Z") - (1_999 - at) * minuteMs)),
    );
    await candles.load();
    candles.takePrice(5_000, t + 31_000);
    clock.advance(updateEveryMs);
    expect(replaced).toHaveLength(1);
    expect(updated).toEqual([{ openMs: t, prices: { open: 2_099, high: 5_000, low: 2_099, close: 5_000 } }]);
    candles.takePrice(5_001, t + minuteMs);
    clock.advance(updateEveryMs);
    expect(replaced).toHaveLength(2);
    expect(candles.bars).toHaveLength(2_000);
    expect(candles.bars.at(-1)).toMatchObject({ openMs: t + minuteMs, prices: { close: 5_001 } });
  });

  it("say why there are none, and are asked for again", async () => {
    const { candles, clock, host } = setUp(() => list([]));
    host.handlers["market.candles"] = () => fail("venue-unreachable", "The venue is off.");
    await candles.load();
    expect(candles.info).toMatchObject({ phase: "failed", failure: "The venue is off." });
    host.handlers["market.candles"] = () => ok(list([Date.parse("2026-01-05T12:00:00.000Z")]));
    clock.advance(15_000);
    await settle();
    expect(candles.info).toMatchObject({ phase: "ready", failure: null });
    candles.end();
    expect(clock.pending).toBe(0);
  });
});
