/** A rule about a move put to candles by their closes, and with each extreme first. */
import { describe, expect, test } from "vitest";
import type { Bars } from "../../../main/alerts/dry-run/bars.ts";
import { lastFires } from "../../../main/alerts/dry-run/fire-times.ts";
import { runByCloses, runWholeWays } from "../../../main/alerts/dry-run/run-whole-ways.ts";
import { spec } from "../engine-harness.ts";
import { barsFrom, never, watched } from "./bars-from.ts";

const lengthMs = 60_000;
const rises = spec({ kind: "rises", by: { amount: "10" }, windowMs: 600_000 }, { repeat: "always" });

type Run = typeof runWholeWays;
const fires = (run: Run, bars: Bars): [number[], number[]] | null => {
  const bounds = run(rises, bars, never);
  return bounds === null ? null : [lastFires(bounds.fewest, 99), lastFires(bounds.most, 99)];
};

describe("by closes alone", () => {
  test("a close is known when its candle ends, and what was between is not seen", () => {
    expect(fires(runByCloses, barsFrom("100", "100 115 100 105", "110", "111"))).toEqual([[179_999], [179_999]]);
    expect(fires(runByCloses, barsFrom("100", "100 115 100 105"))).toEqual([[], []]);
  });

  test("a trailing distance is measured from as far back as the rule was armed", () => {
    const trailing = spec({ kind: "pulls-back", by: { amount: "0.5" } }, { repeat: "always" });
    const stays = Array.from({ length: 5 }, () => "100");
    const bounds = runByCloses(trailing, barsFrom("100.4", ...stays, "99.9"), never);
    expect(lastFires(bounds?.fewest ?? null, 99)).toEqual([6 * lengthMs + 59_999]);
  });

  test("nothing of before a time that is unknown counts after it", () => {
    expect(fires(runByCloses, barsFrom("100", null, "110"))).toEqual([[], []]);
    expect(fires(runByCloses, barsFrom("100", null, "110", "119", "120"))).toEqual([[299_999], [299_999]]);
  });
});

describe("in whole ways", () => {
  test("what only an extreme reaches may have been or not", () => {
    const [fewest, most] = fires(runWholeWays, barsFrom("100", "100 115 100 105")) ?? [];
    expect([fewest, most]).toEqual([[], [80_000]]);
  });

  test("what every way reaches has been", () => {
    const [fewest, most] = fires(runWholeWays, barsFrom("100", "100 115 106 112", "112")) ?? [];
    expect([fewest?.length, most?.length]).toEqual([1, 1]);
  });

  test("candles in whose windows nothing moves so far are not looked at", () => {
    const quiet = Array.from({ length: 30 }, () => "100");
    const bars = barsFrom(...quiet, "111", ...quiet);
    const read = new Set<number>();
    expect(fires(runWholeWays, { ...bars, close: watched(bars.close, read) })?.[0]).toHaveLength(1);
    expect([0, 10, 60].filter((at) => read.has(at))).toEqual([]);
    expect([29, 30].filter((at) => read.has(at))).toEqual([29, 30]);
    // One in which only a high reaches so far, on the way that knows no high.
    read.clear();
    const high = barsFrom(...quiet, "100 111 100 100", ...quiet);
    expect(fires(runByCloses, { ...high, close: watched(high.close, read) })?.[1]).toEqual([]);
    expect(read.has(30)).toBe(false);
  });

  test("candles in whose windows nothing moves so far are passed over, and the next move is seen all the same", () => {
    const quiet = Array.from({ length: 30 }, () => "100");
    expect(fires(runWholeWays, barsFrom(...quiet, "101", "105", "111"))?.[0]).toEqual([32 * lengthMs + 59_999]);
  });
});

test.each<[string, Run, number]>([
  ["closes", runByCloses, 3],
  ["whole ways", runWholeWays, 9],
])("by %s it is asked every 512 candles whether anybody still wants the answer", (_what, run, times) => {
  const bars = barsFrom(...Array.from({ length: 1_025 }, () => "100"));
  let asked = 0;
  expect(run(rises, bars, () => ++asked === 99)).toEqual({ fewest: null, most: null });
  expect(asked).toBe(times);
  expect(run(rises, bars, () => --asked === 0)).toBe(null);
});
