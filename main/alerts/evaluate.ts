/** One rule, one tick: what the tick means for it, given its state. */
import { isPriceFromBefore, type Moment, type Tick, type TickGap } from "../../preload/contract/tick.ts";
import {
  directionOf,
  hasReturned,
  isSatisfied,
  priceOf,
  sideOf,
  type Direction,
  type PriceComparison,
} from "./conditions/threshold.ts";
import { numberOf } from "./conditions/quantity.ts";
import {
  candlesOf,
  gapExtremeOf,
  hitInGap,
  isOutOfReach,
  type GapHit,
  type SeenCandle,
} from "./conditions/gap-candles.ts";
import { hasMoved } from "./conditions/measured-move.ts";
import { trailingSide, type CompiledRule } from "./compiled-rule.ts";
import type { Span } from "./decision.ts";
import type { EngineRule } from "./engine-rule.ts";
import type { PriceSourceIndex } from "./index/price-source-index.ts";
import type { InterruptedHold } from "./rule-lifecycle.ts";
import type { Transitions } from "./transitions.ts";
import type { Extreme } from "./conditions/extreme.ts";

const noCandles: readonly SeenCandle[] = [];

/** The tick as a price index's rules see it; its own time on both clocks. */
export interface Arrival {
  readonly tick: Tick;
  readonly n: number;
  readonly at: Moment;
  readonly extreme: Extreme;
}

/** Decides `rule` at a tick of `priceIndex` that follows on the one before. */
export function evaluate(
  transitions: Transitions,
  rule: EngineRule,
  priceIndex: PriceSourceIndex,
  arrival: Arrival,
): void {
  const { tick, n, at } = arrival;
  const { compiled, lifecycle, trailing } = rule;
  const price = priceOf(compiled, tick, n);
  const hadPrevious = rule.seen.hasPrevious && priceIndex.tick !== null;
  const previousTick = hadPrevious ? priceIndex.tick : null;
  transitions.sawPrice(rule, false);
  rule.own?.take(tick, n);
  if (trailing !== null && lifecycle.state !== "triggered" && !priceIndex.isFollowing(rule))
    trailing.include(arrival.extreme);
  switch (lifecycle.state) {
    case "armed":
      if (!hadPrevious) rule.window?.startAt(priceIndex.seq);
      satisfyIfTrue(transitions, rule, priceIndex, arrival, previousTick, price);
      return;
    case "holding": {
      if (staysTrue(rule, priceIndex, arrival, price)) return;
      transitions.broken(rule, at.wallMs);
      // The tick that leaves one side of a level may be the one that crosses to the other.
      if (!satisfyIfTrue(transitions, rule, priceIndex, arrival, previousTick, price))
        transitions.changed(rule, priceIndex);
      return;
    }
    case "triggered":
      rearmIfBack(transitions, rule, priceIndex, arrival, price);
      return;
    default:
    // No tick matters to the other states.
  }
}

/**
 * Decides `rule` at the first tick after the start or an outage. Nothing from before is "just now": windows start here,
 * and a crossing that the gap explains is given with it.
 */
export function evaluateAfterBlind(
  transitions: Transitions,
  rule: EngineRule,
  priceIndex: PriceSourceIndex,
  arrival: Arrival,
  gap: TickGap | null,
): void {
  const { tick, n, at } = arrival;
  const { compiled, lifecycle, seen } = rule;
  const price = priceOf(compiled, tick, n);
  const lastSeen = seen.hasPrevious ? priceIndex.tick : null;
  const told = isTold(rule, gap) ? gap : null;
  if (told !== null) seen.tellGap(told.fromWallMs);
  // Armed when the gap was already over for other prices, it waits for the first one of now.
  if (seen.gaps === "none" && isPriceFromBefore(tick)) return;
  const before = told === null ? previousFromBefore(lastSeen) : previousOf(rule, told, priceIndex, lastSeen);
  rule.window?.startAt(priceIndex.seq);
  rule.own?.startAnew(arrival.extreme);
  transitions.sawPrice(rule, isPriceFromBefore(tick) && (told === null || compiled.quantity === "size"));
  if (lifecycle.state === "triggered") {
    lifecycle.cooldownEndsByWall(at);
    rearmIfBack(transitions, rule, priceIndex, arrival, price);
    return;
  }
  if (lifecycle.state !== "armed") return;
  const interrupted = lifecycle.takeInterruptedHold();
  satisfyAfterBlind(transitions, rule, priceIndex, arrival, told, before);
  if (interrupted !== null && !isHolding(rule)) holdAnew(transitions, rule, priceIndex, arrival, before, interrupted);
}

