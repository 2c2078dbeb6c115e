/** The minutes of one instrument as they were seen live: prices in, with when they came, and what the minutes say of them. */
import { expect, test } from "vitest";
import { Minutes } from "../../../main/market/history/minute-candles.ts";
import { tickOf, wallMs } from "../feed/tick-of.ts";

/** Prices, each with milliseconds after noon. */
function after(...ticks: readonly (readonly [last: string, atMs: number])[]): Minutes {
  const minutes = new Minutes();
  for (const [last, atMs] of ticks) minutes.add({ ...tickOf({ last, receivedWallMs: wallMs + atMs }), last });
  return minutes;
}

test.each<[string, string[], [open: string, high: string, low: string, close: string]]>([
  ["one price is all four", ["5"], ["5", "5", "5", "5"]],
  ["a higher one, and one between", ["5", "7", "6"], ["5", "7", "5", "6"]],
  ["a lower one, and one between", ["5", "3", "4"], ["5", "5", "3", "4"]],
  ["both ways, twice", ["5", "7", "3", "8", "2", "5.5"], ["5", "8", "2", "5.5"]],
  ["ever higher, then down below", ["5", "6", "7", "4"], ["5", "7", "4", "4"]],
  ["the same again stays as it was first written", ["5", "7", "3", "7.0", "3.0", "5"], ["5", "7", "3", "5"]],
  [
    "higher by less than a double tells",
    ["0.1", "0.10000000000000001"],
    ["0.1", "0.10000000000000001", "0.1", "0.10000000000000001"],
  ],
  [
    "lower by less than a double tells",
    ["0.10000000000000001", "0.1"],
    ["0.10000000000000001", "0.10000000000000001", "0.1", "0.1"],
  ],
])("%s", (_what, prices, [open, high, low, close]) => {
  const minutes = after(...prices.map((last, at) => [last, at] as const));
  const minute = { openMs: wallMs, open, high, low, close };
  expect([minutes.current(), minutes.list()]).toEqual([minute, [minute]]);
});

const told = (minutes: Minutes): unknown[] =>
  minutes.list().map(({ openMs, open, high, low, close }) => [(openMs - wallMs) / 60_000, open, high, low, close]);

test("a minute ends with the first price of another one, minutes without any are absent, and there is none before a price", () => {
  expect([new Minutes().current(), new Minutes().list()]).toEqual([null, []]);
  expect(told(after(["5", 0], ["9", 59_999], ["6", 60_000], ["7", 239_999], ["4", 239_999]))).toEqual([
    [0, "5", "9", "5", "9"],
    [1, "6", "6", "6", "6"],
    [3, "7", "7", "4", "4"],
  ]);
});

test("a wall clock that is set back ends the minute too, and the order is that of arrival", () => {
  expect(told(after(["5", 60_000], ["6", 59_999], ["7", 0]))).toEqual([
    [1, "5", "5", "5", "5"],
    [0, "6", "7", "6", "7"],
  ]);
});

test("the last sixty are kept, the running one among them", () => {
  const minutes = after(...Array.from({ length: 62 }, (_, minute) => [String(minute + 1), minute * 60_000] as const));
  const openings = minutes.list().map(({ open }) => Number(open));
  expect([openings.length, openings[0], openings.at(-1)]).toEqual([60, 3, 62]);
  const full = after(...Array.from({ length: 60 }, (_, minute) => [String(minute + 1), minute * 60_000] as const));
  expect(full.list().map(({ open }) => Number(open))[0]).toBe(1);
});

test("the extremes are told by digits that a double has no room for", () => {
  expect(told(after(["0.05", 0], ["0.1", 1], ["0.10000000000000001", 2]))).toEqual([
    [0, "0.05", "0.10000000000000001", "0.05", "0.10000000000000001"],
  ]);
  expect(told(after(["0.2", 0], ["0.10000000000000001", 1], ["0.1", 2]))).toEqual([[0, "0.2", "0.2", "0.1", "0.1"]]);
});
