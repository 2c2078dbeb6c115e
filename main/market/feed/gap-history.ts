/** The venue's history of a gap as the engine reads it: candles, the narrower the better. */
import type { Candle, Tick, TickGap } from "../../../preload/contract/tick.ts";
import type { Minute } from "../history/minute-candles.ts";
import { compareDecimals } from "../decimal.ts";
import type { History, PastTrade } from "../venues/session.ts";

/** A gap that has ended, and what has come live since: last prices, the first of them before all others. */
export interface EndedGap {
  readonly fromWallMs: number;
  readonly toWallMs: number;
  readonly pricesSince: readonly string[];
}

const minuteMs = 60_000;

/** What was seen of the minute in which the feed was lost. Where no tick came in it, the price stood at the one before. */
export function seenIn(fromWallMs: number, minute: Minute | null, before: Tick | null): TickGap["seen"] {
  const openMs = Math.floor(fromWallMs / minuteMs) * minuteMs;
  if (minute !== null && minute.openMs === openMs) return { openMs, high: minute.high, low: minute.low };
  return before?.last == null ? null : { openMs, high: before.last, low: before.last };
}

/** Oldest first. Trades are of the gap by their ids; candles are cut down to it. */
export function candlesOfGap(history: History, gap: EndedGap): readonly Candle[] {
  if (history.kind === "trades") return candlesOfTrades(history.trades, gap.fromWallMs, gap.toWallMs);
  return history.candles
    .filter((candle) => candle.openMs + candle.lengthMs > gap.fromWallMs && candle.openMs <= gap.toWallMs)
    .map((candle) => asGapEnded(candle, gap));
}

/** Its trades one by one; none where it is of candles, which know no sizes. */
export function tradesOf(history: History): readonly PastTrade[] {
  return history.kind === "trades" ? history.trades : [];
}

/** Whether nothing was traded in it. */
export function isEmpty(history: History): boolean {
  return (history.kind === "trades" ? history.trades : history.candles).length === 0;
}

/**
 * Each trade as a candle of a millisecond, those of the same one as one. They happened in the gap, also where the venue's clock is not
 * ours: none begins before it, else it would be taken for seen, nor after it.
 */
export function candlesOfTrades(trades: readonly PastTrade[], fromWallMs: number, toWallMs: number): readonly Candle[] {
  const candles: Candle[] = [];
  for (const { price, atMs } of trades) {
    const openMs = Math.max(fromWallMs, Math.min(Math.floor(atMs), toWallMs - 1));
    const last = candles.at(-1);
    if (last?.openMs !== openMs) {
      candles.push({ openMs, lengthMs: 1, open: price, high: price, low: price, close: price });
      continue;
    }
    candles[candles.length - 1] = {
      ...last,
      high: compareDecimals(price, last.high) > 0 ? price : last.high,
      low: compareDecimals(price, last.low) < 0 ? price : last.low,
      close: price,
    };
  }
  return candles;
}

/**
 * A candle that goes on after the gap holds prices that came after it, as the venue adds to it until it answers. Taken for
 * older than the first price, they would make a crossing of what never crossed. It closes with that price, and its high and
 * low count only where they exceed what has been seen live since.
 */
function asGapEnded(candle: Candle, { fromWallMs, toWallMs, pricesSince: prices }: EndedGap): Candle {
  if (candle.openMs + candle.lengthMs <= toWallMs) return candle;
  const [price] = prices;
  // Quotes alone have come since: nothing of it has been seen.
  if (price === undefined) return candle;
  const [lowest, highest] = edgesOf(prices);
  const [low, high] = edgesOf(candle.openMs < fromWallMs ? [price] : [candle.open, price]);
  return {
    ...candle,
    high: compareDecimals(candle.high, highest) > 0 ? candle.high : high,
    low: compareDecimals(candle.low, lowest) < 0 ? candle.low : low,
    close: price,
  };
}

function edgesOf(prices: readonly string[]): readonly [lowest: string, highest: string] {
  const [first = ""] = prices;
  return [
    prices.reduce((a, b) => (compareDecimals(b, a) < 0 ? b : a), first),
    prices.reduce((a, b) => (compareDecimals(b, a) > 0 ? b : a), first),
  ];
}
