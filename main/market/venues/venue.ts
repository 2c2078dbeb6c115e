/**
 * What a venue must provide. The rest of the app knows this and nothing else of a venue, so that a further one is a folder
 * beside this file and a line in `index.ts`.
 */
import type { VenueId } from "../../../preload/contract/instrument.ts";
import type { Candle } from "../../../preload/contract/tick.ts";
import type { VenueDescription } from "../../../preload/contract/venue.ts";
import type { Clock } from "../../lib/clock.ts";

export type Channel = "ticker" | "trades";

/** A venue's address and how to be let in. The key stays inside the `Venue` made from it. */
export interface VenueAccess {
  /** `ws:` or `wss:` address. */
  readonly wsUrl: string;
  /** `http:` or `https:` base address. */
  readonly restUrl: string;
  /** Null where there is none. */
  readonly apiKey: string | null;
  readonly keyPlacement: "frame" | "query";
  /** Answer each heartbeat with the client's own pong. */
  readonly sendPong: boolean;
}

/** What a venue runs inside the app, with the addresses at which it listens. */
export interface RunningVenue {
  readonly wsUrl: string;
  readonly restUrl: string;
  stop(): Promise<void>;
}

/** A kind of venue: how it describes itself, and how it is opened. */
export interface VenueKind extends VenueDescription {
  /** Symbols that a first start watches, before a person has chosen. */
  readonly firstSymbols: readonly string[];
  /**
   * An address or a key that is given without a venue is meant for this one: it was the only one that had any, and what people
   * gave it then, in files and command lines, has to stay its own. One venue at most.
   */
  readonly isMeantUnnamed?: true;
  /**
   * Starts what has to run before the venue can be reached; ended again when another venue is used. Its addresses are dialled,
   * not those of the settings. Rejects where it cannot run (its port cannot be had). Absent where there is nothing to start.
   */
  start?(clock: Clock): Promise<RunningVenue>;
  /** Makes no connection. */
  open(access: VenueAccess): Venue;
}

/** A price or a quote that passed every check: one of last, bid and ask at least. Strings are plain positive decimals. */
export interface PriceMessage {
  readonly kind: "price";
  readonly channel: Channel;
  readonly symbol: string;
  readonly last: string | null;
  readonly bid: string | null;
  readonly ask: string | null;
  /** The double nearest to `last`; NaN where that is null. So too the other two. */
  readonly lastNumber: number;
  readonly bidNumber: number;
  readonly askNumber: number;
  readonly size: string | null;
  readonly tradeId: string | null;
  readonly at: string | number | null;
  /** Fields that were bad and became null: {@link BAD_BID}, {@link BAD_ASK}, {@link BAD_SIZE}, added up. */
  readonly faults: number;
}
export const BAD_BID = 1;
export const BAD_ASK = 2;
export const BAD_SIZE = 4;

/** What one frame says. */
export type VenueMessage =
  | PriceMessage
  /** `at` is the venue's own time as written: a pong echoes it. */
  | { readonly kind: "heartbeat"; readonly at: string | number | null }
  /** The venue refuses something, in its own words: whole, and the key may be in them. `symbol` where it names one; `auth` where they are about the key. */
  | { readonly kind: "error"; readonly symbol: string | null; readonly message: string; readonly auth: boolean }
  /** A kind of frame we do not know: neither an error nor a sign of life. */
  | { readonly kind: "ignored" }
  /** A frame that claims to be a price (or anything) and is not: counted under `reason`, never a price. */
  | { readonly kind: "rejected"; readonly reason: string; readonly symbol: string | null }
  /** For venues that put several messages in one frame; oldest first. */
  | { readonly kind: "batch"; readonly messages: readonly VenueMessage[] };

/** Why a one-shot request brought nothing. `retryAfterMs` where the venue said when to come back. */
export interface RestFailure {
  readonly code: "key-refused" | "rate-limited" | "unknown-symbol" | "unreachable" | "invalid";
  readonly message: string;
  readonly retryAfterMs: number | null;
}
export type RestResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: RestFailure };

/**
 * The last price as REST tells it. `at` is the time that the venue wrote beside it: of the trade with some venues, of the answer
 * with others, so that a later one is no sign of another trade. `tradeId` is null where the venue gave none.
 */
export interface RestPrice {
  readonly last: string;
  readonly lastNumber: number;
  readonly tradeId: string | null;
  readonly at: string | number | null;
}

/** One venue with its address and key. */
export interface Venue {
  readonly id: VenueId;
  readonly demo: boolean;
  /** For people: no key in it. */
  readonly url: string;
  /** What is dialled: may carry the key, so never shown or logged. Null: a key is needed and there is none. */
  readonly dialUrl: string | null;
  subscribeFrames(symbol: string, channels: readonly Channel[]): readonly string[];
  unsubscribeFrames(symbol: string, channels: readonly Channel[]): readonly string[];
  /** The answer to a heartbeat, or null where none is wanted. */
  pongFrame(at: string | number | null): string | null;
  /** Reads a text frame, given with the bytes it was decoded from. Never throws, whatever they are. */
  parse(text: string, bytes: Uint8Array): VenueMessage;
  /** One-shot last price. Rejects only when `signal` aborts. */
  price(symbol: string, signal: AbortSignal): Promise<RestResult<RestPrice>>;
  /** History between two wall times, oldest first; absent where the venue has none. */
  candles?(symbol: string, fromMs: number, toMs: number, signal: AbortSignal): Promise<RestResult<readonly Candle[]>>;
  /** What can be subscribed to; absent where the venue cannot say. */
  symbols?(signal: AbortSignal): Promise<RestResult<readonly string[]>>;
}
