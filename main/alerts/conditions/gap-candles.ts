/**
 * What can still be known of a time in which nobody watched: the price before, the first one after, and the candles
 * between. Of a candle the open came first and the close last; its high and low came in an order that nobody knows.
 */
import { compareDecimal, compareDigits } from "../../../preload/contract/decimal.ts";
import type { Candle, TickGap } from "../../../preload/contract/tick.ts";
import { isSatisfied, isTransition, type Direction, type PriceComparison } from "./threshold.ts";
import type { Side } from "./extreme.ts";
import { bound, type Bound } from "./quantity.ts";
import type { CompiledRule } from "../compiled-rule.ts";
import type { Span } from "../decision.ts";

/** The prices of one candle that are known to be of the gap. */
export interface SeenCandle {
  readonly span: Span;
  readonly lengthMs: number;
  readonly open: Bound | null;
  readonly high: Bound | null;
  readonly low: Bound | null;
  readonly close: Bound;
}

const cutCandles = new WeakMap<TickGap, readonly SeenCandle[]>();

/** The candles of a gap, cut down to what happened in it. Read once, however many rules ask. */
export function candlesOf(gap: TickGap): readonly SeenCandle[] {
  let candles = cutCandles.get(gap);
  if (candles === undefined) {
    candles = cutAll(gap);
    cutCandles.set(gap, candles);
  }
  return candles;
}

const spans = new WeakMap<readonly SeenCandle[], { low: number; high: number }>();

/** The least and greatest of all prices of these candles, as doubles. */
function rangeOf(candles: readonly SeenCandle[]): { low: number; high: number } {
  let range = spans.get(candles);
  if (range === undefined) {
    range = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
    for (const candle of candles)
      for (const price of [candle.open, candle.high, candle.low, candle.close]) {
        if (price === null) continue;
        range.low = Math.min(range.low, price.n);
        range.high = Math.max(range.high, price.n);
      }
    spans.set(candles, range);
  }
  return range;
}

const edges: Record<Side, WeakMap<readonly SeenCandle[], Bound | null>> = { low: new WeakMap(), high: new WeakMap() };

/** The greatest, or least, price of the gap that its candles show; null where they show none. Found once for all rules. */
export function gapExtremeOf(candles: readonly SeenCandle[], side: Side): Bound | null {
  let edge = edges[side].get(candles);
  if (edge === undefined) {
    edge = null;
    for (const candle of candles)
      for (const price of [candle.open, side === "high" ? candle.high : candle.low, candle.close]) {
        if (price === null) continue;
        if (edge === null || isFurther(side, price, edge)) edge = price;
      }
    edges[side].set(candles, edge);
  }
  return edge;
}

function isFurther(side: Side, price: Bound, edge: Bound): boolean {
  const order = compareBounds(price, edge);
  return side === "high" ? order > 0 : order < 0;
}

/**
 * Whether no price of the gap, nor the ones before and after, lies on the other side of any of the rule's bounds: then nothing
 * was crossed, and 100,000 rules need not each look through ten hours of candles.
 */
export function isOutOfReach(
  rule: CompiledRule,
  candles: readonly SeenCandle[],
  before: number,
  after: number,
): boolean {
  const range = rangeOf(candles);
  const low = Math.min(range.low, before, after);
  const high = Math.max(range.high, before, after);
  const distanceBetween = (limit: Bound | null): boolean => limit === null || limit.n < low || limit.n > high;
  return distanceBetween(rule.low) && distanceBetween(rule.high);
}

function cutAll(gap: TickGap): readonly SeenCandle[] {
  return gap.candles
    .filter((candle) => endOf(candle) > gap.fromWallMs && candle.openMs < gap.toWallMs)
    .map((candle) => cut(candle, gap));
}

function endOf(candle: Candle): number {
  return candle.openMs + candle.lengthMs;
}

