/** A client of the exchange: bare ws, pasting frames as the venue's documentation shows them. Knows nothing of the app. */
import { WebSocket, type ClientOptions } from "ws";
import { patienceMs } from "../patience.ts";
import type { Exchange } from "./types.ts";

export interface ExchangeClient {
  readonly ws: WebSocket;
  /** Every text frame so far, parsed; one that does not parse as its text. */
  readonly frames: Record<string, unknown>[];
  readonly texts: string[];
  readonly pings: number;
  /** Set once it is closed. */
  readonly closed: { code: number } | null;
  say(frame: unknown): void;
  subscribe(symbol: string, channel?: string, apiKey?: string): void;
  /** Frames of one type, e.g. `ticker`. */
  of(type: string): Record<string, unknown>[];
  /** Sends a WebSocket ping and waits for nothing. */
  ping(): void;
}

const open = new Set<WebSocket>();

/** Dials; resolves when open, rejects with an error that says why not (its message holds an HTTP status where there was one). */
export async function dial(url: string, options: ClientOptions = {}): Promise<ExchangeClient> {
  const ws = new WebSocket(url, { perMessageDeflate: false, ...options });
  open.add(ws);
  const frames: Record<string, unknown>[] = [];
  const texts: string[] = [];
  let pings = 0;
  let closed: { code: number } | null = null;
  ws.on("ping", () => (pings += 1));
  ws.on("close", (code) => {
    closed = { code };
    open.delete(ws);
  });
  ws.on("message", (data, isBinary) => {
    if (isBinary) return;
    texts.push(String(data));
    try {
      const frame: unknown = JSON.parse(String(data));
      if (typeof frame === "object" && frame !== null) frames.push(frame as Record<string, unknown>);
    } catch {
      // Garbage, kept in texts.
    }
  });
  const say = (frame: unknown): void => ws.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  const client: ExchangeClient = {
    ws,
    frames,
    texts,
    get pings() {
      return pings;
    },
    get closed() {
      return closed;
    },
    say,
    subscribe: (symbol, channel = "ticker", apiKey = "any") => say({ op: "subscribe", channel, symbol, apiKey }),
    of: (type) => frames.filter((frame) => frame["type"] === type),
    ping: () => ws.ping(),
  };
  await new Promise<void>((resolve, reject) => {
    ws.once("open", resolve);
    ws.once("error", reject);
  });
  // Later errors (a frame that is too large) end in a close, which is what tests look at.
  ws.on("error", () => undefined);
  return client;
}

/** Ends every connection that a test left open. */
export function hangUp(): void {
  for (const ws of open) ws.terminate();
}

/** A client that listens to one symbol and has got its first price. */
export async function listener(exchange: Exchange, symbol = "BTC-USD"): Promise<ExchangeClient> {
  const client = await dial(exchange.wsUrl);
  client.subscribe(symbol);
  await until("the subscription", () => exchange.subscriptions().ticker.includes(symbol));
  exchange.setPrice(symbol, "100.00");
  await until("the first price", () => client.of("ticker").length === 1);
  return client;
}

/** Comes back once the exchange has read all that the client said before, and the client all that it was sent. */
export async function settled(client: ExchangeClient): Promise<void> {
  const answered = new Promise<void>((resolve) => client.ws.once("pong", () => resolve()));
  client.ping();
  await answered;
}

/** Status with which REST answers; rejects after `withinMs`, for where no answer is expected. */
export async function restStatus(exchange: Exchange, withinMs = patienceMs): Promise<number> {
  const response = await fetch(`${exchange.restUrl}/v1/market/ticker?symbol=BTC-USD`, {
    headers: { connection: "close" },
    signal: AbortSignal.timeout(withinMs),
  });
  await response.body?.cancel();
  return response.status;
}

/** Waits until a condition holds, looking every few milliseconds; throws with what it waited for. */
export async function until(what: string, holds: () => boolean, limitMs = patienceMs): Promise<void> {
  const end = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`Waited ${limitMs} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
