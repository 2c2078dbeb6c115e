/** Gaps by themselves: what waits for their history and for how long, how much may wait, and when each of them began. */
import { describe, expect, test } from "vitest";
import { gapBeganMs } from "../../../main/market/feed/backfill.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import { BackfillHarness } from "./backfill-harness.ts";
import { noon } from "./asked-history.ts";
import { tickOf } from "./tick-of.ts";

describe("a gap begins", () => {
  test("where an instrument was asked for and has none already", () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100");
    expect(h.lose(watched)).toBe(true);
    h.clock.advance(1_000);
    expect(h.lose(watched)).toBe(false);
    expect(watched.gap.start).toMatchObject({ fromWallMs: noon, before: { last: "100" } });
    expect(h.backfill.begin(new Watched("demo:B-USD", "B-USD"), h.clock.now(), "asleep")).toBe(false);
  });

  test("after what waits for the history of the one before was handed on", () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100");
    h.outage(watched, 3_000, "101");
    expect(h.heard()).toEqual(["100"]);
    expect(h.lose(watched)).toBe(true);
    expect(h.heard()).toEqual(["101 []"]);
    expect([watched.gap.buffer, watched.gap.start?.before?.last]).toEqual([null, "101"]);
  });
});

describe("prices after a gap", () => {
  test("wait for its history, go on with it, and wait for nothing after that", async () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100", { tradeId: "7" });
    h.outage(watched, 3_000, "101", { tradeId: "20" });
    h.tick(watched, "102");
    expect(h.asked.spans).toEqual([{ fromMs: noon, toMs: noon + 3_000, afterTradeId: "7", beforeTradeId: "20" }]);
    await h.asked.trades(0, "140");
    expect(h.heard()).toEqual(["100", "101 [140]", "102"]);
    expect([h.clock.pending, h.gapsTold, h.opened, watched.gap.untold]).toEqual([0, ["A-USD"], 1, null]);
    expect([h.awaited, h.late()]).toEqual([[], []]);
    h.tick(watched, "103");
    expect(h.heard()).toEqual(["103"]);
  });

  test("are asked about without ids where none is known", () => {
    const h = new BackfillHarness();
    h.outage(h.watch(), 3_000, "101");
    expect(h.asked.spans).toMatchObject([{ afterTradeId: null, beforeTradeId: null }]);
  });

  test.each([
    ["goes on being asked for where a rule waits", true, ["100 [140] 101"]],
    ["is given up where none does", false, []],
  ])("wait no longer than 20 s for history, which %s", async (_what, isUrgent, late) => {
    const h = new BackfillHarness({ isUrgent });
    const watched = h.watch("A-USD", "100");
    h.outage(watched, 3_000, "101");
    h.tick(watched, "102");
    h.clock.advance(19_999);
    expect(h.heard()).toEqual(["100"]);
    h.clock.advance(1);
    expect(h.heard()).toEqual(["101 []", "102"]);
    expect([h.awaited.length, h.asked.signals[0]?.aborted]).toEqual([isUrgent ? 1 : 0, !isUrgent]);
    h.tick(watched, "103");
    expect(h.heard()).toEqual(["103"]);
    await h.asked.trades(0, "140");
    expect([h.heard(), h.late()]).toEqual([[], late]);
  });

  test("where the venue has no history wait for nothing", () => {
    const h = new BackfillHarness({ hasHistory: false });
    const watched = h.watch("A-USD", "100");
    h.outage(watched, 3_000, "101");
    expect(h.ticks[1]?.gap).toMatchObject({ candles: [], trades: [] });
    expect([h.gapsTold, h.clock.pending, watched.gap.untold]).toEqual([["A-USD"], 0, null]);
  });

  test("where the venue told the trades between again go on with those at once", () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100", { tradeId: "1" });
    h.lose(watched);
    h.clock.advance(3_000);
    for (const id of ["1", "2", "3"]) h.replay(watched, `10${id}`, id);
    h.tick(watched, "103", { tradeId: "3" });
    expect([h.asked.spans, h.gapsTold]).toEqual([[], ["A-USD"]]);
    expect(h.ticks[1]?.gap?.trades).toMatchObject([{ tradeId: "2", price: "102", atMs: noon + 3_000 }]);
    expect(h.heard()).toEqual(["100", "103 [102]"]);
  });

  test("where they were told again and nothing was traded between go on with nothing, unasked", () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100", { tradeId: "1" });
    h.lose(watched);
    h.replay(watched, "100", "1");
    h.tick(watched, "101", { tradeId: "2" });
    expect([h.heard(), h.asked.spans]).toEqual([["100", "101 []"], []]);
  });

  test("count beside the minute that went on after the gap, quotes among them not", async () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100");
    h.outage(watched, 3_000, null);
    for (const last of ["101", "90", "115"]) h.tick(watched, last);
    await h.asked.candle(0, { openMs: noon, lengthMs: 60_000, open: "100", high: "115", low: "89", close: "101" });
    expect(h.ticks[1]?.gap?.candles).toMatchObject([{ high: "101", low: "89", close: "101" }]);
  });
});

