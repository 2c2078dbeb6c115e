/** The dry run against the live engine: the same trades, told to one as they come and to the other as candles. */
import { describe, expect, it } from "vitest";
import { dryRun } from "../../../main/alerts/dry-run/dry-run.ts";
import fc from "../../doubles/generated.ts";
import { spec } from "../engine-harness.ts";
import { barsOfWalk, liveFires, minuteMs, secondMs, walk } from "./walk.ts";

const never = (): boolean => false;
const always = { repeat: "always" } as const;
const level = "50000";
const range = { low: "49950", high: "50050" };
const [minutes, hour] = [(count: number) => count * minuteMs, 60 * minuteMs];

/** Every kind that candles can answer, with every way back, cooldown and hold that has rules of its own. */
// prettier-ignore
const rules = [
  [{ kind: "at-or-above", level }, {}],
  [{ kind: "at-or-below", level }, {}],
  [{ kind: "crosses-up", level }, {}],
  [{ kind: "crosses-down", level }, always],
  [{ kind: "crosses", level }, {}],
  [{ kind: "inside", ...range }, {}],
  [{ kind: "outside", ...range }, {}],
  [{ kind: "enters", ...range }, {}],
  [{ kind: "leaves", ...range }, {}],
  [{ kind: "crosses-up", level }, { ...always, rearmBy: { percent: "0.3" }, cooldownMs: minutes(5) }],
  [{ kind: "crosses-up", level }, { ...always, rearmBy: { amount: "0" }, cooldownMs: minutes(1) }],
  [{ kind: "crosses-up", level }, { ...always, rearmBy: { amount: "0" } }],
  [{ kind: "crosses-up", level }, { holdForMs: minutes(1) }],
  [{ kind: "crosses", level }, { holdForMs: 90_000 }],
  [{ kind: "at-or-below", level }, { holdForMs: 10_000 }],
  [{ kind: "leaves", ...range }, { ...always, holdForMs: minutes(2), cooldownMs: minutes(10) }],
  [{ kind: "rises", by: { percent: "0.5" }, windowMs: minutes(10) }, always],
  [{ kind: "falls", by: { amount: "200" }, windowMs: minutes(5) }, always],
  [{ kind: "moves", by: { percent: "0.6" }, windowMs: hour }, { ...always, cooldownMs: minutes(15) }],
  [{ kind: "pulls-back", by: { percent: "0.2" } }, always],
  [{ kind: "rebounds", by: { amount: "250" } }, {}],
  [{ kind: "pulls-back", by: { percent: "0.3" } }, { ...always, cooldownMs: minutes(5) }],
] as const;

describe.each(rules)("%j %j", (condition, rest) => {
  const rule = spec(condition, rest);

  it.each([
    [minuteMs, 3_600],
    [secondMs, 300],
  ])("as candles of %i ms: the true number lies in what was told", (lengthMs, seconds) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const prices = walk(seed, seconds, 0.00012);
        const { count } = dryRun(rule, barsOfWalk(prices, lengthMs), never) ?? { count: null };
        const live = liveFires(rule, prices).length;
        const isLowEnough = count !== null && count.min <= live;
        const isHighEnough = count?.max == null || live <= count.max;
        expect({ live, count, isInside: isLowEnough && isHighEnough }).toMatchObject({ isInside: true });
      }),
      { numRuns: 6 },
    );
  });
});
