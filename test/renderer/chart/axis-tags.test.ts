import { describe, expect, it } from "vitest";
import { beyondOf, groupTags } from "../../../renderer/chart/axis-tags.ts";

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
