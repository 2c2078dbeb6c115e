/** Trades that the stream did not tell: read by REST, in order, and never forgotten for others. */
import { describe, expect, test } from "vitest";
import type { VenueRest } from "../../../main/market/venues/session.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import { until } from "../../doubles/until.ts";
import { AskedHistory, noon, outage, startAfterOutage } from "./asked-history.ts";
import { startScripted, subscribed, trade, type Scripted, type ScriptedOptions } from "./scripted-venue.ts";

describe("missed trades", () => {
  const missed = (fromId: string, toId: string) => ({ kind: "missed", symbol: "A-USD", fromId, toId }) as const;
  const started = async (asked: AskedHistory, options: ScriptedOptions = {}): Promise<Scripted> => {
    const v = await startScripted({ rest: { history: asked.history }, ...options });
    v.feed.watch(v.key("A-USD"), { everyTrade: true, size: false, quotes: false });
    await until(() => v.asked().length > 0, "asked for");
    return v;
  };
  const live = async (asked: AskedHistory, rest: Partial<VenueRest> = {}): Promise<Scripted> => {
    const v = await started(asked, { rest: { history: asked.history, ...rest } });
    await v.say([subscribed("A-USD"), trade("A-USD", "100", "1")]);
    return v;
  };
  const ids = (all: Scripted["awaited"]) => all.map(({ gap: { missed } }) => [missed?.fromId, missed?.toId].join("-"));

  test("of which the last is the newest of all are the price from then on", async () => {
    const asked = new AskedHistory();
    const v = await live(asked);
    await v.say([{ ...missed("2", "3"), toId: null }]);
    v.clock.advance(2_000);
    await asked.trades(0, "110", "105");
    expect(v.ticks[1]?.gap?.knownMs).toBe(noon);
    expect(v.ticks.slice(1).map(({ tick, gap }) => [tick.last, gap?.candles.map(({ high }) => high)])).toEqual([
      ["100", ["110", "105"]],
      ["105", undefined],
    ]);
    expect(v.feed.fresh(v.key("A-USD"), v.clock.now())?.last).toBe("105");
    // The stream tells it after all.
    await v.say([trade("A-USD", "105", "3"), trade("A-USD", "106", "4")]);
    expect(v.prices().slice(-2)).toEqual(["105", "106"]);
  });

  test("are told without a lone absurd print among them, and it is counted", async () => {
    const asked = new AskedHistory();
    const v = await live(asked);
    await v.say([missed("2", "4"), trade("A-USD", "101", "5")]);
    v.clock.advance(2_000);
    await asked.trades(0, "100", "0.06", "102", "101");
    expect(v.ticks.flatMap(({ gap }) => gap?.candles.map(({ low }) => low) ?? [])).toEqual(["100", "102", "101"]);
    expect(v.feed.status().counts.absurd).toBe(1);
  });

  test("are neither forgotten nor held up for others that are missed while they are asked for", async () => {
    const asked = new AskedHistory();
    const v = await live(asked);
    await v.say([missed("2", "3"), trade("A-USD", "101", "4")]);
    v.clock.advance(2_000);
    for (const at of [5, 8, 11]) {
      await v.say([missed(String(at), String(at + 1)), trade("A-USD", "102", String(at + 2))]);
      v.clock.advance(2_000);
    }
    expect(asked.spans).toMatchObject([{ afterTradeId: "1", beforeTradeId: "5" }]);
    await asked.trades(0, "115", "90", "101");
    v.clock.advance(2_000);
    expect(asked.spans.slice(1)).toMatchObject([{ afterTradeId: "4", beforeTradeId: "14" }]);
    await asked.trades(1, ...["115", "90", "101", "116", "96", "102", "117", "97", "102", "118", "98", "102"]);
    // Each beside the price before it.
    const gaps = v.ticks.flatMap(({ gap }) => gap ?? []);
    expect(gaps.map(({ before, candles }) => [before?.last, candles[0]?.high])).toEqual([
      ["100", "115"],
      ["101", "116"],
      ["102", "117"],
      ["102", "118"],
    ]);
  });

  test("between the last one that was told and the one that REST tells are read as well", async () => {
    const asked = new AskedHistory();
    const newest = { last: "103", lastNumber: 103, tradeId: "4", asOf: "trade", at: noon + 60_000 } as const;
    const prices: VenueRest["prices"] = (symbols) =>
      Promise.resolve({ ok: true, value: new Map(symbols.map((symbol) => [symbol, { ok: true, value: newest }])) });
    const v = await live(asked, { prices });
    for (let second = 0; second < 63; second++) v.clock.advance(1_000);
    await until(() => v.prices().includes("103"), "the price by REST");
    v.clock.advance(2_000);
    expect(asked.spans).toMatchObject([{ afterTradeId: "1", beforeTradeId: "5" }]);
    await asked.trades(0, "110", "95", "103");
    expect(
      v.ticks
        .at(-1)
        ?.gap?.candles.map(({ high, low }) => [high, low])
        .flat(),
    ).toEqual(expect.arrayContaining(["110"]));
  });

  test("while prices wait for the history of an outage are read after that", async () => {
    const asked = new AskedHistory();
    const v = await startAfterOutage(asked);
    await v.say([missed("11", "11"), trade("A-USD", "102", "12")]);
    v.clock.advance(4_000);
    expect(asked.spans).toHaveLength(1);
    await asked.trades(0, "105");
    expect(asked.spans.slice(1)).toMatchObject([{ afterTradeId: "10", beforeTradeId: "13" }]);
    await asked.trades(1, ...Array.from({ length: 11 }, (_, at) => (at === 9 ? "120" : "102")));
    expect(v.ticks.at(-1)?.gap?.candles[0]?.high).toBe("120");
  });

  test("are asked for again where the venue refuses for a while", async () => {
    const asked = new AskedHistory();
    const v = await live(asked);
    await v.say([missed("2", "3"), trade("A-USD", "101", "4")]);
    v.clock.advance(2_000);
    const detail = () => v.feed.status().instruments[0]?.detail;
    expect(detail()).toBeNull();
    await asked.refuses(0, "rate-limited", 5_000);
    const span = { from: "2026-01-05T12:00:00.000Z", to: "2026-01-05T12:00:02.000Z" };
    expect(detail()).toBe(message("watch.history-awaited", span));
    v.clock.advance(5_000);
    await asked.trades(1, "140", "101");
    expect(v.ticks.at(-1)?.gap?.candles.map(({ high }) => high)).toEqual(["140", "101"]);
    expect(detail()).toBeNull();
  });

  test("that REST does not know yet are asked for again, until it does", async () => {
    const asked = new AskedHistory();
    const v = await live(asked);
    await v.say([missed("2", "3"), trade("A-USD", "101", "4")]);
    v.clock.advance(2_000);
    await asked.trades(0, "110");
    expect(v.ticks).toHaveLength(2);
    v.clock.advance(2_000);
    await asked.trades(1, "110", "95", "101");
    expect(v.ticks.at(-1)?.gap?.candles.map(({ high }) => high)).toEqual(["110", "95", "101"]);
    v.clock.advance(60_000);
    expect(asked.spans).toHaveLength(2);
  });

  test("that cannot be read are said to be lacking, and what there is of them is told", async () => {
    const asked = new AskedHistory();
    const v = await live(asked);
    const detail = () => v.feed.status().instruments[0]?.detail;
    await v.say([missed("2", "3"), trade("A-USD", "101", "4")]);
    for (let at = 0; at < 5; at++) {
      v.clock.advance(2_000);
      await asked.trades(at, "110");
    }
    expect(v.ticks.at(-1)?.gap?.candles.map(({ high }) => high)).toEqual(["110"]);
    const from = "2026-01-05T12:00:00.000Z";
    expect(detail()).toBe(message("watch.history-incomplete", { from, to: "2026-01-05T12:00:10.000Z" }));
    await v.say([missed("5", "6"), trade("A-USD", "102", "7")]);
    v.clock.advance(2_000);
    await asked.refuses(5, "unknown-symbol", null);
    expect(detail()).toBe(message("watch.history-incomplete", { from, to: "2026-01-05T12:00:12.000Z" }));
  });

  describe("that are not read yet", () => {
    test("are for the next process to read, each range of them, until they are told", async () => {
      const asked = new AskedHistory();
      const v = await live(asked);
      await v.say([missed("2", "3"), trade("A-USD", "101", "4"), missed("5", "6"), trade("A-USD", "102", "7")]);
      expect(ids(v.awaited)).toEqual(["2-3", "5-6"]);
      expect(v.awaited.map(({ gap, after }) => [gap.before?.last, after.last, gap.knownMs])).toEqual([
        ["100", "100", noon],
        ["101", "101", noon],
      ]);
      v.clock.advance(2_000);
      expect(v.settled).toEqual([]);
      await asked.trades(0, "140", "90", "101", "130", "80", "102");
      expect(ids(v.settled)).toEqual(["2-3", "5-6"]);
    });

    test("are for nobody where they have come after all, or nobody watches any longer", async () => {
      const v = await live(new AskedHistory());
      await v.say([missed("2", "2"), trade("A-USD", "101", "3"), trade("A-USD", "102", "2")]);
      v.feed.stop();
      expect(ids(v.settled)).toEqual([]);
      await v[Symbol.asyncDispose]();
      const other = await live(new AskedHistory());
      await other.say([missed("2", "3"), missed("4", "4"), trade("A-USD", "101", "5")]);
      other.feed.unwatch(other.key("A-USD"));
      expect(ids(other.settled)).toEqual(["2-3", "4-4"]);
    });

    test("are read over the end of their connection, beside the gap that it leaves", async () => {
      const asked = new AskedHistory();
      const v = await live(asked);
      v.clock.advance(2_000);
      await v.say([missed("2", "3"), trade("A-USD", "101", "4"), missed("5", "6")]);
      await outage(v);
      // What follows the last price is of the gap.
      expect(ids(v.settled)).toEqual(["5-6"]);
      await v.say([subscribed("A-USD"), trade("A-USD", "102", "10")]);
      await until(() => asked.spans.length === 2, "both are asked for");
      // By the time in which they were missed: a venue that is asked by time takes no longer ones.
      expect(asked.spans).toMatchObject([
        { fromMs: noon, toMs: noon + 2_000, afterTradeId: "1", beforeTradeId: "5" },
        { afterTradeId: "4", beforeTradeId: "10" },
      ]);
      await asked.trades(0, "140", "90", "101");
      await asked.tradesFrom(1, 5, "120");
      expect(v.ticks.at(-1)?.gap?.candles.map(({ high }) => high)).toEqual(["120"]);
      expect(v.histories.map(({ gap, after }) => [gap.candles.map(({ high }) => high), after.last])).toEqual([
        [["140", "90", "101"], "101"],
      ]);
      expect(ids(v.settled)).toEqual(["5-6", "2-3"]);
    });

    test("stay told as not all known where REST is behind for good", async () => {
      const asked = new AskedHistory();
      const v = await live(asked);
      v.clock.advance(2_000);
      await v.say([missed("2", "3"), trade("A-USD", "101", "4")]);
      await outage(v);
      await v.say([subscribed("A-USD"), trade("A-USD", "102", "10")]);
      await asked.trades(0, "140");
      await asked.tradesFrom(1, 5, "120");
      v.clock.advance(60_000);
      await asked.trades(2, "140");
      expect(v.histories.map(({ gap }) => gap.candles.map(({ high }) => high))).toEqual([["140"]]);
      const span = { from: "2026-01-05T12:00:00.000Z", to: "2026-01-05T12:00:02.000Z" };
      expect(v.feed.status().instruments[0]?.detail).toBe(message("watch.history-incomplete", span));
    });

    test("are read by the next process, as far as a rule has waited for them, and again where REST is behind", async () => {
      const asked = new AskedHistory();
      const v = await live(asked);
      v.clock.advance(2_000);
      await v.say([missed("2", "3"), trade("A-USD", "101", "4")]);
      const [kept] = v.awaited;
      await v[Symbol.asyncDispose]();
      const missedBefore = { ...kept?.gap.missed, fromId: "2", toId: "3", waitedSinceMs: noon + 1_001 };
      const gap = { ...(kept?.gap as NonNullable<typeof kept>["gap"]), missed: missedBefore };
      const after = kept?.after as NonNullable<typeof kept>["after"];
      const lastKnown = [{ tick: { ...after, last: "101", lastNumber: 101, tradeId: "4" }, minute: null }];
      const awaited = [{ gap, after, endMinute: null }];
      const next = await started(asked, {
        rest: { history: asked.history },
        remembered: { lastKnown, lastWatchedMs: noon, awaited },
      });
      await next.say([subscribed("A-USD"), trade("A-USD", "102", "5")]);
      await until(() => asked.spans.length === 2, "both are asked for");
      await asked.tradesFrom(1, 5, "102");
      await asked.trades(0, "140");
      expect([next.histories, next.settled]).toEqual([[], []]);
      next.clock.advance(60_000);
      expect(asked.spans[2]).toMatchObject({ toMs: noon + 2_000, afterTradeId: "1", beforeTradeId: "5" });
      await asked.trades(2, "140", "90", "101", "150");
      expect(next.histories.map((one) => one.gap.candles.map(({ high }) => high))).toEqual([["90", "101"]]);
      expect(ids(next.settled)).toEqual(["2-3"]);
    });
  });
});
