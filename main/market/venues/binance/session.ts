/** One socket to Binance: what was asked over it, what was confirmed, and what its frames say. */
import { message } from "../../../../preload/contract/messages/message.ts";
import type { ListedInstrument, Need, SessionMessage, VenueSession } from "../session.ts";
import { readEvent, readWholeFrame, usualTrade, type EventFrame } from "./frames.ts";
import { readBookTicker, readTicker, readTrade, told, tradeIdNumber } from "./prices.ts";
import { Requests, type Request, type StreamOf, type Subscription } from "./requests.ts";
import { streamKinds, streamName } from "./streams.ts";
import { SymbolTable } from "./symbols.ts";
import { readAnswer } from "./answers.ts";

/** Streams that one frame names. More have silently failed. */
const paramsPerFrame = 200;

const ignored: SessionMessage = { kind: "ignored" };
const symbolMissing: SessionMessage = { kind: "rejected", reason: "symbol-missing", symbol: null };

export class BinanceSession implements VenueSession {
  readonly #symbols: SymbolTable;
  readonly #requests = new Requests();
  /** By the venue's own names, as frames carry them. */
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(listed: () => readonly ListedInstrument[]) {
    this.#symbols = new SymbolTable(listed);
  }

  subscribe(needs: ReadonlyMap<string, Need>): readonly string[] {
    const unknown: string[] = [];
    const added: StreamOf[][] = [];
    const ended: StreamOf[][] = [];
    for (const [symbol, need] of needs) {
      const wireSymbol = this.#symbols.wireSymbolOf(symbol);
      if (wireSymbol === null) {
        unknown.push(symbol);
        continue;
      }
      const subscription = this.#subscriptionOf(symbol, wireSymbol);
      const wanted = streamKinds(need);
      // What was asked and not confirmed is asked again: a venue that was sent too much may have dropped it.
      added.push(
        streamsOf(
          subscription,
          wanted.filter((kind) => !subscription.confirmed.has(kind)),
        ),
      );
      ended.push(
        streamsOf(
          subscription,
          [...subscription.asked].filter((kind) => !wanted.includes(kind)),
        ),
      );
      for (const kind of wanted) subscription.asked.add(kind);
    }
    for (const { subscription, kind } of ended.flat()) forget(subscription, kind);
    const frames = [...this.#frames("SUBSCRIBE", added, unknown), ...this.#frames("UNSUBSCRIBE", ended)];
    return unknown.length > 0 && added.flat().length === 0 ? [this.#listFrame(unknown), ...frames] : frames;
  }

  unsubscribe(symbols: readonly string[]): readonly string[] {
    const ended: StreamOf[][] = [];
    for (const symbol of symbols) {
      const subscription = this.#called(symbol);
      if (subscription?.symbol !== symbol) continue;
      this.#subscriptions.delete(subscription.wireSymbol);
      ended.push(streamsOf(subscription, [...subscription.asked]));
    }
    return this.#frames("UNSUBSCRIBE", ended, [], true);
  }

  probe(): string {
    return this.#listFrame([]);
  }

  isConfirmed(symbol: string): boolean {
    const subscription = this.#called(symbol);
    return subscription !== undefined && subscription.asked.size === subscription.confirmed.size;
  }

  knows(symbol: string, tradeId: string): void {
    const subscription = this.#called(symbol);
    // What the stream itself has told is never taken back: REST may be behind it.
    if (subscription?.newestTradeId === null) subscription.newestTradeId = tradeIdNumber(tradeId);
  }

  hasRead(symbol: string, tradeId: string): void {
    const subscription = this.#called(symbol);
    const id = tradeIdNumber(tradeId);
    if (subscription === undefined || id === null) return;
    subscription.newestTradeId = Math.max(subscription.newestTradeId ?? id, id);
  }

  parse(text: string, bytes: Uint8Array): SessionMessage {
    const usual = usualTrade.read(text, this.#subscriptions, told);
    if (usual !== null) return usual;
    const event = readEvent(text, bytes);
    if (event !== null) return this.#read(event);
    const frame = readWholeFrame(text);
    if (typeof frame === "string") return { kind: "rejected", reason: frame, symbol: null };
    if ("id" in frame || "error" in frame || "code" in frame || "result" in frame)
      return readAnswer(frame, this.#requests, (one) => this.#subscriptions.get(one.wireSymbol) === one);
    return this.#read(frame);
  }

  #read(frame: EventFrame): SessionMessage {
    if (frame.e === "serverShutdown")
      return { kind: "leaving", message: message("venue.ends-maintenance", { venue: "Binance" }) };
    const isQuote = frame.e === undefined && frame.b !== undefined && frame.a !== undefined;
    if (frame.e !== "aggTrade" && frame.e !== "24hrTicker" && !isQuote) return ignored;
    if (typeof frame.s !== "string" || frame.s === "") return symbolMissing;
    const subscription = this.#subscriptions.get(frame.s) ?? this.#foreign(frame.s);
    if (frame.e === "aggTrade") return readTrade(subscription, frame);
    return frame.e === "24hrTicker" ? readTicker(subscription, frame) : readBookTicker(subscription, frame);
  }

  #called(symbol: string): Subscription | undefined {
    const wireSymbol = this.#symbols.wireSymbolOf(symbol);
    return wireSymbol === null ? undefined : this.#subscriptions.get(wireSymbol);
  }

  /** Of a symbol that was not asked for, or no longer is: whoever reads it finds out by the name. */
  #foreign(wireSymbol: string): Subscription {
    return newSubscription(this.#symbols.symbolOf(wireSymbol), wireSymbol);
  }

  #subscriptionOf(symbol: string, wireSymbol: string): Subscription {
    const known = this.#subscriptions.get(wireSymbol);
    if (known !== undefined) return known;
    const subscription = newSubscription(symbol, wireSymbol);
    this.#subscriptions.set(wireSymbol, subscription);
    return subscription;
  }

  /** The streams of one symbol stay in one frame, so that its acknowledgement is the symbol's. */
  #frames(
    method: "SUBSCRIBE" | "UNSUBSCRIBE",
    bySymbol: readonly (readonly StreamOf[])[],
    unknown: readonly string[] = [],
    ends = false,
  ): readonly string[] {
    const batches: StreamOf[][] = [];
    for (const streams of bySymbol) {
      const batch = batches.at(-1);
      if (streams.length === 0) continue;
      if (batch !== undefined && batch.length + streams.length <= paramsPerFrame) batch.push(...streams);
      else batches.push([...streams]);
    }
    return batches.map((streams, at) => {
      const request: Request = { method, streams, ends, notListed: at === 0 ? unknown : [] };
      return this.#requests.frame(
        request,
        streams.map(({ subscription, kind }) => streamName(subscription.wireSymbol, kind)),
      );
    });
  }

  #listFrame(unknown: readonly string[]): string {
    const expected = [...this.#subscriptions.values()].flatMap((one) => streamsOf(one, [...one.confirmed]));
    return this.#requests.frame({ method: "LIST_SUBSCRIPTIONS", expected, notListed: unknown });
  }
}

function newSubscription(symbol: string, wireSymbol: string): Subscription {
  const ids = { hasPrice: false, newestTradeId: null, tickerTradeId: null };
  return { symbol, wireSymbol, asked: new Set(), confirmed: new Set(), ...ids };
}

function streamsOf(subscription: Subscription, kinds: readonly StreamOf["kind"][]): StreamOf[] {
  return kinds.map((kind) => ({ subscription, kind }));
}

function forget(subscription: Subscription, kind: StreamOf["kind"]): void {
  subscription.asked.delete(kind);
  subscription.confirmed.delete(kind);
}
