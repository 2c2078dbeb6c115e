/** A pair's trades of the past, oldest first from a time on, a thousand an answer. */
import { message } from "../../../../preload/contract/messages/message.ts";
import { decimalNumber } from "../../decimal.ts";
import { readAll, readPastTrade, TradeSpan } from "../history-rows.ts";
import { jsonText } from "../exact-json.ts";
import { refusal } from "../rest-json.ts";
import type { CurrentPrice, History, PastTrade, RestGate, RestOutcome, Span } from "../session.ts";
import { requestKraken, onlyRows } from "./rest-request.ts";
import { fetchCandles } from "./candles.ts";
import { assetClass, type KrakenPair } from "./pairs.ts";

const tradesPerAnswer = 1_000;
/** More answers than this and candles say as much with less. */
const maxAnswers = 3;
/** Where no ids say how many trades there were, trades of longer spans are not tried. */
const maxByTimeMs = 600_000;
/** Asked for from this long before: the trade at which a gap begins came a moment after it was made. */
const earlierMs = 1_000;

export async function fetchHistory(
  gate: RestGate,
  symbol: string,
  pair: KrakenPair,
  span: Span,
  signal: AbortSignal,
): Promise<RestOutcome<History>> {
  const wanted = new TradeSpan(span);
  const { count } = wanted;
  const maxTrades = maxAnswers * tradesPerAnswer;
  if (count === null ? span.toMs - span.fromMs <= maxByTimeMs : count <= maxTrades) {
    const trades = await fetchTrades(gate, symbol, pair, { wanted, fromMs: span.fromMs }, signal);
    if (!trades.ok || trades.value.complete) return trades;
  }
  const candles = await fetchCandles(gate, symbol, pair, span, signal);
  return candles.ok ? { ok: true, value: { kind: "candles", ...candles.value } } : candles;
}

async function fetchTrades(
  gate: RestGate,
  symbol: string,
  pair: KrakenPair,
  { wanted, fromMs }: { readonly wanted: TradeSpan; readonly fromMs: number },
  signal: AbortSignal,
): Promise<RestOutcome<History>> {
  const trades: PastTrade[] = [];
  let reached = wanted.count === 0;
  // Nanoseconds, as text: they are beyond what a double holds.
  let since = `${Math.max(0, Math.floor(fromMs) - earlierMs)}000000`;
  for (let answers = 0; answers < maxAnswers && !reached; answers++) {
    const answer = await askTrades(gate, symbol, pair, `&since=${since}`, signal);
    if (!answer.ok) return answer;
    const { rows, last } = answer.value;
    trades.push(...rows.filter((row) => wanted.has(row)));
    reached = rows.length < tradesPerAnswer || rows.some((row) => wanted.isAfter(row));
    if (last === null || last === since) break;
    since = last;
  }
  const unique = [...new Map(trades.map((trade) => [trade.tradeId, trade])).values()];
  unique.sort((a, b) => Number(a.tradeId) - Number(b.tradeId));
  const complete = wanted.count === null ? reached : unique.length === wanted.count;
  return { ok: true, value: { kind: "trades", trades: unique, complete } };
}

/** The last price with the id and the time of its trade. */
export async function fetchLastTrade(
  gate: RestGate,
  symbol: string,
  pair: KrakenPair,
  signal: AbortSignal,
): Promise<RestOutcome<CurrentPrice>> {
  const answer = await askTrades(gate, symbol, pair, "&count=1", signal);
  if (!answer.ok) return answer;
  const last = answer.value.rows.at(-1);
  if (last === undefined) return refusal("unknown-symbol", message("venue.never-traded", { venue: "Kraken", symbol }));
  const { price, tradeId, atMs } = last;
  return {
    ok: true,
    value: { last: price, lastNumber: decimalNumber(price), tradeId, asOf: "trade", at: atMs },
  };
}

interface TradesAnswer {
  readonly rows: readonly PastTrade[];
  /** The time of the newest, in nanoseconds: where the next answer begins. */
  readonly last: string | null;
}

async function askTrades(
  gate: RestGate,
  symbol: string,
  pair: KrakenPair,
  which: string,
  signal: AbortSignal,
): Promise<RestOutcome<TradesAnswer>> {
  const path = `Trades?pair=${encodeURIComponent(pair.restName)}${which}${assetClass(pair)}`;
  const answer = await requestKraken(gate, { path, symbols: [symbol] }, signal);
  if (!answer.ok) return answer;
  const rows = readAll(onlyRows(answer.value) ?? [null], readTrade);
  if (rows === null) return refusal("invalid", message("venue.trades-unusable", { venue: "Kraken" }));
  return { ok: true, value: { rows, last: jsonText(answer.value.last) } };
}

/** `[price, size, seconds, side, kind, misc, id]`. */
function readTrade(row: unknown): PastTrade | null {
  if (!Array.isArray(row)) return null;
  const [price, size, seconds, , , , tradeId] = row as readonly unknown[];
  return readPastTrade({ tradeId, price, size, atMs: Math.floor(Number(seconds) * 1_000) });
}
