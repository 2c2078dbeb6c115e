/** One socket to Coinbase Exchange: what its frames mean beside what was asked for over it. */
import { message as text } from "../../../../preload/contract/messages/message.ts";
import type { Need, SessionMessage, SessionPrice, VenueSession } from "../session.ts";
import { readId, readTime, rejection, tickerMessage, tradeMessage } from "../session-price.ts";
import type { SkippedTrades } from "../trade-sequence.ts";
import { jsonFields, jsonText } from "../exact-json.ts";
import { readFrame, usualMatch, type Frame } from "./frames.ts";
import { CoinbaseSubscriptions, type Subscription } from "./subscriptions.ts";

const ignored: SessionMessage = { kind: "ignored" };

export class CoinbaseSession implements VenueSession {
  readonly #subscriptions = new CoinbaseSubscriptions();

  subscribe(needs: ReadonlyMap<string, Need>): readonly string[] {
    return this.#subscriptions.subscribe(needs);
  }

  unsubscribe(symbols: readonly string[]): readonly string[] {
    return this.#subscriptions.unsubscribe(symbols);
  }

  isConfirmed(symbol: string): boolean {
    return this.#subscriptions.get(symbol)?.isConfirmed === true;
  }

  /** Each product has a heartbeat a second: there is nothing to be asked. */
  probe(): null {
    return null;
  }

  parse(text: string, bytes: Uint8Array): SessionMessage {
    const usual = usualMatch.read(text, this.#subscriptions, told);
    if (usual !== null) return usual;
    const frame = readFrame(text, bytes);
    if (typeof frame === "string") return rejection(frame, null);
    switch (frame.type) {
      case "match":
      case "last_match":
      case "ticker":
      case "heartbeat":
        return this.#ofProduct(frame);
      case "subscriptions":
        return this.#acknowledge(frame);
      case "error":
        return this.#error(frame);
      default:
        // Types may be added at any time, by the venue's own word.
        return ignored;
    }
  }

  #ofProduct(frame: Frame): SessionMessage {
    const symbol = frame.product_id;
    if (typeof symbol !== "string" || symbol === "") return rejection("symbol-missing", null);
    const one = this.#subscriptions.get(symbol);
    if (one === undefined) {
      return this.#subscriptions.hasEnded(symbol) ? ignored : rejection("symbol-foreign", symbol);
    }
    if (frame.type === "heartbeat") return heartbeat(one, frame);
    return frame.type === "ticker" ? ticker(one, frame) : match(one, frame);
  }

  #acknowledge(frame: Frame): SessionMessage {
    if (!Array.isArray(frame.channels)) return rejection("acknowledgement-invalid", null);
    const channels = new Map<string, ReadonlySet<string>>();
    for (const channel of frame.channels as readonly unknown[]) {
      const { name, product_ids: symbols } = jsonFields(channel) ?? {};
      if (typeof name !== "string" || !Array.isArray(symbols)) continue;
      channels.set(name, new Set(symbols.filter((symbol) => typeof symbol === "string")));
    }
    const { subscribed, unsubscribed, missing } = this.#subscriptions.acknowledge(channels);
    const messages: SessionMessage[] = [
      ...(subscribed.length > 0 ? [{ kind: "subscribed", symbols: subscribed } as const] : []),
      ...(unsubscribed.length > 0 ? [{ kind: "unsubscribed", symbols: unsubscribed } as const] : []),
      ...(missing.length > 0 ? [{ kind: "alive", at: null, reply: null, missing } as const] : []),
    ];
    if (messages.length === 0) return { kind: "alive", at: null, reply: null };
    return oneOf(messages);
  }

  /** A product stands only inside the words; the others of the same request are subscribed all the same. */
  #error(frame: Frame): SessionMessage {
    const words = [frame.message, frame.reason].map(jsonText).filter((word) => word !== null);
    const message = words.length === 0 ? text("venue.error-without-words", { venue: "Coinbase" }) : words.join(": ");
    const reason = jsonText(frame.reason);
    const product = reason === null ? undefined : /^"?(\S+?)"? is not a valid product/.exec(reason)?.[1];
    if (product !== undefined && this.#subscriptions.get(product) !== undefined) {
      this.#subscriptions.refuse(product);
      return {
        kind: "refused",
        symbols: [product],
        message: text("venue.unknown-symbol.reason", { venue: "Coinbase", symbol: product, reason: message }),
      };
    }
    if (/too many|rate.?limit/i.test(message)) return { kind: "error", scope: "rate", message, retryAfterMs: null };
    // Both are followed by the end of the socket, and what it still brings may have holes.
    if (/ErrSlow(?:Consume|Read)/.test(message)) {
      return { kind: "leaving", message: text("venue.ends-too-slow", { venue: "Coinbase", reason: message }) };
    }
    // Nothing is asked for that takes an account: words about one say nothing of a key.
    return { kind: "error", scope: "socket", message, retryAfterMs: null };
  }
}

function match(one: Subscription, frame: Frame): SessionMessage {
  const raw = { price: frame.price, size: frame.size, tradeId: frame.trade_id, time: frame.time };
  const message = tradeMessage(one.symbol, raw, frame.type === "match" ? "live" : "snapshot");
  return message.kind === "price" ? told(one, message) : message;
}

/** The trade, after those that its id says were left out. */
function told(one: Subscription, trade: SessionPrice): SessionMessage {
  one.hasTrade = true;
  const skipped = one.sequence.note(trade.tradeId);
  return skipped === null ? trade : { kind: "batch", messages: [missed(one.symbol, skipped), trade] };
}

/**
 * Best bid and ask, as of a trade. Its price is used until a trade came: the first of a product that has none on this socket. A new
 * product's ticker says a price of 0, without a time.
 */
function ticker(one: Subscription, frame: Frame): SessionMessage {
  const at = readTime(frame.time);
  const message = tickerMessage(one.symbol, {
    bid: frame.best_bid,
    ask: frame.best_ask,
    last: frame.price,
    usesLast: !one.hasTrade,
    tradeId: frame.trade_id,
    at,
    sentAt: null,
  });
  if (at !== null || message.kind === "rejected") return message;
  return message.kind === "batch" ? (message.messages[0] as SessionMessage) : rejection("time-missing", one.symbol);
}

function heartbeat({ symbol, sequence }: Subscription, frame: Frame): SessionMessage {
  const alive: SessionMessage = { kind: "alive", at: readTime(frame.time), reply: null };
  const skipped = sequence.reach(readId(frame.last_trade_id));
  return skipped === null ? alive : { kind: "batch", messages: [alive, missed(symbol, skipped)] };
}

function missed(symbol: string, { fromId, toId }: SkippedTrades): SessionMessage {
  return { kind: "missed", symbol, fromId, toId };
}

function oneOf(messages: readonly SessionMessage[]): SessionMessage {
  return messages.length === 1 ? (messages[0] as SessionMessage) : { kind: "batch", messages };
}
