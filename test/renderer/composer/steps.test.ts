import { describe, expect, it } from "vitest";
import { levelBeyond, rangeAround, stepPrice } from "../../../renderer/composer/price-steps.ts";

describe("a level that is suggested", () => {
  it.each([
    ["44375", 1, "44500"],
    ["44376", 1, "45000"],
    ["44125", -1, "44000"],
    ["44124", -1, "43500"],
    ["44500", 1, "45000"],
    ["44500", -1, "44000"],
    ["0.00012", 1, "0.0005"],
    ["1", -1, "1"],
    ["0", 1, "0"],
    ["garbled", 1, "garbled"],
  ] as const)(
    "beyond %s (%i) is %s: the next round one, or one further where that is too close",
    (price, way, level) => {
      expect(levelBeyond(price, way)).toBe(level);
    },
  );
});

describe("a step of a price", () => {
  it.each([
    ["45000", 1, "45010"],
    ["45000", -1, "44990"],
    ["45004", 1, "45010"],
    ["45004", -1, "45000"],
    ["12.00", 1, "12.01"],
    ["1", -1, null],
    ["0.01", -1, null],
    ["", 1, "45010"],
  ] as const)("from %s (%i) leads to %s", (from, way, to) => {
    expect(stepPrice(from, way, "45000")).toBe(to);
  });

  it("is none where neither the field nor the market has a price", () => {
    expect(stepPrice("x", 1, null)).toBeNull();
  });
});

it.each([
  ["45000", ["44500", "45500"]],
  ["100.00", ["99", "101"]],
  ["1", ["", ""]],
  ["x", ["", ""]],
] as const)("a range around %s is %j", (price, range) => {
  expect(rangeAround(price)).toEqual(range);
});
