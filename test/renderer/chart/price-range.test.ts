import { describe, expect, it } from "vitest";
import type { Bar } from "../../../renderer/chart/adapter/price-chart-options.ts";
import { isOtherRange, priceRangeOf } from "../../../renderer/chart/adapter/price-range.ts";

const bar = (low: number, high: number): Bar => ({ openMs: 0, prices: { open: low, high, low, close: high } });
const bars: readonly Bar[] = [bar(50, 60), bar(100, 110), { openMs: 0, prices: null }, bar(104, 120)];

describe("The prices that the scale shows", () => {
  it.each([
    ["the bars in view", 1, 3, [], { low: 100, high: 120 }],
    ["beyond the newest too, and not those before", 0.5, 9, [], { low: 50, high: 120 }],
    ["levels near them", 1, 3, [90, 130, 200], { low: 90, high: 130 }],
    ["the nearest on either side further away", 1, 3, [65, 62, 155, 158], { low: 65, high: 155 }],
    ["none that is too far", 1, 3, [59, 161], { low: 100, high: 120 }],
    ["nothing where no bar has a price", 2, 2, [100], null],
  ])("are those of %s", (_, from, to, levels, range) => {
    expect(priceRangeOf(bars, from, to, levels)).toEqual(range);
  });

  it("are others from a fiftieth of them on", () => {
    const drawn = { low: 100, high: 200 };
    expect(isOtherRange(drawn, { low: 98, high: 202 })).toBe(false);
    expect(isOtherRange(drawn, { low: 97.9, high: 200 })).toBe(true);
    expect(isOtherRange(drawn, { low: 100, high: 202.1 })).toBe(true);
    expect(isOtherRange(drawn, null)).toBe(true);
    expect(isOtherRange(null, null)).toBe(false);
  });
});
