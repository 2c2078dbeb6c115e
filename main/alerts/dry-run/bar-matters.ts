/** Which candles have to be put to a rule at all: most ranges lie where nothing can happen to it, in whatever order they were gone through. */
import { trailingSide, type CompiledRule } from "../compiled-rule.ts";
import { hasRearmBounds } from "../conditions/threshold.ts";
import type { EngineRule } from "../engine-rule.ts";

export interface PriceRange {
  readonly low: number;
  readonly high: number;
}

/** The prices of a candle and of the tick before it, as doubles; wall time. */
export interface BarRange extends PriceRange {
  readonly endMs: number;
}

/** No price lies in it. */
export const nowhere: PriceRange = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };

/** Doubles are right to 1e-16; what is nearer than this is looked at. */
const doubt = 1e-12;

/** False only where no price of the range can change the state of a rule that is decided by fixed prices. `range` holds the price before it too. */
export function thresholdMatters(rule: EngineRule, range: BarRange): boolean {
  const { compiled, lifecycle } = rule;
  switch (lifecycle.state) {
    case "armed":
      return meets(range, compiled.low?.n) || meets(range, compiled.high?.n);
    case "holding":
      return (
        lifecycle.hold === null ||
        lifecycle.hold.dueMonoMs <= range.endMs ||
        meets(range, compiled.low?.n) ||
        meets(range, compiled.high?.n)
      );
    case "triggered": {
      if (lifecycle.cooldownEndMonoMs > range.endMs) return false;
      if (!lifecycle.comparedSinceFire) return true;
      if (!hasRearmBounds(compiled)) return meets(range, compiled.low?.n) || meets(range, compiled.high?.n);
      const { below, above } = compiled.rearmBounds;
      return meets(range, below?.n) || meets(range, above?.n);
    }
    default:
      return false;
  }
}

/**
 * False only where a trailing rule cannot fire in the range: even measured from the furthest price in it, the other end is too near. The
 * extreme may move; it does so to the same place in any order.
 */
export function trailingMayFire(rule: EngineRule, { low, high, endMs }: BarRange): boolean {
  const { compiled, lifecycle, trailing } = rule;
  if (lifecycle.state === "triggered") return lifecycle.cooldownEndMonoMs <= endMs;
  if (trailing?.extreme == null) return true;
  const extreme = trailing.extreme.n;
  return trailingSide(compiled) === "high"
    ? mayReach(compiled, Math.max(extreme, high), low)
    : mayReach(compiled, Math.min(extreme, low), high);
}

/** False only where a price is surely too near to the extreme for the trailing `rule` to fire. */
export function mayReach(rule: CompiledRule, extreme: number, price: number): boolean {
  return trailingSide(rule) === "high" ? price <= nearestFrom(rule, extreme) : price >= nearestFrom(rule, extreme);
}

/** The price nearest to the extreme at which the trailing `rule` may fire. */
function nearestFrom(rule: CompiledRule, extreme: number): number {
  const distance = rule.byIsPercent ? (extreme * rule.byNumber) / 100 : rule.byNumber;
  const unsure = (Math.abs(extreme) + distance) * doubt;
  return trailingSide(rule) === "high" ? extreme - distance + unsure : extreme + distance - unsure;
}

/**
 * Between `low` and `high`, both left out, no price can change the state of any of these trailing rules of one kind, nor move the extreme
 * of any, not even the first one after a gap: most candles are passed at two comparisons. Empty where one is in a state in which that cannot be said.
 */
export function quietRange(states: readonly { readonly rule: EngineRule }[]): PriceRange {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (const {
    rule: { compiled, lifecycle, trailing },
  } of states) {
    if (lifecycle.state !== "armed" || trailing?.extreme == null) return nowhere;
    const extreme = trailing.extreme.n;
    const nearest = nearestFrom(compiled, extreme);
    low = Math.max(low, Math.min(extreme, nearest));
    high = Math.min(high, Math.max(extreme, nearest));
  }
  return { low, high };
}

function meets({ low, high }: BarRange, at: number | undefined): boolean {
  return at !== undefined && low <= at && at <= high;
}
