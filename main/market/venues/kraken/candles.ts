/**
 * A pair's candles: the last 720 of an interval, whatever was asked for. What is older than 720 minutes comes in longer candles, as far
 * as those reach.
 */
import { message } from "../../../../preload/contract/messages/message.ts";
import type { Candle } from "../../../../preload/contract/tick.ts";
import { readAll, readCandle } from "../history-rows.ts";
import { refusal } from "../rest-json.ts";
import type { RestGate, RestOutcome, Span } from "../session.ts";
import { requestKraken, onlyRows } from "./rest-request.ts";
import { assetClass, type KrakenPair } from "./pairs.ts";

const minuteMs = 60_000;
const intervals = [1, 5, 15, 60] as const;
export const candlesPerAnswer = 720;

export interface KrakenCandles {
  /** Oldest first, of one minute or longer. */
  readonly candles: readonly Candle[];
  /** False where the span is older than the longest candles reach, or the answer ends before it. */
  readonly complete: boolean;
}

interface Row extends Candle {
  readonly trades: number;
}

export async function fetchCandles(
  gate: RestGate,
  symbol: string,
  pair: KrakenPair,
  { fromMs, toMs }: Pick<Span, "fromMs" | "toMs">,
  signal: AbortSignal,
): Promise<RestOutcome<KrakenCandles>> {
  let rows: readonly Row[] = [];
  // What is before this is still to be had.
  let coveredFromMs = Number.POSITIVE_INFINITY;
  for (const [at, interval] of intervals.entries()) {
    const lengthMs = interval * minuteMs;
    const answer = await askCandles(gate, [symbol], { pair, interval, sinceMs: fromMs - lengthMs }, signal);
    if (!answer.ok) return answer;
    const older = answer.value.filter(({ openMs }) => openMs + lengthMs <= coveredFromMs && openMs <= toMs);
    const first = answer.value[0]?.openMs;
    rows = [...older, ...rows];
    if (first === undefined) break;
    if (first <= fromMs || answer.value.length < candlesPerAnswer) {
      coveredFromMs = fromMs;
      break;
    }
    // The next interval's candles end where these begin: what lies before such an end is dropped here.
    const nextMs = (intervals[at + 1] ?? interval) * minuteMs;
    coveredFromMs = Math.ceil(first / nextMs) * nextMs;
    rows = rows.filter(({ openMs }) => openMs >= coveredFromMs);
  }
  // The minute that has not ended may have no candle yet; without the one before, the answer is of another time.
  const newest = rows.at(-1);
  const reachesEnd = newest !== undefined && newest.openMs + 2 * newest.lengthMs > toMs;
  const candles = rows
    // A minute without a trade repeats the last price, which is no touch.
    .filter(({ openMs, lengthMs, trades }) => trades > 0 && openMs + lengthMs > fromMs)
    .map(({ openMs, lengthMs, open, high, low, close }) => ({ openMs, lengthMs, open, high, low, close }));
  return { ok: true, value: { candles, complete: reachesEnd && coveredFromMs <= fromMs } };
}

export interface AskedCandles {
  readonly pair: KrakenPair;
  /** Minutes. */
  readonly interval: number;
  /** Candles that open later than this. */
  readonly sinceMs: number;
}

/** One answer, oldest first, with how many trades were in each. `symbols`: what an armed rule may wait for. */
export async function askCandles(
  gate: RestGate,
  symbols: readonly string[],
  { pair, interval, sinceMs }: AskedCandles,
  signal: AbortSignal,
): Promise<RestOutcome<readonly Row[]>> {
  const since = Math.max(0, Math.floor(sinceMs / 1_000));
  const path = `OHLC?pair=${encodeURIComponent(pair.restName)}&interval=${interval}&since=${since}${assetClass(pair)}`;
  const answer = await requestKraken(gate, { path, symbols }, signal);
  if (!answer.ok) return answer;
  const rows = readAll(onlyRows(answer.value) ?? [null], (row) => readRow(row, interval * minuteMs));
  if (rows === null) return refusal("invalid", message("venue.candles-unusable", { venue: "Kraken" }));
  return { ok: true, value: [...rows].sort((a, b) => a.openMs - b.openMs) };
}

/** `[seconds, open, high, low, close, average, volume, count]`. The average is 0 where nothing was traded: never a price. */
function readRow(row: unknown, lengthMs: number): Row | null {
  if (!Array.isArray(row)) return null;
  const [seconds, open, high, low, close, , , count] = row as readonly unknown[];
  const candle = readCandle({ openMs: Number(seconds) * 1_000, lengthMs, open, high, low, close });
  return candle === null ? null : { ...candle, trades: Number(count) };
}
