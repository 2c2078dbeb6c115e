/** What the exchange for tests offers: its prices and its faults are driven by the test, and it remembers what it sent to whom. */
import type { Clock } from "../../../main/lib/clock.ts";
import type { DemoInstrument } from "../../../main/market/venues/demo/instruments.ts";
import type { DemoQuote } from "../../../main/market/venues/demo/simulated-market.ts";
import type { Faults, GarbageKind } from "./faults.ts";
import type { CrossingRecord, RecordedPrice } from "./record.ts";

/** How to start an exchange. Same seed, same clock and same instruments give the same prices. */
export interface ExchangeOptions {
  clock: Clock;
  /** Any number; the market of seed 1 is not the market of seed 2. Default 1. */
  seed?: number;
  /** Prices made per second, all instruments together. Default 25. */
  ticksPerSecond?: number;
  /** The key that clients must show; left out, any key and none are taken. */
  requireKey?: string;
  /** Loopback address to listen on. Default 127.0.0.1. */
  host?: string;
  /** Default 0: the system picks one. */
  port?: number;
  instruments?: readonly DemoInstrument[];
  /** Start with the simulated prices standing still, as after `hold()`. Default false. */
  held?: boolean;
  /** Whether a new ticker subscription is answered with the current price at once. Default true. */
  snapshotOnSubscribe?: boolean;
  /** Whether trade frames carry an increasing `id`. Default true. */
  tradeIds?: boolean;
  /** Prices kept per instrument in the record; `Infinity` for a soak. Default 10,000. */
  recordLimit?: number;
  /** Milliseconds between heartbeats. Default 1,000. */
  heartbeatMs?: number;
}

/**
 * A price to publish exactly as given: it is not checked, so that a test can publish a bad one. What is no positive decimal, and a
 * trade whose id is lower than one already used, reach the clients and stay out of record, candles and latest price.
 */
export interface Publication {
  price: string;
  /** Default: one price step below `price`. */
  bid?: string;
  /** Default: one price step above `price`. */
  ask?: string;
  /** With a size, a trade frame goes out too. */
  size?: string;
  side?: "buy" | "sell";
  /** Trade id; default the next one. A lower one makes a late trade. */
  id?: number;
  /** ISO time of the frame; default now. */
  ts?: string;
  /** Send on one channel alone. Default: ticker, and trades where there is a size. */
  only?: "ticker" | "trades";
}

/** A frame that a client sent; `frame` is the parsed JSON, or the text itself where it was none. */
export interface ReceivedFrame {
  /** Number of the connection, counting from 1. */
  connection: number;
  atMs: number;
  frame: unknown;
}

/** One connection's time on the ticker of one instrument, in sequence numbers of its record. */
export interface ListenerSpan {
  /** Number of the connection, counting from 1. */
  readonly connection: number;
  /** The first price it could be sent: the one of its snapshot, or the next one where it got none. */
  readonly since: number;
  /** The first price it could no longer be sent; null while it listens. */
  until: number | null;
}

/** A running exchange. */
export interface Exchange {
  /** `ws://127.0.0.1:PORT/market/ws` */
  readonly wsUrl: string;
  /** `http://127.0.0.1:PORT` */
  readonly restUrl: string;
  readonly symbols: readonly string[];
  /** Open WebSocket connections. */
  readonly connections: number;
  /** WebSocket connections accepted since the start. */
  readonly accepted: number;
  /** Upgrade requests seen since the start, refused and unanswered ones included. */
  readonly dials: number;
  /** The last 1,000 frames that clients sent, oldest first. */
  readonly received: readonly ReceivedFrame[];
  /** Faults now in force; change them with {@link setFaults}. */
  readonly faults: Readonly<Faults>;
  /** Symbols that at least one open connection is subscribed to, per channel. */
  subscriptions(): { ticker: string[]; trades: string[] };
  /** Latest price of each instrument. */
  prices(): Record<string, DemoQuote>;
  /** Publishes this price on the ticker channel at once; the simulated price goes on from it. Throws on a price that is none. */
  setPrice(symbol: string, price: string | number): void;
  /** Publishes exactly what is given. The simulated price, if it moves, goes on from where it was itself. */
  publish(symbol: string, what: Publication): void;
  /** Stops the simulated prices; heartbeats, `setPrice` and `publish` go on. */
  hold(): void;
  /** Lets the simulated prices move again. */
  go(): void;
  /** Every price made, oldest first; `since` is the first sequence number wanted. Throws where the record no longer reaches back so far. */
  record(symbol: string, range?: { since?: number }): RecordedPrice[];
  /** Sequence number that the next price of this instrument will have; counts from 0. */
  nextSeq(symbol: string): number;
  /** The last 1,000 spans in which a connection listened to the ticker of this instrument, oldest first. */
  listeners(symbol: string): readonly Readonly<ListenerSpan>[];
  /** Every tick at or after `since` at which the price reached or passed `level`, worked out by a plain loop over the record. */
  crossings(symbol: string, level: string, range?: { since?: number }): CrossingRecord[];
  /** Switches faults on or off; resolves when that is in force (a refused port is closed, or open again). */
  setFaults(patch: Partial<Faults>): Promise<void>;
  /** Ends all faults. */
  clearFaults(): Promise<void>;
  /** Destroys every open socket without a closing handshake. */
  drop(): void;
  /** Closes every connection with this WebSocket code. */
  close(code: number, reason?: string): void;
  /** Sends one frame to every connection: a string as text, bytes as a binary frame. */
  sendRaw(data: string | Uint8Array): void;
  /** Sends one piece of garbage of this kind to every connection. */
  sendGarbage(kind: GarbageKind): void;
  /** Ends everything: timers, sockets, the port. Safe to call twice. */
  stop(): Promise<void>;
}
