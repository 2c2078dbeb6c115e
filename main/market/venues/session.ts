/**
 * What a venue provides once it is opened: a session for each of its sockets (subscriptions in batches, acknowledgements, signs of
 * life, goodbyes, trades that were missed), and its REST calls, all through one gate. Types alone.
 */
import type { ListedInstrument } from "../../../preload/contract/listed-instrument.ts";
import type { Candle } from "../../../preload/contract/tick.ts";
import type { CandleSource } from "./candle-source.ts";
import type { Need } from "./need.ts";
import type { RestFailureCode, RestGate, RestOutcome } from "./rest-request.ts";
import type { PriceMessage } from "./venue.ts";

export type { RestAnswer, RestFailureCode, RestGate, RestOutcome, RestRefusal, RestRequest } from "./rest-request.ts";
export type { ListedInstrument, Need };

/** A time as the venue wrote it: ISO 8601, or seconds, milliseconds, microseconds, nanoseconds. Null where it wrote none. */
export type VenueTime = string | number | null;

/**
 * How a price came to us: `live`, as it happened; `snapshot`, what was known when we subscribed; `replay`, trades of the past told
 * again in their order. A replay is history of a gap, and is never "now".
 */
export type PriceOrigin = "live" | "snapshot" | "replay";

/**
 * A price or a quote, with where it comes from. `at` is the time of the trade (of the quote where there is no last price), and
 * `sentAt` the time at which the venue sent the frame, where it says so: the venue's clock is measured by that one.
 */
export interface SessionPrice extends PriceMessage {
  readonly origin: PriceOrigin;
  readonly sentAt: VenueTime;
}

export type SessionMessage =
  | SessionPrice
  /** Trades that were not told, by their ids, both included; `toId` null: up to now. Read by REST, as a gap of milliseconds. */
  | { readonly kind: "missed"; readonly symbol: string; readonly fromId: string; readonly toId: string | null }
  /** The venue confirms a subscription, or its end. Of symbols that were not named nothing is said. */
  | { readonly kind: "subscribed" | "unsubscribed"; readonly symbols: readonly string[] }
  /** The venue refuses these symbols, in its own words: whole, and a key may be in them. */
  | { readonly kind: "refused"; readonly symbols: readonly string[]; readonly message: string }
  /**
   * The venue complains about something else. `socket`: it stays open and something may be missing; `auth`: about the key, or about
   * the symbols that it names, where the key has been good for others; `rate`: we sent too much, nothing more is sent for
   * `retryAfterMs`, then what has no acknowledgement is sent again.
   */
  | {
      readonly kind: "error";
      readonly scope: "socket" | "auth" | "rate";
      readonly symbols?: readonly string[];
      readonly message: string;
      readonly retryAfterMs: number | null;
    }
  /**
   * A sign of life: a heartbeat, a pong, an answer to a probe. `reply` is a frame to be sent back. `missing`: symbols that the
   * venue, asked for its list of subscriptions, does not name: they are subscribed again.
   */
  | {
      readonly kind: "alive";
      readonly at: VenueTime;
      readonly reply: string | null;
      readonly missing?: readonly string[];
    }
  /** The state of the whole venue. While it does not trade, no ticks are no fault. `from` and `to` where it announces them. */
  | {
      readonly kind: "status";
      readonly state: "online" | "maintenance" | "halted";
      readonly from: VenueTime;
      readonly to: VenueTime;
      readonly message: string;
    }
  /** The venue will end this socket soon: a new one is opened before this one is given up. */
  | { readonly kind: "leaving"; readonly message: string }
  /** A kind of frame we do not know: neither an error nor a price. */
  | { readonly kind: "ignored" }
  /** A frame that claims to be a price (or anything) and is not: counted under `reason`, never a price. */
  | { readonly kind: "rejected"; readonly reason: string; readonly symbol: string | null }
  /** Several messages in one frame, oldest first. */
  | { readonly kind: "batch"; readonly messages: readonly SessionMessage[] };

/**
 * What belongs to one socket: request ids, what they asked for, what was acknowledged, the last trade id of each symbol. Made for
 * each socket that is dialled, and never used for another. It sends nothing itself: the feed paces what it returns.
 */
export interface VenueSession {
  /**
   * Frames that bring these symbols to what is needed of them, within the venue's limit of symbols a frame. Symbols that are
   * subscribed already, with other needs, are changed: what is no longer needed is unsubscribed, what is kept is not renewed.
   */
  subscribe(needs: ReadonlyMap<string, Need>): readonly string[];
  /** Frames that end everything of these symbols. */
  unsubscribe(symbols: readonly string[]): readonly string[];
  /** A frame that the venue answers where it is alive; null where there is none. */
  probe(): string | null;
  /**
   * Whether everything that was asked of it over this socket is confirmed. Absent where the venue confirms nothing. Other needs may
   * take no other streams: then nothing is sent, and nothing will be answered.
   */
  isConfirmed?(symbol: string): boolean;
  /**
   * The trade of this id has been told already, by REST or by another socket. For a venue whose stream does not begin with the
   * newest trade: without this, a trade between that one and the first of the stream would be missed without a word.
   */
  knows?(symbol: string, tradeId: string): void;
  /** Every trade up to this one was read by REST: the stream's first one after it leaves nothing out. With {@link knows}. */
  hasRead?(symbol: string, tradeId: string): void;
  /** Reads a text frame, given with the bytes it was decoded from. Never throws, whatever they are. Symbols are ours. */
  parse(text: string, bytes: Uint8Array): SessionMessage;
}

/** At most `max` in any span of `perMs`: a sliding window. A token bucket lets twice as many through in its first span. */
export interface Rate {
  readonly max: number;
  readonly perMs: number;
}

