/** Ticks that wait for history: which of them are left out where they are too many, and that no level touched is. */
import { describe, expect, test } from "vitest";
import { HeldTicks } from "../../../main/market/feed/held-ticks.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { tickOf } from "./tick-of.ts";

const at = (last: string, more: Partial<Tick> = {}) => tickOf({ last, lastNumber: Number(last), ...more });
const quoteOf = (bid: string | null, ask: string | null) => tickOf({ last: null, lastNumber: Number.NaN, bid, ask });

/** A market that turns at each tick, so that none lies between its neighbours. */
const turning = (nth: number) => at(nth % 2 === 0 ? "100" : "200");

/** So many, of which nothing is left out. */
function heldWith(count: number, tickAt: (nth: number) => Tick = turning): HeldTicks {
  const held = new HeldTicks(tickAt(0));
  for (let nth = 1; nth < count; nth++) held.add(tickAt(nth));
  return held;
}

test("the tick that ends the gap is the first; each other one comes after it and counts", () => {
  const held = new HeldTicks(at("1"));
  expect([held.add(at("2")), held.add(at("3"))]).toEqual([1, 1]);
  expect(held.list.map(({ last }) => last)).toEqual(["1", "2", "3"]);
});

describe("a tick that says nothing new", () => {
  test("is kept up to 2,000, and left out from there on", () => {
    const held = heldWith(1_999, () => at("100"));
    expect(held.list).toHaveLength(1_999);
    expect([held.add(at("100")), held.add(at("100"))]).toEqual([1, 0]);
    expect(held.list).toHaveLength(2_000);
  });

  const newest = { size: "2", bid: "99", ask: "101" };
  test.each<[string, Tick, number]>([
    ["all the same", at("100", newest), 0],
    ["all the same by a smaller trade", at("100", { ...newest, size: "1" }), 0],
    ["all the same without a size", at("100", { ...newest, size: null }), 0],
    ["another last price", at("101", newest), 1],
    ["another bid", at("100", { ...newest, bid: "98" }), 1],
    ["another ask", at("100", { ...newest, ask: "102" }), 1],
    ["a larger trade", at("100", { ...newest, size: "2.1" }), 1],
  ])("and what is new is not: %s", (_what, tick, more) => {
    const held = heldWith(2_000, () => at("100", newest));
    expect(held.add(tick)).toBe(more);
  });
});

describe("at 20,000", () => {
  /** What is left of so many of which each is by one above the one before, but for what comes in the middle. */
  function thinned(...middle: readonly Tick[]): readonly Tick[] {
    const held = heldWith(10_000, (nth) => at(String(1_000 + nth)));
    for (const tick of middle) held.add(tick);
    for (let nth = 10_000; nth < 20_000 - middle.length; nth++) held.add(at(String(1_000 + nth)));
    return held.list;
  }
  const pricesOf = (ticks: readonly Tick[]) => ticks.map(({ last }) => last);

  test("those that lie between their neighbours are left out, and the ends of it stay", () => {
    expect(pricesOf(thinned())).toEqual(["1000", "20999"]);
  });

  test("so are those of a market that falls, and of one that stands still", () => {
    expect(pricesOf(heldWith(20_000, (nth) => at(String(90_000 - nth))).list)).toEqual(["90000", "70001"]);
    const held = heldWith(2_000, () => at("100"));
    for (let nth = 1; nth <= 18_000; nth++) held.add(at("100", { size: String(nth) }));
    expect(pricesOf(held.list)).toEqual(["100", "100"]);
  });

  test.each([
    ["rises", 1],
    ["falls", -1],
  ])("so are those of a market that %s and at first rests after each step", (_what, by) => {
    const steps = (nth: number): number => (nth < 1_800 ? Math.floor(nth / 3) : nth - 1_200);
    const { list } = heldWith(20_000, (nth) => at(String(50_000 + by * steps(nth))));
    expect(pricesOf(list)).toEqual(["50000", String(50_000 + by * 18_799)]);
  });

  test("one is kept before that", () => {
    expect(heldWith(19_999, (nth) => at(String(1_000 + nth))).list).toHaveLength(19_999);
  });

  test("it is told by how many they are fewer", () => {
    const held = heldWith(19_999, (nth) => at(String(1_000 + nth)));
    expect(held.add(at("50000"))).toBe(2 - 19_999);
  });

  test.each<[string, Tick, (string | null)[]]>([
    ["a level that was touched below", at("1"), ["10999", "1"]],
    ["a level that was touched above", at("90000"), ["90000", "11000"]],
    ["a trade that is larger than those around it", at("10999.5", { size: "5" }), ["10999.5"]],
    ["a quote, and the trades beside it", quoteOf("1", "2"), ["10999", null, "11000"]],
    ["a tick with a bid", at("10999.5", { bid: "1" }), ["10999.5"]],
    ["a tick with an ask", at("10999.5", { ask: "1" }), ["10999.5"]],
    ["nothing of a trade between the two beside it", at("10999.5"), []],
  ])("%s stays", (_what, tick, kept) => {
    expect(pricesOf(thinned(tick))).toEqual(["1000", ...kept, "20998"]);
  });

  test.each<[string, readonly [string | null, string | null, string | null], boolean]>([
    ["larger than the one before it alone", ["1", "2", "3"], false],
    ["as large as the one after it", ["1", "2", "2"], false],
    ["as large as the one before it", ["2", "2", "1"], false],
    ["larger than both", ["1", "2", "1"], true],
    ["of a size, between those of none", [null, "1", null], true],
  ])("a trade %s", (_what, [before, size, after], isKept) => {
    const held = new HeldTicks(at("1000", { size: before }));
    held.add(at("1001", { size }));
    held.add(at("1002", { size: after }));
    for (let nth = 3; nth < 20_000; nth++) held.add(at(String(1_000 + nth), { size: after }));
    expect(pricesOf(held.list).includes("1001")).toBe(isKept);
  });

  test("of a market that turns at each tick the newest half stays, and the tick that ends the gap", () => {
    const held = heldWith(19_999);
    expect(held.add(at("300"))).toBe(10_001 - 19_999);
    const { list } = held;
    expect(list).toHaveLength(10_001);
    expect([list[0]?.last, list[1]?.last, list.at(-1)?.last]).toEqual(["100", "100", "300"]);
  });

  test("where half of them are left, all of these stay", () => {
    const held = heldWith(9_999);
    for (let nth = 9_999; nth < 19_999; nth++) held.add(at(String(200 + nth)));
    held.add(at("40000"));
    expect(held.list).toHaveLength(10_000);
    expect(held.list[0]).toMatchObject({ last: "100" });
  });
});
