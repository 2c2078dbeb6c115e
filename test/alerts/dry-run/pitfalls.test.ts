/** Where a run over candles easily says more than candles do (the truth table, D1 to D5). */
import { describe, expect, it } from "vitest";
import { barsOf } from "../../../main/alerts/dry-run/bars.ts";
import { dryRun } from "../../../main/alerts/dry-run/dry-run.ts";
import type { TimeSpan } from "../../../preload/contract/candles.ts";
import type { Candle } from "../../../preload/contract/tick.ts";
import { key, spec } from "../engine-harness.ts";
import { minuteMs, t0 } from "./walk.ts";

const always = { repeat: "always" } as const;
const never = (): boolean => false;
const forever: TimeSpan = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

/** Minutes from `t0` on: open, high, low and close of each, `null` for one that is absent. */
function minutes(...prices: readonly (string | null)[]): Candle[] {
  return prices.flatMap((four, at) => {
    if (four === null) return [];
    const [open, high, low, close] = four.split(" ") as [string, string, string, string];
    return [{ openMs: t0 + at * minuteMs, lengthMs: minuteMs, open, high, low, close }];
  });
}

interface Run {
  readonly covered?: readonly TimeSpan[];
  readonly untilMs?: number;
  readonly dropsAbsurdPrints?: boolean;
}

function run(condition: object, rest: object, candles: readonly Candle[], options: Run = {}) {
  const { covered = [forever], untilMs = Number.MAX_SAFE_INTEGER, dropsAbsurdPrints = true } = options;
  const outcome = dryRun(spec(condition, rest), barsOf(key, candles, { covered, untilMs, dropsAbsurdPrints }), never);
  if (outcome === null) throw new Error("It was cancelled.");
  const at = outcome.fires.map(({ candleMs, isCertain }) => `${(candleMs - t0) / minuteMs}${isCertain ? "" : "?"}`);
  return { ...outcome, at: at.join(" ") };
}

const up = { kind: "crosses-up", level: "100" };
/** Comes back from 100 to 99, far more than the candles below range over. */
const wide = { ...always, rearmBy: { amount: "5" } };

describe("A candle", () => {
  it("that holds a fire either way is one fire; one whose order decides is a pair", () => {
    expect(run(up, wide, minutes("99 99 99 99", "99 101 99 101"))).toMatchObject({
      count: { min: 1, max: 1 },
      at: "1",
    });
    const order = minutes("99 99 99 99", "99 101 94 96", "96 101 96 101");
    expect(run(up, wide, order)).toMatchObject({ count: { min: 1, max: 2 } });
  });

  it("is known when it has ended: what is running does not count", () => {
    const candles = minutes("99 99 99 99", "99 101 99 101");
    expect(run(up, wide, candles, { untilMs: t0 + 2 * minuteMs - 1 }).count).toEqual({ min: 0, max: 0 });
    expect(run(up, wide, candles, { untilMs: t0 + 2 * minuteMs }).count).toEqual({ min: 1, max: 1 });
  });

  it("is gone into from the close before it, also where it opens elsewhere", () => {
    expect(run(up, wide, minutes("99 99 99 99", "101 101 101 101"))).toMatchObject({
      count: { min: 1, max: 1 },
      at: "1",
    });
  });

  it("has a hold only as long as all of it lay beyond", () => {
    const held = { ...wide, holdForMs: 2 * minuteMs };
    const beyond = "101 102 101 101";
    expect(run(up, held, minutes("99 99 99 99", beyond, beyond, beyond, beyond)).count).toEqual({ min: 1, max: 1 });
    expect(run(up, held, minutes("99 99 99 99", beyond, "101 102 99 101", beyond, "99 99 99 99")).count).toEqual({
      min: 0,
      max: 0,
    });
  });

  it("fires a range that it jumped over or went through: that is a pair", () => {
    const inside = { kind: "enters", low: "100", high: "100.5" };
    expect(run(inside, wide, minutes("99 99 99 99", "99 102 99 102")).count).toEqual({ min: 0, max: 1 });
  });
});

