/** One socket to Kraken: what its frames mean beside what was asked for over it. */
import { message as text } from "../../../../preload/contract/messages/message.ts";
import { jsonFields, jsonText } from "../exact-json.ts";
import { readTime, rejection, tickerMessage, tradeMessage } from "../session-price.ts";
import type { Need, PriceOrigin, SessionMessage, SessionPrice, VenueSession } from "../session.ts";
import { readFrame, usualTrade, type Frame, type Stream, type TickerRow, type TradeRow } from "./frames.ts";
import { readStatus } from "./status.ts";
import { KrakenSubscriptions, type Subscription } from "./subscriptions.ts";

const ignored: SessionMessage = { kind: "ignored" };
const alive = { kind: "alive", at: null, reply: null } as const;
/** How long nothing is sent after a complaint of too many frames. The venue names no time. */
const rateHoldMs = 5_000;

export class KrakenSession implements VenueSession {
  readonly #subscriptions: KrakenSubscriptions;

  /** `wireOf`: how Kraken writes a symbol of ours on this socket. */
  constructor(wireOf: (symbol: string) => string) {
    this.#subscriptions = new KrakenSubscriptions(wireOf);
  }

  subscribe(needs: ReadonlyMap<string, Need>): readonly string[] {
    return this.#subscriptions.subscribe(needs);
  }

  unsubscribe(symbols: readonly string[]): readonly string[] {
    return this.#subscriptions.unsubscribe(symbols);
  }

  isConfirmed(symbol: string): boolean {
    return this.#subscriptions.isConfirmed(symbol);
  }

