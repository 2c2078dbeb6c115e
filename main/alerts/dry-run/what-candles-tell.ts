/** What candles can say of a rule at all, and when the number of its fires has an upper bound. */
import { conditionKindOf, usesSource } from "../../../preload/contract/condition-kinds.ts";
import type { DryRunReason } from "../../../preload/contract/dry-run.ts";
import type { By, RuleSpec } from "../../../preload/contract/rule.ts";
import { CompiledRule } from "../compiled-rule.ts";
import type { Bound } from "../conditions/quantity.ts";

/** A window needs so many candles, or what of it lay within one decides. */
const fewestBarsAWindow = 5;

/** Why candles of `lengthMs` can say nothing of the rule; null where they can. Candles are made of trades alone. */
export function whyCandlesCannotTell(spec: RuleSpec, lengthMs: number): DryRunReason | null {
  const { condition } = spec;
  const { quantity, family } = conditionKindOf(condition.kind);
  // Its evaluation is not in the worker, and nobody knows what of a candle it would look at.
  if (family === "own") return "own-evaluation";
  if (quantity === "size") return "no-sizes";
  if (quantity === "spread" || (usesSource(condition.kind) && spec.source !== "last")) return "no-quotes";
  if ("windowMs" in condition && condition.windowMs < fewestBarsAWindow * lengthMs) return "window-too-short";
  if (family !== "threshold" && spec.holdForMs > 0) return "move-held";
  return null;
}

/** What the candles range over. */
export interface TypicalBar {
  /** The middle of what they range over from low to high. */
  readonly range: number;
  /** The middle of their closes. */
  readonly price: number;
}

/**
 * Why a price may have made the rule fire more often within one candle than any way through its four prices shows; null where it cannot, or
 * so seldom that a pair may be told.
 *
 * Measured over walks of one-second ticks (test/alerts/dry-run): the true number lies in the pair with a way back of half the range of a
 * candle (of four fifths where both directions fire), with a cooldown or a hold of one candle, and with a trailing distance of one range.
 * Below that it lies above the pair. What moves within a window is measured by what a price usually ranges over in so long a time, which
 * grows with its root: a distance that is nearly always reached fires as often as it is for a moment not.
 */
export function whyAtLeast(spec: RuleSpec, lengthMs: number, typical: TypicalBar): DryRunReason | null {
  const { condition } = spec;
  if (spec.holdForMs > 0) return spec.holdForMs < lengthMs ? "hold-too-short" : null;
  const { rearm, farSide } = conditionKindOf(condition.kind);
  if ("windowMs" in condition) {
    const usual = 1.25 * typical.range * Math.sqrt(condition.windowMs / lengthMs);
    return distanceOf(condition.by, typical.price) < usual ? "move-too-small" : null;
  }
  if (spec.cooldownMs >= lengthMs) return null;
  if (rearm === "by-distance") {
    const share = farSide === "either" ? 0.8 : 0.5;
    return wayBack(new CompiledRule(spec)) < share * typical.range ? "rearm-too-small" : null;
  }
  if (rearm === "at-once" && "by" in condition)
    return distanceOf(condition.by, typical.price) < typical.range ? "move-too-small" : null;
  return "rearm-too-small";
}

/** From a bound to where the price has come back: for a range too narrow for its way back, none. */
function wayBack({ low, high, farSide, rearmBounds: { below, above } }: CompiledRule): number {
  const from = (bound: Bound | null, to: Bound | null): number =>
    bound === null || to === null ? Number.POSITIVE_INFINITY : Math.abs(bound.n - to.n);
  return farSide === "beyond"
    ? Math.min(from(high, below), from(low, above))
    : Math.min(from(low, below), from(high ?? low, above));
}

function distanceOf(by: By, of: number): number {
  return "amount" in by ? Number(by.amount) : (of * Number(by.percent)) / 100;
}
