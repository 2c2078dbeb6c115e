/**
 * What one socket to Coinbase asked for, and what of it was confirmed. Coinbase answers each request with everything that the socket
 * has, in any order, and may call a stream by another name than the one it was asked for.
 */
import type { Need } from "../session.ts";
import { TradeSequence } from "../trade-sequence.ts";
import type { Stream, SubscribeFrame } from "./frames.ts";

/** More symbols than this in one frame have been answered by the end of the socket. */
export const symbolsPerFrame = 100;

export interface Subscription {
  readonly symbol: string;
  readonly sequence: TradeSequence;
  /** Sent for, answered or not. */
  readonly sent: Set<Stream>;
  isConfirmed: boolean;
  /** Whether this socket told a trade: from then on the ticker's price is old news. */
  hasTrade: boolean;
}

/** What an acknowledgement changed. */
export interface Acknowledged {
  readonly subscribed: readonly string[];
  readonly unsubscribed: readonly string[];
  /** Confirmed once, and not in the list any more. */
  readonly missing: readonly string[];
}

export class CoinbaseSubscriptions {
  readonly #bySymbol = new Map<string, Subscription>();
  /** Given up on this socket: their frames may still be on their way. True: the end is not confirmed yet. */
  readonly #ended = new Map<string, boolean>();

  get(symbol: string): Subscription | undefined {
    return this.#bySymbol.get(symbol);
  }

  hasEnded(symbol: string): boolean {
    return this.#ended.has(symbol);
  }

  subscribe(needs: ReadonlyMap<string, Need>): readonly string[] {
    const toAdd = new StreamFrames("subscribe");
    const toEnd = new StreamFrames("unsubscribe");
    for (const [symbol, need] of needs) {
      const one = this.#bySymbol.get(symbol) ?? this.#begin(symbol);
      const wanted: readonly Stream[] = need.quotes ? ["matches", "heartbeat", "ticker"] : ["matches", "heartbeat"];
      const added = wanted.filter((stream) => !one.isConfirmed || !one.sent.has(stream));
      const ended = [...one.sent].filter((stream) => !wanted.includes(stream));
      toAdd.add(symbol, added);
      toEnd.add(symbol, ended);
      added.forEach((stream) => one.sent.add(stream));
      ended.forEach((stream) => one.sent.delete(stream));
      if (added.length > 0) one.isConfirmed = false;
    }
    return [...toEnd.frames(), ...toAdd.frames()];
  }

  unsubscribe(symbols: readonly string[]): readonly string[] {
    const toEnd = new StreamFrames("unsubscribe");
    for (const symbol of symbols) {
      const one = this.#bySymbol.get(symbol);
      if (one === undefined) continue;
      toEnd.add(symbol, [...one.sent]);
      this.#bySymbol.delete(symbol);
      this.#ended.set(symbol, true);
    }
    return toEnd.frames();
  }

  /** The venue refused it: nothing of it is subscribed. */
  refuse(symbol: string): void {
    this.#bySymbol.delete(symbol);
  }

  /** `channels`: everything that this socket has, as the venue lists it. */
  acknowledge(channels: ReadonlyMap<string, ReadonlySet<string>>): Acknowledged {
    const lists = [...channels];
    const isListed = (symbol: string, isStream: (name: string) => boolean) =>
      lists.some(([name, symbols]) => isStream(name) && symbols.has(symbol));
    const subscribed: string[] = [];
    const missing: string[] = [];
    for (const [symbol, one] of this.#bySymbol) {
      const isComplete = isListed(symbol, tellsTrades) && (!one.sent.has("ticker") || isListed(symbol, tellsQuotes));
      if (isComplete && !one.isConfirmed) subscribed.push(symbol);
      if (!isComplete && one.isConfirmed) missing.push(symbol);
      one.isConfirmed = isComplete;
    }
    const unsubscribed: string[] = [];
    for (const [symbol, isPending] of this.#ended) {
      if (!isPending || isListed(symbol, () => true)) continue;
      unsubscribed.push(symbol);
      this.#ended.set(symbol, false);
    }
    return { subscribed, unsubscribed, missing };
  }

  #begin(symbol: string): Subscription {
    const one: Subscription = {
      symbol,
      sequence: new TradeSequence(),
      sent: new Set(),
      isConfirmed: false,
      hasTrade: false,
    };
    this.#bySymbol.set(symbol, one);
    this.#ended.delete(symbol);
    return one;
  }
}

/** `ticker_batch` is confirmed as `ticker_1000`: a name says what a stream is by how it begins. */
function tellsQuotes(name: string): boolean {
  return name.startsWith("ticker");
}

/** What is neither of the others is our trades, under whatever name. */
function tellsTrades(name: string): boolean {
  return !tellsQuotes(name) && !/^(?:heartbeat|level|status|full|user)/.test(name);
}

/** Symbols with the same streams share frames. */
class StreamFrames {
  readonly #type: SubscribeFrame["type"];
  readonly #groups = new Map<string, { readonly channels: readonly Stream[]; readonly symbols: string[] }>();

  constructor(type: SubscribeFrame["type"]) {
    this.#type = type;
  }

  add(symbol: string, channels: readonly Stream[]): void {
    if (channels.length === 0) return;
    const key = channels.join();
    const group = this.#groups.get(key) ?? { channels, symbols: [] };
    group.symbols.push(symbol);
    this.#groups.set(key, group);
  }

  frames(): readonly string[] {
    const frames: string[] = [];
    for (const { channels, symbols } of this.#groups.values()) {
      for (let at = 0; at < symbols.length; at += symbolsPerFrame) {
        const frame: SubscribeFrame = {
          type: this.#type,
          product_ids: symbols.slice(at, at + symbolsPerFrame),
          channels,
        };
        frames.push(JSON.stringify(frame));
      }
    }
    return frames;
  }
}
