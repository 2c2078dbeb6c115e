/** Which prices the scale shows: those of the bars in view, and levels that are near them. */
import type { Bar } from "./price-chart-options.ts";

export interface PriceRange {
  readonly low: number;
  readonly high: number;
}

/**
 * The nearest level on either side is taken in as far as twice the range of the prices in view, others as far as three quarters of it:
 * one far away would flatten them. `from` and `to` count bars, and may lie beyond them. Null where no bar in view has a price.
 */
export function priceRangeOf(
  bars: readonly Bar[],
  from: number,
  to: number,
  levels: readonly number[],
): PriceRange | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const end = Math.min(bars.length - 1, Math.ceil(to));
  for (let at = Math.max(0, Math.floor(from)); at <= end; at++) {
    const prices = bars[at]?.prices ?? null;
    if (prices === null) continue;
    low = Math.min(low, prices.low);
    high = Math.max(high, prices.high);
  }
  if (low > high) return null;
  const range = Math.max(high - low, high * 0.001);
  let [above, below] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [least, most] = [low, high];
  for (const level of levels) {
    if (level > high && level < high + range * 2) above = Math.min(above, level);
    if (level < low && level > low - range * 2) below = Math.max(below, level);
    if (level <= low - range * 0.75 || level >= high + range * 0.75) continue;
    least = Math.min(least, level);
    most = Math.max(most, level);
  }
  if (above !== Number.POSITIVE_INFINITY) most = Math.max(most, above);
  if (below !== Number.NEGATIVE_INFINITY) least = Math.min(least, below);
  return { low: least, high: most };
}

/** So small a part of the scale is not seen, and every change of the scale draws the whole chart again. */
const unseenShare = 0.02;

/** Whether the scale would be seen to be another one. */
export function isOtherRange(drawn: PriceRange | null, now: PriceRange | null): boolean {
  if (drawn === null || now === null) return drawn !== now;
  const unseen = (drawn.high - drawn.low) * unseenShare;
  return Math.abs(now.low - drawn.low) > unseen || Math.abs(now.high - drawn.high) > unseen;
}
