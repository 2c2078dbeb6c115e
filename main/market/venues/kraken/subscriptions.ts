/**
 * What one socket to Kraken asked for, and what of it was confirmed: one answer a symbol and stream. Symbols are ours; on the wire
 * they have Kraken's names, and two of ours may be one of Kraken's (`XBT-USD` and `BTC-USD`).
 */
import type { Need } from "../session.ts";
import { TradeSequence } from "../trade-sequence.ts";
import type { RequestFrame, Stream } from "./frames.ts";

/** Symbols in one frame: each is answered by a frame of its own. */
export const symbolsPerFrame = 100;

export interface Subscription {
  readonly wireSymbol: string;
  /** Ours, the first of {@link needs}. */
  readonly symbol: string;
  readonly needs: Map<string, Need>;
  readonly sequence: TradeSequence;
  /** Sent for; true where it is confirmed. */
  readonly streams: Map<Stream, boolean>;
  /** Whether this socket told a trade: from then on the ticker's price is old news. */
  hasTrade: boolean;
}

interface Ended {
  readonly symbols: readonly string[];
  /** Whose end is not confirmed yet. */
  readonly streams: Set<Stream>;
}

export class KrakenSubscriptions {
  readonly #wireOf: (symbol: string) => string;
  readonly #byWire = new Map<string, Subscription>();
  /** Under which name a symbol was asked for: the list of names may change meanwhile. */
  readonly #wires = new Map<string, string>();
  /** Given up on this socket: their frames may still be on their way. */
  readonly #ended = new Map<string, Ended>();
  readonly #streamOfRequest = new Map<string, Stream>();
  #lastRequestId = 0;

  constructor(wireOf: (symbol: string) => string) {
    this.#wireOf = wireOf;
  }

  get(wireSymbol: string): Subscription | undefined {
    return this.#byWire.get(wireSymbol);
  }

  hasEnded(wireSymbol: string): boolean {
    return this.#ended.has(wireSymbol);
  }

  nextRequestId(): number {
    return ++this.#lastRequestId;
  }

  /** Trades first: their snapshot has ids and times, which the ticker's price has not. */
  subscribe(needs: ReadonlyMap<string, Need>): readonly string[] {
    const toAdd: Record<Stream, Set<string>> = { trade: new Set(), ticker: new Set() };
    const toEnd = new Set<string>();
    for (const [symbol, need] of needs) {
      const one = this.#begin(symbol);
      // Asked for once more for a second name of it, so that this one is confirmed too.
      const isNew = !one.needs.has(symbol);
      one.needs.set(symbol, need);
      const hasQuotes = [...one.needs.values()].some(({ quotes }) => quotes);
      for (const stream of hasQuotes ? (["trade", "ticker"] as const) : (["trade"] as const)) {
        if (one.streams.get(stream) === true && !isNew) continue;
        one.streams.set(stream, false);
        toAdd[stream].add(one.wireSymbol);
      }
      if (!hasQuotes && one.streams.delete("ticker")) toEnd.add(one.wireSymbol);
    }
    return [
      ...this.#frames("unsubscribe", "ticker", [...toEnd]),
      ...this.#frames("subscribe", "trade", [...toAdd.trade]),
      ...this.#frames("subscribe", "ticker", [...toAdd.ticker]),
    ];
  }

  unsubscribe(symbols: readonly string[]): readonly string[] {
    const toEnd: Record<Stream, string[]> = { trade: [], ticker: [] };
    for (const symbol of symbols) {
      const one = this.#called(symbol);
      this.#wires.delete(symbol);
      if (one === undefined || !one.needs.delete(symbol) || one.needs.size > 0) continue;
      const { wireSymbol } = one;
      for (const stream of one.streams.keys()) toEnd[stream].push(wireSymbol);
      this.#byWire.delete(wireSymbol);
      this.#ended.set(wireSymbol, { symbols: [symbol], streams: new Set(one.streams.keys()) });
    }
    return [
      ...this.#frames("unsubscribe", "trade", toEnd.trade),
      ...this.#frames("unsubscribe", "ticker", toEnd.ticker),
    ];
  }

  /** Which stream a request was about, by its id. Null: not known, or no request of ours. */
  streamOf(requestId: unknown): Stream | null {
    return this.#streamOfRequest.get(String(requestId)) ?? null;
  }

  /** Our symbols whose every stream is confirmed by this. `stream` null: the venue did not say which. */
  confirm(wireSymbol: string, stream: Stream | null): readonly string[] {
    const one = this.#byWire.get(wireSymbol);
    if (one === undefined) return [];
    for (const sent of one.streams.keys()) if (stream === null || sent === stream) one.streams.set(sent, true);
    return [...one.streams.values()].every((isConfirmed) => isConfirmed) ? [...one.needs.keys()] : [];
  }

  /** Whether every stream that was sent for is confirmed. */
  isConfirmed(symbol: string): boolean {
    const one = this.#called(symbol);
    return one !== undefined && [...one.streams.values()].every((isConfirmed) => isConfirmed);
  }

  /** Our symbols whose end is confirmed by this, whole. */
  confirmEnd(wireSymbol: string, stream: Stream | null): readonly string[] {
    const ended = this.#ended.get(wireSymbol);
    if (ended === undefined || ended.streams.size === 0) return [];
    if (stream === null) ended.streams.clear();
    else ended.streams.delete(stream);
    return ended.streams.size === 0 ? ended.symbols : [];
  }

  /** The venue refused it: gives our symbols that it stood for. */
  refuse(wireSymbol: string): readonly string[] {
    const symbols = [...(this.#byWire.get(wireSymbol)?.needs.keys() ?? [])];
    this.#byWire.delete(wireSymbol);
    symbols.forEach((symbol) => this.#wires.delete(symbol));
    return symbols;
  }

  #called(symbol: string): Subscription | undefined {
    const wireSymbol = this.#wires.get(symbol);
    return wireSymbol === undefined ? undefined : this.#byWire.get(wireSymbol);
  }

  #begin(symbol: string): Subscription {
    const wireSymbol = this.#wires.get(symbol) ?? this.#wireOf(symbol);
    this.#wires.set(symbol, wireSymbol);
    const known = this.#byWire.get(wireSymbol);
    if (known !== undefined) return known;
    const sequence = new TradeSequence();
    const one: Subscription = { wireSymbol, symbol, needs: new Map(), sequence, streams: new Map(), hasTrade: false };
    this.#byWire.set(wireSymbol, one);
    this.#ended.delete(wireSymbol);
    return one;
  }

  #frames(method: RequestFrame["method"], channel: Stream, symbols: readonly string[]): readonly string[] {
    const frames: string[] = [];
    for (let at = 0; at < symbols.length; at += symbolsPerFrame) {
      const symbol = symbols.slice(at, at + symbolsPerFrame);
      const how = channel === "trade" ? { snapshot: true } : ({ event_trigger: "bbo", snapshot: true } as const);
      const id = this.nextRequestId();
      this.#streamOfRequest.set(String(id), channel);
      const params = method === "subscribe" ? { channel, symbol, ...how } : { channel, symbol };
      const frame: RequestFrame = { method, params, req_id: id };
      frames.push(JSON.stringify(frame));
    }
    return frames;
  }
}
