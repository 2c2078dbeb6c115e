import { describe, expect, it } from "vitest";
import { parseLine } from "../../../renderer/composer/parse-line.ts";
import { levelBeyond, rangeAround, stepPrice } from "../../../renderer/composer/price-steps.ts";

describe("an alert in a few keystrokes", () => {
  it.each([
    [">45000", { kind: "at-or-above", level: "45000" }],
    [">= 45,000.50", { kind: "at-or-above", level: "45000.50" }],
    ["<44k", { kind: "at-or-below", level: "44000" }],
    ["^44.5k", { kind: "crosses-up", level: "44500" }],
    ["v1.25m", { kind: "crosses-down", level: "1250000" }],
    ["x44000", { kind: "crosses", level: "44000" }],
    ["45000", { kind: "at-or-above", level: "45000" }],
    ["43000", { kind: "at-or-below", level: "43000" }],
    ["44000-46000", { kind: "leaves", low: "44000", high: "46000" }],
    ["46k-44k", { kind: "leaves", low: "44000", high: "46000" }],
    ["45k-46k", { kind: "enters", low: "45000", high: "46000" }],
    ["inside 1 to 2", { kind: "inside", low: "1", high: "2" }],
    ["out 1..2", { kind: "outside", low: "1", high: "2" }],
    ["+5% 10m", { kind: "rises", by: { value: "5", unit: "percent" }, windowMs: 600_000 }],
    ["-250 1h", { kind: "falls", by: { value: "250", unit: "amount" }, windowMs: 3_600_000 }],
    ["5% in 30 s", { kind: "moves", by: { value: "5", unit: "percent" }, windowMs: 30_000 }],
    ["trail 3%", { kind: "pulls-back", by: { value: "3", unit: "percent" } }],
    ["rebound 100", { kind: "rebounds", by: { value: "100", unit: "amount" } }],
    ["spread .1%", { kind: "spread-at-least", by: { value: "0.1", unit: "percent" } }],
    ["size 10", { kind: "trade-size-at-least", size: "10" }],
    [">45k always for 30s", { kind: "at-or-above", level: "45000", repeat: "always", holdForMs: 30_000 }],
    [
      "+5% 10m for 2 min",
      { kind: "rises", by: { value: "5", unit: "percent" }, windowMs: 600_000, holdForMs: 120_000 },
    ],
  ])("reads %s", (text, meant) => {
    expect(parseLine(text, "44388.12")).toEqual(meant);
  });

  it.each(["", "hello", ">", ">4x", "5%", "10-", "spread", "1e5"])("takes nothing from %j", (text) => {
    expect(parseLine(text, "44388.12")).toBeNull();
  });
});

describe("round steps", () => {
  it.each([
    ["44388.12", 1, "44390.00"],
    ["44390.00", 1, "44400.00"],
    ["44390.00", -1, "44380.00"],
    ["0.3", 1, "0.4"],
    ["0.1", -1, null],
    ["", 1, "12.35"],
    ["abc", 1, "12.35"],
  ] as const)("%s by %d is %s", (from, direction, to) => {
    expect(stepPrice(from, direction, "12.34")).toBe(to);
  });

  it("suggests a level beyond the price, never the price itself", () => {
    expect(levelBeyond("44388.12", 1)).toBe("45000");
    expect(levelBeyond("44388.12", -1)).toBe("44000");
    expect(levelBeyond("44500.00", 1)).toBe("45000");
    expect(Number(levelBeyond("0.00000932", 1))).toBeGreaterThan(0.00000932);
    expect(levelBeyond("0.00000932", 1)).not.toContain("e");
  });

  it("suggests a range that the price is inside of", () => {
    for (const price of ["44388.12", "1.08412", "100.00", "2412.55", "98.431"]) {
      const [low, high] = rangeAround(price);
      expect(Number(low)).toBeLessThan(Number(price));
      expect(Number(high)).toBeGreaterThan(Number(price));
      // About a percent to either side: a suggestion that fires within moments is none.
      for (const bound of [low, high]) {
        const away = Math.abs(Number(bound) / Number(price) - 1);
        expect(away).toBeGreaterThan(0.0099);
        expect(away).toBeLessThan(0.02);
      }
    }
  });
});
