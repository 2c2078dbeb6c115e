/** What the store is given and gives of prices, times that could not be watched, and the run before. Types alone. */
import type { DestinationId, Notify } from "../../preload/contract/destination.ts";
import type { BlindReason } from "../../preload/contract/event.ts";
import type { InstrumentKey, VenueId } from "../../preload/contract/instrument.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import type { RuleSnapshot } from "../alerts/decision.ts";

/** The minute seen so far of an instrument: what a venue's candle of that minute has to exceed to count. */
export interface SeenMinute {
  readonly openMs: number;
  readonly high: string;
  readonly low: string;
}

export interface LastTick {
  /** After a restart `receivedMonoMs` is -Infinity: that clock began anew, so the tick is older than anything. */
  readonly tick: Tick;
  readonly seen: SeenMinute | null;
  /** Since when it cannot be watched; null or left out while it can. The next tick that is saved says so anew. */
  readonly blindSinceMs?: number | null;
}

export interface Minute {
  readonly instrument: InstrumentKey;
  readonly openMs: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
}

/** A time that could not be watched. The same scope and `fromMs` again is the same event, brought up to date. */
export interface BlindRecord {
  /** Both null: the whole app. An instrument includes its venue. */
  readonly venue: VenueId | null;
  readonly instrument: InstrumentKey | null;
  readonly fromMs: number;
  /** Null while it lasts. */
  readonly toMs: number | null;
  readonly because: BlindReason;
}

/** Until when each venue was watched, wall milliseconds. */
export type WatchedUntil = ReadonlyMap<VenueId, number>;

/** What is known of the run before this one. */
export interface Heartbeat {
  readonly startedMs: number;
  /** True after `close()`; false after a crash, a kill or a power cut. */
  readonly clean: boolean;
}

export interface EventQuery {
  /** At most 500; default 100. */
  readonly limit?: number;
  /** Only events before this `seq`. */
  readonly beforeSeq?: number;
  readonly ruleId?: string;
}

/** What is kept up to date while nothing is decided; nothing of it is an event. */
export interface Checkpoint {
  readonly ticks: readonly LastTick[];
  /** Rules whose extreme moved, or that had their first price; only their state is written. */
  readonly rules: readonly RuleSnapshot[];
  /** Until when each venue was watched; null: it need not be written down yet. */
  readonly watchedUntil: WatchedUntil | null;
}

/** Where events of rules that say this are told; the same array for the same answer, so that alike ones are written together. */
export type DestinationsOf = (notify: Notify) => readonly DestinationId[];
