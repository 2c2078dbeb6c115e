/** History that comes after its gap was told, by itself: with which price it is told, and what of it a next process asks for. */
import { describe, expect, test } from "vitest";
import { noon } from "./asked-history.ts";
import type { Watched } from "../../../main/market/feed/watched.ts";
import { BackfillHarness } from "./backfill-harness.ts";
import { tickOf } from "./tick-of.ts";

describe("history that did not come whole", () => {
  test("is told as far as it goes, and what waited before it came is told once", async () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100");
    h.outage(watched, 3_000, "101");
    h.tick(watched, "102");
    await h.asked.part(0, "140");
    expect([h.heard(), h.awaited]).toEqual([["100", "101 [140]", "102"], [noon + 3_000]]);
    h.clock.advance(60_000);
    await h.asked.trades(1, "140", "150");
    expect([h.late(), h.settled]).toEqual([["100 [140 150] 101"], [noon + 3_000]]);
  });

  test("of a gap that ended with a quote is told with the first last price, be it one that waited", async () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100");
    h.outage(watched, 3_000, null);
    h.tick(watched, "102");
    h.tick(watched, "103");
    h.clock.advance(20_000);
    expect([h.heard(), h.awaited.length]).toEqual([["100", "? []", "102", "103"], 2]);
    await h.asked.trades(0, "140");
    expect(h.late()).toEqual(["100 [140] 102"]);
  });

  test("of a gap that ended with a quote, with a price that comes after it was told", async () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100");
    h.outage(watched, 3_000, null);
    h.clock.advance(20_000);
    expect(h.awaited).toEqual([noon + 3_000]);
    await h.asked.trades(0, "140");
    expect(h.late()).toEqual([]);
    h.tick(watched, "102");
    expect(h.late()).toEqual(["100 [140] 102"]);
  });

  test("of the gap before is told once one ends that had a price before it", async () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100", { tradeId: "1" });
    h.outage(watched, 3_000, "101", { tradeId: "2" });
    h.clock.advance(20_000);
    h.lose(watched);
    await h.asked.trades(0, "140");
    expect(h.late()).toEqual([]);
    h.replay(watched, "100", "2");
    h.tick(watched, "103", { tradeId: "9" });
    expect(h.late()).toEqual(["100 [140] 101"]);
  });
});

describe("the minute in which the gap ended", () => {
  /** The highs that are told of a candle of it, which has this one. */
  const told = async (high: string, tell: (h: BackfillHarness, watched: Watched) => void): Promise<string[]> => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100");
    h.clock.advance(60_000);
    h.outage(watched, 3_000, "101");
    h.clock.advance(20_000);
    tell(h, watched);
    await h.asked.candle(0, { openMs: noon + 60_000, lengthMs: 60_000, open: "100", high, low: "99", close: "101" });
    return h.late();
  };

  test.each([
    ["no more than what was seen of it live", "120", "101"],
    ["more", "120.1", "120.1"],
  ])("tells %s", async (_what, high, expected) => {
    expect(await told(high, (h, watched) => h.tick(watched, "120"))).toEqual([`100 [${expected}] 101`]);
  });

  test.each([
    ["first", ["120", "110"]],
    ["second", ["110", "120"]],
  ])(
    "was seen twice where the clock was set back to before it: what came the %s time is known",
    async (_what, prices) => {
      const tell = (h: BackfillHarness, watched: Watched): void => {
        const [first, second] = prices as [string, string];
        h.tick(watched, first);
        h.clock.stepWall(-60_000);
        h.tick(watched, "105");
        h.clock.stepWall(60_000);
        h.tick(watched, second);
      };
      expect(await told("120", tell)).toEqual(["100 [101] 101"]);
    },
  );
});

describe("of several gaps of one instrument", () => {
  test("those that ended with a quote alone wait for a last price", async () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100");
    h.outage(watched, 3_000, "101");
    h.clock.advance(20_000);
    h.outage(watched, 3_000, null);
    h.clock.advance(20_000);
    h.tick(watched, "103");
    await h.asked.trades(0, "140");
    await h.asked.trades(1, "150");
    expect(h.late()).toEqual(["100 [140] 101", "101 [150] 103"]);
  });

  test("one that is settled waits for nothing", async () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100");
    h.outage(watched, 3_000, null);
    h.clock.advance(20_000);
    await h.asked.refuses(0, "invalid", null);
    expect(h.settled).toEqual([noon + 3_000]);
    h.tick(watched, "103");
    expect([h.late(), h.awaited]).toEqual([[], [noon + 3_000]]);
  });
});

