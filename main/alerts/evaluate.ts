/** One rule, one tick: what the tick means for it, given its state. */
import type { Moment, Tick, TickGap } from "../../preload/contract/tick.ts";
import { directionOf, isBack, isFar, mayFireFirst, priceOf, sideOf, type Against } from "./conditions.ts";
import { numberOf } from "./quantity.ts";
import { candlesOf, edgeOf, hitInGap, isOutOfReach, type GapHit, type SeenCandle } from "./gaps.ts";
import { hasMoved } from "./moves.ts";
import { trailingSide, type Direction, type InterruptedHold, type RuleState, type Span } from "./rule-state.ts";
import { widen, type Track } from "./track.ts";
import type { Transitions } from "./transitions.ts";
import type { Extreme } from "./extreme.ts";

const noCandles: readonly SeenCandle[] = [];

/** The tick as a track's rules see it; its own time on both clocks. */
export interface Arrival {
  readonly tick: Tick;
  readonly n: number;
  readonly at: Moment;
  readonly extreme: Extreme;
}

/** Decides `rule` at a tick of `track` that follows on the one before. */
export function evaluate(transitions: Transitions, rule: RuleState, track: Track, arrival: Arrival): void {
  const { tick, n, at } = arrival;
  const price = priceOf(rule, tick, n);
  const hadPrevious = rule.hasPrevious && track.tick !== null;
  const previousTick = hadPrevious ? track.tick : null;
  transitions.sawPrice(rule);
  if (rule.family === "trailing" && rule.lowMember === null && rule.highMember === null && rule.phase !== "spent")
    widen(rule, arrival.extreme);
  switch (rule.phase) {
    case "armed":
      if (!hadPrevious) rule.windowSeq = track.seq;
      satisfyIfTrue(transitions, rule, track, arrival, previousTick, price);
      return;
    case "holding": {
      if (staysTrue(rule, track, arrival, price)) return;
      transitions.broken(rule, at.wallMs);
      // The tick that leaves one side of a level may be the one that crosses to the other.
      if (!satisfyIfTrue(transitions, rule, track, arrival, previousTick, price)) transitions.changed(rule, track);
      return;
    }
    case "spent":
      rearmIfBack(transitions, rule, track, arrival, price);
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
  rule: RuleState,
  track: Track,
  arrival: Arrival,
  gap: TickGap | null,
): void {
  const { tick, n, at } = arrival;
  const price = priceOf(rule, tick, n);
  const lastSeen = rule.hasPrevious ? track.tick : null;
  const told = isTold(rule, gap) ? gap : null;
  const before = told === null ? null : previousOf(rule, told, track, lastSeen);
  rule.windowSeq = track.seq;
  transitions.sawPrice(rule);
  if (rule.phase === "spent") {
    transitions.coolByWall(rule, at);
    rearmIfBack(transitions, rule, track, arrival, price);
    return;
  }
  if (rule.phase !== "armed") return;
  const interrupted = rule.interruptedHold;
  rule.interruptedHold = null;
  satisfyAfterBlind(transitions, rule, track, arrival, told, before);
  if (interrupted !== null && !isHolding(rule)) holdAnew(transitions, rule, track, arrival, before, interrupted);
}

/** A function, because the compiler takes the state for what it was before the call that may have changed it. */
const isHolding = (rule: RuleState): boolean => rule.phase === "holding";

/**
 * A transition that was seen before the outage and had not held long enough. What was not seen was not held; yet no later price
 * would be that transition again, so that a second's reconnect would lose the alert. The condition is true since this price,
 * and that is no news of the gap.
 */
function holdAnew(
  transitions: Transitions,
  rule: RuleState,
  track: Track,
  { tick, n, at, extreme }: Arrival,
  before: Tick | null,
  interrupted: InterruptedHold,
): void {
  const price = priceOf(rule, tick, n);
  const previous = before === null ? null : priceOf(rule, before, numberOf(rule.quantity, before));
  const direction = interrupted.direction ?? sideOf(rule, previous ?? price);
  if (isFar(rule, price, direction))
    transitions.satisfied(rule, track, { tick, previous: before, gap: null, direction }, at, extreme);
  else transitions.changed(rule, track);
}

/** Decides an armed rule over the time in which nobody watched. `told`: the gap, where it is one for this rule. */
function satisfyAfterBlind(
  transitions: Transitions,
  rule: RuleState,
  track: Track,
  arrival: Arrival,
  told: TickGap | null,
  before: Tick | null,
): void {
  const { tick, n, at } = arrival;
  const price = priceOf(rule, tick, n);
  const candles = told === null || rule.quantity !== "last" ? noCandles : candlesOf(told);
  if (rule.family === "trailing") {
    const edge = edgeOf(candles, trailingSide(rule));
    if (edge !== null) widen(rule, { n: edge.n, tick: null, text: edge.text });
    widen(rule, arrival.extreme);
  }
  if (rule.family !== "threshold") {
    if (hasMoved(rule, track, tick, n, at.monoMs))
      transitions.satisfied(
        rule,
        track,
        { tick, previous: before, gap: told === null ? null : spanOf(told), direction: 1 },
        at,
        arrival.extreme,
      );
    return;
  }
  if (told === null || rule.quantity === "size") {
    if (mayFireFirst(rule.spec.condition.kind) && isFar(rule, price, 1))
      transitions.satisfied(rule, track, { tick, previous: before, gap: null, direction: 1 }, at, arrival.extreme);
    return;
  }
  const earlierNumber = before === null ? n : numberOf(rule.quantity, before);
  // With every price on one side of its bounds, only a condition that is true after the gap can have become true.
  if (
    isOutOfReach(rule, candles, earlierNumber, n) &&
    !(mayFireFirst(rule.spec.condition.kind) && isFar(rule, price, 1))
  )
    return;
  const earlier = before === null ? null : priceOf(rule, before, earlierNumber);
  const hit = hitOverGap(rule, told, earlier, price, candles);
  if (hit !== null)
    transitions.satisfied(
      rule,
      track,
      { tick, previous: before, gap: hit.span, direction: hit.direction },
      at,
      arrival.extreme,
    );
}

function hitOverGap(
  rule: RuleState,
  gap: TickGap,
  before: Against | null,
  price: Against,
  candles: readonly SeenCandle[],
): GapHit | null {
  const ways: readonly Direction[] = rule.spec.condition.kind === "crosses" ? [1, -1] : [1];
  if (rule.spec.holdForMs === 0) return hitInGap(rule, gap, before, price, candles, ways);
  // What was not seen was not held: a hold can only begin now, and only where the price still is on the far side.
  const still = ways.filter((way) => isFar(rule, price, way));
  return still.length === 0 ? null : hitInGap(rule, gap, before, price, candles, still);
}

/** Armed while blind: what happened before was not waited for. */
function isTold(rule: RuleState, gap: TickGap | null): boolean {
  if (gap === null || rule.gaps === "none") return false;
  return rule.gaps === "any" || rule.armedMs <= gap.fromWallMs;
}

/** The price before the gap; where the last tick did not have this quantity (a trade has no bid), the last one that had. */
function previousOf(rule: RuleState, gap: TickGap, track: Track, lastSeen: Tick | null): Tick | null {
  // After a restart the last price known may be from before a rule that never had one.
  if (rule.gaps === "after-arming" && gap.before !== null && gap.before.receivedWallMs < rule.armedMs) return lastSeen;
  if (gap.before !== null && !Number.isNaN(numberOf(track.quantity, gap.before))) return gap.before;
  return lastSeen;
}

function spanOf(gap: TickGap): Span {
  return { fromWallMs: gap.fromWallMs, toWallMs: gap.toWallMs };
}

/** Fires, or begins to hold, if the condition is true at this tick. */
function satisfyIfTrue(
  transitions: Transitions,
  rule: RuleState,
  track: Track,
  arrival: Arrival,
  previous: Tick | null,
  price: Against,
): boolean {
  const { tick, n, at } = arrival;
  let direction: Direction;
  if (rule.family === "threshold") {
    const before = previous === null ? null : track.n;
    direction = directionOf(rule, previous === null || before === null ? null : priceOf(rule, previous, before), price);
  } else direction = hasMoved(rule, track, tick, n, at.monoMs) ? 1 : 0;
  if (direction === 0) return false;
  transitions.satisfied(rule, track, { tick, previous, gap: null, direction }, at, arrival.extreme);
  return true;
}

function staysTrue(rule: RuleState, track: Track, { tick, n, at }: Arrival, price: Against): boolean {
  if (rule.family === "threshold") return isFar(rule, price, rule.hold?.direction ?? 1);
  return hasMoved(rule, track, tick, n, at.monoMs);
}

function rearmIfBack(
  transitions: Transitions,
  rule: RuleState,
  track: Track,
  { tick, n, at, extreme }: Arrival,
  price: Against,
): void {
  if (at.monoMs < rule.coolMonoMs) return;
  rule.lookedAtSpent = true;
  const back =
    rule.family === "threshold"
      ? isBack(rule, price)
      : rule.family === "trailing" || !hasMoved(rule, track, tick, n, at.monoMs);
  if (!back) return;
  track.unwatch(rule);
  transitions.arm(rule, at.wallMs, true, track.seq, extreme);
  transitions.changed(rule, track);
}
