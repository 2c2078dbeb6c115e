/** A price that goes through what decides a rule: it is met on the way, in the order in which the price passes it. */
import { describe, expect, test } from "vitest";
import { tickOf } from "../../../main/alerts/dry-run/bar-paths.ts";
import type { Bars } from "../../../main/alerts/dry-run/bars.ts";
import { RuleStates } from "../../../main/alerts/dry-run/rule-states.ts";
import type { EngineRule } from "../../../main/alerts/engine-rule.ts";
import { key, spec } from "../engine-harness.ts";

/** How often the rule fires on its way from each price to the next; `isContinuous`: with what lies between them. */
function fires(condition: object, rest: object, prices: readonly string[], isContinuous: boolean): number[] {
  const states = new RuleStates(spec(condition, { repeat: "always", ...rest }), key);
  const ticks = prices.map((price, at) => tickOf({ instrument: key } as Bars, price, at * 60_000));
  return ticks.map((tick, at) =>
    at === 0
      ? states.runBlind(states.first, null, tick).length
      : states.run(states.first, ticks[at - 1] ?? null, [tick], isContinuous).length,
  );
}

test.each<[string, object, object, readonly string[], number[], number[]]>([
  [
    "a rebound, each time that it is far enough",
    { kind: "rebounds", by: { amount: "5" } },
    {},
    ["100", "111"],
    [0, 2],
    [0, 1],
  ],
  [
    "one that ends where it is far enough",
    { kind: "rebounds", by: { amount: "5" } },
    {},
    ["100", "105"],
    [0, 1],
    [0, 1],
  ],
  [
    "a pullback, each time that it is far enough",
    { kind: "pulls-back", by: { amount: "5" } },
    {},
    ["100", "89"],
    [0, 2],
    [0, 1],
  ],
  [
    "one that ends where it is far enough",
    { kind: "pulls-back", by: { amount: "5" } },
    {},
    ["100", "95"],
    [0, 1],
    [0, 1],
  ],
  [
    "a range, left upwards",
    { kind: "enters", low: "100", high: "110" },
    { rearmBy: { amount: "2" } },
    ["95", "105", "115"],
    [0, 1, 0],
    [0, 1, 0],
  ],
  [
    "a range, left downwards",
    { kind: "enters", low: "100", high: "110" },
    { rearmBy: { amount: "2" } },
    ["115", "105", "95"],
    [0, 1, 0],
    [0, 1, 0],
  ],
  [
    "a range that was jumped over",
    { kind: "enters", low: "100", high: "110" },
    { rearmBy: { amount: "2" } },
    ["95", "115", "95"],
    [0, 1, 1],
    [0, 0, 0],
  ],
  [
    "a range that was come back into, and left again",
    { kind: "leaves", low: "100", high: "110" },
    { rearmBy: { amount: "2" } },
    ["105", "95", "115", "95"],
    [0, 1, 1, 1],
    [0, 1, 0, 0],
  ],
  [
    "a distance that is gone more often than anything can be told by: 64 times, and at the price itself",
    { kind: "rebounds", by: { amount: "1" } },
    {},
    ["100", "200"],
    [0, 65],
    [0, 1],
  ],
  [
    "a rebound that falls short by a digit which doubles do not see",
    { kind: "rebounds", by: { amount: "0.2" } },
    {},
    ["0.1", "0.2999999999999999999"],
    [0, 0],
    [0, 0],
  ],
  [
    "a pullback that does",
    { kind: "pulls-back", by: { amount: "0.1" } },
    {},
    ["0.3", "0.2000000000000000001"],
    [0, 0],
    [0, 0],
  ],
])("%s", (_what, condition, rest, prices, continuous, inSteps) => {
  expect(fires(condition, rest, prices, true)).toEqual(continuous);
  expect(fires(condition, rest, prices, false)).toEqual(inSteps);
});

test("several fires are told in the order in which they were", () => {
  const states = new RuleStates(spec({ kind: "rebounds", by: { amount: "5" } }, { repeat: "always" }), key);
  const [first, ...others] = ["100", "105", "110"].map((price, at) =>
    tickOf({ instrument: key } as Bars, price, at * 60_000),
  );
  if (first === undefined) throw new Error("It was made.");
  states.runBlind(states.first, null, first);
  expect(states.run(states.first, first, others)).toEqual([60_000, 120_000]);
});

describe("with a hold", () => {
  const up = { kind: "crosses-up", level: "100" };
  const begin = (condition: object, rest: object = {}) =>
    new RuleStates(spec(condition, { repeat: "always", holdForMs: 60_000, ...rest }), key);
  const at = (price: string, atMs: number) => tickOf({ instrument: key } as Bars, price, atMs);
  /** A state that has crossed at `atMs` and holds since then. */
  const crossed = (states: RuleStates, state: EngineRule, atMs: number): EngineRule => {
    const before = at("95", atMs - 1_000);
    states.run(state, before, [before, at("101", atMs)]);
    expect(state.lifecycle.state).toBe("holding");
    return state;
  };
  const begun = (states: RuleStates, state: EngineRule): EngineRule => {
    states.runBlind(state, null, at("95", 0));
    return state;
  };

  test("it is armed for the first time as it begins", () => {
    expect(begin(up).first.lifecycle).toMatchObject({ state: "armed", generation: 1 });
  });

  test("it fires at the very millisecond at which that is complete, though the price breaks it then", () => {
    const states = begin(up);
    const rule = crossed(states, begun(states, states.first), 10_000);
    expect(states.run(states.fork(rule), at("101", 10_000), [at("99", 69_999)])).toEqual([]);
    expect(states.run(rule, at("101", 10_000), [at("99", 70_000)])).toEqual([70_000]);
  });

  test("it fires where that was complete before the time of which nothing is known", () => {
    const states = begin(up);
    const rule = crossed(states, begun(states, states.first), 10_000);
    expect(states.runBlind(states.fork(rule), at("101", 69_999), at("99", 200_000))).toEqual([]);
    expect(states.runBlind(rule, at("101", 70_000), at("99", 200_000))).toEqual([70_000]);
  });

  test("one that this time broke begins anew at the first price after it", () => {
    const states = begin(up);
    const rule = crossed(states, begun(states, states.first), 10_000);
    expect(states.runBlind(rule, at("101", 20_000), at("102", 100_000))).toEqual([]);
    expect(rule.lifecycle.hold?.dueMonoMs).toBe(160_000);
  });

  test("what one state goes through changes nothing of another", () => {
    const states = begin({ kind: "at-or-above", level: "100" }, { rearmBy: { amount: "1" } });
    const unseen = states.fork(states.first);
    states.runBlind(states.first, null, at("101", 0));
    // That one holds since then; this one never did.
    states.runBlind(unseen, null, at("95", 0));
    expect(states.run(unseen, at("95", 0), [at("95", 100_000)])).toEqual([]);
    expect(states.first.lifecycle.state).toBe("holding");
    const goesBlind = (): void => void states.runBlind(unseen, at("95", 100_000), at("95", 200_000));
    goesBlind();
    expect(states.first.lifecycle.state).toBe("holding");
    // Once more for one that has been through a gap, and that has fired, itself.
    states.runBlind(states.first, at("101", 200_000), at("95", 210_000));
    crossed(states, states.first, 220_000);
    goesBlind();
    expect(states.first.lifecycle.state).toBe("holding");
    expect(states.run(states.first, at("101", 220_000), [at("101", 280_000), at("95", 281_000)])).toEqual([280_000]);
    crossed(states, states.first, 290_000);
    goesBlind();
    expect(states.first.lifecycle.state).toBe("holding");
  });
});
