/** Candles joined to longer ones. */
import type { Candle } from "../../../preload/contract/tick.ts";
import { isAbove } from "../decimal.ts";

/**
 * Joins candles, oldest first, to those of `lengthMs`, a whole multiple of theirs, by UTC: the first one's open, the last one's
 * close. A span without any stays absent. Of candles of that length already, the same list.
 */
export function aggregateCandles(candles: readonly Candle[], lengthMs: number): readonly Candle[] {
  if (candles.every((candle) => candle.lengthMs === lengthMs)) return candles;
  const joined: Candle[] = [];
  for (const candle of candles) {
    const openMs = Math.floor(candle.openMs / lengthMs) * lengthMs;
    const current = joined.at(-1);
    if (current?.openMs === openMs) joined[joined.length - 1] = widened(current, candle);
    else joined.push({ ...candle, openMs, lengthMs });
  }
  return joined;
}

/** A candle with a later part of its own time taken in. */
export function widened(candle: Candle, { high, low, close }: Pick<Candle, "high" | "low" | "close">): Candle {
  return {
    ...candle,
    high: isAbove(high, Number(high), candle.high, Number(candle.high)) ? high : candle.high,
    low: isAbove(candle.low, Number(candle.low), low, Number(low)) ? low : candle.low,
    close,
  };
}
