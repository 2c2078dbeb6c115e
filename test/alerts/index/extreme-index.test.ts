/** Both sides of the rules that follow an extreme: what passes quietly, what is handed over, and which extreme a rule has then. */
import { expect, test } from "vitest";
import { tickOf } from "../../../main/alerts/dry-run/bar-paths.ts";
import { newRule } from "../../../main/alerts/engine-rule.ts";
import { ExtremeIndex } from "../../../main/alerts/index/extreme-index.ts";
import { newPlacement, type RulePlacement } from "../../../main/alerts/index/rule-placement.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { key, spec } from "../engine-harness.ts";

const tick = (price: number): Tick => tickOf({ instrument: key }, String(price), 0);
const placed = (kind: "rebounds" | "pulls-back", amount: string): RulePlacement =>
  newPlacement(newRule({ id: kind, order: 0, createdMs: 0 }, spec({ kind, by: { amount } })));
const at = (n: number) => ({ n, tick: tick(n), text: null });

/** One that follows the least price, by 5, and one that follows the greatest, by 8; both began at 100. */
function following() {
  const index = new ExtremeIndex("last");
  const [low, high] = [placed("rebounds", "5"), placed("pulls-back", "8")];
  index.add(low, "low", at(100));
  index.add(high, "high", at(100));
  const reached = (price: number): RulePlacement[] => {
    const handedOver: RulePlacement[] = [];
    index.takeReached(tick(price), price, (placement) => handedOver.push(placement));
    return handedOver;
  };
  const extremes = () => [low, high].map((placement) => index.extremeOf(placement)?.n ?? null);
  return { index, low, high, reached, extremes };
}

test("the index is quiet between the nearer of both extremes and thresholds on either side", () => {
  const { index } = following();
  expect([index.quietAbove, index.quietBelow]).toEqual([100, 100]);
  index.follow(tick(97), 97);
  index.follow(tick(101), 101);
  // Above the least price, below the greatest one; at 93 the one has pulled back, at 102 the other one has rebounded.
  expect([index.quietAbove, index.quietBelow]).toEqual([97, 101]);
  expect([93.1, 97, 101, 101.9].map((n) => index.isReached(n))).toEqual([false, false, false, false]);
  expect([93, 102].map((n) => index.isReached(n))).toEqual([true, true]);
  const empty = new ExtremeIndex("last");
  expect([empty.quietAbove, empty.quietBelow]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
});

test("only one side bounds it where nobody stands on the other one", () => {
  const { index, low, high } = following();
  index.remove(high);
  index.follow(tick(95), 95);
  expect([index.quietAbove, index.isReached(99.9), index.isReached(100)]).toEqual([95, false, true]);
  index.remove(low);
  expect(index.extremeOf(low)).toBe(null);
});

test("one that is handed over has its extreme back; the other one follows that very price", () => {
  const { low, high, reached, extremes, index } = following();
  expect(reached(98)).toEqual([]);
  expect(extremes()).toEqual([98, 100]);
  expect(reached(104)).toEqual([low]);
  expect(extremes()).toEqual([null, 104]);
  expect(low.rule.trailing?.extreme?.n).toBe(98);
  // It follows no more.
  index.remove(low);
  expect(low.rule.trailing?.extreme?.n).toBe(98);
  expect(reached(96)).toEqual([high]);
  expect([extremes(), high.rule.trailing?.extreme?.n]).toEqual([[null, null], 104]);
});

test("one that is taken out has the extreme that it had followed to", () => {
  const { index, low, high, reached, extremes } = following();
  index.follow(tick(97), 97);
  index.follow(tick(103), 103);
  index.remove(low);
  index.remove(high);
  expect([low, high].map(({ rule }) => rule.trailing?.extreme?.n)).toEqual([97, 103]);
  expect(extremes()).toEqual([null, null]);
  expect([...reached(1), ...reached(1_000)]).toEqual([]);
});

test("that an extreme may have moved is told once, of either side", () => {
  const { index } = following();
  expect([index.takeMoved(), index.takeMoved()]).toEqual([true, false]);
  index.follow(tick(99), 99);
  expect([index.takeMoved(), index.takeMoved()]).toEqual([true, false]);
  index.follow(tick(101), 101);
  expect([index.takeMoved(), index.takeMoved()]).toEqual([true, false]);
  index.follow(tick(100), 100);
  expect(index.takeMoved()).toBe(false);
});
