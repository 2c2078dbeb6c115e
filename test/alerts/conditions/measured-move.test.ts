/** How far a price is from the extreme that a rule measures from: exact to the last digit, and digits only where they decide. */
import { expect, test } from "vitest";
import { CompiledRule } from "../../../main/alerts/compiled-rule.ts";
import type { Extreme, Side } from "../../../main/alerts/conditions/extreme.ts";
import { isMoveSatisfied, moveThreshold } from "../../../main/alerts/conditions/measured-move.ts";
import { EngineHarness, spec } from "../engine-harness.ts";

const harness = new EngineHarness();
const moves = (by: object): CompiledRule => new CompiledRule(spec({ kind: "moves", by, windowMs: 60_000 }));
const extreme = (last: string): Extreme => ({ n: Number(last), tick: harness.tick(last), text: null });
const isSatisfied = (rule: CompiledRule, side: Side, from: Extreme, last: string): boolean =>
  isMoveSatisfied(rule, side, from, harness.tick(last), Number(last));

test.each<[Side, object, string, string, boolean]>([
  ["low", { amount: "5" }, "100", "104.99", false],
  ["low", { amount: "5" }, "100", "105", true],
  ["low", { amount: "5" }, "100", "110", true],
  ["high", { amount: "5" }, "100", "95.01", false],
  ["high", { amount: "5" }, "100", "95", true],
  ["high", { amount: "5" }, "100", "90", true],
  ["low", { percent: "10" }, "50", "54.99", false],
  ["low", { percent: "10" }, "50", "55", true],
  ["high", { percent: "10" }, "50", "45.01", false],
  ["high", { percent: "10" }, "50", "45", true],
  // Doubles alone say otherwise: 0.1 + 0.2 is more than 0.3 in them, and 0.3 less 0.1 is less than 0.2.
  ["low", { amount: "0.2" }, "0.1", "0.3", true],
  ["low", { amount: "0.2" }, "0.1", "0.2999999999999999999", false],
  ["low", { amount: "0.2" }, "0.1", "0.3000000000000000001", true],
  ["high", { amount: "0.1" }, "0.3", "0.2", true],
  ["high", { amount: "0.1" }, "0.3", "0.2000000000000000001", false],
  ["high", { amount: "0.1" }, "0.3", "0.1999999999999999999", true],
])("from the %s, by %j: %s to %s is far enough: %s", (side, by, from, to, isFar) => {
  expect(isSatisfied(moves(by), side, extreme(from), to)).toBe(isFar);
});

test("the digits of the extreme are worked out only where the doubles leave a doubt", () => {
  const rule = moves({ amount: "5" });
  const from = extreme("100");
  for (const [side, price] of [
    ["low", "104.9"],
    ["low", "105.1"],
    ["high", "95.1"],
    ["high", "94.9"],
  ] as const)
    isSatisfied(rule, side, from, price);
  expect(from.text).toBeNull();
  isSatisfied(rule, "low", from, "105");
  expect(from.text).toBe("100");
});

test("a threshold is that of its rule, its side and its extreme, whichever was asked for before", () => {
  const [five, ten] = [moves({ amount: "5" }), moves({ percent: "10" })];
  const asked = (
    [
      [five, "low", "100"],
      [five, "high", "100"],
      [five, "low", "200"],
      [ten, "low", "100"],
      [ten, "high", "200"],
      [five, "high", "200"],
      [five, "low", "100"],
      [ten, "high", "100"],
    ] as const
  ).map(([rule, side, from]) => moveThreshold(rule, side, extreme(from)).text);
  expect(asked).toEqual(["105", "95", "205", "110", "180", "195", "105", "90"]);
});

test("the one that is asked for again is not worked out again, and no more than 128 are kept", () => {
  const rule = moves({ amount: "5" });
  const first = moveThreshold(rule, "low", extreme("1"));
  const askUpTo = (count: number): void => {
    for (let from = 2; from <= count; from++) moveThreshold(rule, "low", extreme(String(from)));
  };
  askUpTo(127);
  expect(moveThreshold(rule, "low", extreme("1"))).toBe(first);
  askUpTo(128);
  const anew = moveThreshold(rule, "low", extreme("1"));
  expect(anew).not.toBe(first);
  expect(anew).toEqual({ n: 6, text: "6" });
  expect(moveThreshold(rule, "low", extreme("1"))).toBe(anew);
});