describe("what waits", () => {
  test("is handed on where it is flushed, without the history", async () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100");
    h.backfill.flush(watched);
    h.outage(watched, 3_000, "101");
    h.backfill.flush(watched);
    expect([h.heard(), h.asked.signals[0]?.aborted, h.clock.pending]).toEqual([["100", "101 []"], true, 0]);
    await h.asked.trades(0, "140");
    expect([h.heard(), h.late()]).toEqual([[], []]);
  });

  test("at the end of all too, and what is still asked for is asked for no longer", async () => {
    const h = new BackfillHarness();
    const watched = h.watch("A-USD", "100");
    h.outage(watched, 3_000, "101");
    h.clock.advance(20_000);
    h.outage(watched, 3_000, "102");
    expect(h.heard()).toEqual(["100", "101 []"]);
    h.backfill.stop(watched);
    expect([h.heard(), h.asked.signals.map(({ aborted }) => aborted)]).toEqual([["102 []"], [true, true]]);
    await h.asked.trades(0, "140");
    expect([h.late(), h.settled]).toEqual([[], []]);
  });

  test("is dropped where nobody watches any longer, and leaves no request, no timer and no part of what may wait", async () => {
    const h = new BackfillHarness({ maxHeldInAll: 3 });
    const [a, b] = [h.watch("A-USD", "100"), h.watch("B-USD", "200")];
    for (const watched of [a, b]) h.lose(watched);
    h.tick(a, "101");
    h.tick(a, "102");
    h.backfill.drop(a);
    expect([h.clock.pending, h.asked.signals[0]?.aborted, a.gap.buffer]).toEqual([0, true, null]);
    for (const last of ["201", "202", "203"]) h.tick(b, last);
    expect(h.heard()).toEqual(["100", "200"]);
    h.tick(b, "204");
    expect(h.heard()).toEqual(["201 []", "202", "203", "204"]);
    await h.asked.trades(0, "140");
    expect(h.heard()).toEqual([]);
  });

  test("of all together is no more than may be: the one with most goes on, of those alike the one that waited first", () => {
    const h = new BackfillHarness({ maxHeldInAll: 7, isUrgent: false });
    const [a, b, c, d] = ["A", "B", "C", "D"].map((name) => h.watch(name, "1")) as [Watched, Watched, Watched, Watched];
    h.heard();
    for (const watched of [a, b, c, d]) h.lose(watched);
    const tell = (...told: readonly Watched[]): string[] => {
      for (const watched of told) h.tick(watched, watched.symbol);
      return h.heard();
    };
    expect(tell(a, a, a, b, b, c, c)).toEqual([]);
    expect(tell(b)).toEqual(["A []", "A", "A"]);
    expect(tell(c, c)).toEqual([]);
    expect(tell(c)).toEqual(["C []", "C", "C", "C", "C"]);
    // What has gone on is counted no longer, nor taken for the one with most.
    expect(tell(b, d, d, d)).toEqual([]);
    expect(tell(d)).toEqual(["B []", "B", "B", "B"]);
  });

  test("counts no longer once it was handed on", async () => {
    const h = new BackfillHarness({ maxHeldInAll: 3 });
    const watched = h.watch("A-USD", "100");
    for (let nth = 0; nth < 4; nth++) {
      h.outage(watched, 3_000, "101");
      for (const last of ["102", "103"]) h.tick(watched, last);
      expect(h.asked.spans).toHaveLength(nth + 1);
      await h.asked.trades(nth, "140");
    }
    expect(h.heard()).toEqual(["100", ...Array.from({ length: 4 }, () => ["101 [140]", "102", "103"]).flat()]);
  });

  test("may be 200,000 where nothing else is said", () => {
    const h = new BackfillHarness({ isUrgent: false });
    const all = Array.from({ length: 101 }, (_, at) => h.watch(`A${at}`, "1"));
    h.ticks.length = 0;
    for (const watched of all) h.lose(watched);
    const tick = tickOf();
    for (const watched of all.slice(0, 100)) for (let nth = 0; nth < 2_000; nth++) h.backfill.deliver(watched, tick);
    expect(h.ticks).toEqual([]);
    h.tick(all[100] as Watched, "2");
    expect(h.ticks).toEqual([]);
    h.tick(all[100] as Watched, "3");
    expect(h.ticks).toHaveLength(2_000);
  });
});

