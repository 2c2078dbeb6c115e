/**
 * Which candles an armed rule about a move within a window has to be put to: those in which it may fire, and those whose prices may
 * still be in its window then. In most hours nothing moves that far, and the engine need not see them.
 */
import type { CompiledRule } from "../compiled-rule.ts";
import type { Bars } from "./bars.ts";
import { endOf } from "./bar-paths.ts";

/** Doubles are right to 1e-16; what is nearer than this is looked at. */
const doubt = 1e-12;

/** It need not be seen at all: the rule does not fire in it, nor in one whose window its prices may be in. */
export const isOutside = 0;

/**
 * For each candle {@link isOutside} or 1, whatever the rule went through before: for all ways at once. Which of those with 1 matter on one
 * way is in move-window.ts. A rule that waits to re-arm is decided by every price, whatever stands here.
 */
export function barsThatMatter(rule: CompiledRule, bars: Bars): Uint8Array {
  const mayFire = new Uint8Array(bars.openMs.length);
  for (const side of rule.measuredFrom) markFires(rule, bars, side, mayFire);
  return withWindows(rule, bars, mayFire);
}

/**
 * Marks the candles whose highest price is far enough above the lowest of their window (for `low`; for `high` the other way round), the
 * candle itself and the one at the window's beginning taken whole. A queue holds the extremes that a later candle may be measured from.
 */
function markFires(rule: CompiledRule, bars: Bars, side: "low" | "high", mayFire: Uint8Array): void {
  const { openMs, lowNumber, highNumber } = bars;
  const isLow = side === "low";
  const from = isLow ? lowNumber : highNumber;
  const to = isLow ? highNumber : lowNumber;
  const queue = new Int32Array(openMs.length);
  let head = 0;
  let tail = head;
  for (let at = 0; at < openMs.length; at++) {
    const n = from[at] as number;
    while (tail > head && isBeyond(isLow, n, from[queue[tail - 1] as number] as number)) tail--;
    queue[tail++] = at;
    const afterMs = (openMs[at] as number) - rule.windowMs;
    while (endOf(bars, queue[head] as number) <= afterMs) head++;
    if (isFarEnough(rule, isLow, from[queue[head] as number] as number, to[at] as number)) mayFire[at] = 1;
  }
}

const isBeyond = (isLow: boolean, n: number, other: number): boolean => (isLow ? n <= other : n >= other);

/** Whether a move from `from` to `to` is, or may be, far enough for the rule. */
export function isFarEnough(
  { byNumber, byIsPercent }: CompiledRule,
  isLow: boolean,
  from: number,
  to: number,
): boolean {
  const distance = byIsPercent ? (from * byNumber) / 100 : byNumber;
  return isLow ? to >= (from + distance) * (1 - doubt) : to <= (from - distance) * (1 + doubt);
}

/** With those that are in the window of a marked one, and one more, so that the first of them follows on a price. */
function withWindows(rule: CompiledRule, bars: Bars, mayFire: Uint8Array): Uint8Array {
  const matters = new Uint8Array(mayFire.length);
  let neededAfterMs = Number.POSITIVE_INFINITY;
  let isNextInWindow = false;
  for (let at = mayFire.length - 1; at >= 0; at--) {
    if (mayFire[at] === 1) neededAfterMs = (bars.openMs[at] as number) - rule.windowMs;
    const isInWindow = endOf(bars, at) > neededAfterMs;
    if (isInWindow || isNextInWindow) matters[at] = 1;
    isNextInWindow = isInWindow;
  }
  return matters;
}
