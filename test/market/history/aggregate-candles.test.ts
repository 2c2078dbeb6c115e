import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aggregateCandles } from "../../../main/market/history/aggregate-candles.ts";
import { withLiveMinutes } from "../../../main/market/history/live-candles.ts";
import type { Candle } from "../../../preload/contract/tick.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Minutes with and without trades between, prices of every size that venues have. */
const minutes = fc
  .array(
    fc.record({ skip: fc.integer({ min: 1, max: 90 }), prices: fc.array(price(), { minLength: 4, maxLength: 4 }) }),
  )
  .map((steps) => {
    let at = 29_000_000;
    return steps.map(({ skip, prices }): Candle => {
      at += skip;
      const sorted = [...prices].sort((a, b) => Number(a) - Number(b)) as [string, string, string, string];
      const [low, open, close, high] = sorted;
      return { openMs: at * minuteMs, lengthMs: minuteMs, open, high, low, close };
    });
  });

function price(): fc.Arbitrary<string> {
  return fc
    .record({ whole: fc.integer({ min: 0, max: 99_999 }), fraction: fc.integer({ min: 1, max: 99_999_999 }) })
    .map(({ whole, fraction }) => `${whole}.${String(fraction).padStart(8, "0")}`);
}

describe("Longer candles", () => {
  it("are the same however many steps they are made in", () => {
    fc.assert(
      fc.property(minutes, (candles) => {
        const inSteps = aggregateCandles(aggregateCandles(candles, 5 * minuteMs), hourMs);
        expect(inSteps).toEqual(aggregateCandles(candles, hourMs));
      }),
    );
  });

  it("open with the first, close with the last, reach as far as any, and are absent where there was none", () => {
    fc.assert(
      fc.property(minutes, (candles) => {
        const hours = aggregateCandles(candles, hourMs);
        expect(hours.map(({ openMs }) => openMs)).toEqual([
          ...new Set(candles.map(({ openMs }) => Math.floor(openMs / hourMs) * hourMs)),
        ]);
        for (const hour of hours) {
          const parts = candles.filter(({ openMs }) => openMs >= hour.openMs && openMs < hour.openMs + hourMs);
          expect([hour.open, hour.close, hour.lengthMs]).toEqual([parts[0]?.open, parts.at(-1)?.close, hourMs]);
          expect(Number(hour.high)).toBe(Math.max(...parts.map(({ high }) => Number(high))));
          expect(Number(hour.low)).toBe(Math.min(...parts.map(({ low }) => Number(low))));
        }
      }),
    );
  });

  it("tell prices apart that are the same as doubles", () => {
    const [low, high] = ["0.10000000000000000001", "0.10000000000000000002"];
    const candle = (openMs: number, price: string): Candle => ({
      ...{ openMs, lengthMs: minuteMs, open: price, high: price, low: price, close: price },
    });
    const [hour] = aggregateCandles([candle(0, high), candle(minuteMs, low)], hourMs);
    expect([hour?.high, hour?.low]).toEqual([high, low]);
  });
});

describe("What came in live", () => {
  const nowMs = 100 * hourMs + 130_000;
  const candle = (openMs: number, price: string, lengthMs = minuteMs): Candle => ({
    ...{ openMs, lengthMs, open: price, high: price, low: price, close: price },
  });
  const minute = (openMs: number, low: string, high: string) => ({ openMs, open: low, high, low, close: high });
  const span = { fromMs: 99 * hourMs, toMs: 101 * hourMs };
  const covered = [span];

  it("widens the running candle and goes on where the venue's answer ends", () => {
    const told = { candles: [candle(100 * hourMs, "10", hourMs)], covered };
    const live = [minute(100 * hourMs, "9", "12"), minute(100 * hourMs + 2 * minuteMs, "10", "11")];
    expect(withLiveMinutes(told, live, { lengthMs: hourMs, span, nowMs })).toEqual([
      { openMs: 100 * hourMs, lengthMs: hourMs, open: "10", high: "12", low: "9", close: "11" },
    ]);
  });

  it("makes the running candle where the venue has none yet", () => {
    const live = [minute(100 * hourMs + 2 * minuteMs, "10", "11")];
    expect(withLiveMinutes({ candles: [], covered }, live, { lengthMs: minuteMs, span, nowMs })).toMatchObject([
      { openMs: 100 * hourMs + 2 * minuteMs, open: "10", close: "11" },
    ]);
  });

  it("leaves a closed candle as the venue told it, and one that the venue says was without a trade absent", () => {
    const told = { candles: [candle(100 * hourMs, "10")], covered };
    const live = [minute(100 * hourMs, "9", "12"), minute(99 * hourMs, "9", "12")];
    expect(withLiveMinutes(told, live, { lengthMs: minuteMs, span, nowMs })).toEqual(told.candles);
  });

  it("stands where nothing is known from the venue, minute by minute and not as a part of an hour", () => {
    const live = [minute(99 * hourMs, "9", "12")];
    const unknown = { candles: [], covered: [] };
    expect(withLiveMinutes(unknown, live, { lengthMs: minuteMs, span, nowMs })).toHaveLength(1);
    expect(withLiveMinutes(unknown, live, { lengthMs: hourMs, span, nowMs })).toEqual([]);
  });
});
