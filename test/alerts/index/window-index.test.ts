/** The prices of the last while that rules about a move share, and which moves a price may end. */
import { describe, expect, test } from "vitest";
import { tickOf } from "../../../main/alerts/dry-run/bar-paths.ts";
import type { Bars } from "../../../main/alerts/dry-run/bars.ts";
import { newRule } from "../../../main/alerts/engine-rule.ts";
import { newPlacement, type RulePlacement } from "../../../main/alerts/index/rule-placement.ts";
import { WindowIndex } from "../../../main/alerts/index/window-index.ts";
import { WindowPrice } from "../../../main/alerts/index/window-extremes.ts";
import { key, spec } from "../engine-harness.ts";

const priceAt = (price: number, monoMs: number): WindowPrice =>
  new WindowPrice(price, tickOf({ instrument: key } as Bars, String(price), monoMs), monoMs, monoMs);
const placed = (kind: "rises" | "falls", amount: string): RulePlacement =>
  newPlacement(newRule({ id: kind, order: 1, createdMs: 0 }, spec({ kind, by: { amount }, windowMs: 1_000 })));

test("it has users until the last one has gone", () => {
  const index = new WindowIndex("last");
  for (let count = 0; count < 3; count++) index.addUser(1_000);
  expect([index.removeUser(), index.removeUser(), index.removeUser()]).toEqual([true, true, false]);
});

test("prices are remembered as long as the longest window, however few have come since the last question", () => {
  const index = new WindowIndex("last");
  for (const windowMs of [1_000, 5_000, 2_000]) index.addUser(windowMs);
  const lows: (number | undefined)[] = [];
  // One more than wait to be put in their place together.
  for (let at = 0; at < 9; at++) index.remember(priceAt(100 + at, at * 100));
  lows.push(index.extreme("low", 0, -1)?.n);
  for (let at = 49; at < 53; at++) {
    index.remember(priceAt(200, at * 100));
    lows.push(index.extreme("low", 0, Number.NEGATIVE_INFINITY)?.n);
  }
  expect(lows).toEqual([100, 100, 101, 102, 103]);
  expect(index.extreme("high", 0, 0)?.n).toBe(200);
  expect(index.extreme("low", 500, 0)?.n).toBe(105);
});

test("so many prices are put in their place together, before anybody asks, and each of them once", () => {
  const index = new WindowIndex("last");
  index.addUser(10_000);
  const first = priceAt(100, 0);
  let reads = 0;
  Object.defineProperty(first, "n", { get: () => (reads++, 100) });
  index.remember(first);
  for (let at = 1; at < 7; at++) index.remember(priceAt(at % 2 === 0 ? 90 : 110, at * 100));
  expect(reads).toBe(0);
  index.remember(priceAt(90, 700));
  expect(reads).toBeGreaterThan(0);
  reads = 0;
  // Others are further out on both sides by now: it is not looked at again.
  index.remember(priceAt(100, 800));
  expect([index.extreme("low", 0, 0)?.n, index.extreme("high", 0, 0)?.n, reads]).toEqual([90, 110, 0]);
});

test("a move is not taken to have ended where a price that nobody has asked for yet keeps it true", () => {
  const index = new WindowIndex("last");
  index.addUser(1_000);
  index.remember(priceAt(100, 0));
  index.remember(priceAt(110, 500));
  index.add(placed("rises", "5"), "low");
  expect(index.mayEnd(110, 600)).toBe(false);
  index.remember(priceAt(101, 700));
  const ended: RulePlacement[] = [];
  index.takeEnded(110, 1_200, (one) => ended.push(one));
  expect(ended).toEqual([]);
});

describe.each<["rises" | "falls", "low" | "high", number]>([
  ["rises", "low", 1],
  ["falls", "high", -1],
])("a move that %s", (kind, side, away) => {
  test("is watched until a price, or the time, may end it", () => {
    const index = new WindowIndex("last");
    index.addUser(1_000);
    expect(index.mayEnd(0, 0)).toBe(false);
    index.remember(priceAt(100, 0));
    index.remember(priceAt(100 + 10 * away, 100));
    const placement = placed(kind, "5");
    const move = index.add(placement, side);
    expect(move.side).toBe(side);
    const ended: RulePlacement[] = [];
    const takes = (n: number, monoMs: number): boolean => {
      const may = index.mayEnd(n, monoMs);
      index.takeEnded(n, monoMs, (one) => ended.push(one));
      return may;
    };
    expect([takes(100 + 6 * away, 200), ended.length]).toEqual([false, 0]);
    expect([takes(100 + 4 * away, 300), ended]).toEqual([true, [placement]]);
    expect(index.mayEnd(100, 400)).toBe(false);
    index.remove(index.add(placement, side));
    expect(index.mayEnd(100, 500)).toBe(false);
    index.add(placement, side);
    expect(index.mayEnd(100 + 20 * away, 999)).toBe(false);
    expect(index.mayEnd(100 + 14 * away, 1_000), "measured from the second price by then").toBe(true);
  });
});
