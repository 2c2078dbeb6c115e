/** Which candles have to be put to a rule at all: most ranges lie where nothing can happen to it, in whatever order they were gone through. */
import { trailingSide, type CompiledRule } from "../compiled-rule.ts";
import { hasRearmBounds } from "../conditions/threshold.ts";
import type { EngineRule } from "../engine-rule.ts";

/** The prices of a candle and of the tick before it, as doubles; wall time. */
export interface BarRange {
  readonly low: number;
  readonly high: number;
  readonly endMs: number;
}

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
        (lifecycle.hold?.dueMonoMs ?? 0) <= range.endMs ||
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
  const distance = distanceFrom(rule, extreme);
  const unsure = (Math.abs(extreme) + distance) * doubt;
  return trailingSide(rule) === "high" ? price <= extreme - distance + unsure : price >= extreme + distance - unsure;
}

function distanceFrom(rule: CompiledRule, from: number): number {
  return rule.byIsPercent ? (from * rule.byNumber) / 100 : rule.byNumber;
}

function meets({ low, high }: BarRange, at: number | undefined): boolean {
  return at !== undefined && low <= at && at <= high;
}
