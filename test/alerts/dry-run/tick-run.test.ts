/** One rule put to ticks one after the other: when it fires, and what it may be spared. */
import { describe, expect, test } from "vitest";
import { tickOf } from "../../../main/alerts/dry-run/bar-paths.ts";
import type { Bars } from "../../../main/alerts/dry-run/bars.ts";
import { TickRun } from "../../../main/alerts/dry-run/tick-run.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { key, spec } from "../engine-harness.ts";

const tick = (price: string, atMs: number): Tick => tickOf({ instrument: key } as Bars, price, atMs);
const rises = { kind: "rises", by: { amount: "10" }, windowMs: 60_000 };

function runOf(condition: object, rest: object = {}): TickRun {
  return new TickRun(spec(condition, { repeat: "always", ...rest }), key);
}

/** When it fired at each of these prices, one a second; null where it did not. */
const decided = (run: TickRun, prices: readonly string[], fromMs = 0): (number | null)[] =>
  prices.map((price, at) => run.decide(tick(price, fromMs + at * 1_000)));

describe("fires at the tick that makes it true, and again when it has been false between", () => {
  test.each<[object, readonly string[], (number | null)[]]>([
    [{ kind: "crosses-up", level: "100" }, ["99", "100", "101"], [null, 1_000, null]],
    [rises, ["100", "109", "110", "111", "105", "115"], [null, null, 2_000, null, null, 5_000]],
    [{ kind: "pulls-back", by: { amount: "5" } }, ["100", "95", "90", "86"], [null, 1_000, 2_000, null]],
  ])("%j at %j", (condition, prices, firedMs) => {
    expect(decided(runOf(condition), prices)).toEqual(firedMs);
  });
});

test("it is armed until it fires, and armed again when its way back has been gone", () => {
  const run = runOf({ kind: "crosses-up", level: "100" }, { rearmBy: { amount: "5" } });
  const states = ["99", "100", "96", "95"].map((price, at) => {
    run.decide(tick(price, at));
    return run.isArmed;
  });
  expect(states).toEqual([true, false, false, true]);
});

test("it waits, so that ticks may be spared it, only while it is armed and has a price of just now", () => {
  const run = runOf(rises);
  expect(run.isWaiting).toBe(false);
  run.decide(tick("100", 0));
  expect(run.isWaiting).toBe(true);
  run.loseFeed();
  expect(run.isWaiting).toBe(false);
  run.decide(tick("100", 1_000));
  expect(run.isWaiting).toBe(true);
  run.decide(tick("110", 2_000));
  expect(run.isWaiting).toBe(false);
});

test("a price that it was spared is in the window of the next ones, and not after that", () => {
  const spared = (afterMs: number): number | null => {
    const run = runOf(rises);
    run.decide(tick("105", 0));
    run.remember(tick("100", 1_000));
    return run.decide(tick("110", 1_000 + afterMs));
  };
  expect([59_999, 60_000].map(spared)).toEqual([60_999, null]);
});

test("what was before a time of which nothing is known is in no window after it", () => {
  const run = runOf(rises);
  run.decide(tick("100", 0));
  run.loseFeed();
  expect(decided(run, ["120", "129", "130"], 1_000)).toEqual([null, null, 3_000]);
});
