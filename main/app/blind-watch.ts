/**
 * Blind times: while something that an armed rule waits for cannot be watched. After 30 s it is written to the history;
 * after the limit that the person set it is a notification, and one more when it is over.
 */
import type { BlindReason, ChannelId } from "../../preload/contract/event.ts";
import type { InstrumentKey, VenueId } from "../../preload/contract/instrument.ts";
import type { Clock } from "../clock.ts";
import type { BlindRecord } from "../store/interface.ts";

/** Shorter ones are hiccups: a redial takes seconds, and its gap is judged all the same. */
export const writtenAfterMs = 30_000;

/**
 * A time that began before this start is told as lasting only after this: a connection is made in a second, and then one
 * message, that it is over, says it all.
 */
const settledAfterMs = 10_000;

/** Something that cannot be watched now. */
export interface BlindSubject {
  readonly venue: VenueId;
  /** Null: all of the venue. */
  readonly instrument: InstrumentKey | null;
  readonly fromMs: number;
  readonly because: BlindReason;
}

export interface BlindWatchOptions {
  readonly clock: Clock;
  readonly limitMs: () => number;
  /** Writes it down; with channels, tells people as well. False: it could not be written and is offered again. */
  readonly record: (blind: BlindRecord, channels: readonly ChannelId[]) => boolean;
}

interface Ongoing {
  readonly subject: BlindSubject;
  readonly seenMonoMs: number;
  written: boolean;
  told: boolean;
  /** Set when it is over and that is not written yet. */
  endedMs: number | null;
}

export class BlindWatch {
  readonly #options: BlindWatchOptions;
  readonly #ongoing = new Map<string, Ongoing>();

  constructor(options: BlindWatchOptions) {
    this.#options = options;
  }

  /** What is blind now, all of it; called when the feed's status changes and once a second. */
  update(subjects: readonly BlindSubject[]): void {
    const { wallMs: nowMs, monoMs } = this.#options.clock.now();
    const present = new Set<string>();
    for (const subject of subjects) {
      const name = `${subject.venue} ${subject.instrument ?? ""}`;
      present.add(name);
      let ongoing = this.#ongoing.get(name);
      if (ongoing === undefined) {
        ongoing = { subject, seenMonoMs: monoMs, written: false, told: false, endedMs: null };
        this.#ongoing.set(name, ongoing);
      }
      // Back before its end could be written: to the person that is one blind time.
      ongoing.endedMs = null;
      this.#grow(ongoing, nowMs, monoMs - ongoing.seenMonoMs);
    }
    for (const [name, ongoing] of this.#ongoing) {
      if (!present.has(name) && this.#end(ongoing, nowMs)) this.#ongoing.delete(name);
    }
  }

  #grow(ongoing: Ongoing, nowMs: number, seenForMs: number): void {
    const lastedMs = nowMs - ongoing.subject.fromMs;
    const tell = !ongoing.told && lastedMs >= this.#options.limitMs() && seenForMs >= settledAfterMs;
    const write = !ongoing.written && lastedMs >= writtenAfterMs;
    if (!tell && !write) return;
    if (!this.#record(ongoing, null, tell)) return;
    ongoing.written = true;
    ongoing.told ||= tell;
  }

  /** True when nothing is left to write of it. */
  #end(ongoing: Ongoing, nowMs: number): boolean {
    ongoing.endedMs ??= nowMs;
    const lastedMs = ongoing.endedMs - ongoing.subject.fromMs;
    if (!ongoing.written && lastedMs < writtenAfterMs) return true;
    return this.#record(ongoing, ongoing.endedMs, ongoing.told || lastedMs >= this.#options.limitMs());
  }

  #record(ongoing: Ongoing, toMs: number | null, tell: boolean): boolean {
    const { venue, instrument, fromMs, because } = ongoing.subject;
    return this.#options.record({ venue, instrument, fromMs, toMs, because }, tell ? ["desktop", "history"] : []);
  }
}