/** A function, because the compiler takes the state for what it was before the call that may have changed it. */
const isHolding = (rule: EngineRule): boolean => rule.lifecycle.state === "holding";

/**
 * A transition that was seen before the outage and had not held long enough. What was not seen was not held; yet no later price
 * would be that transition again, so that a second's reconnect would lose the alert. The condition is true since this price,
 * and that is no news of the gap.
 */
function holdAnew(
  transitions: Transitions,
  rule: EngineRule,
  priceIndex: PriceSourceIndex,
  { tick, n, at, extreme }: Arrival,
  before: Tick | null,
  interrupted: InterruptedHold,
): void {
  const { compiled } = rule;
  const price = priceOf(compiled, tick, n);
  const previous = before === null ? null : priceOf(compiled, before, numberOf(compiled.quantity, before));
  const direction = interrupted.direction ?? sideOf(compiled, previous ?? price);
  if (isSatisfied(compiled, price, direction))
    transitions.satisfied(rule, priceIndex, { tick, previous: before, gap: null, direction }, at, extreme);
  else transitions.changed(rule, priceIndex);
}

/** Decides an armed rule over the time in which nobody watched. `told`: the gap, where it is one for this rule. */
function satisfyAfterBlind(
  transitions: Transitions,
  rule: EngineRule,
  priceIndex: PriceSourceIndex,
  arrival: Arrival,
  told: TickGap | null,
  before: Tick | null,
): void {
  const { tick, n, at } = arrival;
  const { compiled, trailing } = rule;
  if (rule.seen.isUndecidedAtPrevious) return;
  const price = priceOf(compiled, tick, n);
  const candles = told === null || compiled.quantity !== "last" ? noCandles : candlesOf(told);
  if (trailing !== null) {
    const edge = gapExtremeOf(candles, trailingSide(compiled));
    if (edge !== null) trailing.include({ n: edge.n, tick: null, text: edge.text });
    trailing.include(arrival.extreme);
  }
  // One that its kind decides itself has just begun anew, and measures from nothing: it has not moved.
  if (compiled.family !== "threshold") {
    if (hasMoved(rule, priceIndex, tick, n, at.monoMs))
      transitions.satisfied(
        rule,
        priceIndex,
        { tick, previous: before, gap: told === null ? null : spanOf(told), direction: 1 },
        at,
        arrival.extreme,
      );
    return;
  }
  if (told === null || compiled.quantity === "size") {
    const earlier = before === null ? null : priceOf(compiled, before, numberOf(compiled.quantity, before));
    const direction = directionOf(compiled, earlier, price);
    if (direction !== 0)
      transitions.satisfied(rule, priceIndex, { tick, previous: before, gap: null, direction }, at, arrival.extreme);
    return;
  }
  const earlierNumber = before === null ? n : numberOf(compiled.quantity, before);
  // With every price on one side of its bounds, only a condition that is true after the gap can have become true.
  if (
    isOutOfReach(compiled, candles, earlierNumber, n) &&
    !(!compiled.needsPrevious && isSatisfied(compiled, price, 1))
  )
    return;
  const earlier = before === null ? null : priceOf(compiled, before, earlierNumber);
  const hit = hitOverGap(compiled, told, earlier, price, candles);
  if (hit !== null)
    transitions.satisfied(
      rule,
      priceIndex,
      { tick, previous: before, gap: hit.span, direction: hit.direction },
      at,
      arrival.extreme,
    );
}

