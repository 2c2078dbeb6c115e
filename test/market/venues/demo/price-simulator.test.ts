import { describe, expect, test } from "vitest";
import { demoInstruments, type DemoInstrument } from "../../../../main/market/venues/demo/instruments.ts";
import { Random } from "../../../../main/market/venues/demo/random.ts";
import { SharedFactor, PriceSimulator } from "../../../../main/market/venues/demo/price-simulator.ts";

const start = Date.parse("2026-01-05T08:00:00.000Z");
const hoursS = 6 * 3_600;

/** Mids of some instruments, one a second for six hours. */
function mids(instruments: readonly DemoInstrument[], seed: number): Map<string, number[]> {
  const factor = new SharedFactor(seed);
  const walks = instruments.map((instrument) => new PriceSimulator(instrument, seed, factor));
  const out = new Map(instruments.map((instrument): [string, number[]] => [instrument.symbol, []]));
  for (let second = 0; second < hoursS; second += 1) {
    for (const priceSimulator of walks) {
      priceSimulator.step(start + second * 1_000);
      out.get(priceSimulator.instrument.symbol)?.push((priceSimulator.bid + priceSimulator.ask) / 2);
    }
  }
  return out;
}

function returns(prices: readonly number[], everyS: number): number[] {
  const out: number[] = [];
  for (let at = everyS; at < prices.length; at += everyS)
    out.push(Math.log((prices[at] as number) / (prices[at - everyS] as number)));
  return out;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function correlation(left: readonly number[], right: readonly number[]): number {
  const [meanLeft, meanRight] = [mean(left), mean(right)];
  let [both, squaresLeft, squaresRight] = [0, 0, 0];
  for (let at = 0; at < left.length; at += 1) {
    const a = (left[at] as number) - meanLeft;
    const b = (right[at] as number) - meanRight;
    both += a * b;
    squaresLeft += a * a;
    squaresRight += b * b;
  }
  return both / Math.sqrt(squaresLeft * squaresRight);
}

const autocorrelation = (values: readonly number[], lag: number): number =>
  correlation(values.slice(0, -lag), values.slice(lag));
const instrument = (symbol: string): DemoInstrument =>
  demoInstruments.find((one) => one.symbol === symbol) as DemoInstrument;

describe("the generator", () => {
  test("gives the same numbers for a seed, and others for another", () => {
    const draw = (seed: number): number[] =>
      Array.from(
        { length: 5 },
        (
          (random) => () =>
            random.unit()
        )(new Random(seed)),
      );
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test("is uniform and normal enough", () => {
    const random = new Random(3);
    const units = Array.from({ length: 20_000 }, () => random.unit());
    const normals = Array.from({ length: 20_000 }, () => random.normal());
    expect(mean(units)).toBeCloseTo(0.5, 1);
    expect(Math.min(...units)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...units)).toBeLessThan(1);
    expect(mean(normals)).toBeCloseTo(0, 1);
    expect(mean(normals.map((value) => value * value))).toBeCloseTo(1, 1);
  });
});

describe("the market", () => {
  const all = mids(demoInstruments, 1);
  const of = (symbol: string): number[] => all.get(symbol) ?? [];

  test("has at least 16 instruments, from BTC-USD to one below 0.0001", () => {
    expect(demoInstruments.length).toBeGreaterThanOrEqual(16);
    expect(new Set(demoInstruments.map((one) => one.symbol)).size).toBe(demoInstruments.length);
    expect(Math.min(...demoInstruments.map((one) => one.basePrice))).toBeLessThan(0.0001);
    expect(of("BTC-USD")[0] as number).toBeGreaterThan(20_000_00);
  });

  test("is the same for a seed and another for another", () => {
    const two = [instrument("BTC-USD"), instrument("PEPE-USD")];
    expect(mids(two, 5)).toEqual(mids(two, 5));
    expect(mids(two, 5).get("BTC-USD")).not.toEqual(mids(two, 6).get("BTC-USD"));
  });

  test("keeps prices above zero and the spread open, however small the price", () => {
    const worthless: DemoInstrument = {
      ...instrument("PEPE-USD"),
      decimals: 8,
      basePrice: 0.00000002,
      dailyVolatility: 3,
    };
    for (const one of [...demoInstruments, worthless]) {
      const priceSimulator = new PriceSimulator(one, 2, new SharedFactor(2));
      expect([priceSimulator.bid, priceSimulator.ask, priceSimulator.last], "none before the first trade").toEqual([
        Number.NaN,
        Number.NaN,
        Number.NaN,
      ]);
      for (let second = 0; second < 3_600; second += 1) {
        priceSimulator.step(start + second * 1_000);
        if (
          priceSimulator.bid < 1 ||
          priceSimulator.ask <= priceSimulator.bid ||
          !Number.isSafeInteger(priceSimulator.bid) ||
          !Number.isSafeInteger(priceSimulator.ask)
        ) {
          expect.fail(`${one.symbol}: bid ${priceSimulator.bid}, ask ${priceSimulator.ask}`);
        }
      }
    }
  });

  test("of next to nothing is bid for at the least that a price can be", () => {
    const priceSimulator = new PriceSimulator({ ...instrument("PEPE-USD"), basePrice: 1e-15 }, 2, new SharedFactor(2));
    priceSimulator.step(start);
    expect([priceSimulator.bid, priceSimulator.ask]).toEqual([1, 2]);
  });

  test("has volatility that clusters: large moves follow large ones, while their direction is hardly to be foreseen", () => {
    for (const symbol of ["BTC-USD", "ETH-USD", "DOGE-USD", "XAU-USD"]) {
      const moves = returns(of(symbol), 10);
      const sizes = moves.map(Math.abs);
      expect(autocorrelation(sizes, 1), symbol).toBeGreaterThan(0.15);
      expect(autocorrelation(sizes, 6), symbol).toBeGreaterThan(0.08);
      expect(Math.abs(autocorrelation(moves, 1)), symbol).toBeLessThan(0.2);
    }
  });

  test("has fat tails", () => {
    for (const symbol of ["BTC-USD", "ETH-USD", "PEPE-USD"]) {
      const moves = returns(of(symbol), 1);
      const variance = mean(moves.map((move) => move ** 2));
      expect(mean(moves.map((move) => move ** 4)) / variance ** 2, symbol).toBeGreaterThan(6);
    }
  });

  test("jumps: now and then it moves in one second by more than three of the usual moves of that minute", () => {
    const counts = demoInstruments.map((one) => {
      const priceSimulator = new PriceSimulator(one, 1, new SharedFactor(1));
      return returns(of(one.symbol), 1).filter(
        (move, second) => Math.abs(move) > 3 * priceSimulator.plannedVolatility(start + (second + 1) * 1_000),
      ).length;
    });
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(demoInstruments.length / 2);
    expect(Math.max(...counts)).toBeLessThan(20);
  });

  test("has quiet spells, in price and in trading", () => {
    const quietShare = demoInstruments.map((one) => {
      const priceSimulator = new PriceSimulator(one, 1, new SharedFactor(1));
      const minutes = Array.from(
        { length: 1_440 },
        (_, minute) => priceSimulator.activity(start + minute * 60_000) / one.weight,
      );
      return minutes.filter((activity) => activity < 0.3).length / minutes.length;
    });
    expect(mean(quietShare)).toBeGreaterThan(0.1);
    expect(mean(quietShare)).toBeLessThan(0.4);
    const prices = of("DOT-USD");
    const ranges = Array.from({ length: 72 }, (_, five) => {
      const slice = prices.slice(five * 300, five * 300 + 300);
      return Math.max(...slice) / Math.min(...slice) - 1;
    }).sort((a, b) => a - b);
    expect((ranges[68] as number) / (ranges[4] as number)).toBeGreaterThan(4);
  });

  test("moves together where it is one market, and apart where it is not", () => {
    const bitcoin = returns(of("BTC-USD"), 60);
    expect(correlation(bitcoin, returns(of("ETH-USD"), 60))).toBeGreaterThan(0.3);
    expect(Math.abs(correlation(bitcoin, returns(of("EUR-USD"), 60)))).toBeLessThan(0.2);
  });

  test("leaves an instrument a fifth of its variance for itself, however much it shares in the market", () => {
    const variance = (beta: number, dailyVolatility: number) =>
      new PriceSimulator({ ...instrument("BTC-USD"), beta, dailyVolatility }, 1, new SharedFactor(1)).plannedVolatility(
        start,
      ) ** 2;
    const shared = (variance(4, 0.01) - variance(3, 0.01)) / (4 ** 2 - 3 ** 2);
    expect((variance(3, 0.01) - 9 * shared) / variance(0, 0.01)).toBeCloseTo(0.2, 6);
  });

  test("widens the spread when it is volatile", () => {
    const priceSimulator = new PriceSimulator(instrument("BTC-USD"), 1, new SharedFactor(1));
    const byVolatility = Array.from({ length: hoursS }, (_, second) => {
      priceSimulator.step(start + second * 1_000);
      return {
        volatility: priceSimulator.plannedVolatility(start + second * 1_000),
        spread: priceSimulator.ask - priceSimulator.bid,
      };
    }).sort((a, b) => a.volatility - b.volatility);
    const tenth = hoursS / 10;
    const spread = (rows: typeof byVolatility): number => mean(rows.map((row) => row.spread));
    expect(spread(byVolatility.slice(-tenth)) / spread(byVolatility.slice(0, tenth))).toBeGreaterThan(1.5);
  });

  test("goes on after a restart about where it would have been", () => {
    const later = start + 3_600_000;
    const first = new PriceSimulator(instrument("ETH-USD"), 1, new SharedFactor(1));
    for (let at = start; at <= later; at += 1_000) first.step(at);
    const second = new PriceSimulator(instrument("ETH-USD"), 1, new SharedFactor(1));
    second.step(later);
    expect(Math.abs(second.bid / first.bid - 1)).toBeLessThan(0.005);
  });

  test("begins on its plan, so that the first trade continues the candles of the past", () => {
    for (const one of demoInstruments) {
      const priceSimulator = new PriceSimulator(one, 4, new SharedFactor(4));
      priceSimulator.step(start);
      expect(priceSimulator.bid - 1, one.symbol).toBeLessThan(priceSimulator.planned(start));
      expect(priceSimulator.ask + 1, one.symbol).toBeGreaterThan(priceSimulator.planned(start));
    }
  });

  test("is as volatile and as wide as its instruments say, within the ups and downs of a day", () => {
    for (const one of demoInstruments) {
      const priceSimulator = new PriceSimulator(one, 1, new SharedFactor(1));
      const [volatilities, spreads]: [number[], number[]] = [[], []];
      for (let minute = 0; minute < 1_440; minute += 1) {
        const atMs = start + minute * 60_000;
        priceSimulator.step(atMs);
        volatilities.push(priceSimulator.plannedVolatility(atMs) ** 2);
        spreads.push((priceSimulator.ask - priceSimulator.bid) / priceSimulator.last);
      }
      const daily = Math.sqrt(mean(volatilities) * 1_440);
      expect(daily / one.dailyVolatility, `volatility of ${one.symbol}`).toBeGreaterThan(0.4);
      expect(daily / one.dailyVolatility, `volatility of ${one.symbol}`).toBeLessThan(2.5);
      // No spread is below one price step.
      const usual = Math.max(one.spreadBps / 10_000, 10 ** -one.decimals / one.basePrice);
      expect(mean(spreads) / usual, `spread of ${one.symbol}`).toBeGreaterThan(0.6);
      expect(mean(spreads) / usual, `spread of ${one.symbol}`).toBeLessThan(1.8);
      expect(Math.max(...spreads) / usual, `spread of ${one.symbol}`).toBeLessThan(7.5);
    }
  });

  test("trades in runs of buyers, at the ask, and of sellers, at the bid", () => {
    const priceSimulator = new PriceSimulator(instrument("BTC-USD"), 1, new SharedFactor(1));
    const sides = Array.from({ length: 20_000 }, (_, second) => {
      priceSimulator.step(start + second * 1_000);
      const { side, last, ask, bid } = priceSimulator;
      expect(last).toBe(side === "buy" ? ask : bid);
      return side;
    });
    const share = (isSo: (side: string, at: number) => boolean): number => sides.filter(isSo).length / sides.length;
    expect(share((side) => side === "buy")).toBeCloseTo(0.5, 1);
    // In about a third of the trades another one of the two is drawn, which half of the time is the same.
    expect(share((side, at) => side === sides[at - 1])).toBeCloseTo(0.825, 1.5);
  });

  test("has trades of a usual size, a few of them very large, and none of nothing", () => {
    for (const symbol of ["BTC-USD", "SHIB-USD"]) {
      const one = instrument(symbol);
      const priceSimulator = new PriceSimulator(one, 1, new SharedFactor(1));
      const sizes = Array.from({ length: 4_001 }, () => priceSimulator.size());
      for (const size of sizes) expect(size.split(".")[1] ?? "", symbol).toHaveLength(one.sizeDecimals);
      const sorted = sizes.map(Number).sort((a, b) => a - b);
      expect((sorted[2_000] as number) / one.typicalSize, symbol).toBeCloseTo(1, 0.9);
      expect((sorted[3_960] as number) / one.typicalSize, symbol).toBeGreaterThan(8);
      expect((sorted[3_960] as number) / one.typicalSize, symbol).toBeLessThan(20);
      expect(sorted[0], symbol).toBeGreaterThan(0);
    }
    const tiny = { ...instrument("BTC-USD"), typicalSize: 1e-9 };
    expect(new PriceSimulator(tiny, 1, new SharedFactor(1)).size()).toBe("0.00001");
  });

  test("is moved once at each moment by what moves all instruments, however many ask", () => {
    const factor = new SharedFactor(1);
    const noise = [0, 1_000, 1_000, 1_000, 2_000].map((ms) => factor.noiseAt(start + ms));
    expect(noise[0]).toBe(0);
    expect(new Set(noise).size).toBe(3);
    expect(noise.slice(1, 4)).toEqual([noise[1], noise[1], noise[1]]);
  });
});
