import { describe, expect, it } from "vitest";
import { AxisLabels } from "../../../renderer/chart/adapter/axis-labels.ts";

const prices = [100, 120, 140, 160];
const tag = { above: 8, below: 7 };
/** A pixel a price, from the top down. */
const labelsAt = (scale = { isKnown: true }): AxisLabels =>
  new AxisLabels({ y: (price) => (scale.isKnown ? 200 - price : null) }, String);

describe("Labels of the price axis", () => {
  it("are drawn whole or not at all beside tags", () => {
    const labels = labelsAt();
    expect(labels.words(prices)).toEqual(["100", "120", "140", "160"]);
    labels.cover([
      { price: 120, ...tag },
      // Its upper edge touches the lower half of 160, and its lower edge leaves 140 free.
      { price: 153, ...tag },
    ]);
    expect(labels.words(prices)).toEqual(["100", "", "140", ""]);
  });

  it.each([
    [127, true],
    [126, false],
    [152, true],
    [153, false],
  ])("a tag at %d covers that of 140: %s", (price, isCovered) => {
    const labels = labelsAt();
    labels.cover([{ price, ...tag }]);
    expect(labels.words([140])).toEqual([isCovered ? "" : "140"]);
  });

  it("are written anew only where other ones are covered", () => {
    const labels = labelsAt();
    labels.words(prices);
    expect(labels.cover([{ price: 110, above: 1, below: 1 }])).toBe(false);
    expect(labels.cover([{ price: 121, ...tag }])).toBe(true);
    labels.words(prices);
    expect(labels.cover([{ price: 119, ...tag }])).toBe(false);
    expect(labels.cover([])).toBe(true);
  });

  it("are all there while no place is known", () => {
    const labels = labelsAt({ isKnown: false });
    labels.cover([{ price: 100, ...tag }]);
    expect(labels.words(prices)).toEqual(["100", "120", "140", "160"]);
  });
});
