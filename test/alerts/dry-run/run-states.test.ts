/** A rule with fixed prices, or one that follows an extreme, put to candles: when it fires by the fewest and by the most of all ways. */
import { describe, expect, test } from "vitest";
import { pathTicks, tickOf } from "../../../main/alerts/dry-run/bar-paths.ts";
import type { Bars } from "../../../main/alerts/dry-run/bars.ts";
import { countOf, lastFires } from "../../../main/alerts/dry-run/fire-times.ts";
import { runStates } from "../../../main/alerts/dry-run/run-states.ts";
import { TickRun } from "../../../main/alerts/dry-run/tick-run.ts";
import { Random } from "../../../main/market/venues/demo/random.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import { key, spec } from "../engine-harness.ts";
import { barsFrom, never, watched } from "./bars-from.ts";

const lengthMs = 60_000;
const always = { repeat: "always" } as const;

/** When it fired, in milliseconds, by the fewest and by the most fires. */
function fires(rule: RuleSpec, bars: Bars): [number[], number[]] {
  const bounds = runStates(rule, bars, never);
  if (bounds === null) throw new Error("It was cancelled.");
  return [lastFires(bounds.fewest, 99), lastFires(bounds.most, 99)];
}

const up = { kind: "crosses-up", level: "100" };
const wide = { ...always, rearmBy: { amount: "5" } };

describe("without a cooldown and a hold the extremes are evenly spread in their candle", () => {
  test("a crossing is at the third of it at which the high is", () => {
    const rule = spec(up, wide);
    expect(fires(rule, barsFrom("99", "99 101 99 99"))).toEqual([[80_000], [80_000]]);
    expect(fires(rule, barsFrom("99", "101", "94", "101"))).toEqual([
      [60_000, 180_000],
      [60_000, 180_000],
    ]);
  });

  test("of a candle whose order decides, both orders are told", () => {
    expect(fires(spec(up, wide), barsFrom("99", "101 101 94 96"))).toEqual([[60_000], [60_000, 100_000]]);
  });
});

test("with a cooldown it matters whether a fire was early or late in its candle", () => {
  const bars = barsFrom("99", "99 101 94 94", "94", "101");
  const [fewest, most] = fires(spec(up, { ...wide, cooldownMs: 90_000 }), bars);
  expect([fewest.length, most.length]).toEqual([1, 2]);
});

test("with a hold it matters whether a break was early or late in its candle", () => {
  const bars = barsFrom("99", "99 101 99 101", "101", "101 101 99 101", "101 101 99 99");
  const [fewest, most] = fires(spec(up, { ...wide, holdForMs: 70_000 }), bars);
  expect([fewest.length, most.length]).toEqual([0, 1]);
});

test("a cooldown, or a hold, of a millisecond is one: what is at the high comes early or late", () => {
  const bars = barsFrom("99", "99 101 99 101");
  const early = 60_001;
  expect(fires(spec(up, { ...wide, cooldownMs: 1 }), bars)[1]).not.toEqual(fires(spec(up, wide), bars)[1]);
  expect(fires(spec(up, { ...wide, holdForMs: 1 }), bars)[0][0]).toBeLessThanOrEqual(early + 2);
});

test("what was crossed in a time without candles is told, also after the first one", () => {
  expect(fires(spec(up, wide), barsFrom("95", null, "105"))).toEqual([[120_000], [120_000]]);
  expect(fires(spec(up, wide), barsFrom("95", "96", null, "105"))).toEqual([[180_000], [180_000]]);
  // And what held is not taken for having held through it.
  expect(fires(spec(up, { ...wide, holdForMs: 60_000 }), barsFrom("99 101 99 101", null, "101"))).toEqual([[], []]);
});

test("the first candle is seen, and so are prices of less than one", () => {
  const atOrAbove = spec({ kind: "at-or-above", level: "0.5" }, always);
  expect(fires(atOrAbove, barsFrom("0.6", "0.7"))).toEqual([[0], [0]]);
  expect(fires(atOrAbove, barsFrom("0.4", "0.6"))).toEqual([[60_000], [60_000]]);
});

