/** A candle that was still running when the gap ended: what of it is history, and what has been seen live since. */
import { expect, test } from "vitest";
import { candlesOfGap, candlesOfTrades } from "../../../main/market/feed/gap-history.ts";
import type { Candle } from "../../../preload/contract/tick.ts";

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
