/** The HTTP side: the documented one-shot price, and two answers of our own, candles and the list of symbols. Nothing here changes state. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { addressOf } from "./http-listener.ts";
import type { SimulatedMarket } from "./simulated-market.ts";

/** Lengths of candles that can be asked for, milliseconds. */
export const candleLengths: readonly number[] = [60_000, 300_000, 900_000, 3_600_000, 14_400_000, 86_400_000];

/** A status and what is sent as JSON. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers one request whose Host header has been checked. */
export function answerRequest(
  markets: ReadonlyMap<string, SimulatedMarket>,
  request: IncomingMessage,
  nowMs: number,
): HttpAnswer {
  if (request.method !== "GET") return refusal(405, "method-not-allowed", "Only GET is answered here.");
  const url = addressOf(request);
  if (url?.pathname === "/v1/market/symbols") return { status: 200, body: { symbols: [...markets.keys()] } };
  if (url?.pathname !== "/v1/market/ticker" && url?.pathname !== "/v1/market/candles") {
    return refusal(404, "not-found", "There is nothing at this address.");
  }
  const symbol = url.searchParams.get("symbol");
  const market = symbol === null ? undefined : markets.get(symbol);
  if (market === undefined) return refusal(404, "unknown-symbol", "This symbol is not traded here.");
  if (url.pathname === "/v1/market/ticker") {
    const { price, atMs } = market.quote;
    return { status: 200, body: { symbol, price, ts: new Date(atMs).toISOString() } };
  }
  const fromMs = milliseconds(url.searchParams.get("from"));
  const toMs = milliseconds(url.searchParams.get("to"));
  if (fromMs === null || toMs === null || fromMs > toMs) {
    return refusal(400, "bad-request", "from and to are milliseconds since the epoch, from not after to.");
  }
  const lengthMs = candleLengths.find((length) => String(length) === url.searchParams.get("length")) ?? null;
  return { status: 200, body: { symbol, candles: market.candles.list(fromMs, toMs, nowMs, lengthMs) } };
}

export function refusal(status: number, code: string, message: string): HttpAnswer {
  return { status, body: { error: { code, message } } };
}

/** Sends an answer; `retryAfterS` goes with a refusal as `Retry-After`. */
export function reply(response: ServerResponse, { status, body }: HttpAnswer, retryAfterS: number | null = null): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(retryAfterS !== null && status >= 400 ? { "retry-after": String(retryAfterS) } : {}),
    ...(status === 405 ? { allow: "GET" } : {}),
  });
  response.end(text);
}

function milliseconds(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
