import { describe, expect, it } from "vitest";
import { candleBoxes } from "../../../renderer/chart/adapter/live-bar.ts";

const prices = { open: 60.2, close: 40.4, high: 30, low: 70.6 };

describe("The bar that still runs", () => {
  it("is on the pixels that the library would draw it on, a pixel at least", () => {
    expect(candleBoxes({ ...prices, x: 100.4, spacing: 6 }, 1)).toEqual({
      wick: { left: 100, top: 30, width: 1, height: 42 },
      body: { left: 98, top: 40, width: 5, height: 21 },
    });
    const { body } = candleBoxes({ ...prices, open: 50, close: 50, x: 100, spacing: 6 }, 1);
    expect(body.height).toBe(1);
  });

  // As `optimalCandlestickWidth` of lightweight-charts 5.2, made odd or even as the wick is.
  it.each([
    [1, 0.5, 1],
    [1, 3, 3],
    [1, 6, 5],
    [1, 20, 15],
    [2, 6, 10],
    [2, 3, 6],
  ])("is as wide at %i device pixels and bars %f apart as those beside it", (ratio, spacing, width) => {
    expect(candleBoxes({ ...prices, x: 100, spacing }, ratio).body.width).toBe(width);
  });
});
