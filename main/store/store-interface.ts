/**
 * What the rest of the app sees of the database. Types alone.
 *
 * Every call that touches the file answers with a `Result`: a full disk, a lock or a broken file is an expected failure
 * (`store-failed`), never an exception. What throws is a bug. Nothing is half done: each call is one transaction.
 */
import type { Backup } from "../../preload/contract/contract.ts";
import type { DestinationId } from "../../preload/contract/destination.ts";
import type { AcknowledgedBy, AlertEvent } from "../../preload/contract/event.ts";
import type { InstrumentKey, VenueId } from "../../preload/contract/instrument.ts";
import type { Result } from "../../preload/contract/result.ts";
import type { Settings } from "../../preload/contract/settings.ts";
import type { Decision, RuleSnapshot } from "../alerts/decision.ts";
import type { AlreadyDelivered, Deliveries, DeliveriesOfEvents } from "./delivery-types.ts";
import type { StoredAwaitedHistories } from "./awaited-histories-table.ts";
import type { PruneQuery, PruneStep } from "./old-events.ts";
import type { DamagedRows } from "./put-aside.ts";
import type { PastReminders, StoredReminders } from "./reminders-table.ts";
import type { StoredDestination, StoredPause } from "./destinations-table.ts";
import type { StoreHealth } from "./store-health.ts";
import type {
  BlindRecord,
  Checkpoint,
  DestinationsOf,
  EventQuery,
  Heartbeat,
  LastTick,
  Minute,
  WatchedUntil,
} from "./stored-records.ts";
import type { StoredVenue, StoredVenues } from "./venues-table.ts";

export type { DamagedRow } from "./damaged-rows.ts";
export type * from "./delivery-types.ts";
export type { StoredDestination, StoredPause } from "./destinations-table.ts";
export type * from "./old-events.ts";
export type { StoreHealth } from "./store-health.ts";
export type * from "./store-options.ts";
export type * from "./stored-records.ts";
export type { StoredVenue, StoredVenues } from "./venues-table.ts";

export interface Store {
  readonly file: string;
  /** True where this start made the file: there was none. */
  readonly created: boolean;
  /** The schema version the file had before this start brought it up to date; null where it was. */
  readonly migratedFrom: number | null;

  /**
   * Writes what was decided: rules' new states, events, one delivery for each destination (some are shown by being
   * written) and the ticks that fired, in ONE transaction. Answers the event of each fired or expired decision, in order.
   * May be repeated with the same decisions after a failure: an arming that has its event gets no second one.
   * `lastTicks`: further last ticks to be written in the same transaction, so that after a crash a rule that re-armed is
   * never judged against a price from before it did.
   */
  commit(
    decisions: readonly Decision[],
    destinations: readonly DestinationId[] | DestinationsOf,
    nowMs: number,
    lastTicks?: readonly LastTick[],
    told?: AlreadyDelivered,
  ): Result<AlertEvent[]>;
  /**
   * Opens, updates or (with `toMs`) closes a blind time. Destinations named get a delivery, once each while it lasts and once
   * each when it is over; none named: history alone knows, and the event counts as read.
   */
  recordBlind(
    blind: BlindRecord,
    destinations: readonly DestinationId[],
    nowMs: number,
    told?: AlreadyDelivered,
  ): Result<AlertEvent>;

  /**
   * Once a second, in one transaction. With nothing to write it writes nothing, unless the last write failed: then it is
   * the try that finds out whether the database is back.
   */
  keep(checkpoint: Checkpoint): Result<null>;

