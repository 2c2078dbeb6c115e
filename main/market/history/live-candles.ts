/** What came in live, added to candles of the past: the running candle, and those that the venue does not tell of yet. */
import type { TimeSpan } from "../../../preload/contract/candles.ts";
import type { Candle } from "../../../preload/contract/tick.ts";
import { widened } from "./aggregate-candles.ts";
import type { Minute } from "./minute-candles.ts";
import type { CandlesFound } from "./past-candles.ts";

const minuteMs = 60_000;
/** A minute that closed since then may be missing from the venue's answer though there were trades. */
const unsettledMs = 120_000;

export interface LiveSpan {
  readonly lengthMs: number;
  readonly span: TimeSpan;
  readonly nowMs: number;
}

/**
 * The candles, oldest first, with these minutes in them. A closed candle of the venue stands as the venue told it. What was seen of a
 * longer candle before it began to be watched is unknown: only the running one is made of minutes.
 */
export function withLiveMinutes(
  { candles, covered }: Pick<CandlesFound, "candles" | "covered">,
  minutes: readonly Minute[],
  { lengthMs, span, nowMs }: LiveSpan,
): readonly Candle[] {
  const all = new Map(candles.map((candle) => [candle.openMs, candle]));
  const runningMs = Math.floor(nowMs / lengthMs) * lengthMs;
  const isKnown = (ms: number): boolean =>
    ms < nowMs - unsettledMs && covered.some(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
  for (const { openMs: minute, open, high, low, close } of minutes) {
    const openMs = Math.floor(minute / lengthMs) * lengthMs;
    if (openMs < span.fromMs || openMs >= span.toMs) continue;
    const present = all.get(openMs);
    if (openMs === runningMs) {
      all.set(
        openMs,
        present === undefined ? { openMs, lengthMs, open, high, low, close } : widened(present, { high, low, close }),
      );
    } else if (lengthMs === minuteMs && present === undefined && !isKnown(openMs)) {
      all.set(openMs, { openMs, lengthMs, open, high, low, close });
    }
  }
  return [...all.values()].sort((a, b) => a.openMs - b.openMs);
}
