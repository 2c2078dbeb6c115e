import { describe, expect, it } from "vitest";
import { beyondOf, countdown, groupTags } from "../../../renderer/chart/axis-tags.ts";

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

  it.each([
    [41_200, "0:42"],
    [725_000, "12:05"],
    [14_350_000, "3:59:10"],
    [-5, "0:00"],
  ])("tell what is left of a candle: %i ms is %s", (ms, words) => {
    expect(countdown(ms)).toBe(words);
  });
});