describe("when a gap began", () => {
  const start = { fromWallMs: noon, because: "disconnected", before: null, seen: null } as const;
  test.each<[string, number | null, number]>([
    ["of this run: as long ago as it was by the monotonic clock", 4_000, noon + 99_000],
    ["of a run before: by the wall clock of then", null, noon],
  ])("%s", (_what, fromMonoMs, beganMs) => {
    expect(gapBeganMs({ ...start, fromMonoMs }, { wallMs: noon + 100_000, monoMs: 5_000 })).toBe(beganMs);
  });

  /** A gap of a run before that began so much after now by the wall clock, its last price traded so long ago. */
  const ended = (inMs: number, tradedAgoMs: number | null) => {
    const h = new BackfillHarness({ hasHistory: false });
    const watched = h.watch();
    const exchangeAt = tradedAgoMs === null ? null : noon - tradedAgoMs;
    const tick = tickOf({ last: "100", exchangeAt, receivedWallMs: noon + inMs });
    h.backfill.recall(watched, { tick, minute: null }, tick, noon + inMs, noon);
    h.tick(watched, "101");
    const [gap] = h.ticks.map((told) => told.gap);
    return gap === null || gap === undefined ? null : [gap.fromWallMs - noon, gap.toWallMs - noon];
  };
  test("of a run before: when that last watched, where it ended with the start of this one", () => {
    const h = new BackfillHarness();
    const watched = h.watch();
    const tick = tickOf({ receivedWallMs: noon - 5_000 });
    h.backfill.recall(watched, { tick, minute: null }, tick, noon, noon);
    expect(watched.gap.start?.fromWallMs).toBe(noon);
  });

  test.each<[string, number, number | null, number]>([
    ["before its end", -60_000, 5_000, -60_000],
    ["with its end", 0, 5_000, 0],
    ["after its end, the clock having been ahead: with the last price by the venue's own time", 1, 5_000, -5_000],
    ["after its end, and the venue's time too: of no length", 60_000, -5_000, 0],
    ["after its end, and the venue told no time: of no length", 60_000, null, 0],
  ])("by the wall clock %s", (_what, inMs, tradedAgoMs, fromMs) => {
    expect(ended(inMs, tradedAgoMs)).toEqual([fromMs, 0]);
  });
});
