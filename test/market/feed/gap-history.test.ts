/** A venue's history of a gap: what of it is of the gap, and what has been seen live since. */
import { describe, expect, test } from "vitest";
import { candlesOfGap, candlesOfTrades, isEmpty, seenIn, tradesOf } from "../../../main/market/feed/gap-history.ts";
import type { Minute } from "../../../main/market/history/minute-candles.ts";
import type { History } from "../../../main/market/venues/session.ts";
import type { Candle, Tick, TickGap } from "../../../preload/contract/tick.ts";
import { tickOf } from "./tick-of.ts";

const candle: Candle = { openMs: 60_000, lengthMs: 60_000, open: "100", high: "110", low: "90", close: "105" };
const ended = (pricesSince: readonly string[]) =>
  candlesOfGap(
    { kind: "candles", candles: [candle], complete: true },
    { fromWallMs: 30_000, toWallMs: 90_000, pricesSince },
  );

test.each([
  ["above and below all that came live since: they are of the gap", ["101", "109.9", "90.1"], "110", "90"],
  ["the same as what came live since: they are of now", ["101", "110", "90"], "101", "100"],
  ["within what came live since: they are of now", ["101", "111", "89"], "101", "100"],
])("its high and low, %s", (_what, pricesSince, high, low) => {
  expect(ended(pricesSince)).toEqual([{ ...candle, high, low, close: "101" }]);
});

test("it is taken as it is where no price came since", () => {
  expect(ended([])).toEqual([candle]);
});

test("a trade by a clock that is not ours lies in the gap: at its beginning, or in its last millisecond", () => {
  const at = (atMs: number) => ({ tradeId: String(atMs), price: "1", size: "1", atMs });
  expect(
    candlesOfTrades([at(999), at(1_000.7), at(1_998), at(5_000)], 1_000, 2_000).map(({ openMs }) => openMs),
  ).toEqual([...[1_000, 1_998, 1_999]]);
});

const minute = (openMs: number) => ({ openMs, open: "5", high: "9", low: "4", close: "5" });
const seen = (openMs: number, high: string, low: string) => ({ openMs, high, low });
test.each<[string, number, Minute | null, Tick | null, TickGap["seen"]]>([
  ["what came in that minute", 119_999, minute(60_000), tickOf({ last: "7" }), seen(60_000, "9", "4")],
  ["the price before, where none came in it", 120_000, minute(60_000), tickOf({ last: "7" }), seen(120_000, "7", "7")],
  ["the price before, where no minute is known", 60_000, null, tickOf({ last: "7" }), seen(60_000, "7", "7")],
  ["nothing, where the tick before was a quote", 60_000, null, tickOf({ last: null }), null],
  ["nothing, where there was none", 60_000, minute(0), null, null],
])("of the minute in which the feed was lost was seen: %s", (_what, fromWallMs, current, before, expected) => {
  expect(seenIn(fromWallMs, current, before)).toEqual(expected);
});

describe("of a venue's history", () => {
  const at = (openMs: number, lengthMs = 60_000): Candle => ({ ...candle, openMs, lengthMs });
  const told = (...candles: readonly Candle[]) =>
    candlesOfGap(
      { kind: "candles", candles, complete: true },
      { fromWallMs: 120_000, toWallMs: 180_000, pricesSince: ["101"] },
    );

  test("candles count that are of the gap by a millisecond at least, the one with which it ends included", () => {
    const [whole, last] = [at(120_000), at(180_000)];
    expect(told(at(60_000), whole, last, at(180_001))).toEqual([whole, { ...last, close: "101" }]);
    expect(told(at(60_000, 60_001))).toHaveLength(1);
  });

  test("a candle that ends with the gap is taken as it is", () => {
    expect(told(at(120_001, 59_999))).toEqual([at(120_001, 59_999)]);
  });

  test.each([
    ["before the gap: its open was seen", 119_999, "101"],
    ["with the gap: its open is of it", 120_000, "103"],
  ])("of a candle that goes on after it and began %s", (_what, openMs, high) => {
    const open = "103";
    const gap = { fromWallMs: 120_000, toWallMs: 150_000, pricesSince: ["101", "110"] };
    const history = { kind: "candles", candles: [{ ...at(openMs, 60_001), open }], complete: true } as const;
    expect(candlesOfGap(history, gap)).toMatchObject([{ high, low: "90" }]);
  });

  test("equal prices are told as they were written first", () => {
    const candles = [{ ...candle, openMs: 180_000, open: "101.0", high: "101", low: "101" }];
    expect(told(...candles)).toMatchObject([{ high: "101.0", low: "101.0" }]);
  });

  test("trades are told one by one, candles have none", () => {
    const trades = [{ tradeId: "1", price: "5", size: "2", atMs: 120_000 }];
    expect(tradesOf({ kind: "trades", trades, complete: true })).toEqual(trades);
    expect(tradesOf({ kind: "candles", candles: [candle], complete: true })).toEqual([]);
  });

  test("nothing was traded where it has neither", () => {
    const trades = [{ tradeId: "1", price: "5", size: "2", atMs: 120_000 }];
    const all: History[] = [
      { kind: "trades", trades: [], complete: true },
      { kind: "trades", trades, complete: true },
      { kind: "candles", candles: [], complete: true },
      { kind: "candles", candles: [candle], complete: true },
    ];
    expect(all.map(isEmpty)).toEqual([true, false, true, false]);
  });

  test("trades of one millisecond are one candle, between those of others", () => {
    const prices = [
      ["100", 1_000],
      ["5", 1_001],
      ["9", 1_001.4],
      ["9.0", 1_001.5],
      ["4", 1_001.6],
      ["4.0", 1_001.7],
      ["6", 1_001.9],
      ["100", 1_002],
    ] as const;
    const trades = prices.map(([price, atMs]) => ({ tradeId: "1", price, size: "1", atMs }));
    const one = { lengthMs: 1, open: "100", high: "100", low: "100", close: "100" };
    expect(candlesOfTrades(trades, 0, 5_000)).toEqual([
      { ...one, openMs: 1_000 },
      { openMs: 1_001, lengthMs: 1, open: "5", high: "9", low: "4", close: "6" },
      { ...one, openMs: 1_002 },
    ]);
  });
});
