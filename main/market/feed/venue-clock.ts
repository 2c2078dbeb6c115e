/**
 * The venue's clock as our monotonic one plus an offset: the smallest (our moment of arrival - the venue's own time) of frames that
 * are of now. What comes of it is how old a price is; that never orders ticks. Our wall clock has no
 * part in ages: it may be set.
 */
import type { Moment } from "../../../preload/contract/tick.ts";

/** The offset is the smallest of this and the last such time, so that a venue that sets its clock is followed. */
const keptMs = 60_000;
/** A time further ahead of our wall clock is a mistake of the venue's: taken for its clock, it would make every price look old. */
const maxAheadMs = 10 * 60_000;
/** A time further than this from where the venue's clock should be, by what it told before or by the date of its answers, is a mistake of the venue's too, whatever our wall clock says. */
const jumpMs = 10 * 60_000;
/** Unless its times have gone on from there for so long: then the venue has set its clock. */
const jumpIsTrueAfterMs = 10_000;

export class VenueClock {
  #smallestMs = Number.POSITIVE_INFINITY;
  #smallestBeforeMs = Number.POSITIVE_INFINITY;
  #sinceMonoMs = Number.NEGATIVE_INFINITY;
  /** Where its times have jumped to, and since when; null while they are as they should be. */
  #jump: { readonly offsetMs: number; readonly sinceMonoMs: number } | null = null;

  /**
   * A frame that is of now carries this time of the venue. `datedMs`: the venue's time at this moment by the date of its answers; null
   * where that is not known. The first time that a stream tells is measured by it: nothing else says yet whether it can be true.
   */
  note(exchangeMs: number, { wallMs, monoMs }: Moment, datedMs: number | null = null): void {
    if (exchangeMs - wallMs > maxAheadMs) return;
    const offsetMs = monoMs - exchangeMs;
    if (this.#isMistaken(offsetMs, monoMs, datedMs)) return;
    const sinceMs = monoMs - this.#sinceMonoMs;
    if (sinceMs < keptMs) {
      this.#smallestMs = Math.min(this.#smallestMs, offsetMs);
      return;
    }
    // After an outage what was measured before it is older than "the last such time".
    this.#smallestBeforeMs = sinceMs < 2 * keptMs ? this.#smallestMs : Number.POSITIVE_INFINITY;
    this.#smallestMs = offsetMs;
    this.#sinceMonoMs = monoMs;
  }

  /** Whether it lies where the clock cannot be. Where it has been there for long enough, the clock is measured anew from here. */
  #isMistaken(offsetMs: number, monoMs: number, datedMs: number | null): boolean {
    const expectedMs = this.isKnown ? this.#offsetMs : datedMs === null ? null : monoMs - datedMs;
    if (expectedMs === null || Math.abs(offsetMs - expectedMs) <= jumpMs) {
      this.#jump = null;
      return false;
    }
    if (this.#jump === null || Math.abs(offsetMs - this.#jump.offsetMs) > jumpMs)
      this.#jump = { offsetMs, sinceMonoMs: monoMs };
    if (monoMs - this.#jump.sinceMonoMs < jumpIsTrueAfterMs) return true;
    this.#jump = null;
    this.#smallestMs = this.#smallestBeforeMs = Number.POSITIVE_INFINITY;
    this.#sinceMonoMs = monoMs;
    return false;
  }

  /** Our monotonic time less the venue's. Only where {@link isKnown}. */
  get #offsetMs(): number {
    return Math.min(this.#smallestMs, this.#smallestBeforeMs);
  }

  /** Whether a frame of now has ever told the venue's time. */
  get isKnown(): boolean {
    return this.#smallestMs !== Number.POSITIVE_INFINITY;
  }

  /** The venue's time at a moment of ours, milliseconds; null where nothing has told it. */
  timeAt({ monoMs }: Moment): number | null {
    return this.isKnown ? monoMs - this.#offsetMs : null;
  }

  /** How long ago this time of the venue is, milliseconds; below zero where it is ahead. Only where {@link isKnown}. */
  ageMs(exchangeMs: number, { monoMs }: Moment): number {
    return monoMs - exchangeMs - this.#offsetMs;
  }
}
