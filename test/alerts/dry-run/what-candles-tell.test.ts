/** When candles say nothing of a rule, and when what they say is a lower bound: each limit itself, and just beyond it. */
import { describe, expect, test } from "vitest";
import { whyAtLeast, whyCandlesCannotTell } from "../../../main/alerts/dry-run/what-candles-tell.ts";
import type { DryRunReason } from "../../../preload/contract/dry-run.ts";
import { spec } from "../engine-harness.ts";

const minuteMs = 60_000;
const always = { repeat: "always" } as const;
const typical = { range: 10, price: 200 };
const level = (kind: string) => ({ kind, level: "100" });
const range = (kind: string, high = "110") => ({ kind, low: "100", high });

test.each<[object, object, DryRunReason | null]>([
  [level("crosses"), {}, null],
  [level("crosses"), { source: "bid" }, "no-quotes"],
  [level("crosses"), { source: "mid" }, "no-quotes"],
  [level("crosses"), { holdForMs: 1_000 }, null],
  [{ kind: "spread-at-least", by: { amount: "1" } }, {}, "no-quotes"],
  [{ kind: "trade-size-at-least", size: "1" }, {}, "no-sizes"],
  [{ kind: "rises", by: { amount: "1" }, windowMs: 5 * minuteMs }, {}, null],
  [{ kind: "rises", by: { amount: "1" }, windowMs: 5 * minuteMs - 1_000 }, {}, "window-too-short"],
  [{ kind: "rises", by: { amount: "1" }, windowMs: 5 * minuteMs }, { holdForMs: 1_000 }, "move-held"],
  [{ kind: "pulls-back", by: { amount: "1" } }, {}, null],
  [{ kind: "pulls-back", by: { amount: "1" } }, { holdForMs: 1_000 }, "move-held"],
  [{ kind: "pulls-back", by: { amount: "1" } }, { holdForMs: 1 }, "move-held"],
])("candles of a minute on %j %j: %s", (condition, rest, reason) => {
  expect(whyCandlesCannotTell(spec(condition, rest), minuteMs)).toBe(reason);
});

describe("there may be more fires than candles show", () => {
  test.each<[string, object, object, DryRunReason | null]>([
    ["a hold of next to nothing", level("crosses-up"), { holdForMs: 1 }, "hold-too-short"],
    ["a hold of less than a candle", level("crosses-up"), { holdForMs: 59_000 }, "hold-too-short"],
    ["a hold of a candle", level("crosses-up"), { holdForMs: 60_000 }, null],
    ["a way back of less than half a range", level("crosses-up"), { rearmBy: { amount: "4.9" } }, "rearm-too-small"],
    ["of half a range", level("crosses-up"), { rearmBy: { amount: "5" } }, null],
    ["down, of less than half a range", level("crosses-down"), { rearmBy: { amount: "4.9" } }, "rearm-too-small"],
    ["down, of half a range", level("crosses-down"), { rearmBy: { amount: "5" } }, null],
    ["either way, of less than four fifths", level("crosses"), { rearmBy: { amount: "7.9" } }, "rearm-too-small"],
    ["either way, of four fifths", level("crosses"), { rearmBy: { amount: "8" } }, null],
    ["out of a range, of less than half", range("enters"), { rearmBy: { amount: "4.9" } }, "rearm-too-small"],
    ["out of a range, of half", range("enters"), { rearmBy: { amount: "5" } }, null],
    ["into a range, of less than half", range("leaves", "150"), { rearmBy: { amount: "4.9" } }, "rearm-too-small"],
    ["into a range, of half", range("leaves", "150"), { rearmBy: { amount: "5" } }, null],
    [
      "a cooldown of a candle, whatever the way back",
      level("crosses"),
      { rearmBy: { amount: "1" }, cooldownMs: 60_000 },
      null,
    ],
    [
      "into a range, by percents that differ, of less",
      range("leaves", "200"),
      { rearmBy: { percent: "4.9" } },
      "rearm-too-small",
    ],
    ["into a range, by percents that differ", range("leaves", "200"), { rearmBy: { percent: "5" } }, null],
    [
      "out of a range whose low end has no way back",
      { kind: "enters", low: "3", high: "110" },
      { rearmBy: { amount: "4.9" } },
      "rearm-too-small",
    ],
    ["a shorter cooldown", level("crosses"), { rearmBy: { amount: "1" }, cooldownMs: 59_000 }, "rearm-too-small"],
    ["a trailing distance of less than a range", { kind: "pulls-back", by: { amount: "9.9" } }, {}, "move-too-small"],
    ["of a range", { kind: "pulls-back", by: { amount: "10" } }, {}, null],
    ["in percent, of less than a range", { kind: "rebounds", by: { percent: "4.9" } }, {}, "move-too-small"],
    ["in percent, of a range", { kind: "rebounds", by: { percent: "5" } }, {}, null],
    // 1.25 ranges of a candle, times the root of 16 candles.
    [
      "a move of less than is usual",
      { kind: "rises", by: { amount: "49.9" }, windowMs: 16 * minuteMs },
      {},
      "move-too-small",
    ],
    ["a move of what is usual", { kind: "rises", by: { amount: "50" }, windowMs: 16 * minuteMs }, {}, null],
    [
      "a move in percent of less",
      { kind: "moves", by: { percent: "24.9" }, windowMs: 16 * minuteMs },
      {},
      "move-too-small",
    ],
    ["a move in percent", { kind: "moves", by: { percent: "25" }, windowMs: 16 * minuteMs }, {}, null],
  ])("%s", (_what, condition, rest, reason) => {
    expect(whyAtLeast(spec(condition, { ...always, ...rest }), minuteMs, typical)).toBe(reason);
  });
});
