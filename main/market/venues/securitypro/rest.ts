/**
 * SecurityPro's one-shot requests over HTTP, and the two that only the demo exchange answers. Failures are values; nothing
 * here retries: who asks decides when to ask again.
 */
import type { Candle } from "../../../../preload/contract/tick.ts";
import { symbolShape } from "../../../../preload/contract/instrument.ts";
import { plainDecimal } from "../../decimal.ts";
import { networkFailure } from "../../../network/failure.ts";
import { httpGet, type HttpAnswer } from "../../../network/http-get.ts";
import { retryAfterMs } from "../../feed/retry-after.ts";
import { readTradeId } from "./parse.ts";
import type { CurrentPrice, ListedInstrument, RestOutcome, RestRefusal } from "../session.ts";

const priceTimeoutMs = 10_000;
const candlesTimeoutMs = 5_000;
const maxBodyBytes = 4 * 1024 * 1024;

export interface RestAccess {
  readonly restUrl: string;
  readonly apiKey: string | null;
}

/** `GET /v1/market/ticker?symbol=`: `{"symbol","price","ts"}`. */
export async function fetchPrice(
  access: RestAccess,
  symbol: string,
  signal: AbortSignal,
): Promise<RestOutcome<CurrentPrice>> {
  const answer = await getJson(
    access,
    `/v1/market/ticker?symbol=${encodeURIComponent(symbol)}`,
    priceTimeoutMs,
    signal,
  );
  if (!answer.ok) return answer;
  const body = fields(answer.value);
  if (body === null) return invalid("The venue's price is unusable.");
  // It was asked about one symbol: an answer that leaves it out is about that one, an answer about another is none.
  if ((body.symbol ?? symbol) !== symbol) return invalid("The venue answered for another symbol.");
  const plain = plainDecimal(body.price);
  if ("fault" in plain) return invalid(`The venue's price is unusable (price-${plain.fault}).`);
  const at = typeof body.ts === "string" || typeof body.ts === "number" ? body.ts : null;
  const tradeId = readTradeId(body);
  // The time may be that of the answer: it is no news of a trade.
  const price = { last: plain.text, lastNumber: Number(plain.text), tradeId, at, isTradeTime: false };
  return { ok: true, value: price };
}

/** `GET /v1/market/candles?symbol=&from=&to=` (milliseconds). Oldest first, whatever the order of the answer. */
export async function fetchCandles(
  access: RestAccess,
  symbol: string,
  fromMs: number,
  toMs: number,
  signal: AbortSignal,
): Promise<RestOutcome<readonly Candle[]>> {
  const query = `symbol=${encodeURIComponent(symbol)}&from=${Math.floor(fromMs)}&to=${Math.ceil(toMs)}`;
  const answer = await getJson(access, `/v1/market/candles?${query}`, candlesTimeoutMs, signal);
  if (!answer.ok) return answer;
  const body = fields(answer.value);
  if (body?.symbol !== symbol || !Array.isArray(body.candles)) return invalid("The venue's candles are unusable.");
  const candles: Candle[] = [];
  for (const row of body.candles as readonly unknown[]) {
    const candle = readCandle(row);
    // One bad candle makes the history of a gap untrustworthy: a missed touch must not look like a quiet hour.
    if (candle === null) return invalid("One of the venue's candles is unusable.");
    candles.push(candle);
  }
  return { ok: true, value: candles.sort((a, b) => a.openMs - b.openMs) };
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
  const answer = await getJson(access, "/v1/market/symbols", priceTimeoutMs, signal);
  if (!answer.ok) return answer;
  const symbols = fields(answer.value)?.symbols;
  if (!Array.isArray(symbols)) return invalid("The venue's list of symbols is unusable.");
  const valid = symbols.filter((symbol) => typeof symbol === "string" && symbolShape.test(symbol));
  return { ok: true, value: valid.map(listedInstrument) };
}

function listedInstrument(symbol: string): ListedInstrument {
  const [base = symbol, quote = ""] = symbol.split("-");
  const known = { symbol, wireSymbol: symbol, base, quote };
  return { ...known, name: null, aliases: [], tickSize: null, state: "trading", note: null };
}

function readCandle(row: unknown): Candle | null {
  const raw = fields(row);
  if (raw === null || !Number.isFinite(raw.openMs) || !Number.isFinite(raw.lengthMs)) return null;
  const prices = [raw.open, raw.high, raw.low, raw.close].map(plainDecimal);
  const [open, high, low, close] = prices.map((price) => ("text" in price ? price.text : null));
  if (!open || !high || !low || !close) return null;
  const openMs = raw.openMs as number;
  const lengthMs = raw.lengthMs as number;
  return lengthMs > 0 ? { openMs, lengthMs, open, high, low, close } : null;
}

async function getJson(
  access: RestAccess,
  path: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RestOutcome<unknown>> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await httpGet(access.restUrl.replace(/\/+$/, "") + path, {
      headers: access.apiKey === null ? {} : { "X-API-Key": access.apiKey },
      signal: AbortSignal.any([signal, timeout]),
      maxBodyBytes,
    });
    if (answer.status < 200 || answer.status > 299) return { ok: false, error: refusal(answer) };
    return answer.text === null
      ? invalid("The venue's answer is too large.")
      : { ok: true, value: JSON.parse(answer.text) as unknown };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (timeout.aborted) return unreachable(`The venue did not answer within ${timeoutMs / 1000} s.`);
    if (error instanceof SyntaxError) return invalid("The venue's answer is not JSON.");
    const known = networkFailure(error, hostOf(access.restUrl));
    return unreachable(known?.message ?? `The venue cannot be reached over HTTP (${causeOf(error)}).`);
  }
}

function refusal({ status, headers }: HttpAnswer): RestRefusal {
  const retryAfter = retryAfterMs(headers["retry-after"] ?? null, headers["date"] ?? null, Date.now());
  const message = `The venue answered HTTP ${status}.`;
  if (status === 401 || status === 403) return { code: "key-refused", message, retryAfterMs: retryAfter };
  if (status === 404 || status === 400 || status === 422) {
    return { code: "unknown-symbol", message: `The venue has no price of it (HTTP ${status}).`, retryAfterMs: null };
  }
  const limited = status === 429 || status === 503;
  return { code: limited ? "rate-limited" : "unreachable", message, retryAfterMs: limited ? retryAfter : null };
}

/** For words: the host alone, as the rest of the address may carry the key. */
function hostOf(address: string): string {
  return URL.parse(address)?.hostname ?? "the venue";
}

/** The system's own code (`ECONNREFUSED`) where there is one; never a message, which may quote the address. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = fields(cause)?.code;
  return typeof code === "string" ? code : "network error";
}

function fields(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}

function invalid(message: string): { ok: false; error: RestRefusal } {
  return { ok: false, error: { code: "invalid", message, retryAfterMs: null } };
}

function unreachable(message: string): { ok: false; error: RestRefusal } {
  return { ok: false, error: { code: "unreachable", message, retryAfterMs: null } };
}
