/** Far side, transition and way back of the rules about fixed bounds, at each price that tells them apart. */
import { describe, expect, test } from "vitest";
import { CompiledRule } from "../../../main/alerts/compiled-rule.ts";
import { bound, type Bound } from "../../../main/alerts/conditions/quantity.ts";
import {
  directionOf,
  hasReturned,
  isSatisfied,
  isTransitionKind,
  sideOf,
  type PriceComparison,
} from "../../../main/alerts/conditions/threshold.ts";
import { compareDecimal } from "../../../preload/contract/decimal.ts";
import { EngineHarness, spec } from "../engine-harness.ts";

const price = (text: string): PriceComparison => {
  const { text: digits }: Bound = bound(text);
  return (limit) => compareDecimal(digits, limit.text);
};
const level = (kind: string) => ({ kind, level: "100" });
const range = (kind: string) => ({ kind, low: "100", high: "110" });
const move = { by: { amount: "5" }, windowMs: 60_000 };
const compiled = (condition: object, rest: object = {}): CompiledRule => new CompiledRule(spec(condition, rest));

test.each<[object, boolean]>([
  [level("crosses-up"), true],
  [level("crosses"), true],
  [range("enters"), true],
  [range("leaves"), true],
  [level("at-or-above"), false],
  [range("inside"), false],
  [{ kind: "rises", ...move }, false],
  [{ kind: "pulls-back", by: { amount: "5" } }, false],
  [{ kind: "spread-at-least", by: { amount: "5" } }, false],
])("%j is a transition over a bound: %s", (condition, isTransition) => {
  expect(isTransitionKind(compiled(condition))).toBe(isTransition);
});

test.each([
  ["a move", { kind: "rises", ...move }, "100 106", "107"],
  ["a level", level("at-or-above"), "95 101", "102"],
])("a hold of %s that an outage breaks is no transition to wait for", (_, condition, prices, after) => {
  const harness = new EngineHarness().add(spec(condition, { holdForMs: 60_000 })).ticks(prices);
  expect(harness.engine.get("r")?.state).toBe("holding");
  harness.lost();
  expect(harness.engine.get("r")).toMatchObject({ state: "armed", holdingSinceMs: null });
  harness.clock.advance(1_000);
  expect(() => harness.price(after, {}, harness.gap())).not.toThrow();
});

test.each<[object, readonly string[], readonly string[]]>([
  [level("at-or-above"), ["100", "100.01"], ["99.99"]],
  [level("at-or-below"), ["100", "99.99"], ["100.01"]],
  [range("inside"), ["100", "105", "110"], ["99.99", "110.01"]],
  [range("outside"), ["99.99", "110.01"], ["100", "105", "110"]],
])("%j is satisfied at %j and not at %j", (condition, at, notAt) => {
  const rule = compiled(condition);
  expect([...at, ...notAt].filter((each) => isSatisfied(rule, price(each), 1))).toEqual(at);
  expect([...at, ...notAt].filter((each) => directionOf(rule, null, price(each)) === 1)).toEqual(at);
});

test.each<[object, string, -1 | 1]>([
  [level("crosses"), "99.99", -1],
  [level("crosses"), "100", 1],
  [level("crosses"), "100.01", 1],
  [level("crosses-down"), "99.99", 1],
])("%j with the price at %s is on side %d", (condition, at, side) => {
  expect(sideOf(compiled(condition), price(at))).toBe(side);
});

describe("a triggered rule has its price back", () => {
  const back = (amount: string) => ({ repeat: "always", rearmBy: { amount } });
  test.each<[object, object, readonly string[], readonly string[]]>([
    [level("crosses-up"), back("5"), ["95", "94"], ["95.01", "100", "105", "106"]],
    [level("crosses-down"), back("5"), ["105", "106"], ["104.99", "100", "95", "94"]],
    [level("crosses"), back("5"), ["95", "105", "94", "106"], ["95.01", "104.99", "100"]],
    [range("inside"), back("5"), ["95", "115", "94", "116"], ["95.01", "114.99", "100", "110", "105"]],
    [range("leaves"), back("2"), ["102", "108", "105"], ["101.99", "108.01", "100", "110", "99", "111"]],
    // By nothing: strictly on the near side.
    [level("crosses-up"), back("0"), ["99.99"], ["100", "100.01"]],
    [level("crosses-down"), back("0"), ["100.01"], ["100", "99.99"]],
    [level("crosses"), back("0"), ["99.99", "100.01"], ["100"]],
    [range("enters"), back("0"), ["99.99", "110.01"], ["100", "110", "105"]],
    [range("outside"), back("0"), ["100", "110", "105"], ["99.99", "110.01"]],
    // Not on a side on which no price is that far away.
    [level("crosses"), back("100"), ["200"], ["0.01", "199.99"]],
    [{ kind: "spread-at-least", by: { amount: "5" } }, { repeat: "always" }, ["4.9999", "1"], ["5", "5.01"]],
    [{ kind: "trade-size-at-least", size: "5" }, { repeat: "always" }, ["4.9999", "1"], ["5", "5.01"]],
  ])("%j %j at %j, and not at %j", (condition, rest, at, notAt) => {
    const rule = compiled(condition, rest);
    expect([...at, ...notAt].filter((each) => hasReturned(rule, price(each)))).toEqual(at);
  });
});
