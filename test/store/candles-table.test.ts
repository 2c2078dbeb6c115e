/** Candles in `market.db`: exact whatever the venue's digits, covered or not known, and pruned in steps. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMarketDatabase, type MarketDatabase } from "../../main/store/market-database.ts";
import { readKeptCandles } from "../../main/store/read-kept-candles.ts";
import { rescaled, scaledPrice, digitsAfterPoint, textOf } from "../../main/store/scaled-prices.ts";
import type { Candle } from "../../preload/contract/tick.ts";

const minuteMs = 60_000;
const t0 = Date.parse("2026-01-05T12:00:00.000Z");
const series = { instrument: "coinbase:BTC-USD", lengthMs: minuteMs, server: "https://one" } as const;

let dir: string;
let market: MarketDatabase;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "pricebell-candles-"));
  market = openMarketDatabase(dir);
});
afterEach(() => {
  market.close();
  rmSync(dir, { recursive: true, force: true });
});

const candle = (at: number, price: string): Candle => ({
  ...{ openMs: t0 + at * minuteMs, lengthMs: minuteMs, open: price, high: price, low: price, close: price },
});
const span = (from: number, to: number) => ({ fromMs: t0 + from * minuteMs, toMs: t0 + to * minuteMs });
const closes = (from: number, to: number): string[] =>
  market.candles.read(series, span(from, to)).map(({ close }) => close);

describe("Candles that are kept", () => {
  it("keep every digit when later ones are finer, and when a number cannot hold them", () => {
    market.candles.put(series, span(0, 2), [candle(0, "45000.1"), candle(1, "45000")], t0);
    market.candles.put(series, span(2, 4), [candle(2, "0.00000001"), candle(3, "90071992547409.93123456")], t0);
    expect(closes(0, 4)).toEqual(["45000.10000000", "45000.00000000", "0.00000001", "90071992547409.93123456"]);
  });

  it("take the place of what was there, so that a minute which the venue dropped is gone", () => {
    market.candles.put(series, span(0, 3), [candle(0, "1"), candle(1, "2"), candle(2, "3")], t0);
    market.candles.put(series, span(1, 3), [candle(2, "4")], t0);
    expect(closes(0, 3)).toEqual(["1", "4"]);
    expect(market.candles.covered(series)).toEqual([span(0, 3)]);
    market.candles.put(series, span(0, 1), [candle(0, "5")], t0);
    expect(closes(0, 3), "what came later stays").toEqual(["5", "4"]);
  });

  it("are known where they touch and not between", () => {
    market.candles.put(series, span(0, 2), [], t0);
    market.candles.put(series, span(5, 6), [], t0);
    expect(market.candles.covered(series)).toEqual([span(0, 2), span(5, 6)]);
    market.candles.put(series, span(2, 5), [], t0);
    expect(market.candles.covered(series)).toEqual([span(0, 6)]);
  });

  it.each([
    "UPDATE candles SET open = 'abc'",
    "UPDATE candles SET high = ''",
    "UPDATE candles SET low = x'31'",
    "UPDATE candles SET close = 1.5",
    "UPDATE candles SET close = 0",
    "UPDATE candles SET low = -5",
    "UPDATE candles SET open = '0.0'",
    "UPDATE candles SET open = 9007199254740993",
    "UPDATE candle_series SET scale = -1",
    "UPDATE candle_series SET scale = 1000000000000",
  ])("of which a row is damaged are asked for anew, all of them: %s", (sql) => {
    market.candles.put(series, span(0, 3), [candle(0, "1.5"), candle(2, "3")], t0);
    const raw = new Database(join(dir, "market.db"));
    raw.exec(`${sql} ${sql.includes("candle_series") ? "" : `WHERE open_min = ${(t0 + 2 * minuteMs) / minuteMs}`}`);
    raw.close();
    const kept = { source: "venue", file: join(dir, "market.db"), series } as const;
    expect(readKeptCandles(kept, span(0, 3)), "nor does the thread beside it take them").toEqual({
      candles: [],
      covered: [],
    });
    expect(market.candles.read(series, span(0, 3))).toEqual([]);
    expect(market.candles.covered(series)).toEqual([]);
    market.candles.put(series, span(0, 3), [candle(0, "1.5"), candle(2, "3")], t0);
    expect(closes(0, 3)).toEqual(["1.5", "3.0"]);
  });

  it("are of one server: those of another begin anew", () => {
    market.candles.put(series, span(0, 1), [candle(0, "1")], t0);
    const other = { ...series, server: "https://two" };
    expect(market.candles.covered(other)).toEqual([]);
    market.candles.put(other, span(3, 4), [candle(3, "9")], t0);
    expect([market.candles.covered(series), closes(0, 9)]).toEqual([[], []]);
    expect(market.candles.covered(other)).toEqual([span(3, 4)]);
    expect(market.candles.read(other, span(0, 9)).map(({ close }) => close)).toEqual(["9"]);
  });

  it("are dropped step by step where nobody looked for long, or where there are too many", () => {
    const other = { ...series, instrument: "coinbase:ETH-USD" } as const;
    const candles = Array.from({ length: 10 }, (_, at) => candle(at, "1"));
    market.candles.put(series, span(0, 10), candles, t0);
    market.candles.put(other, span(0, 10), candles, t0 + 1);
    const limits = { unusedSinceMs: t0 + 1, series: 9, step: 4 };
    const left: number[] = [];
    while (market.candles.prune(limits)) {
      left.push(closes(0, 10).length);
      expect(market.candles.covered(series), "what is left in part is asked for anew").toEqual([]);
    }
    expect(left).toEqual([6, 2, 0]);
    expect(market.candles.covered(series)).toEqual([]);
    expect(market.candles.read(other, span(0, 10))).toHaveLength(10);
    expect(market.candles.prune({ ...limits, unusedSinceMs: 0, series: 1 })).toBe(false);
    expect(market.candles.prune({ ...limits, unusedSinceMs: 0, series: 0 })).toBe(true);
  });

  it("of a time between two minutes are those that open in it", () => {
    market.candles.put(series, span(0, 4), [candle(0, "1"), candle(1, "2"), candle(2, "3"), candle(3, "4")], t0);
    const between = { fromMs: t0 + 1, toMs: t0 + 2 * minuteMs + 1 };
    expect(market.candles.read(series, between).map(({ close }) => close)).toEqual(["2", "3"]);
  });

  it("count as used anew where an hour has passed since that was written down", () => {
    const isDropped = (unusedSinceMs: number): boolean => market.candles.prune({ unusedSinceMs, series: 9, step: 100 });
    market.candles.put(series, span(0, 1), [candle(0, "1")], t0);
    market.candles.put(series, span(1, 2), [candle(1, "1")], t0 + 3_600_000 - 1);
    expect(isDropped(t0)).toBe(false);
    market.candles.put(series, span(2, 3), [candle(2, "1")], t0 + 3_600_000);
    expect(isDropped(t0 + 3_600_000)).toBe(false);
    expect(isDropped(t0 + 3_600_001)).toBe(true);
    market.candles.put(series, span(0, 1), [candle(0, "1")], t0);
    market.candles.put(series, span(1, 2), [candle(1, "1")], t0 + 3_600_000 - 1);
    expect(isDropped(t0 + 1), "not yet an hour").toBe(true);
  });

  it("are nothing, and no error, where the file fails", () => {
    market.candles.put(series, span(0, 1), [candle(0, "1")], t0);
    const raw = new Database(join(dir, "market.db"));
    raw.exec("DROP TABLE candles");
    raw.close();
    expect([closes(0, 1), market.candles.prune({ unusedSinceMs: t0 + 1, series: 1, step: 9 })]).toEqual([[], false]);
    market.candles.put(series, span(0, 1), [candle(0, "1")], t0);
  });
});

it("Scaled prices are the same numbers again", () => {
  const price = fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** 22n }), fc.integer({ min: 0, max: 12 }))
    .map(([digits, places]) => {
      const text = String(digits).padStart(places + 1, "0");
      return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
    });
  const isSame = (a: string, b: string): boolean => {
    const places = Math.max(digitsAfterPoint(a), digitsAfterPoint(b));
    const whole = (text: string) => BigInt(text.replace(".", "") + "0".repeat(places - digitsAfterPoint(text)));
    return whole(a) === whole(b);
  };
  fc.assert(
    fc.property(price, fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }), (text, more, further) => {
      const scale = digitsAfterPoint(text) + more;
      const scaled = scaledPrice(text, scale);
      expect(isSame(textOf(scaled, scale), text)).toBe(true);
      expect(isSame(textOf(rescaled(scaled, scale, scale + further), scale + further), text)).toBe(true);
    }),
  );
});