/** When in the gap a level or a range became true, and which way; null where it did not, or could not be held. */
export function hitOverGap(
  rule: CompiledRule,
  gap: TickGap,
  before: PriceComparison | null,
  price: PriceComparison,
  candles: readonly SeenCandle[],
): GapHit | null {
  const ways: readonly Direction[] = rule.farSide === "either" ? [1, -1] : [1];
  if (rule.spec.holdForMs === 0) return hitInGap(rule, gap, before, price, candles, ways);
  // What was not seen was not held: a hold can only begin now, and only where the price still is on the far side.
  const still = ways.filter((way) => isSatisfied(rule, price, way));
  return hitInGap(rule, gap, before, price, candles, still);
}

/** Armed while blind, or when it was known that trades had been missed: what happened before was not waited for. */
export function isTold(rule: EngineRule, gap: TickGap | null): boolean {
  if (gap === null || rule.seen.gaps === "none") return false;
  if (gap.knownMs !== undefined && rule.lifecycle.armedMs > gap.knownMs) return false;
  return rule.seen.gaps === "any" || rule.lifecycle.armedMs <= gap.fromWallMs;
}

/** The price before the gap; where the last tick did not have this quantity (a trade has no bid), the last one that had. */
function previousOf(rule: EngineRule, gap: TickGap, priceIndex: PriceSourceIndex, lastSeen: Tick | null): Tick | null {
  // After a restart the last price known may be from before a rule that never had one.
  const armedBlind = rule.seen.gaps === "after-arming";
  if (armedBlind && gap.before !== null && gap.before.receivedWallMs < rule.lifecycle.armedMs) return lastSeen;
  if (gap.before !== null && !Number.isNaN(numberOf(priceIndex.quantity, gap.before))) return gap.before;
  return lastSeen;
}

/** Without a gap nothing of before an outage is a previous price, but what the venue itself has told as its last price is (T6). */
function previousFromBefore(lastSeen: Tick | null): Tick | null {
  return lastSeen !== null && isPriceFromBefore(lastSeen) ? lastSeen : null;
}

function spanOf(gap: TickGap): Span {
  return { fromWallMs: gap.fromWallMs, toWallMs: gap.toWallMs };
}

/** Fires, or begins to hold, if the condition is true at this tick. */
function satisfyIfTrue(
  transitions: Transitions,
  rule: EngineRule,
  priceIndex: PriceSourceIndex,
  arrival: Arrival,
  previous: Tick | null,
  price: PriceComparison,
): boolean {
  const { tick, n, at } = arrival;
  const { compiled } = rule;
  let direction: Direction;
  if (compiled.family === "threshold")
    direction = directionOf(compiled, previous === null ? null : priceOf(compiled, previous, priceIndex.n), price);
  else if (rule.own !== null) direction = previous !== null && rule.own.isTrue ? 1 : 0;
  else direction = hasMoved(rule, priceIndex, tick, n, at.monoMs) ? 1 : 0;
  if (direction === 0) return false;
  transitions.satisfied(rule, priceIndex, { tick, previous, gap: null, direction }, at, arrival.extreme);
  return true;
}

function staysTrue(
  rule: EngineRule,
  priceIndex: PriceSourceIndex,
  { tick, n, at }: Arrival,
  price: PriceComparison,
): boolean {
  const { hold } = rule.lifecycle;
  if (hold === null) throw new Error("A rule holds that has not begun to.");
  if (rule.compiled.family === "threshold") return isSatisfied(rule.compiled, price, hold.direction);
  if (rule.own !== null) return rule.own.isTrue;
  return hasMoved(rule, priceIndex, tick, n, at.monoMs);
}

function rearmIfBack(
  transitions: Transitions,
  rule: EngineRule,
  priceIndex: PriceSourceIndex,
  { tick, n, at, extreme }: Arrival,
  price: PriceComparison,
): void {
  const { compiled, lifecycle } = rule;
  if (at.monoMs < lifecycle.cooldownEndMonoMs) return;
  lifecycle.compareSinceFire();
  const back =
    compiled.family === "threshold"
      ? hasReturned(compiled, price)
      : rule.own !== null
        ? !rule.own.isTrue
        : compiled.family === "trailing" || !hasMoved(rule, priceIndex, tick, n, at.monoMs);
  if (!back) return;
  transitions.arm(rule, at.wallMs, true, priceIndex.seq, extreme);
  transitions.changed(rule, priceIndex);
}
