/** A price as it goes through the app: from a venue's frame to the engine. It does not cross the bridge one by one. */
import type { BlindReason } from "./event.ts";
import type { InstrumentKey } from "./instrument.ts";

/** A point in time on both clocks: wall time to show and to expire by, monotonic time for durations. Milliseconds. */
export interface Moment {
  readonly wallMs: number;
  readonly monoMs: number;
}

/** What a venue says of a price, as strings of its own; `at` is the venue's time as it wrote it. */
export interface TickFields {
  readonly last: string | null;
  readonly lastNumber: number;
  readonly bid: string | null;
  readonly ask: string | null;
  readonly size: string | null;
  readonly tradeId: string | null;
  readonly at: string | number | null;
}

/**
 * One accepted update: a price, a quote (bid or ask without a last price), or both. Prices are the venue's own decimal strings,
 * already checked to be positive decimals without an exponent; `lastNumber` is the double of `last` (exact for comparison while
 * `last` has at most 15 significant digits; a longer one is compared as a string).
 *
 * A class and not an object literal: where V8 has seen a literal's objects survive (as the last tick of each of 500 quiet
 * instruments does), it makes all later ones in its old generation, where they and their texts stay until a full
 * collection. That doubled the cost of a tick. What a constructor makes always begins young.
 */
export class Tick {
  readonly instrument: InstrumentKey;
  /** Null on a quote: the frame told of no trade, or its last price is held back. */
  readonly last: string | null;
  /** NaN where `last` is null. */
  readonly lastNumber: number;
  /** Null where the frame had none (a trade) or a bad one (counted by the feed). */
  readonly bid: string | null;
  readonly ask: string | null;
  /** Size of the trade; null on a ticker frame, and on a price from before: what was traded then is no trade of now. */
  readonly size: string | null;
  /** Null on a quote: an id beside one is not that of a trade which it tells of. */
  readonly tradeId: string | null;
  /** The venue's own time as it wrote it (ISO, or s/ms/us since the epoch); turned into ISO only where it is shown. */
  readonly exchangeAt: string | number | null;
  readonly receivedWallMs: number;
  readonly receivedMonoMs: number;
  /**
   * Set on a price from before (the truth table, T6): how old it was when it came, milliseconds by the venue's clock. Null, or
   * not there, on a price of now.
   */
  readonly ageMs?: number | null;

  constructor(instrument: InstrumentKey, fields: TickFields, received: Moment, ageMs: number | null) {
    this.instrument = instrument;
    this.last = fields.last;
    this.lastNumber = fields.lastNumber;
    this.bid = fields.bid;
    this.ask = fields.ask;
    this.size = ageMs === null ? fields.size : null;
    this.tradeId = fields.last === null ? null : fields.tradeId;
    this.exchangeAt = fields.at;
    this.receivedWallMs = received.wallMs;
    this.receivedMonoMs = received.monoMs;
    this.ageMs = ageMs;
  }
}

/** Whether a tick is a price from before: it may become the previous price, and fires nothing as if it were of now. */
export function isPriceFromBefore(tick: Tick): boolean {
  return tick.ageMs != null;
}

/** One minute (or a longer bucket) of a venue's history; prices are decimal strings. */
export interface Candle {
  readonly openMs: number;
  readonly lengthMs: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
}

/** A trade of a gap; its time lies in the gap, wall milliseconds. */
export interface GapTrade {
  readonly tradeId: string;
  readonly price: string;
  readonly size: string;
  readonly atMs: number;
}

/** The time an instrument could not be watched, handed over with its first price afterwards. */
export interface TickGap {
  /** Last frame of any kind accepted before the feed was lost, or the last moment the database knows the app was alive. */
  readonly fromWallMs: number;
  readonly toWallMs: number;
  readonly because: BlindReason;
  /** The last tick accepted before the gap; null where none is known. */
  readonly before: Tick | null;
  /** The venue's history of the gap, oldest first; empty where the venue has none or did not answer. */
  readonly candles: readonly Candle[];
  /** The same by its trades, where the venue told those: what `trade-size-at-least` is decided by. */
  readonly trades?: readonly GapTrade[];
  /**
   * What was seen live of the minute in which the gap began: a candle of that minute counts only where it exceeds this.
   * Null: it is not known, so that nothing of that candle counts but its close; where `before` is null too, nothing was seen.
   */
  readonly seen: { readonly openMs: number; readonly high: string; readonly low: string } | null;
  /**
   * Of trades that were missed on a live feed: when that was known, wall milliseconds. Rules armed later have not waited for them. Not
   * there where the instrument could not be watched.
   */
  readonly knownMs?: number;
  /** Which trades these are, while they are still to be read. */
  readonly missed?: MissedTradeIds;
}

/** Trades that a live feed did not tell, by the venue's ids, both included. */
export interface MissedTradeIds {
  readonly fromId: string;
  readonly toId: string;
  /** The venue's time since which a rule has waited for them, milliseconds: what was traded before does not count. Null: all of them do. */
  readonly waitedSinceMs: number | null;
}
