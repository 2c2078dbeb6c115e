/** One rule, one tick: what the tick means for it, given its state. */
import { isPriceFromBefore, type Moment, type Tick, type TickGap } from "../../preload/contract/tick.ts";
import {
  directionOf,
  hasReturned,
  isSatisfied,
  priceOf,
  sideOf,
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
import { trailingSide, type Direction, type InterruptedHold, type CompiledRule, type Span } from "./compiled-rule.ts";
import { includeInExtreme, type PriceSourceIndex } from "./index/price-source-index.ts";
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

/** Decides `rule` at a tick of `price index` that follows on the one before. */
export function evaluate(
  transitions: Transitions,
  rule: CompiledRule,
  priceIndex: PriceSourceIndex,
  arrival: Arrival,
): void {
  const { tick, n, at } = arrival;
  const price = priceOf(rule, tick, n);
  const hadPrevious = rule.hasPrevious && priceIndex.tick !== null;
  const previousTick = hadPrevious ? priceIndex.tick : null;
  rule.undecidedAtPrevious = false;
  transitions.sawPrice(rule);
  if (rule.family === "trailing" && rule.lowMember === null && rule.highMember === null && rule.phase !== "triggered")
    includeInExtreme(rule, arrival.extreme);
  switch (rule.phase) {
    case "armed":
      if (!hadPrevious) rule.windowSeq = priceIndex.seq;
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
      return;
  }
}

/**
 * Decides `rule` at the first tick after the start or an outage. Nothing from before is "just now": windows start here,
 * and a crossing that the gap explains is given with it.
 */
export function evaluateAfterBlind(
  transitions: Transitions,
  rule: CompiledRule,
  priceIndex: PriceSourceIndex,
  arrival: Arrival,
  gap: TickGap | null,
): void {
  const { tick, n, at } = arrival;
  const price = priceOf(rule, tick, n);
  const lastSeen = rule.hasPrevious ? priceIndex.tick : null;
  const told = isTold(rule, gap) ? gap : null;
  // Armed when the gap was already over for other prices, it waits for the first one of now.
  if (rule.gaps === "none" && isPriceFromBefore(tick)) return;
  const before = told === null ? previousFromBefore(lastSeen) : previousOf(rule, told, priceIndex, lastSeen);
  rule.undecidedAtPrevious = isPriceFromBefore(tick) && (told === null || rule.quantity === "size");
  rule.windowSeq = priceIndex.seq;
  transitions.sawPrice(rule);
  if (rule.phase === "triggered") {
    transitions.coolByWall(rule, at);
    rearmIfBack(transitions, rule, priceIndex, arrival, price);
    return;
  }
  if (rule.phase !== "armed") return;
  const interrupted = rule.interruptedHold;
  rule.interruptedHold = null;
  satisfyAfterBlind(transitions, rule, priceIndex, arrival, told, before);
  if (interrupted !== null && !isHolding(rule)) holdAnew(transitions, rule, priceIndex, arrival, before, interrupted);
}

/** A function, because the compiler takes the state for what it was before the call that may have changed it. */
const isHolding = (rule: CompiledRule): boolean => rule.phase === "holding";

/**
 * A transition that was seen before the outage and had not held long enough. What was not seen was not held; yet no later price
 * would be that transition again, so that a second's reconnect would lose the alert. The condition is true since this price,
 * and that is no news of the gap.
 */
function holdAnew(
  transitions: Transitions,
  rule: CompiledRule,
  priceIndex: PriceSourceIndex,
  { tick, n, at, extreme }: Arrival,
  before: Tick | null,
  interrupted: InterruptedHold,
): void {
  const price = priceOf(rule, tick, n);
  const previous = before === null ? null : priceOf(rule, before, numberOf(rule.quantity, before));
  const direction = interrupted.direction ?? sideOf(rule, previous ?? price);
  if (isSatisfied(rule, price, direction))
    transitions.satisfied(rule, priceIndex, { tick, previous: before, gap: null, direction }, at, extreme);
  else transitions.changed(rule, priceIndex);
}

/** Decides an armed rule over the time in which nobody watched. `told`: the gap, where it is one for this rule. */
function satisfyAfterBlind(
  transitions: Transitions,
  rule: CompiledRule,
  priceIndex: PriceSourceIndex,
  arrival: Arrival,
  told: TickGap | null,
  before: Tick | null,
): void {
  const { tick, n, at } = arrival;
  if (rule.undecidedAtPrevious) return;
  const price = priceOf(rule, tick, n);
  const candles = told === null || rule.quantity !== "last" ? noCandles : candlesOf(told);
  if (rule.family === "trailing") {
    const edge = gapExtremeOf(candles, trailingSide(rule));
    if (edge !== null) includeInExtreme(rule, { n: edge.n, tick: null, text: edge.text });
    includeInExtreme(rule, arrival.extreme);
  }
  if (rule.family !== "threshold") {
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
  if (told === null || rule.quantity === "size") {
    const earlier = before === null ? null : priceOf(rule, before, numberOf(rule.quantity, before));
    const direction = directionOf(rule, earlier, price);
    if (direction !== 0)
      transitions.satisfied(rule, priceIndex, { tick, previous: before, gap: null, direction }, at, arrival.extreme);
    return;
  }
  const earlierNumber = before === null ? n : numberOf(rule.quantity, before);
  // With every price on one side of its bounds, only a condition that is true after the gap can have become true.
  if (isOutOfReach(rule, candles, earlierNumber, n) && !(!rule.needsPrevious && isSatisfied(rule, price, 1))) return;
  const earlier = before === null ? null : priceOf(rule, before, earlierNumber);
  const hit = hitOverGap(rule, told, earlier, price, candles);
  if (hit !== null)
    transitions.satisfied(
      rule,
      priceIndex,
      { tick, previous: before, gap: hit.span, direction: hit.direction },
      at,
      arrival.extreme,
    );
}

function hitOverGap(
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
  return still.length === 0 ? null : hitInGap(rule, gap, before, price, candles, still);
}

/** Armed while blind: what happened before was not waited for. */
function isTold(rule: CompiledRule, gap: TickGap | null): boolean {
  if (gap === null || rule.gaps === "none") return false;
  return rule.gaps === "any" || rule.armedMs <= gap.fromWallMs;
}

/** The price before the gap; where the last tick did not have this quantity (a trade has no bid), the last one that had. */
function previousOf(
  rule: CompiledRule,
  gap: TickGap,
  priceIndex: PriceSourceIndex,
  lastSeen: Tick | null,
): Tick | null {
  // After a restart the last price known may be from before a rule that never had one.
  if (rule.gaps === "after-arming" && gap.before !== null && gap.before.receivedWallMs < rule.armedMs) return lastSeen;
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
  rule: CompiledRule,
  priceIndex: PriceSourceIndex,
  arrival: Arrival,
  previous: Tick | null,
  price: PriceComparison,
): boolean {
  const { tick, n, at } = arrival;
  let direction: Direction;
  if (rule.family === "threshold") {
    const before = previous === null ? null : priceIndex.n;
    direction = directionOf(rule, previous === null || before === null ? null : priceOf(rule, previous, before), price);
  } else direction = hasMoved(rule, priceIndex, tick, n, at.monoMs) ? 1 : 0;
  if (direction === 0) return false;
  transitions.satisfied(rule, priceIndex, { tick, previous, gap: null, direction }, at, arrival.extreme);
  return true;
}

function staysTrue(
  rule: CompiledRule,
  priceIndex: PriceSourceIndex,
  { tick, n, at }: Arrival,
  price: PriceComparison,
): boolean {
  if (rule.family === "threshold") return isSatisfied(rule, price, rule.hold?.direction ?? 1);
  return hasMoved(rule, priceIndex, tick, n, at.monoMs);
}

function rearmIfBack(
  transitions: Transitions,
  rule: CompiledRule,
  priceIndex: PriceSourceIndex,
  { tick, n, at, extreme }: Arrival,
  price: PriceComparison,
): void {
  if (at.monoMs < rule.coolMonoMs) return;
  rule.comparedSinceFire = true;
  const back =
    rule.family === "threshold"
      ? hasReturned(rule, price)
      : rule.family === "trailing" || !hasMoved(rule, priceIndex, tick, n, at.monoMs);
  if (!back) return;
  priceIndex.unwatch(rule);
  transitions.arm(rule, at.wallMs, true, priceIndex.seq, extreme);
  transitions.changed(rule, priceIndex);
}
