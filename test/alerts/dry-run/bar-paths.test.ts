/** The ticks of each way through a candle: their prices and when each came. */
import { expect, test } from "vitest";
import { closeTick, endOf, pathTicks, tickOf, type PathTiming } from "../../../main/alerts/dry-run/bar-paths.ts";
import { barsOf } from "../../../main/alerts/dry-run/bars.ts";
import { key } from "../engine-harness.ts";

const lengthMs = 60_000;
const openMs = 1_000 * lengthMs;
const candle = { openMs, lengthMs, open: "100", high: "103", low: "98", close: "101" };
const bars = barsOf(key, [{ ...candle, openMs: 0 }, candle], {
  covered: [],
  untilMs: Number.MAX_SAFE_INTEGER,
  dropsAbsurdPrints: false,
});

test.each<[PathTiming, number, number]>([
  ["spread", 20_000, 40_000],
  ["early", 1, 2],
  ["late", 59_997, 59_998],
])("%s: the extremes at %i and %i ms, the close at the last one, in either order", (timing, firstMs, secondMs) => {
  const way = (isHighFirst: boolean) =>
    pathTicks(bars, 1, { isHighFirst, timing }).map(({ last, receivedWallMs }) => [last, receivedWallMs - openMs]);
  expect(way(true)).toEqual([
    ["103", firstMs],
    ["98", secondMs],
    ["101", 59_999],
  ]);
  expect(way(false)).toEqual([
    ["98", firstMs],
    ["103", secondMs],
    ["101", 59_999],
  ]);
});

test("thirds of a length that has none are whole milliseconds", () => {
  const short = { ...bars, lengthMs: 100 };
  const ticks = pathTicks(short, 1, { isHighFirst: true, timing: "spread" });
  expect(ticks.map(({ receivedWallMs }) => receivedWallMs - openMs)).toEqual([33, 66, 99]);
});

test("a candle ends a millisecond before the next one begins, and then its close is known", () => {
  expect(endOf(bars, 1)).toBe(openMs + 59_999);
  expect(closeTick(bars, 1)).toMatchObject({ last: "101", receivedWallMs: openMs + 59_999 });
});

test("a tick of the past came at its time on both clocks, and has a price alone", () => {
  expect(tickOf(bars, "100.5", 7)).toMatchObject({
    instrument: key,
    last: "100.5",
    lastNumber: 100.5,
    bid: null,
    ask: null,
    size: null,
    tradeId: null,
    receivedWallMs: 7,
    receivedMonoMs: 7,
  });
});