  probe(): string {
    return JSON.stringify({ method: "ping", req_id: this.#subscriptions.nextRequestId() });
  }

  parse(text: string, bytes: Uint8Array): SessionMessage {
    const usual = usualTrade.read(text, this.#subscriptions, told);
    if (usual !== null) return usual;
    const frame = readFrame(text, bytes);
    if (typeof frame === "string") return rejection(frame, null);
    switch (frame.channel) {
      case "trade":
        return this.#trades(frame);
      case "ticker":
        return this.#tickers(frame);
      case "heartbeat":
        return alive;
      case "status":
        return readStatus(frame.data) ?? ignored;
    }
    if (frame.method === "pong") return { kind: "alive", at: readTime(frame.time_out), reply: null };
    const words = jsonText(frame.error) ?? jsonText(frame.Error);
    if (words !== null) return this.#complaint(frame, words);
    return frame.success === true ? this.#acknowledged(frame) : ignored;
  }

  #trades({ type, data }: Frame): SessionMessage {
    if (!Array.isArray(data)) return rejection("frame-invalid", null);
    const ordered = oldestFirst(data as readonly TradeRow[]);
    if (type !== "snapshot") return batchOf(ordered.map((row) => this.#trade(row, "live")));
    // Of the trades before subscribing the newest is the price as it stands, the others are history.
    const newest = new Map(ordered.map((row) => [row.symbol, row]));
    return batchOf(ordered.map((row) => this.#trade(row, newest.get(row.symbol) === row ? "snapshot" : "replay")));
  }

  #trade(row: TradeRow, origin: PriceOrigin): SessionMessage {
    const one = this.#subscribed(row);
    if ("kind" in one) return one;
    const { price, qty: size, trade_id: tradeId, timestamp: time } = row;
    const message = tradeMessage(one.symbol, { price, size, tradeId, time }, origin);
    return message.kind === "price" ? told(one, message) : message;
  }

  #tickers({ data }: Frame): SessionMessage {
    if (!Array.isArray(data)) return rejection("frame-invalid", null);
    return batchOf((data as readonly TickerRow[]).map((row) => this.#ticker(row)));
  }

  #ticker(row: TickerRow): SessionMessage {
    const one = this.#subscribed(row);
    if ("kind" in one) return one;
    const { bid, ask, last, timestamp } = row;
    const sentAt = readTime(timestamp);
    const usesLast = !one.hasTrade;
    // The time is the ticker's: when the trade was is not known.
    const message = tickerMessage(one.symbol, { bid, ask, last, usesLast, at: usesLast ? null : sentAt, sentAt });
    return forEachName(one, message);
  }

  /** The subscription that a row is of; where there is none, what that means. */
  #subscribed(row: TradeRow | TickerRow): Subscription | SessionMessage {
    const wireSymbol = jsonText(jsonFields(row)?.symbol);
    if (wireSymbol === null) return rejection("symbol-missing", null);
    const one = this.#subscriptions.get(wireSymbol);
    if (one !== undefined) return one;
    return this.#subscriptions.hasEnded(wireSymbol) ? ignored : rejection("symbol-foreign", wireSymbol);
  }

  #acknowledged(frame: Frame): SessionMessage {
    const { channel, symbol } = jsonFields(frame.result) ?? {};
    const stream = channel === "trade" || channel === "ticker" ? channel : null;
    const wireSymbol = jsonText(symbol);
    return wireSymbol === null || stream === null ? ignored : this.#confirmed(frame, wireSymbol, stream);
  }

  #confirmed({ method, time_out }: Frame, wireSymbol: string, stream: Stream | null): SessionMessage {
    const at = readTime(time_out);
    if (method === "subscribe") {
      const symbols = this.#subscriptions.confirm(wireSymbol, stream);
      return symbols.length === 0 ? { ...alive, at } : { kind: "subscribed", symbols };
    }
    const symbols = this.#subscriptions.confirmEnd(wireSymbol, stream);
    return symbols.length === 0 ? { ...alive, at } : { kind: "unsubscribed", symbols };
  }

  #complaint(frame: Frame, words: string): SessionMessage {
    if (/exceeded msg rate|rate limit/i.test(words)) {
      return { kind: "error", scope: "rate", message: words, retryAfterMs: rateHoldMs };
    }
    const wireSymbol = jsonText(frame.symbol);
    const stream = this.#subscriptions.streamOf(frame.req_id);
    const isHarmless = /already subscribed|subscription not found/i.test(words);
    if (wireSymbol !== null && isHarmless) return this.#confirmed(frame, wireSymbol, stream);
    if (wireSymbol !== null && frame.method === "subscribe") {
      const symbols = this.#subscriptions.refuse(wireSymbol);
      if (symbols.length > 0) return { kind: "refused", symbols, message: formatRefusal(symbols, words) };
    }
    // Nothing is asked for that takes an account: words about one say nothing of a key.
    return isHarmless ? ignored : { kind: "error", scope: "socket", message: words, retryAfterMs: null };
  }
}

/** The trade, after those that its id says were left out. */
function told(one: Subscription, trade: SessionPrice): SessionMessage {
  one.hasTrade = true;
  const skipped = one.sequence.note(trade.tradeId);
  // Rows of a snapshot are what the venue chose to tell again: between them nothing is missed.
  if (skipped === null || trade.origin !== "live") return forEachName(one, trade);
  const missed: SessionMessage = { kind: "missed", symbol: one.symbol, ...skipped };
  return { kind: "batch", messages: [forEachName(one, missed), forEachName(one, trade)] };
}

function formatRefusal(symbols: readonly string[], words: string): string {
  const isUnknown = /not supported|unknown/i.test(words);
  const key = isUnknown ? "venue.unknown-symbol.reason" : "venue.refuses-symbol";
  return text(key, { venue: "Kraken", symbol: symbols.join(", "), reason: words });
}

/** The same for every name of ours that the instrument goes by; mostly that is one. */
function forEachName({ needs }: Subscription, message: SessionMessage): SessionMessage {
  if (needs.size === 1) return message;
  return batchOf([...needs.keys()].flatMap((symbol) => renamed(message, symbol)));
}

function renamed(message: SessionMessage, symbol: string): readonly SessionMessage[] {
  switch (message.kind) {
    case "price":
    case "missed":
    case "rejected":
      return [{ ...message, symbol }];
    case "batch":
      return message.messages.flatMap((one) => renamed(one, symbol));
    default:
      return [message];
  }
}

/** As they came, unless ids show another order. Ids of different symbols say nothing of each other, and sorting keeps theirs. */
function oldestFirst(rows: readonly TradeRow[]): readonly TradeRow[] {
  const id = (row: TradeRow) => Number(jsonFields(row)?.trade_id);
  let newestId = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    if (id(row) < newestId) return [...rows].sort((a, b) => id(a) - id(b));
    newestId = id(row);
  }
  return rows;
}

function batchOf(messages: readonly SessionMessage[]): SessionMessage {
  return messages.length === 1 ? (messages[0] as SessionMessage) : { kind: "batch", messages };
}
