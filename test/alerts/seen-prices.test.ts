/** What a rule has seen since it was armed, step by step. */
import { describe, expect, test } from "vitest";
import { SeenPrices } from "../../main/alerts/seen-prices.ts";

const stateOf = ({ gaps, hasPrevious, isUndecidedAtPrevious }: SeenPrices) => [
  gaps,
  hasPrevious,
  isUndecidedAtPrevious,
];

describe("which gaps may tell a rule", () => {
  test.each<[string, boolean, (seen: SeenPrices) => void, unknown[]]>([
    ["new", false, () => undefined, ["any", false, false]],
    ["armed blind, restored or not", true, () => undefined, ["after-arming", false, false]],
    ["armed with a price", true, (seen) => seen.arm(true), ["any", true, false]],
    ["armed without", false, (seen) => seen.arm(false), ["any", false, false]],
    ["armed anew after it was undecided", false, (seen) => (seen.see(true), seen.arm(true)), ["any", true, false]],
    ["armed blind", false, (seen) => seen.armBlind(false), ["after-arming", false, false]],
    ["armed blind when the gap was over", false, (seen) => seen.armBlind(true), ["none", false, false]],
    ["and then another outage", false, (seen) => (seen.armBlind(true), seen.loseFeed()), ["any", false, false]],
    ["armed blind, and the outage goes on", true, (seen) => seen.loseFeed(), ["after-arming", false, false]],
    ["given a price from before", false, (seen) => seen.takePrevious(), ["any", true, false]],
    [
      "given one while it waits for one of now",
      false,
      (seen) => (seen.armBlind(true), seen.takePrevious()),
      ["none", false, false],
    ],
    ["after a price of now", true, (seen) => void seen.see(false), ["any", true, false]],
    ["after one at which it was not decided", false, (seen) => void seen.see(true), ["any", true, true]],
  ])("%s", (_what, isArmedBlind, change, expected) => {
    const seen = new SeenPrices();
    if (isArmedBlind) seen.armBlind(false);
    change(seen);
    expect(stateOf(seen)).toEqual(expected);
  });
});

test("the first price of one that was armed blind is its first once", () => {
  const seen = new SeenPrices();
  seen.armBlind(false);
  expect([seen.see(false), seen.see(false)]).toEqual([true, false]);
  const late = new SeenPrices();
  late.armBlind(true);
  expect(late.see(false)).toBe(false);
});

test("told of a gap, it was told of that one and of every later one, until it is armed anew", () => {
  const seen = new SeenPrices();
  expect(seen.wasTold(100)).toBe(false);
  seen.tellGap(100);
  seen.tellGap(200);
  expect([99, 100, 101].map((fromMs) => seen.wasTold(fromMs))).toEqual([false, true, true]);
  seen.tellGap(50);
  expect([49, 50].map((fromMs) => seen.wasTold(fromMs))).toEqual([false, true]);
  seen.arm(true);
  expect(seen.wasTold(500)).toBe(false);
});
