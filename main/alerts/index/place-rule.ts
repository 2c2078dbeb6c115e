/** Where a rule has to stand so that it is woken when, and as far as can be only when, something could happen to it. */
import { hasRearmBounds } from "../conditions/threshold.ts";
import { extremeNow, moveThreshold, isMoveSatisfied } from "../conditions/measured-move.ts";
import type { EngineRule } from "../engine-rule.ts";
import type { RulePlacement, Watch } from "./rule-placement.ts";
import type { WindowPrice } from "./window-extremes.ts";
import type { PriceSourceIndex } from "./price-source-index.ts";

/** Puts `rule`, whose state has just been decided at the price index's present tick, where that state belongs. */
export function placeRule(rule: EngineRule, priceIndex: PriceSourceIndex): void {
  const { compiled } = rule;
  const wanted = watchOf(rule, priceIndex);
  const placement = priceIndex.placementOf(rule);
  // Level and range rules stand at the same prices whether armed or holding: nothing to move.
  if (wanted === placement.watch && (wanted === "condition" || wanted === "rearm")) return;
  priceIndex.beginWatch(placement, wanted);
  switch (wanted) {
    case "none":
      priceIndex.addPending(placement);
      return;
    case "cooling":
      priceIndex.wakeAt(placement, rule.lifecycle.cooldownEndMonoMs);
      return;
    case "condition":
      if (compiled.low !== null) priceIndex.addThreshold(placement, compiled.low);
      if (compiled.high !== null) priceIndex.addThreshold(placement, compiled.high);
      return;
    case "rearm": {
      const { below, above } = compiled.rearmBounds;
      if (below !== null) priceIndex.addThreshold(placement, below);
      if (above !== null) priceIndex.addThreshold(placement, above);
      return;
    }
    case "groups":
      for (const side of compiled.measuredFrom) {
        const extreme = extremeNow(rule, priceIndex, side, priceIndex.monoMs);
        if (extreme === null) priceIndex.addPending(placement);
        else priceIndex.follow(placement, side, extreme);
      }
      return;
    case "break":
      watchForBreak(placement, priceIndex);
  }
}

function watchOf(rule: EngineRule, priceIndex: PriceSourceIndex): Watch {
  if (priceIndex.blind || priceIndex.tick === null) return "none";
  const { compiled, lifecycle, seen } = rule;
  // Looked at on every tick, whatever it waits for: what it remembers has to be given each.
  if (compiled.family === "own") return "none";
  switch (lifecycle.state) {
    case "armed":
      if (!seen.hasPrevious || seen.isUndecidedAtPrevious) return "none";
      return compiled.family === "threshold" ? "condition" : "groups";
    case "holding":
      return compiled.family === "threshold" ? "condition" : "break";
    case "triggered":
      if (lifecycle.cooldownEndMonoMs > priceIndex.monoMs) return "cooling";
      // The tick that fired cannot re-arm: the next one is looked at whatever its price, even the same.
      if (!lifecycle.comparedSinceFire) return "none";
      if (compiled.family === "threshold") return hasRearmBounds(compiled) ? "rearm" : "condition";
      return compiled.family === "window" ? "break" : "none";
    default:
      return "none";
  }
}

/**
 * A move that is true now ends where the price falls short of its threshold, or when the extreme leaves the window. Of `moves`
 * one side that is true is enough: while it lasts the other one does not matter.
 */
function watchForBreak(placement: Readonly<RulePlacement>, priceIndex: PriceSourceIndex): void {
  const { rule } = placement;
  const { compiled } = rule;
  const tick = priceIndex.tick;
  for (const side of compiled.measuredFrom) {
    const extreme = extremeNow(rule, priceIndex, side, priceIndex.monoMs);
    if (extreme === null || tick === null || !isMoveSatisfied(compiled, side, extreme, tick, priceIndex.n)) continue;
    if (compiled.family === "window") {
      const ofWindow = extreme as WindowPrice;
      if (priceIndex.followMove(placement, side, ofWindow)) return;
      // The window has not yet left behind the tick that armed the rule: until it does this extreme is its own, and stays.
      priceIndex.wakeAt(placement, ofWindow.monoMs + compiled.windowMs);
    }
    priceIndex.addThreshold(placement, moveThreshold(compiled, side, extreme));
    return;
  }
  throw new Error("A move is waited for to end that is not true.");
}
