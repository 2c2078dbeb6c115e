import { describe, expect, it } from "vitest";
import { addTicks, draftLines, linesOf, movedTo, roundedAt, trueAt } from "../../../renderer/chart/levels.ts";
import { nowMs } from "../state-harness.ts";
import { ruleOf, spec } from "../scenes.ts";

describe("the lines of a chart", () => {
  it("are the levels of alerts that are not over, two for a range, none for a move", () => {
    const rules = [
      ruleOf("a", spec({ kind: "crosses", level: "10" }), nowMs),
      ruleOf("b", spec({ kind: "inside", low: "8", high: "9" }), nowMs, { state: "paused" }),
      ruleOf("c", spec({ kind: "at-or-above", level: "11" }), nowMs, { state: "done" }),
      ruleOf("d", spec({ kind: "rises", by: { percent: "2" }, windowMs: 60_000 }), nowMs),
    ];
    expect(linesOf(rules).map(({ key, level }) => [key, level])).toEqual([
      ["a.level", "10"],
      ["b.low", "8"],
      ["b.high", "9"],
    ]);
  });

  it("are there for an alert that is being made, of no rule", () => {
    expect(draftLines({ condition: { kind: "inside", low: "8", high: "9" } })).toEqual([
      { key: "draft.low", rule: null, field: "low", level: "8" },
      { key: "draft.high", rule: null, field: "high", level: "9" },
    ]);
  });

  it.each([
    ["45000", 1, 2, "45000.01"],
    ["45000.10", -10, 2, "45000.00"],
    ["0.00000932", 1, 8, "0.00000933"],
    ["0.000000001", 1, 8, "0.000000011"],
    ["99999999999999999999", 1, 0, "100000000000000000000"],
    ["0.01", -1, 2, null],
  ])("move by the venue's last digit: %s by %i with %i decimals is %s", (level, count, decimals, expected) => {
    expect(addTicks(level, count, decimals)).toBe(expected);
  });

  it("do not turn a range inside out", () => {
    const range = { kind: "outside", low: "90", high: "110" } as const;
    expect(movedTo(range, "low", "95")).toEqual({ ...range, low: "95" });
    expect(movedTo(range, "low", "110")).toBeNull();
    expect(movedTo(range, "high", "89")).toBeNull();
    expect(movedTo({ kind: "crosses", level: "1" }, "level", "2")).toEqual({ kind: "crosses", level: "2" });
    expect(movedTo({ kind: "crosses", level: "1" }, "low", "2")).toBeNull();
  });

  it.each([
    [44_388.1234, 12, 2, "44390"],
    [44_388.1234, 3, 2, "44388"],
    [44_388.1234, 0.2, 2, "44388.1"],
    [44_388.1234, 0.001, 2, "44388.12"],
    [0.00000932, 0.00000001, 8, "0.00000932"],
    [-3, 1, 2, null],
  ])("stand at round prices: %d at %d a pixel with %d decimals is %s", (price, perPixel, decimals, expected) => {
    expect(roundedAt(price, perPixel, decimals)).toBe(expected);
  });

  it("know what is true already", () => {
    expect(trueAt({ kind: "at-or-above", level: "100" }, 100)).toBe(true);
    expect(trueAt({ kind: "at-or-below", level: "100" }, 101)).toBe(false);
    expect(trueAt({ kind: "outside", low: "90", high: "110" }, 111)).toBe(true);
    expect(trueAt({ kind: "inside", low: "90", high: "110" }, 110)).toBe(true);
    expect(trueAt({ kind: "crosses-up", level: "90" }, 110)).toBe(false);
  });
});
