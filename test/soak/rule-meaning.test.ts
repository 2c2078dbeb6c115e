/** The soak's own reading of the truth table, where a mistake would make its judge blind. */
import { expect, it } from "vitest";
import { isBack, type SoakKind } from "./rule-meaning.ts";

const always = { low: 100, high: 110, by: 0, always: true, rearm: 3, holdMs: 0, cooldownMs: 0 } as const;
const backAt = (kind: SoakKind, over: { rearm?: number } = {}): number[] => {
  const prices = Array.from({ length: 31 }, (_, index) => 90 + index);
  return prices.filter((price) => isBack({ ...always, ...over, kind }, price));
};
const from = (low: number, high: number): number[] => Array.from({ length: high - low + 1 }, (_, index) => low + index);

it.each<[SoakKind, number[]]>([
  ["at-or-above", from(90, 97)],
  ["crosses-up", from(90, 97)],
  ["at-or-below", from(103, 120)],
  ["crosses-down", from(103, 120)],
  ["crosses", [...from(90, 97), ...from(103, 120)]],
  ["inside", [...from(90, 97), ...from(113, 120)]],
  ["enters", [...from(90, 97), ...from(113, 120)]],
  ["outside", from(103, 107)],
  ["leaves", from(103, 107)],
])("%s has come back at these prices", (kind, prices) => {
  expect(backAt(kind)).toEqual(prices);
});

it("a range too narrow to be inside by that much has come back anywhere inside", () => {
  expect(backAt("leaves", { rearm: 5 })).toEqual([105]);
  expect(backAt("leaves", { rearm: 6 })).toEqual(from(100, 110));
});
