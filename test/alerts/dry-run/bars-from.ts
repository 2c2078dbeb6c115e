/** Candles for dry runs, written in short. */
import { barsOf, type Bars } from "../../../main/alerts/dry-run/bars.ts";
import { key } from "../engine-harness.ts";

const lengthMs = 60_000;

/** A run that nobody cancels. */
export const never = (): boolean => false;

/** `texts` that note in `read` which of them were asked for. */
export function watched(texts: readonly string[], read: Set<number>): readonly string[] {
  const all = [...texts];
  for (const [at, text] of texts.entries()) Object.defineProperty(all, at, { get: () => (read.add(at), text) });
  return all;
}

/** One candle a minute from 0 on: open, high, low and close of each; one price where all four are it; null for one that is unknown. */
export function barsFrom(...candles: readonly (string | null)[]): Bars {
  const known = candles.flatMap((four, at) => {
    if (four === null) return [];
    const [open = "", high = open, low = open, close = open] = four.split(" ");
    return [{ openMs: at * lengthMs, lengthMs, open, high, low, close }];
  });
  return barsOf(key, known, { covered: [], untilMs: Number.MAX_SAFE_INTEGER, dropsAbsurdPrints: false });
}
