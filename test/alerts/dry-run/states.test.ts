/** States of a rule that become one: those that are the same, and the nearest ones where there are too many. */
import { describe, expect, test } from "vitest";
import { addFires, countOf } from "../../../main/alerts/dry-run/fire-times.ts";
import { merged, type State } from "../../../main/alerts/dry-run/states.ts";
import { newRule, type EngineRule } from "../../../main/alerts/engine-rule.ts";
import { EngineHarness, spec } from "../engine-harness.ts";

const endMs = 60_000;
const always = { repeat: "always" };
const ruleOf = (condition: object, rest: object = {}): EngineRule =>
  newRule({ id: "r", order: 0, createdMs: 0 }, spec(condition, { ...always, ...rest }));
const after = (rule: EngineRule, fewest = 0, most = fewest): State => {
  const times = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
  return { rule, fewest: addFires(null, times(fewest)), most: addFires(null, times(most)) };
};
const following = (extreme: string): EngineRule => {
  const rule = ruleOf({ kind: "pulls-back", by: { amount: "10" } });
  rule.trailing?.replace({ n: Number(extreme), tick: null, text: extreme });
  return rule;
};
/** Fired at time 0, and cools down until then. */
const cooling = (untilMs: number): EngineRule => {
  const rule = ruleOf({ kind: "crosses-up", level: "100" });
  rule.lifecycle.waitToRearm({ wallMs: 0, monoMs: 0 }, untilMs);
  return rule;
};
const holding = (dueMs: number, direction: 1 | -1): EngineRule => {
  const rule = ruleOf({ kind: "crosses", level: "100" }, { holdForMs: 1_000 });
  const tick = new EngineHarness().tick("100");
  const cause = { tick, previous: null, gap: null, direction, measuredFrom: null };
  rule.lifecycle.beginHold(cause, { wallMs: 0, monoMs: 0 }, dueMs);
  return rule;
};
const told = (states: readonly State[]) =>
  states.map(({ rule, fewest, most }) => [rule.trailing?.extreme?.text ?? "", countOf(fewest), countOf(most)]);

describe("two states are the same", () => {
  test.each<[string, EngineRule, EngineRule, boolean]>([
    ["with one extreme", following("100"), following("100"), true],
    ["not with two, told apart by their last digit", following("0.1"), following("0.10000000000000000001"), false],
    ["where no cooldown lasts longer than the candle", cooling(endMs), cooling(endMs - 1), true],
    ["not where one does", cooling(endMs), cooling(endMs + 1), false],
    ["not where both do, and end at two times", cooling(endMs + 2), cooling(endMs + 1), false],
    ["where both do, and end together", cooling(endMs + 1), cooling(endMs + 1), true],
    ["not where one has fired", cooling(endMs), ruleOf({ kind: "crosses-up", level: "100" }), false],
    ["with holds that are due together", holding(5, 1), holding(5, 1), true],
    ["not with holds that are due at two times", holding(5, 1), holding(6, 1), false],
    ["not with holds on two sides", holding(5, 1), holding(5, -1), false],
  ])("%s", (_which, one, other, isOne) => {
    const states = merged([after(one, 2, 3), after(other, 1, 2)], endMs);
    expect(states).toHaveLength(isOne ? 1 : 2);
    if (isOne) expect(told(states)[0]?.slice(1)).toEqual([1, 3]);
  });
});

test("a single state stays as it is", () => {
  const alone = after(following("100"), 1, 2);
  expect(merged([alone], endMs)).toEqual([alone]);
});

describe("different states", () => {
  /** With the extremes 1, 2, 3 ... in an order that is none, and as many fires at least; as many again at most. */
  const many = (count: number): State[] =>
    Array.from({ length: count }, (_, at) => {
      const extreme = ((at * 7) % count) + 1;
      return after(following(String(extreme)), extreme, 2 * extreme);
    });

  test("are kept apart up to 32", () => {
    expect(told(merged(many(32), endMs))).toEqual(told(many(32)));
  });

  test.each([33, 34])("are joined beyond that, each with its nearest: of %d half are left", (count) => {
    const pairs = Array.from({ length: Math.ceil(count / 2) }, (_, at) => {
      const least = 2 * at + 1;
      return [String(least), least, 2 * Math.min(least + 1, count)];
    });
    expect(told(merged(many(count), endMs))).toEqual(pairs);
  });
});
