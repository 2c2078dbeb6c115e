/** What a product did in the past: its trades, newest first by pages, and its candles of a minute, newest first by 300. */
import { message } from "../../../../preload/contract/messages/message.ts";
import type { Candle } from "../../../../preload/contract/tick.ts";
import { readAll, readCandle, readPastTrade, TradeSpan } from "../history-rows.ts";
import { jsonFields } from "../exact-json.ts";
import { refusal } from "../rest-json.ts";
import type { History, PastTrade, RestOutcome, Span } from "../session.ts";
import { requestCoinbase, type CoinbaseAccess } from "./rest-request.ts";

const tradesPerPage = 1_000;
/** More pages than this and candles say as much with less. */
const maxPages = 3;
/** Where no ids say how many trades there were, trades of longer spans are not tried. */
const maxByTimeMs = 600_000;
const minuteMs = 60_000;
/** One more, both ends counted, and the venue answers 400. */
export const candlesPerAnswer = 300;

export async function fetchHistory(
  access: CoinbaseAccess,
  symbol: string,
  span: Span,
  signal: AbortSignal,
): Promise<RestOutcome<History>> {
  const wanted = new TradeSpan(span);
  const { count } = wanted;
  const isShort = count === null ? span.toMs - span.fromMs <= maxByTimeMs : count <= maxPages * tradesPerPage;
  if (isShort) {
    const trades = await fetchTrades(access, symbol, wanted, signal);
    // Of a known count all that could be had is better than the candles of whole minutes, which hide when a price was.
    if (!trades.ok || trades.value.complete || count !== null) return trades;
  }
  const candles = await fetchCandles(access, symbol, span.fromMs, span.toMs, signal);
  if (!candles.ok) return candles;
  const complete = reachesEnd(candles.value, span);
  return { ok: true, value: { kind: "candles", candles: candles.value, complete } };
}

/**
 * A minute that closed just now may have its candle later: absent, it is not known to have had no trade. One at its place or after
 * it shows that the answer is up to date; of a gap within a minute that is one of this minute, as earlier ones are not among them.
 */
function reachesEnd(candles: readonly Candle[], { toMs }: Span): boolean {
  const lastClosedMs = Math.floor(toMs / minuteMs) * minuteMs - minuteMs;
  return candles.some(({ openMs }) => openMs >= lastClosedMs);
}

async function fetchTrades(
  access: CoinbaseAccess,
  symbol: string,
  wanted: TradeSpan,
  signal: AbortSignal,
): Promise<RestOutcome<History>> {
  // By their ids: a page that is told again must not pass for the one that was asked for.
  const found = new Map<string, PastTrade>();
  let reached = wanted.count === 0;
  // Older than this id.
  let cursor = wanted.beforeId;
  for (let page = 0; page < maxPages && !reached; page++) {
    const older = cursor === null ? "" : `&after=${cursor}`;
    const path = `/products/${encodeURIComponent(symbol)}/trades?limit=${tradesPerPage}${older}`;
    const answer = await requestCoinbase(access, path, symbol, signal);
    if (!answer.ok) return answer;
    const rows = Array.isArray(answer.value) ? readAll(answer.value as readonly unknown[], readTrade) : null;
    if (rows === null) return refusal("invalid", message("venue.trades-unusable", { venue: "Coinbase" }));
    for (const row of rows) if (wanted.has(row)) found.set(row.tradeId, row);
    const oldest = rows.at(-1);
    // Where there is nothing older, all of it was seen.
    reached = oldest === undefined || wanted.isBefore(oldest) || Number(oldest.tradeId) - 1 === wanted.afterId;
    if (oldest === undefined || (cursor !== null && Number(oldest.tradeId) >= cursor)) break;
    cursor = Number(oldest.tradeId);
  }
  const trades = [...found.values()].sort((a, b) => Number(a.tradeId) - Number(b.tradeId));
  const complete = wanted.count === null ? reached : trades.length === wanted.count;
  return { ok: true, value: { kind: "trades", trades, complete } };
}

function readTrade(row: unknown): PastTrade | null {
  const { trade_id: tradeId, price, size, time } = jsonFields(row) ?? {};
  return readPastTrade({ tradeId, price, size, atMs: typeof time === "string" ? Date.parse(time) : Number.NaN });
}

/** Oldest first. Minutes without a trade are absent, and so may be the last one for a while. */
export async function fetchCandles(
  access: CoinbaseAccess,
  symbol: string,
  fromMs: number,
  toMs: number,
  signal: AbortSignal,
): Promise<RestOutcome<readonly Candle[]>> {
  const candles: Candle[] = [];
  const stepMs = candlesPerAnswer * minuteMs;
  for (let startMs = Math.floor(fromMs / minuteMs) * minuteMs; startMs <= toMs; startMs += stepMs) {
    const endMs = Math.min(startMs + stepMs - minuteMs, Math.floor(toMs / minuteMs) * minuteMs);
    const [start, end] = [startMs, endMs].map((ms) => encodeURIComponent(new Date(ms).toISOString()));
    const path = `/products/${encodeURIComponent(symbol)}/candles?granularity=60&start=${start}&end=${end}`;
    const answer = await requestCoinbase(access, path, symbol, signal);
    if (!answer.ok) return answer;
    const rows = Array.isArray(answer.value)
      ? readAll(answer.value as readonly unknown[], (row) => readCandleRow(row, minuteMs))
      : null;
    if (rows === null) return refusal("invalid", message("venue.candles-unusable", { venue: "Coinbase" }));
    // Now and then one is from before the start.
    candles.push(...rows.filter(({ openMs }) => openMs >= startMs && openMs <= endMs));
  }
  return { ok: true, value: candles.sort((a, b) => a.openMs - b.openMs) };
}

/** `[seconds, LOW, HIGH, open, close, volume]`. Null where it cannot be read. */
export function readCandleRow(row: unknown, lengthMs: number): Candle | null {
  if (!Array.isArray(row)) return null;
  const [seconds, low, high, open, close] = row as readonly unknown[];
  return readCandle({ openMs: Number(seconds) * 1_000, lengthMs, open, high, low, close });
}
