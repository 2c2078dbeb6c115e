/** What the feed takes and gives. Types alone. */
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { VenueAddresses } from "../../../preload/contract/venue.ts";
import type { VenueValues } from "../../../preload/contract/venue-settings.ts";
import type { Moment, Tick, TickGap } from "../../../preload/contract/tick.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Minute } from "../history/minute-candles.ts";
import type { ListedInstrument } from "../venues/session.ts";
import type { VenueKind } from "../venues/venue.ts";

/** Where the feed's findings go. Called synchronously, in order; must not throw. */
export interface FeedSink {
  /** `gap` is set on the first price of an instrument after a time in which it could not be watched. */
  onTick(tick: Tick, gap: TickGap | null): void;
  /**
   * The history of a gap that has been told without it. `after`: the tick that it was told with. Prices of now have gone on meanwhile,
   * and the instrument can be watched.
   */
  onHistory(gap: TickGap, after: Tick, now: Moment): void;
  /**
   * The gap that ended with `after` has just been told without its history, or without all of it, which goes on being asked for. Told
   * again where `after` was a quote, and the first last price has come: `after` then is that.
   */
  onHistoryAwaited(gap: TickGap, after: Tick): void;
  /** That history is awaited no longer: it has been told, or cannot be had, or nobody waits for it. */
  onHistorySettled(gap: TickGap, after: Tick): void;
  /** These instruments are blind from now on. `since`: the last frame of any kind accepted before. */
  onLost(keys: readonly InstrumentKey[], since: Moment, because: BlindReason): void;
  /** `status()` changed in more than its counters. */
  onStatus(): void;
}

/** The settings that the feed follows. Of a venue inside the app the addresses are where it listens. */
export interface FeedSettings extends VenueAddresses {
  /** Of the venue's own settings. */
  readonly values: VenueValues;
  readonly tradesForAll: boolean;
  readonly absurdPrintGuard: boolean;
}

/** What the database remembers of an instrument from before this process. */
export interface LastKnown {
  readonly tick: Tick;
  /** The minute in which `tick` arrived as far as it was seen; null where it was not kept. */
  readonly minute: Minute | null;
  /** Since when it has been blind, where it was before the last process ended; else that process's end stands for it. */
  readonly blindSinceMs?: number | null;
}

/** A gap that was told without its history before this process, which is to be asked for again. */
export interface AwaitedBefore {
  readonly gap: TickGap;
  /** The first price after it. */
  readonly after: Tick;
  /**
   * The extremes of the minute in which it ended, as far as that was seen; null where nothing of it was kept. `of-next-gap`: the process
   * ended in that minute, so that its candle is of the gap that began then as well, and is judged with that.
   */
  readonly endMinute: { readonly high: string; readonly low: string } | "of-next-gap" | null;
}

export interface FeedOptions {
  readonly clock: Clock;
  /** 0 (inclusive) to 1 (exclusive); `Math.random` outside tests. */
  readonly random: () => number;
  readonly venue: VenueKind;
  readonly settings: FeedSettings;
  readonly apiKey: string | null;
  /** The newest list of the venue's instruments that is known; none where there is no list. */
  readonly listed?: () => readonly ListedInstrument[];
  readonly sink: FeedSink;
  /** Makes the words of a venue fit to be shown: every secret taken out, then cut. */
  readonly formatVenueText: (words: string) => string;
  readonly lastKnown: readonly LastKnown[];
  /** Oldest gap first; absent: none. */
  readonly awaited?: readonly AwaitedBefore[];
  /**
   * The last wall time at which a previous process is known to have been watching (not merely running: while it was blind
   * itself, its `blindSince`). Null on a first start.
   */
  readonly lastWatchedMs: number | null;
  /** How many ticks may wait for history, of all instruments together; absent: as many as memory bears. */
  readonly maxHeldInAll?: number;
}

/** What is known of one instrument's price, for the window. */
export interface FeedQuote {
  readonly key: InstrumentKey;
  readonly tick: Tick | null;
  /** The last bid and ask seen, also where the last tick was a trade and had none. */
  readonly bid: string | null;
  readonly ask: string | null;
  /** True while the price is from before a restart or an outage. */
  readonly stale: boolean;
  readonly minutes: readonly Minute[];
}