/** What the venue bears. The feed keeps below it by itself. */
export interface VenueLimits {
  /** Text frames sent over one socket, probes included. */
  readonly frames: Rate;
  /** Streams over one socket; {@link VenueTraits.streams} says how many an instrument takes. */
  readonly streamsPerSocket: number;
  /** Sockets dialled from one address. */
  readonly dials: Rate;
  /** REST requests from one address, in the venue's own weights. */
  readonly rest: Rate;
  /** A socket has to be given up, and another opened before, at this age; null where the venue sets none. */
  readonly maxSocketAgeMs: number | null;
  /** The longest text frame that is read, bytes. */
  readonly maxFrameBytes: number;
}

/** By what a socket is known to be dead. */
export interface Liveness {
  /** Without a sign of life for this long it is. Null: learned from the venue's heartbeats. */
  readonly idleMs: number | null;
  /** How often a probe is sent; null where there is none. One that is not answered within `probeTimeoutMs` ends the socket. */
  readonly probeEveryMs: number | null;
  readonly probeTimeoutMs: number;
  /** Whether the venue's WebSocket pings are signs of life. They say nothing of whether prices come. */
  readonly countsPings: boolean;
}

/** How a venue is to be dealt with. Values alone, and one function of them. */
export interface VenueTraits {
  readonly limits: VenueLimits;
  readonly liveness: Liveness;
  /**
   * Whether subscribing brings a price by itself, or REST has to be asked for the first one: at once, or where the venue confirms its
   * streams as soon as it has. Asked before that, what is traded between its answer and the beginning of the stream is told by neither.
   */
  readonly firstPrice: "on-subscribe" | "by-rest" | "by-rest-once-confirmed";
  /** How many of a socket's streams an instrument takes with these needs. */
  readonly streams: (need: Need) => number;
  /** How many symbols {@link VenueRest.prices} asks for in one request; absent: one. */
  readonly pricesPerRequest?: number;
}

/**
 * Of when a price by REST is. `trade`: of `at`, the time of its trade. `answer`: the venue's documentation says that it is the price
 * at the moment of the answer, and `at` may be that moment. `unknown`: it is the price of the last trade, whenever that was: perhaps
 * days ago, so that it is no price of now by itself.
 */
export type PriceAsOf = "trade" | "answer" | "unknown";

/** The last price as REST tells it. */
export interface CurrentPrice {
  readonly last: string;
  readonly lastNumber: number;
  readonly tradeId: string | null;
  readonly asOf: PriceAsOf;
  /** The time that the venue gives the price, see {@link PriceAsOf}; null where it gives none. */
  readonly at: VenueTime;
}

/** A trade of the past. */
export interface PastTrade {
  readonly tradeId: string;
  readonly price: string;
  readonly size: string;
  readonly atMs: number;
}

/** What happened in a span. `complete` is false where the venue could not give all of it: the rest stays unknown. */
export type History =
  | { readonly kind: "trades"; readonly trades: readonly PastTrade[]; readonly complete: boolean }
  | { readonly kind: "candles"; readonly candles: readonly Candle[]; readonly complete: boolean };

/** A span of the past: wall times in milliseconds, and what is known of the trade ids at its ends. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  /** The last trade that is known from before it, and the first from after it. */
  readonly afterTradeId: string | null;
  readonly beforeTradeId: string | null;
}

/** What a venue can be asked over REST. Each rejects only when `signal` aborts. */
export interface VenueRest {
  /** Last prices, in as few requests as the venue allows. A symbol of which nothing is said is missing from the map. */
  prices(
    symbols: readonly string[],
    signal: AbortSignal,
  ): Promise<RestOutcome<ReadonlyMap<string, RestOutcome<CurrentPrice>>>>;
  /** Trades where they can be had in a few requests, else candles of a minute. Oldest first. Absent where there is no history. */
  history?(symbol: string, span: Span, signal: AbortSignal): Promise<RestOutcome<History>>;
  /** Candles of a minute between two wall times, oldest first, however many requests that takes. Absent with `history`. */
  candles?(symbol: string, fromMs: number, toMs: number, signal: AbortSignal): Promise<RestOutcome<readonly Candle[]>>;
  /** Candles of every length that it has. Absent with `history`. */
  readonly candleSource?: CandleSource;
  /** The venue's list of instruments. Absent where it has none. */
  instruments?(signal: AbortSignal): Promise<RestOutcome<readonly ListedInstrument[]>>;
}

/** What a venue is opened with. The key stays inside what is made of it. */
export interface OpenOptions {
  /** `ws:` or `wss:` address, the venue's own or another server of the same kind. */
  readonly wsUrl: string;
  /** `http:` or `https:` base address. */
  readonly restUrl: string;
  /** Null where there is none. */
  readonly apiKey: string | null;
  /** The venue's own settings by their names; read anew whenever they matter, for they may change while a socket is open. */
  readonly values: Readonly<Record<string, string | boolean>>;
  /** Asks {@link restUrl}, or the venue's fallback. */
  readonly gate: RestGate;
  /** The newest list of instruments that is known, perhaps of days ago; empty where there is none. */
  readonly listed: () => readonly ListedInstrument[];
}

/** One venue with its addresses and key. Making it dials nothing. */
export interface OpenedVenue {
  /** For people: no key in it. */
  readonly shownUrl: string;
  /** What is dialled: may carry the key, so never shown or logged. Null: a key is needed and there is none. */
  readonly dialUrl: string | null;
  readonly rest: VenueRest;
  session(): VenueSession;
  /** What a close code or the status of a refused handshake means with this venue; null: nothing more than the code says. */
  closeMeans(code: number, reason: string): RestFailureCode | null;
}
