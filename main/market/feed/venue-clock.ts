/**
 * The venue's clock as ours plus an offset: the smallest (our wall time of arrival - the venue's own time) of frames that are of
 * now. What comes of it is how old a price is; that never orders ticks.
 */
import type { Moment } from "../../../preload/contract/tick.ts";

/** The offset is the smallest of this and the last such time, so that a venue that sets its clock is followed. */
const keptMs = 60_000;
/** A time further ahead of our clock is a mistake of the venue's: taken for its clock, it would make every price look old. */
const mostAheadMs = 10 * 60_000;
/** Our wall and monotonic clocks moved apart by more than this: the clock was set, or the machine slept. */
const clockSetMs = 1_000;

export class VenueClock {
  #smallestMs = Number.POSITIVE_INFINITY;
  #smallestBeforeMs = Number.POSITIVE_INFINITY;
  #sinceMonoMs = Number.NEGATIVE_INFINITY;
  #wallMinusMonoMs = Number.NaN;

  /** A frame that is of now carries this time of the venue. */
  note(exchangeMs: number, now: Moment): void {
    const offsetMs = now.wallMs - exchangeMs;
    if (offsetMs < -mostAheadMs) return;
    if (!this.isKnown(now)) this.#forget();
    this.#wallMinusMonoMs = now.wallMs - now.monoMs;
    if (now.monoMs - this.#sinceMonoMs >= keptMs) {
      this.#smallestBeforeMs = this.#smallestMs;
      this.#smallestMs = offsetMs;
      this.#sinceMonoMs = now.monoMs;
    } else this.#smallestMs = Math.min(this.#smallestMs, offsetMs);
  }

  /** Whether anything was measured since our own clock was set last. Where not, our clock is taken for the venue's. */
  isKnown(now: Moment): boolean {
    return Math.abs(now.wallMs - now.monoMs - this.#wallMinusMonoMs) < clockSetMs;
  }

  /** How long ago this time of the venue is, milliseconds; below zero where it is ahead. */
  ageMs(exchangeMs: number, now: Moment): number {
    const offsetMs = this.isKnown(now) ? Math.min(this.#smallestMs, this.#smallestBeforeMs) : 0;
    return now.wallMs - exchangeMs - offsetMs;
  }

  #forget(): void {
    this.#smallestMs = this.#smallestBeforeMs = Number.POSITIVE_INFINITY;
    this.#sinceMonoMs = Number.NEGATIVE_INFINITY;
  }
}
