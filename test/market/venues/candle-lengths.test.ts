/** Which lengths of candles each venue is asked for: one that it does not have would be refused, and the chart stay empty. */
import { expect, test } from "vitest";
import { lengthsMs } from "../../../main/market/venues/binance/candle-source.ts";
import { coinbaseCandles } from "../../../main/market/venues/coinbase/candle-source.ts";
import { candleLengths } from "../../../main/market/venues/demo/rest.ts";
import { krakenCandles } from "../../../main/market/venues/kraken/candle-source.ts";

const minutes = (lengths: readonly number[]): number[] => lengths.map((ms) => ms / 60_000);

test.each<[string, readonly number[], readonly number[]]>([
  ["Binance", lengthsMs, [1, 5, 15, 60, 240, 1_440]],
  ["Coinbase", coinbaseCandles({} as never).lengthsMs, [1, 5, 15, 60, 360, 1_440]],
  ["Kraken", krakenCandles({} as never, {} as never).lengthsMs, [1, 5, 15, 30, 60, 240, 1_440]],
  ["the demo", candleLengths, [1, 5, 15, 60, 240, 1_440]],
])("%s", (_venue, lengths, expected) => {
  expect(minutes(lengths)).toEqual(expected);
});