  readonly rules: {
    /** In order of creation. */
    all(): Result<RuleSnapshot[]>;
    /** One transaction, however many. */
    save(...lives: RuleSnapshot[]): Result<null>;
    /** One transaction, however many. True where there was one of them. Their events stay. */
    remove(...ids: string[]): Result<boolean>;
  };
  readonly events: {
    /** Newest first. */
    list(query?: EventQuery): Result<AlertEvent[]>;
    get(id: string): Result<AlertEvent | null>;
    /** Blind times that have not ended, oldest first. */
    openBlind(): Result<AlertEvent[]>;
    /** Everything up to and including `uptoSeq`; answers how many are still unread. */
    markRead(uptoSeq: number, nowMs: number): Result<number>;
    unread(): Result<number>;
    /**
     * A person has seen this event: it is read, and what has not been sent of it is not needed any more. The first answer counts,
     * a later one changes nothing. Null where there is no such event.
     */
    acknowledge(id: string, by: AcknowledgedBy, nowMs: number): Result<AlertEvent | null>;
    /** Acknowledged, and messages about it at destinations that a person has set up are still to be marked, oldest first. */
    toClear(): Result<AlertEvent[]>;
    /** No message about these is left to be marked, but for those that are on their way. One commit, however many. */
    cleared(ids: readonly string[]): Result<null>;
    /** One step of deleting what is old; never what is still to be shown, lasts, or must not be missed and is unread. */
    prune(query: PruneQuery): Result<PruneStep>;
  };
  readonly deliveries: Deliveries & DeliveriesOfEvents;
  readonly reminders: StoredReminders & PastReminders;
  readonly settings: {
    /** Defaults filled in; a stored value that no longer makes sense falls back alone, not the others. */
    get(): Result<Settings>;
    set(patch: Partial<Settings>): Result<Settings>;
  };
  readonly venues: {
    /** What is set of each; one that is missing is as it comes. */
    all(): Result<StoredVenues>;
    /** Takes the place of what was set of that venue. Answers all of them. */
    save(id: VenueId, venue: StoredVenue): Result<StoredVenues>;
  };
  readonly destinations: {
    /** In the order in which they were made; the app's own two are not among them. */
    all(): Result<StoredDestination[]>;
    /** A new one, or takes the place of what is stored of it but its cursor. */
    save(destination: StoredDestination): Result<null>;
    /** Up to where answers were heard at it. */
    saveCursor(id: DestinationId, cursor: string): Result<null>;
    /** What the service asked for, so that a restart keeps to it; null: nothing any more. */
    savePause(id: DestinationId, pause: StoredPause | null): Result<null>;
    /** When messages were sent there from then on, wall milliseconds, oldest first. */
    sentSince(id: DestinationId, fromMs: number): Result<number[]>;
    /** Its deliveries stay in the history; what waits for it is given up. */
    remove(id: DestinationId, nowMs: number): Result<null>;
    /** Names this installation to services; `[a-z0-9]{8}`. */
    installationId(): Result<string>;
    /** How many deliveries wait, by destination. */
    waiting(): Result<ReadonlyMap<DestinationId, number>>;
  };
  readonly watchlist: {
    /** In the person's order. */
    list(): Result<InstrumentKey[]>;
    /** At the end; one that is there stays where it is. */
    add(key: InstrumentKey): Result<null>;
    remove(key: InstrumentKey): Result<null>;
    /** Keys not named keep their order, after those named. Unknown ones are ignored. */
    reorder(keys: readonly InstrumentKey[]): Result<null>;
  };
  readonly ticks: {
    all(): Result<LastTick[]>;
    /** One transaction. To be called in the order of arrival: the last one given is the last tick, whatever the clock said. */
    save(batch: readonly LastTick[]): Result<null>;
    /** The same without waiting for the disk: it survives the end of the process, though a power cut may take it back. */
    saveUnsynced(batch: readonly LastTick[]): Result<null>;
    /** These cannot be watched since then, until their next price; of one that could not before it changes nothing. */
    lost(keys: readonly InstrumentKey[], sinceMs: number): Result<null>;
    forget(keys: readonly InstrumentKey[]): Result<null>;
  };
  readonly awaitedHistories: StoredAwaitedHistories;
  readonly minutes: {
    /** One transaction; the same minute again replaces it. Drops what is older than is kept, measured from the newest given. */
    add(batch: readonly Minute[]): Result<null>;
    /** Oldest first; of the newest `limit` (default 60) minutes from `sinceMs` on and before `untilMs`. */
    list(key: InstrumentKey, query?: { sinceMs?: number; untilMs?: number; limit?: number }): Result<Minute[]>;
    /** When the first minute began that is kept, milliseconds; null where there is none. */
    first(key: InstrumentKey): Result<number | null>;
  };
  readonly heartbeat: {
    /** Until when each of these was watched. */
    beat(watchedUntil: WatchedUntil): Result<null>;
    /** The venue is on: where nothing is known of when it was watched, its time not watched begins now. */
    begin(venue: VenueId, nowMs: number): Result<null>;
    /** The venue was switched off: that it is not watched from now on is what was wanted. */
    forget(venue: VenueId): Result<null>;
    /** Of the run before this one; null at the very first. */
    last(): Heartbeat | null;
    /**
     * Of each venue that was on when the run before this one ended: until when it was watched, by that run or, where that one
     * never did, by one before it; where none did, since when it was on.
     */
    watchedUntil(): WatchedUntil;
  };
  readonly backups: {
    /** Makes one now, verifies it and drops the oldest beyond those kept. Does not stop the app while it copies. */
    make(nowMs: number): Promise<Result<Backup>>;
    /** Makes one where the newest is older than a day, or from before the first alert; null where it was not needed. */
    makeDaily(nowMs: number): Promise<Result<Backup | null>>;
    /** Newest first, by the order in which they were made. `nowMs`: wall time now. */
    list(nowMs: number): Backup[];
    /**
     * Moves the present file aside (never deletes it) and goes on with that backup. Everything read before is out of date
     * afterwards: load rules, ticks and settings again. A backup that fails its check changes nothing.
     */
    restore(name: string, nowMs: number): Result<null>;
  };

  /** A row that cannot be read costs itself alone: it is kept here, and every call answers without it. */
  readonly damagedRows: DamagedRows;

  /** Whether what is decided can be remembered (see `keepsDecisions`), and everything else. Back to ok by itself when a write works again. */
  health(): StoreHealth;
  /** Called when `health()` has changed. Returns the function that ends the subscription. */
  onHealth(listener: (health: StoreHealth) => void): () => void;
  /** Called when the file was overwritten and only part of it could be put back. Returns the function that ends the subscription. */
  onPartlyRestored(listener: () => void): () => void;
  /**
   * Notes a clean end, and until when each venue was watched (left out: no longer than is kept already), tidies, lets go
   * of the lock. Later calls answer `store-failed`. Twice is harmless.
   */
  close(watchedUntil?: WatchedUntil): void;
}
