/** History that comes after its gap was told, by itself: with which price it is told, and what of it a next process asks for. */
import { describe, expect, test } from "vitest";
import { noon } from "./asked-history.ts";
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
});
