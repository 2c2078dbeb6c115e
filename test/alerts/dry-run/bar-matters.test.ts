/** Which candles a rule is put to, state by state: each bound itself, and just beyond it. */
import { describe, expect, test } from "vitest";
import { mayReach, quietRange, thresholdMatters, trailingMayFire } from "../../../main/alerts/dry-run/bar-matters.ts";
import { newRule, restoredRule, snapshotOf, type EngineRule } from "../../../main/alerts/engine-rule.ts";
import { spec } from "../engine-harness.ts";

const now = { wallMs: 0, monoMs: 0 };
const always = { repeat: "always" } as const;

function armed(condition: object, rest: object = {}): EngineRule {
  return newRule({ id: "r", order: 0, createdMs: 0 }, spec(condition, rest));
}

/** That rule after it fired at time 0. */
function triggered(condition: object, rest: object = {}, hasCompared = true): EngineRule {
  const rule = armed(condition, { ...always, ...rest });
  rule.lifecycle.waitToRearm(now, rule.compiled.spec.cooldownMs);
  if (hasCompared) rule.lifecycle.compareSinceFire();
  return rule;
}

const at = (low: number, high = low, endMs = 60_000) => ({ low, high, endMs });
const level = { kind: "crosses-up", level: "100" };
const range = { kind: "enters", low: "100", high: "110" };
const back = { rearmBy: { amount: "5" } };

describe("a rule with fixed prices", () => {
  test.each<[string, EngineRule, [number, number], boolean]>([
    ["armed, below its level", armed(level), [98, 99.9], false],
    ["armed, up to its level", armed(level), [98, 100], true],
    ["armed, from its level on", armed(level), [100, 102], true],
    ["armed, above its level", armed(level), [100.1, 102], false],
    ["armed, over its level", armed(level), [98, 102], true],
    ["armed, at the low end", armed(range), [99, 100], true],
    ["armed, at the high end", armed(range), [110, 112], true],
    ["armed, between the ends", armed(range), [101, 109], false],
    ["armed, above both", armed(range), [111, 112], false],
    ["triggered, above the way back of a rise", triggered(level, back), [95.1, 99], false],
    ["triggered, at the way back of a rise", triggered(level, back), [95, 99], true],
    ["triggered, at its level", triggered(level, back), [99, 101], false],
    ["triggered, at the way back of a fall", triggered({ kind: "crosses-down", level: "100" }, back), [104, 105], true],
    [
      "triggered, below the way back of a fall",
      triggered({ kind: "crosses-down", level: "100" }, back),
      [104, 104.9],
      false,
    ],
    ["triggered, in the range", triggered(range, back), [101, 109], false],
    ["triggered, below the range far enough", triggered(range, back), [95, 99], true],
    ["triggered, above the range far enough", triggered(range, back), [112, 115], true],
    ["triggered, and compared with no tick since", triggered(level, back, false), [99, 99], true],
  ])("%s", (_what, rule, [low, high], matters) => {
    expect(thresholdMatters(rule, at(low, high))).toBe(matters);
  });

  test("that re-arms where it is false looks at its own bound again", () => {
    const size = triggered({ kind: "trade-size-at-least", size: "10" });
    expect([9, 10, 11].map((n) => thresholdMatters(size, at(n)))).toEqual([false, true, false]);
  });

  test("that cools down is looked at from the candle on in which that ends", () => {
    const cooling = triggered(level, { ...back, cooldownMs: 60_000 });
    expect([59_999, 60_000].map((endMs) => thresholdMatters(cooling, at(95, 99, endMs)))).toEqual([false, true]);
  });

  test("that holds is looked at where the hold may be complete, or may break", () => {
    const holding = armed(level, { holdForMs: 60_000 });
    const tick = { last: "100" } as never;
    holding.lifecycle.beginHold({ tick, previous: null, gap: null, direction: 1, measuredFrom: null }, now, 60_000);
    const looked = [at(101, 102, 59_999), at(101, 102, 60_000), at(100, 102, 1), at(98, 99, 1)];
    expect(looked.map((candle) => thresholdMatters(holding, candle))).toEqual([false, true, true, false]);
    const ranged = armed(range, { holdForMs: 60_000 });
    ranged.lifecycle.beginHold({ tick, previous: null, gap: null, direction: 1, measuredFrom: null }, now, 60_000);
    expect([at(110, 111, 1), at(101, 109, 1)].map((candle) => thresholdMatters(ranged, candle))).toEqual([true, false]);
  });

  test.each(["paused", "done", "expired"] as const)("that is %s is never looked at", (state) => {
    const rule = armed(level);
    const ended = restoredRule({ ...snapshotOf(rule, null), state }, 0, now);
    expect(thresholdMatters(ended, at(90, 110))).toBe(false);
  });
});

