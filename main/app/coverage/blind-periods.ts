/**
 * Blind times: while something that an armed rule waits for cannot be watched. After 30 s it is written to the history;
 * after the limit that the person set it is a notification, and one more when it is over.
 */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { InstrumentKey, VenueId } from "../../../preload/contract/instrument.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import type { Clock } from "../../lib/clock.ts";
import type { BlindRecord } from "../../store/store-interface.ts";

/** Shorter ones are not told: a redial takes seconds, and its gap is judged all the same. */
const writtenAfterMs = 30_000;

/**
 * A time that began before this start is told as lasting only after this: a connection is made in a second, and then one
 * message, that it is over, says it all.
 */
const settledAfterMs = 10_000;

/** Something that cannot be watched now. */
export interface BlindSubject {
  /** Null: every venue. */
  readonly venue: VenueId | null;
  /** Null: all of the venue. */
  readonly instrument: InstrumentKey | null;
  readonly fromMs: number;
  readonly because: BlindReason;
}

export interface BlindPeriodsOptions {
  readonly clock: Clock;
  readonly limitMs: () => number;
  /** Where people are told. */
  readonly destinations: () => readonly DestinationId[];
  /** Writes it down; with destinations, tells people as well. False: it could not be written and is offered again. */
  readonly record: (blind: BlindRecord, destinations: readonly DestinationId[]) => boolean;
}

/** What cannot be watched now, and whether that has lasted so long that people are told of it. */
export interface BlindNow extends BlindSubject {
  readonly isTold: boolean;
}

interface Ongoing {
  readonly subject: BlindSubject;
  readonly seenMonoMs: number;
  /** How long it had lasted when it was first seen; from there on monotonic time counts, whatever becomes of the wall clock. */
  readonly lastedBeforeMs: number;
  written: boolean;
  alreadyDelivered: boolean;
  /** Set when it is over and that is not written yet. */
  ended: Moment | null;
  /** Set when it ended because the venue was switched off. */
  isDropped: boolean;
}

export class BlindPeriods {
  readonly #options: BlindPeriodsOptions;
  readonly #ongoing = new Map<string, Ongoing>();

  constructor(options: BlindPeriodsOptions) {
    this.#options = options;
  }

  /** What is blind now, all of it; called when the feed's status changes and once a second. */
  update(subjects: readonly BlindSubject[]): void {
    const now = this.#options.clock.now();
    const present = new Set<string>();
    for (const subject of subjects) {
      const name = `${subject.venue ?? ""} ${subject.instrument ?? ""}`;
      present.add(name);
      let ongoing = this.#ongoing.get(name);
      if (ongoing === undefined) {
        ongoing = begun(subject, now);
        this.#ongoing.set(name, ongoing);
      }
      // Back before its end could be written: to the person that is one blind time.
      ongoing.ended = null;
      ongoing.isDropped = false;
      this.#grow(ongoing, now.monoMs - ongoing.seenMonoMs);
    }
    for (const [name, ongoing] of this.#ongoing) {
      if (!present.has(name) && this.#end(ongoing, now)) this.#ongoing.delete(name);
    }
  }

  /** What is blind as of the last update. */
  now(): BlindNow[] {
    const { monoMs } = this.#options.clock.now();
    return [...this.#ongoing.values()]
      .filter(({ ended }) => ended === null)
      .map((ongoing) => ({
        ...ongoing.subject,
        isTold: ongoing.alreadyDelivered || this.#isLong(ongoing, monoMs - ongoing.seenMonoMs),
      }));
  }

  /** Nothing of the venue is to be watched any more: what was blind of it ends now, and nobody is told that it is back. */
  drop(venue: VenueId): void {
    const now = this.#options.clock.now();
    for (const [name, ongoing] of this.#ongoing) {
      if (ongoing.subject.venue !== venue) continue;
      ongoing.isDropped = true;
      if (this.#end(ongoing, now)) this.#ongoing.delete(name);
    }
  }

  #grow(ongoing: Ongoing, seenForMs: number): void {
    const lastedMs = ongoing.lastedBeforeMs + seenForMs;
    const tell = !ongoing.alreadyDelivered && this.#isLong(ongoing, seenForMs);
    const write = !ongoing.written && lastedMs >= writtenAfterMs;
    if (!tell && !write) return;
    if (!this.#record(ongoing, null, tell)) return;
    ongoing.written = true;
    ongoing.alreadyDelivered ||= tell;
  }

  /** So long that people are told of it. */
  #isLong({ lastedBeforeMs }: Ongoing, seenForMs: number): boolean {
    return lastedBeforeMs + seenForMs >= this.#options.limitMs() && seenForMs >= settledAfterMs;
  }

  /** True when nothing is left to write of it. */
  #end(ongoing: Ongoing, now: Moment): boolean {
    ongoing.ended ??= now;
    const lastedMs = ongoing.lastedBeforeMs + ongoing.ended.monoMs - ongoing.seenMonoMs;
    if (!ongoing.written && lastedMs < writtenAfterMs) return true;
    const isLong = ongoing.alreadyDelivered || lastedMs >= this.#options.limitMs();
    return this.#record(ongoing, ongoing.ended.wallMs, isLong && !ongoing.isDropped);
  }

  #record(ongoing: Ongoing, toMs: number | null, tell: boolean): boolean {
    const { venue, instrument, fromMs, because } = ongoing.subject;
    return this.#options.record({ venue, instrument, fromMs, toMs, because }, tell ? this.#options.destinations() : []);
  }
}

/** Where the run before had its clock ahead, it may seem to begin in the future: it began no later than it is seen. */
function begun(subject: BlindSubject, { wallMs, monoMs }: Moment): Ongoing {
  const fromMs = Math.min(subject.fromMs, wallMs);
  return {
    subject: { ...subject, fromMs },
    seenMonoMs: monoMs,
    lastedBeforeMs: wallMs - fromMs,
    written: false,
    alreadyDelivered: false,
    ended: null,
    isDropped: false,
  };
}
