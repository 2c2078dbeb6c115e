import { describe, expect, it } from "vitest";
import { besidePriceTag, beyondOf, groupTags } from "../../../renderer/chart/axis-tags.ts";

describe("Tags beside the axis", () => {
  it("that would lie over one another are one, which counts them, wherever they are in the list", () => {
    const placed = [40, 10, 20, 24, 9].map((y, at) => ({ y, at }));
    const groups = groupTags(placed, 15).map(({ first, count }) => [first.y, count]);
    expect(groups).toEqual([
      [9, 3],
      [24, 1],
      [40, 1],
    ]);
  });

  it("count what is out of sight, with the nearest", () => {
    expect(beyondOf([5, 10, 20, 31, 40], 10, 30)).toEqual({
      above: { count: 2, nearest: 31 },
      below: { count: 1, nearest: 5 },
    });
    expect(beyondOf([10, 30], 10, 30)).toEqual({ above: null, below: null });
  });
});

it.each([
  ["stays where the tag does not reach it, above", 84, 100, 84],
  ["stays where the tag does not reach it, below", 129, 100, 129],
  ["moves up above the tag, of a level above the price", 95, 100, 84],
  ["moves up, of a level at the price", 100, 100, 84],
  ["moves down below the tag with its time, of a level below the price", 101, 100, 129],
  ["stays where there is no tag", 95, null, 95],
])("a label on the axis %s", (_what, y, priceY, at) => {
  expect(y + besidePriceTag([y], priceY)(y)).toBe(at);
});

it.each([
  ["lies where another is moved to is moved on, and the one after it", [95, 79, 62], [84, 69, 54]],
  ["would be moved to the same place below the price is moved on", [101, 118, 160], [129, 144, 160]],
  ["lies beside the other stays", [95, 69, 60], [84, 69, 60]],
])("a label on the axis that %s", (_what, ys, at) => {
  const labelBy = besidePriceTag(ys, 100);
  expect(ys.map((y) => y + labelBy(y))).toEqual(at);
});
