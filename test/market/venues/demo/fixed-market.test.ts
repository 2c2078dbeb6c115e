/**
 * The demo's market is the same in every version: soaks are repeated by their seed, and pictures and benchmarks of two versions show
 * the same prices. Who changes the simulation on purpose writes down here what it makes now.
 */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { Candles } from "../../../../main/market/venues/demo/candles.ts";
import { demoInstruments, type DemoInstrument } from "../../../../main/market/venues/demo/instruments.ts";
import { PriceSimulator, SharedFactor } from "../../../../main/market/venues/demo/price-simulator.ts";
import { Random } from "../../../../main/market/venues/demo/random.ts";

const start = Date.parse("2026-01-05T08:00:00.000Z");
const seed = 1;

const digest = (rows: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(rows)).digest("hex").slice(0, 16);

test("the generator's numbers are those of its seed", () => {
  const random = new Random("a", 1);
  expect([random.unit(), random.unit(), random.normal(), random.normal(), random.normal()]).toEqual([
    0.08464210270904005, 0.12444905517622828, 0.25254011931370496, -2.1345063431706968, -0.5563122123923628,
  ]);
});

test("every instrument's first day is that of its seed: each price, size and side, and how lively it is", () => {
  const factor = new SharedFactor(seed);
  const days = demoInstruments.map((instrument) => {
    const priceSimulator = new PriceSimulator(instrument, seed, factor);
    const rows: unknown[] = [];
    let atMs = start;
    // Steps of very different lengths, as between trades: also of a long silence, and of a clock that was set back.
    for (let step = 0; step < 400; step++) {
      atMs += step % 50 === 49 ? 1_300_000 : step % 50 === 25 ? -2_000 : 1 + ((step * 7_919) % 90_000);
      priceSimulator.step(atMs);
      const { bid, ask, side } = priceSimulator;
      rows.push([bid, ask, side, priceSimulator.size(), Math.round(priceSimulator.activity(atMs) * 1e6)]);
    }
    return [instrument.symbol, digest(rows)];
  });
  expect(Object.fromEntries(days)).toEqual({
    "BTC-USD": "e64fb838daee5572",
    "ETH-USD": "110e687e416ba0ba",
    "SOL-USD": "d03caf28f99e4e3d",
    "XRP-USD": "8899b261aec29f4d",
    "ADA-USD": "53f980febf3e83cb",
    "DOGE-USD": "856d741144b976b3",
    "LTC-USD": "d690b4badf8d2e67",
    "LINK-USD": "f2177c8d39d2bd98",
    "AVAX-USD": "6b905d1d40320320",
    "DOT-USD": "83c23ea9ceb01893",
    "ATOM-USD": "1abb585fb7c04e53",
    "SHIB-USD": "193bbd853f9c3250",
    "PEPE-USD": "3427b298ee848248",
    "XAU-USD": "c066ed3136d2fc3c",
    "EUR-USD": "7e384740f2875bcd",
    "USDT-USD": "9e71d1de11ce60b4",
  });
});

test("the past that is planned is that of its seed, in minutes, hours and other lengths", () => {
  const bitcoin = demoInstruments[0] as DemoInstrument;
  const candles = new Candles(new PriceSimulator(bitcoin, seed, new SharedFactor(seed)), seed, start);
  const dayMs = 86_400_000;
  const lists = [
    candles.list(start - dayMs, start, start),
    candles.list(start - 3 * dayMs, start, start),
    candles.list(start - 3 * dayMs - 1, start, start),
    candles.list(start - 40 * dayMs, start + dayMs, start),
    candles.list(start - dayMs, start, start, 900_000),
  ];
  expect(lists.map((list) => [list.length, list[0]?.lengthMs, digest(list)])).toEqual([
    [1440, 60000, "d3a6831d725f6510"],
    [4320, 60000, "6955e9cb6b7d90cf"],
    [73, 3600000, "72ed0ff99a3fb17c"],
    [336, 3600000, "f8bdd5449785a17e"],
    [96, 900000, "2d1154eecf783b30"],
  ]);
});