describe("a rule that follows an extreme", () => {
  const pullsBack = spec({ kind: "pulls-back", by: { amount: "10" } }, always);
  const rebounds = spec({ kind: "rebounds", by: { amount: "10" } }, always);

  test("follows it through candles in which it cannot fire", () => {
    expect(fires(pullsBack, barsFrom("100", "104 104.5 104 104", "104", "94.6", "94.5"))).toEqual([
      [240_000],
      [240_000],
    ]);
    expect(fires(rebounds, barsFrom("100", "96 96 95.5 96", "96", "105.4", "105.5"))).toEqual([[240_000], [240_000]]);
  });

  test("follows it by digits that doubles do not tell apart", () => {
    const high = "100 100.00000000000000000002 100 100";
    expect(fires(pullsBack, barsFrom("100", high, "90.00000000000000000001"))[0]).toEqual([120_000]);
    const low = "100 100 99.99999999999999999998 100";
    expect(fires(rebounds, barsFrom("100", low, "109.99999999999999999999"))[0]).toEqual([120_000]);
  });

  test("does not look at candles between its extreme and where it fires", () => {
    const bars = barsFrom("100", "95 97 93 95", "95 99 91 95", "89");
    const read = new Set<number>();
    expect(fires(pullsBack, { ...bars, high: watched(bars.high, read) })[0]).toHaveLength(1);
    expect([...read].sort()).toEqual([0, 3]);
  });

  test("follows none while it cools down: it begins anew with the price at which that ends", () => {
    const cooling = spec({ kind: "pulls-back", by: { amount: "10" } }, { ...always, cooldownMs: 150_000 });
    expect(fires(cooling, barsFrom("100", "90", "120", "119", "110", "109", "99"))[1]).toEqual([60_000, 300_000]);
  });

  test("knows nothing of a time without candles, and keeps its extreme", () => {
    expect(fires(pullsBack, barsFrom("100", null, "91", "90"))).toEqual([[180_000], [180_000]]);
    expect(fires(pullsBack, barsFrom("100", null, "90"))).toEqual([[120_000], [120_000]]);
  });

  test("every way there is lies within what is told, though there are more states than are kept apart", () => {
    const random = new Random("run-states");
    for (let round = 0; round < 4; round++) {
      const candles = Array.from({ length: 7 }, () => {
        const [open, close] = [random, random].map((from) => 100 + Math.floor(from.unit() * 900) / 100) as [
          number,
          number,
        ];
        const [high, low] = [
          Math.max(open, close) + Math.floor(random.unit() * 600) / 100,
          Math.min(open, close) - Math.floor(random.unit() * 600) / 100,
        ];
        return [open, high, low, close].join(" ");
      });
      const bars = barsFrom(...candles);
      const rule = spec({ kind: "pulls-back", by: { amount: "7" } }, always);
      const counts = Array.from({ length: 2 ** candles.length }, (_, orders) => {
        const run = new TickRun(rule, key);
        return candles.flatMap((_candle, at) => {
          const isHighFirst = ((orders >> at) & 1) === 1;
          const ticks = pathTicks(bars, at, { isHighFirst, timing: "spread" });
          return [tickOf(bars, bars.open[at] as string, at * lengthMs), ...ticks].filter(
            (tick) => run.decide(tick) !== null,
          );
        }).length;
      });
      const bounds = runStates(rule, bars, never);
      expect(countOf(bounds?.fewest ?? null)).toBeLessThanOrEqual(Math.min(...counts));
      expect(countOf(bounds?.most ?? null)).toBeGreaterThanOrEqual(Math.max(...counts));
    }
  });
});

test("a range that a price went over without a candle telling of it is met in between or not", () => {
  const inside = spec({ kind: "enters", low: "100", high: "100.5" }, wide);
  expect(fires(inside, barsFrom("99", "99 102 99 102")).map(({ length }) => length)).toEqual([0, 1]);
});

test("every 512 candles it is asked whether anybody still wants the answer", () => {
  const bars = barsFrom(...Array.from({ length: 1_025 }, () => "100"));
  let asked = 0;
  const rule = spec(up, wide);
  expect(runStates(rule, bars, () => ++asked === 99)).toEqual({ fewest: null, most: null });
  expect(asked).toBe(3);
  expect(runStates(rule, bars, () => --asked === 0)).toBe(null);
});

test("a trailing rule that waits to re-arm has no extreme: ways that fired at the same time are one, whatever comes meanwhile", () => {
  const rule = spec({ kind: "pulls-back", by: { amount: "5" } }, { ...always, cooldownMs: 150_000 });
  const bars = barsFrom("100 102 97 102", "101 106 99 105", "105 105 100 102", "102 106 96 100", "100 102 97 101");
  expect(fires(rule, bars)).toEqual([[60_002], [2, 180_002]]);
});
