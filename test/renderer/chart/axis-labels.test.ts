import { describe, expect, it } from "vitest";
import { AxisLabels } from "../../../renderer/chart/adapter/axis-labels.ts";

const prices = [100, 120, 140, 160];
const tag = { above: 8, below: 7 };
/** A pixel a price, from the top down. */
const labelsAt = (scale = { isKnown: true }): AxisLabels =>
  new AxisLabels({ y: (price) => (scale.isKnown ? 200 - price : null) }, String);

describe("Labels of the price axis", () => {
  it("are those of the prices, and the ones that tags touch are known", () => {
    const labels = labelsAt();
    expect(labels.words(prices)).toEqual(["100", "120", "140", "160"]);
    expect(labels.coveredAt()).toEqual([]);
    labels.cover([
      { price: 120, ...tag },
      // Its upper edge touches the lower half of 160, and its lower edge leaves 140 free.
      { price: 153, ...tag },
    ]);
    expect(labels.coveredAt()).toEqual([80, 40]);
    expect(labels.words(prices)).toEqual(["100", "120", "140", "160"]);
    labels.cover([]);
    expect(labels.coveredAt()).toEqual([]);
  });

  it.each([
    [127, true],
    [126, false],
    [152, true],
    [153, false],
  ])("a tag at %d covers that of 140: %s", (price, isCovered) => {
    const labels = labelsAt();
    labels.words([140]);
    labels.cover([{ price, ...tag }]);
    expect(labels.coveredAt()).toEqual(isCovered ? [60] : []);
  });

  it("are all free while no place is known", () => {
    const labels = labelsAt({ isKnown: false });
    labels.words(prices);
    labels.cover([{ price: 100, ...tag }]);
    expect(labels.coveredAt()).toEqual([]);
  });
});