function cut(candle: Candle, gap: TickGap): SeenCandle {
  const span = { fromWallMs: Math.max(candle.openMs, gap.fromWallMs), toWallMs: Math.min(endOf(candle), gap.toWallMs) };
  const whole = {
    span,
    lengthMs: candle.lengthMs,
    open: bound(candle.open),
    high: bound(candle.high),
    low: bound(candle.low),
    close: bound(candle.close),
  };
  if (candle.openMs >= gap.fromWallMs) return whole;
  // It began before the gap: what it shows may have been seen, and decided, live.
  const seen = gap.seen;
  // Where nothing had ever been seen all of it is news. Where it is only not known what was, none of it is: no guess.
  if (seen === null)
    return gap.before === null ? { ...whole, open: null } : { ...whole, open: null, high: null, low: null };
  const covered = candle.openMs >= seen.openMs;
  return {
    ...whole,
    open: null,
    high: covered && compareDecimal(candle.high, seen.high) > 0 ? whole.high : null,
    low: covered && compareDecimal(candle.low, seen.low) < 0 ? whole.low : null,
  };
}

/** When in the gap the condition became true, as narrowly as can be told, and which way; null where it did not. */
export interface GapHit {
  readonly span: Span;
  readonly direction: Direction;
}

/**
 * Decides a level or a range over a gap. `directions`: those that count. `candles` is empty for every source but the
 * last price, because that is what candles are made of.
 */
export function hitInGap(
  rule: CompiledRule,
  gap: TickGap,
  before: PriceComparison | null,
  after: PriceComparison,
  candles: readonly SeenCandle[],
  directions: readonly Direction[],
): GapHit | null {
  const whole: Span = { fromWallMs: gap.fromWallMs, toWallMs: gap.toWallMs };
  const lengths = [...new Set(candles.map((candle) => candle.lengthMs))].sort((a, b) => a - b);
  let last: GapHit | null = null;
  for (const lengthMs of lengths) {
    const found = alongCandles(
      rule,
      before,
      after,
      candles.filter((candle) => candle.lengthMs === lengthMs),
      directions,
      whole,
    );
    if (found === null) continue;
    if (found.inCandle) return found.hit;
    last ??= found.hit;
  }
  for (const direction of directions) if (becameTrue(rule, before, after, direction)) return { span: whole, direction };
  return last;
}

function becameTrue(
  rule: CompiledRule,
  before: PriceComparison | null,
  after: PriceComparison,
  direction: Direction,
): boolean {
  if (!rule.needsPrevious) return isSatisfied(rule, after, direction);
  return before !== null && isTransition(rule, before, after, direction);
}

function alongCandles(
  rule: CompiledRule,
  before: PriceComparison | null,
  after: PriceComparison,
  candles: readonly SeenCandle[],
  directions: readonly Direction[],
  whole: Span,
): { hit: GapHit; inCandle: boolean } | null {
  let previous = before;
  let lastSpan: Span | null = null;
  for (const candle of candles) {
    for (const direction of directions)
      if (hitInCandle(rule, previous, candle, direction))
        return { hit: { span: candle.span, direction }, inCandle: true };
    previous = priceAt(candle.close);
    lastSpan = candle.span;
  }
  if (lastSpan === null) return null;
  for (const direction of directions)
    if (becameTrue(rule, previous, after, direction))
      return {
        hit: { span: { fromWallMs: lastSpan.fromWallMs, toWallMs: whole.toWallMs }, direction },
        inCandle: false,
      };
  return null;
}

/** True only where the known prices leave no other way: a price not yet far that surely came before one that is. */
function hitInCandle(
  rule: CompiledRule,
  previous: PriceComparison | null,
  candle: SeenCandle,
  direction: Direction,
): boolean {
  const [open, high, low, close] = [
    priceAt(candle.open),
    priceAt(candle.high),
    priceAt(candle.low),
    priceAt(candle.close),
  ];
  if (!rule.needsPrevious)
    return [open, high, low, close].some((price) => price !== null && isSatisfied(rule, price, direction));
  const goes = (from: PriceComparison | null, to: PriceComparison | null): boolean =>
    from !== null && to !== null && isTransition(rule, from, to, direction);
  return (
    goes(previous, open) ||
    goes(previous, high) ||
    goes(previous, low) ||
    goes(previous, close) ||
    goes(open, high) ||
    goes(open, low) ||
    goes(open, close) ||
    goes(high, close) ||
    goes(low, close)
  );
}

function priceAt(price: Bound): PriceComparison;
function priceAt(price: Bound | null): PriceComparison | null;
function priceAt(price: Bound | null): PriceComparison | null {
  if (price === null) return null;
  return (limit) => compareBounds(price, limit);
}

function compareBounds(a: Bound, b: Bound): number {
  return Math.sign(a.n - b.n) || compareDigits(a.text, b.text);
}