describe("what a process before left", () => {
  const left = { fromWallMs: noon - 600_000, toWallMs: noon - 530_000, because: "disconnected", seen: null } as const;
  const before = tickOf({ last: "90", tradeId: "1" });
  const after = (last: string | null) => tickOf({ last, receivedWallMs: left.toWallMs, tradeId: "5" });

  test.each([
    ["a price that ends no gap", false],
    ["a price that ends a gap", true],
  ])("is asked for with %s, and told once it is here", async (_what, isOfGap) => {
    const h = new BackfillHarness({ hasHistory: true });
    const watched = h.watch();
    h.backfill.recallAwaited(watched, { gap: { ...left, before, candles: [] }, after: after("91"), endMinute: null });
    if (isOfGap) h.lose(watched);
    expect(h.asked.spans).toEqual([]);
    h.tick(watched, "100");
    expect(h.asked.spans[0]).toMatchObject({ fromMs: left.fromWallMs, toMs: left.toWallMs });
    if (isOfGap) await h.asked.trades(1, "99");
    await h.asked.trades(0, "95");
    expect([h.heard(), h.late()]).toEqual([[isOfGap ? "100 [99]" : "100"], ["90 [95] 91"]]);
  });

  test("of a gap that ended with a quote is told beside the first last price of this one", async () => {
    const h = new BackfillHarness();
    const watched = h.watch();
    h.backfill.recallAwaited(watched, { gap: { ...left, before, candles: [] }, after: after(null), endMinute: null });
    h.tick(watched, null);
    await h.asked.trades(0, "95");
    expect(h.late()).toEqual([]);
    h.tick(watched, "100");
    expect(h.late()).toEqual(["90 [95] 100"]);
  });

  test("of a gap that ended with a quote is kept with the price that ends the gap of now, where the venue has no history", () => {
    const h = new BackfillHarness({ hasHistory: false });
    const watched = h.watch();
    h.backfill.recallAwaited(watched, { gap: { ...left, before, candles: [] }, after: after(null), endMinute: null });
    h.outage(watched, 1_000, "100");
    expect([h.heard(), h.awaited]).toEqual([["100 []"], [left.toWallMs]]);
  });

  test("is asked for again on its own, however much else is awaited already", () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100");
    h.outage(watched, 3_000, "101");
    h.clock.advance(20_000);
    const recall = (fromWallMs: number) => {
      const gap = { ...left, fromWallMs, before: null, candles: [] };
      h.backfill.recallAwaited(watched, { gap, after: after("91"), endMinute: null });
      h.tick(watched, "102");
      return h.asked.spans.map(({ fromMs, afterTradeId }) => [fromMs - noon, afterTradeId]);
    };
    expect(recall(noon - 600_000)).toEqual([
      [0, null],
      [-600_000, null],
    ]);
    expect(recall(noon - 550_000).slice(2)).toEqual([[-550_000, null]]);
  });

  test("is asked for first when the first price comes: what the venue refuses then is asked for again 2 s later", async () => {
    const h = new BackfillHarness();
    const watched = h.watch();
    h.backfill.recallAwaited(watched, { gap: { ...left, before, candles: [] }, after: after("91"), endMinute: null });
    h.tick(watched, "100");
    await h.asked.refuses(0, "rate-limited", 1);
    h.clock.advance(1_999);
    expect(h.asked.spans).toHaveLength(1);
    h.clock.advance(1);
    expect(h.asked.spans).toHaveLength(2);
  });

  test("of a minute that belongs to the gap after it tells the candles up to there", async () => {
    const h = new BackfillHarness();
    const watched = h.watch();
    const gap = { ...left, toWallMs: noon - 480_000, before, candles: [] };
    h.backfill.recallAwaited(watched, { gap, after: after("91"), endMinute: "of-next-gap" });
    h.tick(watched, "100");
    const candle = (openMs: number, high: string) => ({
      ...{ openMs, lengthMs: 60_000, high },
      ...{ open: "90", low: "89", close: "90" },
    });
    await h.asked.candle(0, candle(noon - 540_000, "95"), candle(noon - 480_000, "96"));
    expect(h.late()).toEqual(["90 [95] 91"]);
  });

  test.each([
    ["the price of now, where one is known", "100", "100"],
    ["the price of then, where none is", undefined, "91"],
  ])("of trades too many to be read one by one ends with %s", async (_what, last, expected) => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", last);
    const missed = { fromId: "2", toId: "4", waitedSinceMs: null };
    const gap = { ...left, before, candles: [], knownMs: left.toWallMs, missed };
    h.backfill.recallAwaited(watched, { gap, after: after("91"), endMinute: null });
    if (last === undefined) h.backfill.deliver(watched, tickOf({ last: null, bid: "1" }));
    else h.tick(watched, last);
    const candle = { openMs: noon - 600_000, lengthMs: 60_000, open: "90", high: "95", low: "89", close: "90" };
    await h.asked.candle(0, candle);
    expect(h.late()).toEqual([`90 [95] ${expected}`]);
  });
});
