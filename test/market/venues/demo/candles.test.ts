import { describe, expect, test } from "vitest";
import { Candles } from "../../../../main/market/venues/demo/candles.ts";
import { demoInstruments, type DemoInstrument } from "../../../../main/market/venues/demo/instruments.ts";
import { PriceSimulator, SharedFactor } from "../../../../main/market/venues/demo/price-simulator.ts";
import { priceText } from "../../../../main/market/venues/demo/price-text.ts";
import { SimulatedMarket } from "../../../../main/market/venues/demo/simulated-market.ts";

test("price steps become decimals without an exponent", () => {
  expect([priceText(4_500_012, 2), priceText(7, 11), priceText(1_000, 2), priceText(12, 0)]).toEqual([
    "45000.12",
    "0.00000000007",
    "10.00",
    "12",
  ]);
});

describe("candles", () => {
  const start = Date.parse("2026-01-05T12:00:30.000Z");
  const bitcoin = demoInstruments[0] as DemoInstrument;
  const make = (): { candles: Candles; priceSimulator: PriceSimulator } => {
    const priceSimulator = new PriceSimulator(bitcoin, 1, new SharedFactor(1));
    return { priceSimulator, candles: new Candles(priceSimulator, 1, start) };
  };

  test("the past is there, minute by minute, the same each time and each continuing the last", () => {
    const day = make().candles.list(start - 86_400_000, start, start);
    expect(day.length).toBeGreaterThanOrEqual(1_440);
    expect(day).toEqual(make().candles.list(start - 86_400_000, start, start));
    day.forEach((candle, index) => {
      const [open, high, low, close] = [candle.open, candle.high, candle.low, candle.close].map(Number) as [
        number,
        number,
        number,
        number,
      ];
      if (low > Math.min(open, close) || high < Math.max(open, close) || low <= 0) expect.fail(JSON.stringify(candle));
      const before = day[index - 1];
      if (before === undefined) return;
      expect(candle.openMs - before.openMs).toBe(60_000);
      expect(candle.open).toBe(before.close);
    });
  });

  test("the first trade continues the past", () => {
    const { priceSimulator, candles } = make();
    priceSimulator.step(start);
    const last = candles.list(start - 60_000, start - 60_000, start)[0];
    expect(Math.abs(priceSimulator.bid / 100 / Number(last?.close) - 1)).toBeLessThan(0.003);
  });

  test("trades make their minute, and a minute without one has no candle", () => {
    const { candles } = make();
    for (const [price, atMs] of [
      ["45.10", 0],
      ["45.30", 5_000],
      ["45.00", 9_000],
      ["45.20", 29_999],
      ["46.00", 90_000],
    ] as const) {
      candles.add(price, start + atMs);
    }
    expect(candles.list(start, start + 200_000, start + 200_000)).toEqual([
      { openMs: start - 30_000, lengthMs: 60_000, open: "45.10", high: "45.30", low: "45.00", close: "45.20" },
      { openMs: start + 90_000, lengthMs: 60_000, open: "46.00", high: "46.00", low: "46.00", close: "46.00" },
    ]);
  });

  test("of the minute in which the exchange was started are of its trades alone, those before are planned", () => {
    const { candles } = make();
    expect(candles.list(start, start, start)).toEqual([]);
    const before = candles.list(start - 120_000, start - 100_000, start);
    expect(before.map(({ openMs }) => openMs)).toEqual([start - 150_000]);
  });

  test("are forgotten two weeks later, and not before", () => {
    const minuteMs = start - 30_000;
    const pastMs = 14 * 86_400_000;
    const { candles } = make();
    const kept = () => candles.list(minuteMs, minuteMs, minuteMs).length;
    candles.add("45.10", minuteMs);
    candles.add("45.20", minuteMs + pastMs - 60_000);
    candles.add("45.20", minuteMs + pastMs);
    expect(kept()).toBe(1);
    candles.add("45.20", minuteMs + pastMs + 60_000);
    expect(kept()).toBe(0);
    expect(candles.list(minuteMs + pastMs, minuteMs + pastMs, minuteMs + pastMs)).toHaveLength(1);
  });

  test("of a price that is next to nothing are of the least that a price can be", () => {
    const worthless = { ...bitcoin, decimals: 8, basePrice: 1e-12 };
    const candles = new Candles(new PriceSimulator(worthless, 1, new SharedFactor(1)), 1, start);
    const least = "0.00000001";
    expect(candles.list(start - 60_000, start - 40_000, start)).toMatchObject([
      { open: least, high: least, low: least, close: least },
    ]);
  });

  test("nothing is told of the future, and a long range comes in hours", () => {
    const { candles } = make();
    candles.add("45.00", start);
    expect(candles.list(start + 1, start + 10_000_000, start)).toEqual([]);
    const week = candles.list(start - 7 * 86_400_000, start, start);
    expect(new Set(week.map((candle) => candle.lengthMs))).toEqual(new Set([3_600_000]));
    expect(week.length).toBe(169);
    expect(candles.list(0, start, start).length).toBeLessThan(400);
  });
});

test("each trade of the market is in the candle of its minute", () => {
  const startMs = Date.parse("2026-01-05T12:00:30.000Z");
  const simulator = new PriceSimulator(demoInstruments[0] as DemoInstrument, 1, new SharedFactor(1));
  const market = new SimulatedMarket(simulator, 1, startMs);
  const open = market.quote.price;
  expect(market.nextTradeId).toBe(1);
  const prices = Array.from({ length: 20 }, (_, at) => Number(market.step(startMs + at * 1_000).price));
  const [candle] = market.candles.list(startMs, startMs, startMs + 20_000);
  expect(candle).toMatchObject({ open, close: market.quote.price });
  expect([Number(candle?.high), Number(candle?.low)]).toEqual([
    Math.max(Number(open), ...prices),
    Math.min(Number(open), ...prices),
  ]);
});
