/** What a thread of its own reads of kept candles: of the asked time alone, with what is known of it, and nothing of a file that fails. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openMarketDatabase } from "../../main/store/market-database.ts";
import { readCoverage, readKeptCandles, type KeptCandles } from "../../main/store/read-kept-candles.ts";
import { openIn, t0, tempDir, value } from "./store-harness.ts";

const minuteMs = 60_000;
const instrument = "demo:BTC-USD" as const;
const prices = { open: "1.0", high: "4.0", low: "0.5", close: "2.0" };
const at = (minute: number): number => t0 + minute * minuteMs;
const span = (from: number, to: number) => ({ fromMs: at(from), toMs: at(to) });
const candle = (minute: number) => ({ openMs: at(minute), lengthMs: minuteMs, ...prices });

function venue(dir: string): KeptCandles {
  const series = { instrument, lengthMs: minuteMs, server: "https://one" };
  mkdirSync(dir, { recursive: true });
  const market = openMarketDatabase(dir);
  market.candles.put(series, span(0, 4), [candle(0), candle(2), candle(3)], t0);
  market.candles.put(series, span(6, 8), [candle(7)], t0);
  market.close();
  return { source: "venue", file: join(dir, "market.db"), series };
}

function recorded(dir: string): KeptCandles {
  const store = openIn(dir);
  value(store.minutes.add([2, 3, 5, 7].map((minute) => ({ instrument, openMs: at(minute), ...prices }))));
  store.close();
  return { source: "recorded", file: store.file, series: { instrument } };
}

it("of a venue: its candles of the time, and which parts of it are known", () => {
  const kept = venue(tempDir());
  expect(readKeptCandles(kept, span(2, 7))).toEqual({
    candles: [candle(2), candle(3)],
    covered: [span(2, 4), span(6, 7)],
  });
  expect(readCoverage(kept, span(-5, 1))).toEqual([span(0, 1)]);
  expect(readCoverage(kept, span(4, 6)), "an edge is no part").toEqual([]);
  const other = { ...kept, series: { ...kept.series, lengthMs: 5 * minuteMs } } as KeptCandles;
  expect(readKeptCandles(other, span(0, 9))).toEqual({ candles: [], covered: [] });
});

it("recorded: its minutes of the time, which is known from the first of all on", () => {
  const kept = recorded(tempDir());
  expect(readKeptCandles(kept, span(3, 7))).toEqual({ candles: [candle(3), candle(5)], covered: [span(3, 7)] });
  expect(readKeptCandles(kept, span(0, 3))).toEqual({ candles: [candle(2)], covered: [span(2, 3)] });
  expect(readCoverage(kept, span(0, 2))).toEqual([]);
  const none = { ...kept, series: { instrument: "demo:ETH-USD" } } as KeptCandles;
  expect(readKeptCandles(none, span(0, 9))).toEqual({ candles: [], covered: [] });
});

it("recorded: all of a long time, with the last minute that begins in it", () => {
  const store = openIn(tempDir());
  const minutes = Array.from({ length: 90 }, (_, minute) => ({ instrument, openMs: at(minute), ...prices }));
  value(store.minutes.add(minutes));
  const kept: KeptCandles = { source: "recorded", file: store.file, series: { instrument } };
  const read = readKeptCandles(kept, { fromMs: at(0), toMs: at(88) + 1 })?.candles;
  expect([read?.length, read?.[0], read?.at(-1)]).toEqual([89, candle(0), candle(88)]);
});

it.skipIf(!existsSync("/proc/self/fd"))("leaves no file open, whether it could be read or not", () => {
  const openFiles = (): number => readdirSync("/proc/self/fd").length;
  const kept = recorded(tempDir());
  const bad: KeptCandles = { ...kept, file: `${kept.file}-bad` } as KeptCandles;
  writeFileSync(bad.file, "garbage".repeat(2_000));
  const before = openFiles();
  for (const one of [kept, bad, kept, bad]) readKeptCandles(one, span(0, 9));
  expect(openFiles()).toBe(before);
});

it("of a file that is not there, or is no database: null", () => {
  const dir = tempDir();
  const missing: KeptCandles = { source: "recorded", file: join(dir, "none.db"), series: { instrument } };
  expect([readKeptCandles(missing, span(0, 1)), readCoverage(missing, span(0, 1))]).toEqual([null, null]);
  mkdirSync(dir, { recursive: true });
  writeFileSync(missing.file, "garbage".repeat(2_000));
  expect(readCoverage(missing, span(0, 1))).toBeNull();
});
