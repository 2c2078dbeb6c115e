/** A price that goes through what decides a rule: it is met on the way, in the order in which the price passes it. */
import { expect, test } from "vitest";
import { tickOf } from "../../../main/alerts/dry-run/bar-paths.ts";
import type { Bars } from "../../../main/alerts/dry-run/bars.ts";
import { RuleStates } from "../../../main/alerts/dry-run/rule-states.ts";
import { key, spec } from "../engine-harness.ts";

/** How often the rule fires on its way from each price to the next; `isContinuous`: with what lies between them. */
function fires(condition: object, rest: object, prices: readonly string[], isContinuous: boolean): number[] {
  const states = new RuleStates(spec(condition, { repeat: "always", ...rest }), key, { wallMs: 0, monoMs: 0 });
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
])("%s", (_what, condition, rest, prices, continuous, inSteps) => {
  expect(fires(condition, rest, prices, true)).toEqual(continuous);
  expect(fires(condition, rest, prices, false)).toEqual(inSteps);
});
