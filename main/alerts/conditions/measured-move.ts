/** Conditions measured from an extreme: moves within a window, and trailing rules. */
import type { Tick } from "../../../preload/contract/tick.ts";
import { loweredBy, raisedBy } from "./exact.ts";
import { extremeText, type Extreme, type Side } from "./extreme.ts";
import { bound, compareTo, type Bound } from "./quantity.ts";
import type { CompiledRule } from "../compiled-rule.ts";
import type { EngineRule } from "../engine-rule.ts";
import type { PriceSourceIndex } from "../index/price-source-index.ts";

/** The extreme that the rule measures from on that side, with the price of this moment in it. */
export function extremeNow(rule: EngineRule, priceIndex: PriceSourceIndex, side: Side, monoMs: number): Extreme | null {
  return rule.window !== null ? priceIndex.windowExtreme(rule, side, monoMs) : priceIndex.extremeOf(rule);
}

/** The price that is far enough from `extreme`, exact. */
export function moveThreshold(rule: CompiledRule, side: Side, extreme: Extreme): Bound {
  if (rule.by === null) throw new Error("This kind has no distance.");
  const from = extremeText(rule.quantity, extreme);
  if (rule !== workedOut.rule || workedOut[side].size >= maxWorkedOut) {
    workedOut.rule = rule;
    workedOut.low.clear();
    workedOut.high.clear();
  }
  let threshold = workedOut[side].get(from);
  if (threshold === undefined) {
    threshold = bound(side === "low" ? raisedBy(from, rule.by) : loweredBy(from, rule.by));
    workedOut[side].set(from, threshold);
  }
  return threshold;
}

/**
 * Thresholds of the rule that was asked for last, by the text of the extreme. Where a rule fires the same one is asked for several times
 * over, in a dry run from every state that the rule may be in; exact arithmetic costs fifty times what looking it up does.
 */
const workedOut: { rule: CompiledRule | null } & Record<Side, Map<string, Bound>> = {
  rule: null,
  low: new Map(),
  high: new Map(),
};
const maxWorkedOut = 128;

/** Whether the price of `tick` is far enough from the extreme of any of the rule's sides. */
export function hasMoved(
  rule: EngineRule,
  priceIndex: PriceSourceIndex,
  tick: Tick,
  n: number,
  monoMs: number,
): boolean {
  return extremeMovedFrom(rule, priceIndex, tick, n, monoMs) !== null;
}

/** The extreme from which the price of `tick` is far enough away; null where it is from none, or the kind measures from none. */
export function extremeMovedFrom(
  rule: EngineRule,
  priceIndex: PriceSourceIndex,
  tick: Tick,
  n: number,
  monoMs: number,
): Extreme | null {
  for (const side of rule.compiled.measuredFrom) {
    const extreme = extremeNow(rule, priceIndex, side, monoMs);
    if (extreme !== null && isMoveSatisfied(rule.compiled, side, extreme, tick, n)) return extreme;
  }
  return null;
}

/** Whether the price of `tick` is far enough from `extreme`, exact. */
export function isMoveSatisfied(rule: CompiledRule, side: Side, extreme: Extreme, tick: Tick, n: number): boolean {
  const distance = rule.byIsPercent ? (extreme.n * rule.byNumber) / 100 : rule.byNumber;
  const ahead = side === "low" ? n - extreme.n - distance : extreme.n - distance - n;
  // Doubles are right to 1e-16 here; only what is nearer than this needs the digits.
  const doubt = (Math.abs(extreme.n) + distance) * 1e-12;
  if (ahead > doubt) return true;
  if (ahead < -doubt) return false;
  const order = compareTo(rule.quantity, tick, n, moveThreshold(rule, side, extreme));
  return side === "low" ? order >= 0 : order <= 0;
}
