/** A lone absurd print on its way through the tick filter: what is held back of its frame, and what comes when a second one does. */
import { beforeEach, describe, expect, test } from "vitest";
import { partOf } from "../../../main/market/feed/outlier-filter.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import { FilterHarness, noneDropped } from "./tick-filter-harness.ts";
import { tickOf } from "./tick-of.ts";

let h: FilterHarness;

beforeEach(() => {
  h = new FilterHarness();
});

describe("a lone absurd print", () => {
  beforeEach(() => {
    h.stream({ last: "100", bid: "99", ask: "101" });
  });

  test("is held back, and dropped by the next usual one", () => {
    expect(h.stream({ last: "50" })).toEqual([]);
    expect(h.dropped()).toEqual({ ...noneDropped, ticks: 1, heldBack: 1 });
    expect(h.stream({ last: "100.5" })).toEqual(["100.5"]);
    expect(h.dropped()).toEqual({ ...noneDropped, ticks: 2, heldBack: 1, absurd: 1 });
    expect(h.watched.filter.droppedPrint?.price).toBe("50");
  });

  test("counts with the second of its kind, in their order", () => {
    h.stream({ last: "50" });
    expect(h.stream({ last: "51" })).toEqual(["50", "51"]);
  });

  test("of one side leaves what else its frame brings, and comes with the other side where that is still so", () => {
    expect(h.stream({ last: "100", bid: "50", ask: "101" })).toEqual(["100 ask 101"]);
    expect(h.stream({ bid: "51", ask: "101" })).toEqual(["bid 50 ask 101", "bid 51 ask 101"]);
  });

  test("of one side comes alone where the other one has changed since, or was not told", () => {
    h.stream({ bid: "50", ask: "101" });
    h.stream({ ask: "102" });
    expect(h.stream({ bid: "51" })).toEqual(["bid 50", "bid 51"]);
    h.stream({ bid: "99" });
    h.stream({ bid: "99.1" });
    h.stream({ bid: "20" });
    expect(h.stream({ bid: "20.5" })).toEqual(["bid 20", "bid 20.5"]);
  });

  test.each(["bid", "ask"] as const)("of a %s is measured by the one that a second one has made count, too", (side) => {
    h.stream({ [side]: "50" });
    expect(h.stream({ [side]: "51" })).toHaveLength(2);
    expect(h.stream({ [side]: "99" })).toEqual([]);
  });

  test("of a last price is measured by the last one, whatever quotes came since, and comes without the quote of its frame", () => {
    h.stream({ bid: "99.5" });
    expect(h.stream({ last: "50", size: "2", bid: "99.6", ask: "101" })).toEqual(["bid 99.6 ask 101"]);
    expect(h.stream({ last: "51" })).toEqual(["50 x2", "51"]);
  });

  test("of both sides at once is dropped with both, and the last one is shown", () => {
    h.stream({ bid: "20", ask: "900" });
    h.stream({ bid: "99", ask: "101" });
    expect([h.counts.absurd, h.watched.filter.droppedPrint?.source]).toEqual([2, "ask"]);
  });

  test("counts at once where nobody guards, and what waits does when that is turned off", () => {
    h.stream({ last: "50" });
    h.filter.acceptHeld(h.watched);
    expect(h.heard()).toEqual(["50"]);
    h.filter.guard = false;
    expect(h.stream({ last: "5" })).toEqual(["5"]);
  });

  test("is given up when the feed is lost", () => {
    h.stream({ last: "50" });
    h.filter.dropHeld(h.watched);
    expect([h.heard(), h.counts.absurd]).toEqual([[], 1]);
    expect(h.stream({ last: "51" })).toEqual([]);
  });

  test("is measured by what is remembered from before this process", () => {
    const fresh = new Watched("demo:B-USD", "B-USD");
    h.filter.recall(fresh, tickOf({ last: "100", receivedMonoMs: h.momentAt().monoMs, tradeId: "7" }));
    h.watched = fresh;
    expect(h.stream({ last: "50" })).toEqual([]);
    expect(h.filter.isNewer(fresh, "7")).toBe(false);
  });

  test.each(["bid", "ask"] as const)("of a %s is measured by what is remembered as well", (side) => {
    const fresh = new Watched("demo:B-USD", "B-USD");
    const remembered = tickOf({ last: "100", bid: "99", ask: "101", receivedMonoMs: h.momentAt().monoMs });
    h.filter.recall(fresh, remembered);
    h.watched = fresh;
    expect(h.stream({ [side]: "50" })).toEqual([]);
  });

  test("told once more by REST is no second one", () => {
    h.stream({ last: "50", id: "5" });
    expect(h.rest("50")).toEqual([false, []]);
    expect(h.rest("50", { tradeId: "5" })).toEqual([false, []]);
    expect(h.rest("50", { tradeId: "6" })).toEqual([true, ["50 #5", "50 #6"]]);
  });
});

test.each(["last", "bid", "ask"] as const)("a lone print of a very small %s price is held back too", (source) => {
  h.stream({ [source]: "0.001" });
  expect(h.stream({ [source]: "0.0005" })).toEqual([]);
  expect(h.stream({ [source]: "0.002" })).toEqual([]);
});

test("a part of a tick without its last price has no size and no trade either", () => {
  const tick = tickOf({ last: "50", size: "2", tradeId: "7", bid: "49", ask: "51" });
  const without = { last: null, lastNumber: Number.NaN, size: null, tradeId: null };
  expect(partOf(tick, new Set(["ask"]))).toEqual({ ...tick, ...without, bid: null });
  expect(partOf(tick, new Set(["last", "bid"]))).toEqual({ ...tick, ask: null });
});
