/** The HTTP side: the documented one-shot price, and two answers of our own, candles and the list of symbols. Nothing here changes state. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { addressOf } from "./http-listener.ts";
import type { Faults } from "./faults.ts";
import type { SimulatedMarket } from "./simulated-market.ts";

/** What the HTTP side needs of the exchange. */
export interface RestHost {
  readonly simulatedMarkets: ReadonlyMap<string, SimulatedMarket>;
  readonly faults: Readonly<Faults>;
  readonly requireKey: string | null;
  nowMs(): number;
}

/** Answers one request whose Host header has been checked. */
export function answerHttp(host: RestHost, request: IncomingMessage, response: ServerResponse): void {
  const { faults } = host;
  if (faults.rest === "hang") return;
  if (faults.rest === "drop") {
    request.socket.destroy();
    return;
  }
  const reply = (status: number, body: unknown): void => {
    const text = JSON.stringify(body);
    response.writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(text),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...(faults.retryAfterS !== null && status >= 400 ? { "retry-after": String(faults.retryAfterS) } : {}),
      ...(status === 405 ? { allow: "GET" } : {}),
    });
    response.end(text);
  };
  const refuse = (status: number, code: string, message: string): void => reply(status, { error: { code, message } });

  if (faults.rest !== null) return refuse(faults.rest, "unavailable", "Not available at the moment.");
  if (request.method !== "GET") return refuse(405, "method-not-allowed", "Only GET is answered here.");
  const key = request.headers["x-api-key"];
  if (faults.refuseKey !== null || (host.requireKey !== null && key !== host.requireKey)) {
    return refuse(401, "unauthorized", "The API key is not valid.");
  }
  const url = addressOf(request);
  if (url?.pathname === "/v1/market/symbols") return reply(200, { symbols: [...host.simulatedMarkets.keys()] });
  if (url?.pathname !== "/v1/market/ticker" && url?.pathname !== "/v1/market/candles") {
    return refuse(404, "not-found", "There is nothing at this address.");
  }
  const symbol = url.searchParams.get("symbol") ?? "";
  const simulatedMarket = host.simulatedMarkets.get(symbol);
  if (simulatedMarket === undefined || faults.rejectSymbols.includes(symbol)) {
    return refuse(404, "unknown-symbol", "This symbol is not traded here.");
  }
  if (url.pathname === "/v1/market/ticker") {
    const { price, atMs } = simulatedMarket.quote;
    return reply(200, { symbol, price, ts: new Date(atMs + faults.timestampOffsetMs).toISOString() });
  }
  const fromMs = milliseconds(url.searchParams.get("from"));
  const toMs = milliseconds(url.searchParams.get("to"));
  if (fromMs === null || toMs === null || fromMs > toMs) {
    return refuse(400, "bad-request", "from and to are milliseconds since the epoch, from not after to.");
  }
  reply(200, { symbol, candles: simulatedMarket.candles.list(fromMs, toMs, host.nowMs()) });
}

function milliseconds(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