describe("An absent candle", () => {
  it("had no trade where the time is covered: a hold goes on", () => {
    const held = { ...wide, holdForMs: 3 * minuteMs };
    const candles = minutes("99 99 99 99", "101 101 101 101", null, null, null, "101 101 101 101");
    expect(run(up, held, candles)).toMatchObject({ count: { min: 1, max: 1 }, at: "4" });
  });

  it("is a gap where it is not: no hold goes on over it, and a level that was passed meanwhile fires", () => {
    const covered = [
      { fromMs: t0, toMs: t0 + 2 * minuteMs },
      { fromMs: t0 + 5 * minuteMs, toMs: forever.toMs },
    ];
    const held = { ...wide, holdForMs: 3 * minuteMs };
    const candles = minutes("99 99 99 99", "101 101 101 101", null, null, null, "101 101 101 101");
    expect(run(up, held, candles, { covered }).count).toEqual({ min: 0, max: 0 });
    const passed = minutes("99 99 99 99", "99 99 99 99", null, null, null, "101 101 101 101");
    expect(run(up, wide, passed, { covered })).toMatchObject({ count: { min: 1, max: 1 }, at: "5" });
  });
});

it("A lone absurd print is left out as it is live, unless that guard is off", () => {
  const candles = minutes("99 99 99 99", "99 150 99 99", "99 99 40 99");
  const either = { kind: "outside", low: "50", high: "149" };
  expect(run(either, wide, candles).count).toEqual({ min: 0, max: 0 });
  expect(run(either, wide, candles, { dropsAbsurdPrints: false }).count?.min).toBe(2);
});

describe("What candles cannot tell", () => {
  const candles = minutes("99 100 98 99", "99 100 98 99");
  it.each([
    [{ kind: "spread-at-least", by: { amount: "1" } }, {}, "no-quotes"],
    [up, { source: "bid" }, "no-quotes"],
    [{ kind: "trade-size-at-least", size: "1" }, {}, "no-sizes"],
    [{ kind: "rises", by: { amount: "1" }, windowMs: 4 * minuteMs }, {}, "window-too-short"],
    [{ kind: "pulls-back", by: { amount: "9" } }, { holdForMs: minuteMs }, "move-held"],
  ])("%j %j is said by its code", (condition, rest, reason) => {
    expect(run(condition, rest, candles)).toMatchObject({ count: null, reason, fires: [] });
  });

  it.each([
    [up, { holdForMs: minuteMs - 1 }, "hold-too-short"],
    [up, { ...always, rearmBy: { amount: "0.9" } }, "rearm-too-small"],
    [{ kind: "pulls-back", by: { amount: "1.9" } }, always, "move-too-small"],
    [{ kind: "moves", by: { amount: "4" }, windowMs: 5 * minuteMs }, always, "move-too-small"],
  ])("%j %j has a lower bound alone", (condition, rest, reason) => {
    expect(run(condition, rest, candles)).toMatchObject({ count: { max: null }, reason });
  });

  it("is nothing of a level that was never met, however short its way back", () => {
    const short = { ...always, rearmBy: { amount: "0.1" } };
    const far = { kind: "crosses", level: "110" };
    expect(run(far, short, candles)).toMatchObject({ count: { min: 0, max: 0 }, reason: null });
  });

  it("without any of them is that there are none", () => {
    expect(run(up, {}, [])).toMatchObject({ count: null, reason: "no-candles" });
  });
});

it("A rule that fires once is tried as if it were armed anew each time, and does not expire", () => {
  const candles = minutes("99 99 99 99", "99 101 99 99", "99 99 99 99", "99 101 99 99");
  const once = { expiresAt: new Date(t0 + 10 * 86_400_000).toISOString() };
  expect(run(up, once, candles)).toMatchObject({ count: { min: 2 }, at: "1 3" });
});

it("A run that nobody waits for any more ends without an answer", () => {
  const bars = barsOf(key, minutes("99 101 99 99"), {
    covered: [forever],
    untilMs: forever.toMs,
    dropsAbsurdPrints: true,
  });
  expect(dryRun(spec(up), bars, () => true)).toBeNull();
});
