/** The window of a rule about a move as one way through the candles fills it: where it may fire, and what it is measured from then. */
import { describe, expect, test } from "vitest";
import { CompiledRule } from "../../../main/alerts/compiled-rule.ts";
import { MoveWindow } from "../../../main/alerts/dry-run/move-window.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import { spec } from "../engine-harness.ts";
import { barsFrom } from "./bars-from.ts";

const [rises, falls, moves] = ["rises", "falls", "moves"].map((kind) =>
  spec({ kind, by: { amount: "10" }, windowMs: 300_000 }),
) as [RuleSpec, RuleSpec, RuleSpec];

/** Armed in the first candle; all of them but the last are in the window then. */
function windowOf(rule: RuleSpec, ...candles: readonly (string | null)[]): MoveWindow {
  const bars = barsFrom(...candles);
  const window = new MoveWindow(new CompiledRule(rule), bars, { low: bars.lowNumber, high: bars.highNumber });
  window.startAt(0);
  for (let at = 1; at < bars.openMs.length - 1; at++) window.include(at);
  return window;
}

describe("may fire in the candle that is far enough from an extreme of its window", () => {
  test.each<[string, RuleSpec, readonly (string | null)[], boolean]>([
    ["a rise, just far enough", rises, ["100", "104", "110"], true],
    ["a rise, a hundredth less", rises, ["100", "104", "109.99"], false],
    ["a fall of that length", rises, ["110", "104", "100"], false],
    ["a fall, just far enough", falls, ["110", "104", "100"], true],
    ["a fall, a hundredth less", falls, ["110", "104", "100.01"], false],
    ["either way, up", moves, ["100", "104", "110"], true],
    ["either way, down", moves, ["110", "104", "100"], true],
    ["neither way", moves, ["105", "104", "110"], false],
    ["within the candle itself", rises, ["104", "104", "100 110 100 105"], true],
    ["from the low of one before it", rises, ["104", "104 104 100 104", "110"], true],
    [
      "from one that ends where the window begins",
      rises,
      ["104", "100", "104", "104", "104", "104", "104", "110"],
      false,
    ],
    ["from one that ends a candle later", rises, ["104", "104", "100", "104", "104", "104", "104", "110"], true],
  ])("%s", (_what, rule, candles, may) => {
    expect(windowOf(rule, ...candles).mayFireIn(candles.length - 1)).toBe(may);
  });
});

describe("the engine is to see what holds an extreme, and has not been seen", () => {
  test.each<[string, RuleSpec, readonly string[], readonly number[]]>([
    ["the lows that none after them is below", rises, ["90", "104", "101", "103", "102", "99"], [2, 4]],
    ["the highs that none after them is above", falls, ["110", "101", "104", "102", "103", "99"], [2, 4]],
    ["both, in their order", moves, ["100", "101", "104", "102", "103", "99"], [1, 2, 3, 4]],
    ["one that is as low as a later one: its digits may be lower", rises, ["90", "101", "101", "102"], [1, 2]],
  ])("%s", (_what, rule, candles, unseen) => {
    expect(windowOf(rule, ...candles).unseen).toEqual(unseen);
  });

  test("not those before one that it saw", () => {
    const window = windowOf(rises, "90", "101", "102", "103");
    expect(window.unseen).toEqual([1, 2]);
    window.see(3);
    expect(window.unseen).toEqual([]);
  });

  test("nor those that are in no window any more", () => {
    const window = windowOf(rises, "90", "101", "102", "103", "104", "105", "106", "107", "108");
    window.mayFireIn(8);
    expect(window.unseen).toEqual([3, 4, 5, 6, 7]);
  });
});

test("of a rule that is armed anew nothing before that candle counts", () => {
  const window = windowOf(moves, "100", "104", "105", "110");
  window.startAt(2);
  expect(window.mayFireIn(3)).toBe(false);
  expect(window.unseen).toEqual([]);
});