describe("a rule that follows an extreme", () => {
  const pullsBack = { kind: "pulls-back", by: { amount: "10" } };
  const rebounds = { kind: "rebounds", by: { percent: "10" } };
  const following = (condition: object, n: number | null, rest: object = {}): EngineRule => {
    const rule = armed(condition, rest);
    rule.trailing?.replace(n === null ? null : { n, tick: null, text: String(n) });
    return rule;
  };

  test.each<[string, EngineRule, [number, number], boolean]>([
    ["a pullback from the extreme", following(pullsBack, 100), [90, 95], true],
    ["none from it", following(pullsBack, 100), [90.1, 95], false],
    ["a pullback from this candle's high", following(pullsBack, 100), [94, 104], true],
    ["none from this candle's high", following(pullsBack, 100), [94.1, 104], false],
    ["a rebound from the extreme", following(rebounds, 100), [105, 110], true],
    ["none from it", following(rebounds, 100), [105, 109.9], false],
    ["a rebound from this candle's low", following(rebounds, 100), [90, 99], true],
    ["none from this candle's low", following(rebounds, 100), [90, 98.9], false],
    ["without an extreme", following(pullsBack, null), [100, 100], true],
  ])("%s", (_what, rule, [low, high], mayFire) => {
    expect(trailingMayFire(rule, at(low, high))).toBe(mayFire);
  });

  test("that cools down is looked at from the candle on in which that ends", () => {
    const rule = following(pullsBack, 100, { ...always, cooldownMs: 60_000 });
    rule.lifecycle.waitToRearm(now, 60_000);
    expect([59_999, 60_000].map((endMs) => trailingMayFire(rule, at(100, 100, endMs)))).toEqual([false, true]);
  });

  test("is looked at where doubles cannot tell, and not half as far again", () => {
    const { compiled } = armed(pullsBack);
    expect([90, 90 + 1e-11, 90 + 1e-10, 90 + 1.5e-10, 90 + 1e-9].map((n) => mayReach(compiled, 100, n))).toEqual([
      ...[true, true, true],
      ...[false, false],
    ]);
    const rise = armed(rebounds).compiled;
    expect([110, 110 - 1e-11, 110 - 1e-9].map((n) => mayReach(rise, 100, n))).toEqual([true, true, false]);
  });

  describe("is passed by candles that neither reach it nor move its extreme", () => {
    const byAmount = { kind: "rebounds", by: { amount: "10" } };
    test.each<[string, readonly EngineRule[], readonly number[], readonly number[]]>([
      ["a pullback", [following(pullsBack, 100)], [90.01, 99.99], [90, 100]],
      ["a rebound", [following(byAmount, 100)], [100.01, 109.99], [100, 110]],
      ["pullbacks from two extremes", [following(pullsBack, 100), following(pullsBack, 95)], [90.01, 94.99], [90, 95]],
      [
        "rebounds from two extremes",
        [following(byAmount, 100), following(byAmount, 105)],
        [105.01, 109.99],
        [105, 110],
      ],
      ["one without an extreme", [following(pullsBack, null), following(pullsBack, 100)], [], [0, 90, 95, 100]],
    ])("%s", (_what, rules, quiet, looked) => {
      const { low, high } = quietRange(rules.map((rule) => ({ rule })));
      const isQuiet = (n: number): boolean => n > low && n < high;
      expect([quiet.filter(isQuiet), looked.filter(isQuiet)]).toEqual([quiet, []]);
    });

    test("none while one waits to re-arm", () => {
      const waiting = following(pullsBack, 100, always);
      waiting.lifecycle.waitToRearm(now, 0);
      const { low, high } = quietRange([waiting, following(pullsBack, 100)].map((rule) => ({ rule })));
      expect(low).toBeGreaterThanOrEqual(high);
    });
  });
});
