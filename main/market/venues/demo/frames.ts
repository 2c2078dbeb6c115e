/** The frames that the exchange sends, as SecurityPro's documentation shows them. Built once, shared by all who listen. */
import type { DemoQuote } from "./simulated-market.ts";

/** ISO text of a moment; remembered, because many frames share their millisecond. */
export class IsoTimes {
  #atMs = Number.NaN;
  #text = "";

  of(atMs: number): string {
    if (atMs !== this.#atMs) {
      this.#atMs = atMs;
      this.#text = new Date(atMs).toISOString();
    }
    return this.#text;
  }
}

/**
 * A ticker frame. Put together by hand because thousands are made each second: `symbol` and prices must be free of
 * characters that JSON escapes, which is so for all that the simulator makes.
 */
export function tickerFrame(symbol: string, quote: DemoQuote, ts: string): string {
  return `{"type":"ticker","symbol":"${symbol}","bid":"${quote.bid}","ask":"${quote.ask}","price":"${quote.price}","ts":"${ts}"}`;
}

export interface TradeParts {
  price: string;
  size: string;
  side: "buy" | "sell";
  id: number;
}

/** A trade frame; the same caution as for {@link tickerFrame}. */
export function tradeFrame(symbol: string, trade: TradeParts, ts: string): string {
  return `{"type":"trade","symbol":"${symbol}","price":"${trade.price}","size":"${trade.size}","side":"${trade.side}","id":${trade.id},"ts":"${ts}"}`;
}

export function heartbeatFrame(ts: string): string {
  return `{"type":"heartbeat","ts":"${ts}"}`;
}

/** An error frame; it repeats what was asked, so that a client can tell which of its subscriptions is meant. */
export function errorFrame(code: string, message: string, about: { channel?: string; symbol?: string } = {}): string {
  return JSON.stringify({ type: "error", code, ...about, message });
}
