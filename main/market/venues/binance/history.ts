/** The last trade, and what happened in a gap: its trades where a few requests bring them all, else candles. */
import { message } from "../../../../preload/contract/messages/message.ts";
import { jsonFields } from "../exact-json.ts";
import { readAll, readPastTrade, TradeSpan } from "../history-rows.ts";
import { refusal } from "../rest-json.ts";
import type { CurrentPrice, History, PastTrade, RestGate, RestOutcome, Span } from "../session.ts";
import { fetchCandles, type Market } from "./candles.ts";
import { requestBinance } from "./rest-request.ts";
import { unpadded } from "./unpadded.ts";

const rowsAPage = 1_000;
const weight = 4;
/** More than these of trades is what candles are for: a market that has so many in a gap would keep all others waiting. */
const maxPages = 5;
/** The longest span that may be asked for by time. */
const hourMs = 3_600_000;
/** Our clock and the venue's differ: trades at the ends of a gap are found all the same. */
const marginMs = 2_000;

interface Fill extends PastTrade {
  /** The first of its trades, the id being that of the last; and its number as an aggregate, by which pages go on. */
  readonly firstId: number;
  readonly aggregateId: number;
}

export async function fetchHistory(
  gate: RestGate,
  market: Market,
  span: Span,
  signal: AbortSignal,
): Promise<RestOutcome<History>> {
  const trades = await fetchTrades(gate, market, span, signal);
  if (!trades.ok || trades.value !== null) return trades as RestOutcome<History>;
  const candles = await fetchCandles(gate, market, span.fromMs, span.toMs, signal);
  if (!candles.ok) return candles;
  return { ok: true, value: { kind: "candles", candles: candles.value, complete: true } };
}

/**
 * `GET /api/v3/aggTrades`, by time and then by the number of the aggregate, which is of another count than the ids of trades. Null: too
 * many.
 */
async function fetchTrades(
  gate: RestGate,
  { symbol, wireSymbol }: Market,
  span: Span,
  signal: AbortSignal,
): Promise<RestOutcome<History | null>> {
  const fromMs = Math.floor(span.fromMs) - marginMs;
  const toMs = Math.ceil(span.toMs) + marginMs;
  if (toMs - fromMs >= hourMs) return { ok: true, value: null };
  const path = `/api/v3/aggTrades?symbol=${encodeURIComponent(wireSymbol)}&limit=${rowsAPage}`;
  const ids = new TradeSpan(span);
  const fills: Fill[] = [];
  for (let page = 1; ; page++) {
    const newest = fills.at(-1);
    const place = newest === undefined ? `startTime=${fromMs}&endTime=${toMs}` : `fromId=${newest.aggregateId + 1}`;
    const outcome = await requestBinance(gate, { path: `${path}&${place}`, weight, symbols: [symbol] }, signal);
    if (!outcome.ok) return outcome;
    const rows = Array.isArray(outcome.value) ? readAll(outcome.value as readonly unknown[], readFill) : null;
    if (rows === null) return refusal("invalid", message("venue.trades-unusable", { venue: "Binance" }));
    fills.push(...rows);
    const last = fills.at(-1);
    if (last === undefined || rows.length < rowsAPage || last.atMs > toMs || ids.isAfter(last)) break;
    const share = (last.atMs - fromMs) / (toMs - fromMs);
    if (page >= maxPages || share * maxPages < page) return { ok: true, value: null };
  }
  return { ok: true, value: cut(fills, ids) };
}

/** The last price with the id and the time of its trade. */
export async function fetchLastTrade(
  gate: RestGate,
  { symbol, wireSymbol }: Market,
  signal: AbortSignal,
): Promise<RestOutcome<CurrentPrice>> {
  const path = `/api/v3/aggTrades?symbol=${encodeURIComponent(wireSymbol)}&limit=1`;
  const outcome = await requestBinance(gate, { path, weight, symbols: [symbol] }, signal);
  if (!outcome.ok) return outcome;
  const rows = Array.isArray(outcome.value) ? readAll(outcome.value as readonly unknown[], readFill) : null;
  if (rows === null) return refusal("invalid", message("venue.trades-unusable", { venue: "Binance" }));
  const last = rows.at(-1);
  if (last === undefined) return refusal("unknown-symbol", message("venue.never-traded", { venue: "Binance", symbol }));
  const { price, tradeId, atMs } = last;
  return { ok: true, value: { last: price, lastNumber: Number(price), tradeId, asOf: "trade", at: atMs } };
}

/** Binance counts without holes, so that the ids show whether anything is missing. */
function cut(fills: readonly Fill[], span: TradeSpan): History {
  const { afterId, beforeId } = span;
  const within = fills.filter(
    (fill) => !span.isBefore(fill) && (beforeId === null ? !span.isAfter(fill) : fill.firstId < beforeId),
  );
  let nextId = afterId === null ? null : afterId + 1;
  let complete = true;
  for (const { firstId, tradeId } of within) {
    if (nextId !== null && firstId > nextId) complete = false;
    nextId = Number(tradeId) + 1;
  }
  if (beforeId !== null && nextId !== null && nextId < beforeId) complete = false;
  const trades = within.map(({ tradeId, price, size, atMs }) => ({ tradeId, price, size, atMs }));
  return { kind: "trades", trades, complete };
}

function readFill(row: unknown): Fill | null {
  const fields = jsonFields(row);
  if (fields === null) return null;
  const trade = readPastTrade({
    tradeId: fields["l"],
    price: unpadded(fields["p"]),
    size: unpadded(fields["q"]),
    atMs: Number(fields["T"]),
  });
  const [firstId, aggregateId] = [Number(fields["f"]), Number(fields["a"])];
  if (trade === null || !Number.isSafeInteger(firstId) || !Number.isSafeInteger(aggregateId)) return null;
  return { ...trade, firstId, aggregateId };
}
