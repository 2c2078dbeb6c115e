/** Candles as a dry run reads them: which count, what their numbers are, where a gap lies before one, and what is usual of them. */
import { describe, expect, test } from "vitest";
import { barsOf, typicalBar, type BarsOptions } from "../../../main/alerts/dry-run/bars.ts";
import type { TimeSpan } from "../../../preload/contract/candles.ts";
import type { Candle } from "../../../preload/contract/tick.ts";

const minuteMs = 60_000;
const at = (minute: number): number => minute * minuteMs;
const candle = (minute: number, more: Partial<Candle> = {}): Candle => ({
  openMs: at(minute),
  lengthMs: minuteMs,
  open: "100",
  high: "100",
  low: "100",
  close: "100",
  ...more,
});
const bars = (candles: readonly Candle[], options: Partial<BarsOptions> = {}) =>
  barsOf("demo:BTC-USD", candles, {
    covered: [],
    untilMs: Number.POSITIVE_INFINITY,
    dropsAbsurdPrints: true,
    ...options,
  });

test("without candles there is nothing in it, a minute being their length", () => {
  expect(bars([])).toMatchObject({ lengthMs: minuteMs, open: [] });
  expect(typicalBar(bars([]))).toEqual({ range: 0, price: 0 });
});

test("prices are kept as they were told, and as numbers beside that", () => {
  const read = bars([candle(1, { open: "1.10", high: "1.30", low: "1.05", close: "1.20" })]);
  expect(read).toMatchObject({
    instrument: "demo:BTC-USD",
    lengthMs: minuteMs,
    open: ["1.10"],
    high: ["1.30"],
    low: ["1.05"],
    close: ["1.20"],
  });
  expect([read.openMs, read.highNumber, read.lowNumber, read.closeNumber].map((list) => [...list])).toEqual([
    [at(1)],
    [1.3],
    [1.05],
    [1.2],
  ]);
});

test("there may be none", () => {
  expect([[...bars([]).openMs], bars([]).lengthMs]).toEqual([[], minuteMs]);
  expect(typicalBar(bars([]))).toEqual({ range: 0, price: 0 });
});

test.each([
  [at(2) - 1, []],
  [at(2), [at(1)]],
  [at(3) - 1, [at(1)]],
  [at(3), [at(1), at(2)]],
])("until %i: only what has ended by then", (untilMs, opens) => {
  expect([...bars([candle(1), candle(2)], { untilMs }).openMs]).toEqual(opens);
});

describe("a print beyond both ends of its minute by more than a fifth", () => {
  test.each<[string, Partial<Candle>, { high: string; low: string }]>([
    ["its high, of a rising minute", { close: "110", high: "132.1" }, { high: "110", low: "100" }],
    ["its high, of a falling one", { close: "90", high: "120.1", low: "90" }, { high: "100", low: "90" }],
    ["its low, of a rising one", { close: "110", high: "110", low: "79.9" }, { high: "110", low: "100" }],
    ["its low, of a falling one", { close: "90", low: "71.9" }, { high: "100", low: "90" }],
    ["both", { high: "121", low: "79" }, { high: "100", low: "100" }],
    ["its high alone, the low being usual", { high: "121", low: "95" }, { high: "100", low: "95" }],
    ["its high, of one that ends where it began", { open: "100.0", high: "121" }, { high: "100.0", low: "100" }],
    ["neither, at a fifth exactly", { high: "120", low: "80" }, { high: "120", low: "80" }],
  ])("is left out: %s", (_which, prices, left) => {
    const { high, low } = bars([candle(1, prices)]);
    expect({ high: high[0], low: low[0] }).toEqual(left);
  });

  test("counts in a longer candle, in which it may have been reached in small steps", () => {
    expect(bars([candle(0, { lengthMs: minuteMs + 1, high: "200" })]).high).toEqual(["200"]);
  });

  test("counts where that guard is off", () => {
    expect(bars([candle(1, { high: "200" })], { dropsAbsurdPrints: false }).high).toEqual(["200"]);
  });
});

const span = (from: number, to: number): TimeSpan => ({ fromMs: at(from), toMs: at(to) });

test.each<[string, readonly number[], readonly TimeSpan[], readonly number[]]>([
  ["one after the other", [1, 2, 3], [], [0, 0, 0]],
  ["a hole in nothing known", [1, 3], [], [0, 1]],
  ["a hole in what is known", [1, 3], [span(0, 9)], [0, 0]],
  ["a hole that is known exactly", [1, 3], [span(2, 3)], [0, 0]],
  ["a hole known but for its beginning", [1, 5], [span(3, 9)], [0, 1]],
  ["a hole known but for its end", [1, 5], [span(0, 4)], [0, 1]],
  ["a hole known but for its middle", [1, 6], [span(0, 3), span(4, 9)], [0, 1]],
  ["of two holes the second", [1, 3, 6], [span(0, 4)], [0, 0, 1]],
  ["two holes, each known by a time of its own", [1, 3, 6], [span(0, 3), span(4, 6)], [0, 0, 0]],
])("where some time before a candle is not covered: %s", (_what, minutes, covered, expected) => {
  expect([
    ...bars(
      minutes.map((minute) => candle(minute)),
      { covered },
    ).followsGap,
  ]).toEqual(expected);
});

describe("what is usual", () => {
  const ranging = (ranges: readonly number[]) =>
    bars(
      ranges.map((range, minute) => {
        const close = String(100 + range);
        return candle(minute, { low: "100", high: close, close });
      }),
    );

  test("is the middle one, of the ranges and of the closes", () => {
    expect(typicalBar(ranging([5, 9, 1, 8, 2]))).toEqual({ range: 5, price: 105 });
  });

  test.each([
    ["every one of fewer than 4,000", 3_999, 9],
    ["every second one of 4,000", 4_000, 1],
  ])("is that of %s", (_which, count, range) => {
    // Odd ones range over 9, and the first; all others over 1.
    const alternating = Array.from({ length: count }, (_, index) => (index === 0 || index % 2 === 1 ? 9 : 1));
    expect(typicalBar(ranging(alternating))).toEqual({ range, price: 100 + range });
  });

  test("of many is that of a sample of all of them", () => {
    const many = Array.from({ length: 9_000 }, (_, index) => (index < 3_000 ? 1 : 4));
    expect(typicalBar(ranging(many))).toEqual({ range: 4, price: 104 });
  });
});
