/** Where a rule has to stand so that it is woken when, and as far as can be only when, something could happen to it. */
import { rearmBoundsOf, hasRearmBounds } from "../conditions/threshold.ts";
import { extremeNow, moveThreshold, isMoveSatisfied } from "../conditions/measured-move.ts";
import type { CompiledRule, Watch } from "../compiled-rule.ts";
import type { WindowPrice } from "./window-extremes.ts";
import type { PriceSourceIndex } from "./price-source-index.ts";

/** Puts `rule`, whose state has just been decided at the price index's present tick, where that state belongs. */
export function placeRule(rule: CompiledRule, priceIndex: PriceSourceIndex): void {
  const wanted = watchOf(rule, priceIndex);
  // Level and range rules stand at the same prices whether armed or holding: nothing to move.
  if (wanted === rule.watch && (wanted === "condition" || wanted === "rearm")) return;
  priceIndex.unwatch(rule);
  rule.watch = wanted;
  switch (wanted) {
    case "none":
      priceIndex.addPending(rule);
      return;
    case "cooling":
      rule.wake = priceIndex.wakes.add(rule.coolMonoMs, rule);
      return;
    case "condition":
      if (rule.low !== null) priceIndex.addThreshold(rule, rule.low);
      if (rule.high !== null) priceIndex.addThreshold(rule, rule.high);
      return;
    case "rearm": {
      const { below, above } = rearmBoundsOf(rule);
      if (below !== null) priceIndex.addThreshold(rule, below);
      if (above !== null) priceIndex.addThreshold(rule, above);
      return;
    }
    case "groups":
      for (const side of rule.measuredFrom) {
        const extreme = extremeNow(rule, priceIndex, side, priceIndex.monoMs);
        if (extreme === null) priceIndex.addPending(rule);
        else priceIndex.follow(rule, side, extreme);
      }
      return;
    case "break":
      watchForBreak(rule, priceIndex);
  }
}

function watchOf(rule: CompiledRule, priceIndex: PriceSourceIndex): Watch {
  if (priceIndex.blind || priceIndex.tick === null) return "none";
  switch (rule.phase) {
    case "armed":
      if (!rule.hasPrevious || rule.undecidedAtPrevious) return "none";
      return rule.family === "threshold" ? "condition" : "groups";
    case "holding":
      return rule.family === "threshold" ? "condition" : "break";
    case "triggered":
      if (rule.coolMonoMs > priceIndex.monoMs) return "cooling";
      // The tick that fired cannot re-arm: the next one is looked at whatever its price, even the same.
      if (!rule.comparedSinceFire) return "none";
      if (rule.family === "threshold") return hasRearmBounds(rule) ? "rearm" : "condition";
      return rule.family === "window" ? "break" : "none";
    default:
      return "none";
  }
}

/**
 * A move that is true now ends where the price falls short of its threshold, or when the extreme leaves the window. Of `moves`
 * one side that is true is enough: while it lasts the other one does not matter.
 */
function watchForBreak(rule: CompiledRule, priceIndex: PriceSourceIndex): void {
  const tick = priceIndex.tick;
  for (const side of rule.measuredFrom) {
    const extreme = extremeNow(rule, priceIndex, side, priceIndex.monoMs);
    if (extreme === null || tick === null || !isMoveSatisfied(rule, side, extreme, tick, priceIndex.n)) continue;
    if (rule.family === "window")
      priceIndex.followMove(rule, side, extreme as WindowPrice, () => moveThreshold(rule, side, extreme));
    else priceIndex.addThreshold(rule, moveThreshold(rule, side, extreme));
    return;
  }
  throw new Error("A move is waited for to end that is not true.");
}
