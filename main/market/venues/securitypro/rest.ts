/**
 * SecurityPro's one-shot requests over HTTP, and the two that only the demo exchange answers. Failures are values; nothing
 * here retries: who asks decides when to ask again.
 */
import { message as text } from "../../../../preload/contract/messages/message.ts";
import type { Candle } from "../../../../preload/contract/tick.ts";
import { symbolShape } from "../../../../preload/contract/instrument.ts";
import { plainDecimal } from "../../decimal.ts";
import { jsonFields } from "../exact-json.ts";
import { readAll } from "../history-rows.ts";
import { getJson, refusal } from "../rest-json.ts";
import { readTradeId } from "./parse.ts";
import type { CurrentPrice, ListedInstrument, OpenOptions, RestOutcome, RestRequest } from "../session.ts";

const candlesTimeoutMs = 5_000;

export type RestAccess = Pick<OpenOptions, "gate" | "apiKey">;

/** `GET /v1/market/ticker?symbol=`: `{"symbol","price","ts"}`. */
async function fetchPrice(access: RestAccess, symbol: string, signal: AbortSignal): Promise<RestOutcome<CurrentPrice>> {
  const path = `/v1/market/ticker?symbol=${encodeURIComponent(symbol)}`;
  const answer = await ask(access, { path, symbols: [symbol] }, signal);
  if (!answer.ok) return answer;
  const body = jsonFields(answer.value);
  if (body === null) return invalid(text("rest.price-unusable"));
  // It was asked about one symbol: an answer that leaves it out is about that one, an answer about another is none.
  if ((body.symbol ?? symbol) !== symbol) return invalid(text("rest.other-symbol"));
  const plain = plainDecimal(body.price);
  if ("fault" in plain) return invalid(text("rest.price-unusable.fault", { fault: `price-${plain.fault}` }));
  const at = typeof body.ts === "string" || typeof body.ts === "number" ? body.ts : null;
  const tradeId = readTradeId(body);
  // The documentation calls it the current price, and does not say whether the time is the trade's or the answer's.
  const price = { last: plain.text, lastNumber: Number(plain.text), tradeId, asOf: "answer", at } as const;
  return { ok: true, value: price };
}

/**
 * `GET /v1/market/candles?symbol=&from=&to=` (milliseconds). Oldest first, whatever the order of the answer. With `&length=`
 * (milliseconds) they are for a chart: no rule waits for those.
 */
export async function fetchCandles(
  access: RestAccess,
  symbol: string,
  fromMs: number,
  toMs: number,
  signal: AbortSignal,
  lengthMs: number | null = null,
): Promise<RestOutcome<readonly Candle[]>> {
  const query = `symbol=${encodeURIComponent(symbol)}&from=${Math.floor(fromMs)}&to=${Math.ceil(toMs)}`;
  const length = lengthMs === null ? "" : `&length=${lengthMs}`;
  const path = `/v1/market/candles?${query}${length}`;
  const request = { path, timeoutMs: candlesTimeoutMs, ...(lengthMs === null ? { symbols: [symbol] } : {}) };
  const answer = await ask(access, request, signal);
  if (!answer.ok) return answer;
  const body = jsonFields(answer.value);
  if (body?.symbol !== symbol || !Array.isArray(body.candles)) return invalid(text("rest.candles-unusable"));
  const candles = readAll(body.candles as readonly unknown[], readCandle);
  // One bad candle makes the history of a gap untrustworthy: a missed touch must not look like a quiet hour.
  if (candles === null) return invalid(text("rest.candle-unusable"));
  return { ok: true, value: [...candles].sort((a, b) => a.openMs - b.openMs) };
}

/** Last prices, a request for each: the venue has no other way. Rejects only when `signal` aborts. */
export async function fetchPrices(
  access: RestAccess,
  symbols: readonly string[],
  signal: AbortSignal,
): Promise<RestOutcome<ReadonlyMap<string, RestOutcome<CurrentPrice>>>> {
  const prices = new Map<string, RestOutcome<CurrentPrice>>();
  for (const symbol of symbols) prices.set(symbol, await fetchPrice(access, symbol, signal));
  return { ok: true, value: prices };
}

/** `GET /v1/market/symbols`: `{"symbols":[...]}`, each `BASE-QUOTE`. */
export async function fetchInstruments(
  access: RestAccess,
  signal: AbortSignal,
): Promise<RestOutcome<readonly ListedInstrument[]>> {
  const answer = await ask(access, { path: "/v1/market/symbols" }, signal);
  if (!answer.ok) return answer;
  const symbols = jsonFields(answer.value)?.["symbols"];
  if (!Array.isArray(symbols)) return invalid(text("rest.list-unusable"));
  const valid = symbols.filter((symbol) => typeof symbol === "string" && symbolShape.test(symbol));
  return { ok: true, value: valid.map(listedInstrument) };
}

function listedInstrument(symbol: string): ListedInstrument {
  const [base = symbol, quote = ""] = symbol.split("-");
  const known = { symbol, wireSymbol: symbol, base, quote };
  return { ...known, name: null, aliases: [], tickSize: null, state: "trading", note: null };
}

function readCandle(row: unknown): Candle | null {
  const raw = jsonFields(row);
  if (raw === null || !Number.isFinite(raw.openMs) || !Number.isFinite(raw.lengthMs)) return null;
  const prices = [raw.open, raw.high, raw.low, raw.close].map(plainDecimal);
  const [open, high, low, close] = prices.map((price) => ("text" in price ? price.text : null));
  if (!open || !high || !low || !close) return null;
  const openMs = raw.openMs as number;
  const lengthMs = raw.lengthMs as number;
  return lengthMs > 0 ? { openMs, lengthMs, open, high, low, close } : null;
}

/** The answer's JSON. What is refused of one request with 400, 404 or 422 is a symbol that the venue does not have. */
async function ask(
  { gate, apiKey }: RestAccess,
  request: RestRequest,
  signal: AbortSignal,
): Promise<RestOutcome<unknown>> {
  const headers = apiKey === null ? {} : { "X-API-Key": apiKey };
  const answer = await getJson(gate, { ...request, headers }, "rounded", signal);
  if (!answer.ok) return answer;
  const { status, value } = answer.value;
  if (status >= 200 && status <= 299) return { ok: true, value };
  if (status === 400 || status === 404 || status === 422)
    return refusal("unknown-symbol", text("rest.no-price", { status }));
  return refusal("unreachable", text("rest.http", { status }));
}

function invalid(message: string): ReturnType<typeof refusal> {
  return refusal("invalid", message);
}
