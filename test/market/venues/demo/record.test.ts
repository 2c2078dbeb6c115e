import fc from "../../../doubles/generated.ts";
import { describe, expect, test } from "vitest";
import { Candles } from "../../../../main/market/venues/demo/candles.ts";
import { demoInstruments, type DemoInstrument } from "../../../../main/market/venues/demo/instruments.ts";
import { isPrice } from "../../../../main/market/venues/demo/simulated-market.ts";
import { PriceRecord, priceText } from "../../../../main/market/venues/demo/record.ts";
import { SharedFactor, PriceSimulator } from "../../../../main/market/venues/demo/price-simulator.ts";

test("price steps become decimals without an exponent", () => {
  expect([priceText(4_500_012, 2), priceText(7, 11), priceText(1_000, 2), priceText(12, 0)]).toEqual([
    "45000.12",
    "0.00000000007",
    "10.00",
    "12",
  ]);
});

test("what is no positive decimal is no price", () => {
  for (const bad of ["", "0", "0.00", "-1", "1e5", "abc", "1.", ".5", " 1", "NaN", "Infinity"])
    expect(isPrice(bad), bad).toBe(false);
  for (const good of ["1", "0.06", "45000.12", "0.00000000001"]) expect(isPrice(good), good).toBe(true);
});

describe("the record", () => {
  const of = (prices: readonly number[], limit = 1_000): PriceRecord => {
    const record = new PriceRecord(2, limit);
    prices.forEach((price, index) => record.add(price, index * 10, index % 3, null));
    return record;
  };

  test("keeps order, time, and how many were sent it", () => {
    expect(of([100, 101, 99]).list()).toEqual([
      { seq: 0, price: "1.00", atMs: 0, sentTo: 0 },
      { seq: 1, price: "1.01", atMs: 10, sentTo: 1 },
      { seq: 2, price: "0.99", atMs: 20, sentTo: 2 },
    ]);
  });

  test("touching crosses, leaving a touched level on the same side does not", () => {
    const seen = (prices: readonly number[]): string[] =>
      of(prices)
        .crossings("1.00")
        .map((one) => `${one.seq} ${one.direction}`);
    expect(seen([99, 100, 101])).toEqual(["1 up"]);
    expect(seen([101, 100, 101])).toEqual(["1 down"]);
    expect(seen([99, 101, 99])).toEqual(["1 up", "2 down"]);
    expect(seen([100, 100])).toEqual([]);
  });

  test("a crossing at the first number asked for is found by the price before it", () => {
    expect(
      of([99, 101, 99])
        .crossings("1.00", 2)
        .map((one) => one.seq),
    ).toEqual([2]);
  });

  test("says so rather than forget in silence", () => {
    const record = of(
      Array.from({ length: 50 }, (_, index) => index + 1),
      10,
    );
    expect(record.nextSeq).toBe(50);
    expect(record.list(45).map((one) => one.price)).toEqual(["0.46", "0.47", "0.48", "0.49", "0.50"]);
    expect(() => record.list(0)).toThrow(RangeError);
    expect(() => record.crossings("0.02")).toThrow(RangeError);
  });

  test("a million prices keep their number and their text", () => {
    const record = new PriceRecord(2, Infinity);
    for (let index = 0; index < 1_000_000; index += 1)
      record.add(index + 1, index, 1, index === 777_777 ? "1.2345" : null);
    expect(record.list(999_999)).toEqual([{ seq: 999_999, price: "10000.00", atMs: 999_999, sentTo: 1 }]);
    expect(record.list(777_777)[0]?.price).toBe("1.2345");
  });

  test("every crossing is two prices on either side of the level, and none is left out", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 95, max: 105 }), { minLength: 1, maxLength: 60 }), (prices) => {
        const found = of(prices).crossings("1.00");
        const sides = prices.map((price) => Math.sign(price - 100));
        const expected = sides.flatMap((side, index) => {
          const before = sides[index - 1];
          return before !== undefined && before !== 0 && side !== before
            ? [`${index}:${before < 0 ? "up" : "down"}`]
            : [];
        });
        expect(found.map((one) => `${one.seq}:${one.direction}`)).toEqual(expected);
      }),
    );
  });
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
