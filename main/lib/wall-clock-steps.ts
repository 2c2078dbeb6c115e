/**
 * How long ago something was of which only the wall time is known, though the wall clock was set since: a difference of wall times would
 * be wrong by as much.
 */
import type { Clock } from "./clock.ts";

/** The clocks of a computer drift apart by less between two looks; more, and the wall clock was set. Milliseconds. */
const clockSetMs = 1_000;
/** A clock that is set more often than this is past help. */
const maxKept = 100;

/** A time in which nobody set the wall clock. Milliseconds. */
interface Setting {
  /** Monotonic, no later than the clock was set. */
  readonly sinceMs: number;
  /** What wall time is ahead of monotonic time. */
  aheadMs: number;
}

export class WallClockSteps {
  readonly #clock: Pick<Clock, "now">;
  /** The newest first. */
  #settings: Setting[] = [];
  #lookedMonoMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
    this.look();
  }

  /** To be called often: of two settings between two looks, only what both came to is known. */
  look(): void {
    const { wallMs, monoMs } = this.#clock.now();
    const aheadMs = wallMs - monoMs;
    const [newest] = this.#settings;
    if (newest !== undefined && Math.abs(aheadMs - newest.aheadMs) < clockSetMs) newest.aheadMs = aheadMs;
    else this.#settings = [{ sinceMs: this.#lookedMonoMs, aheadMs }, ...this.#settings].slice(0, maxKept);
    this.#lookedMonoMs = monoMs;
  }

  /** Since the clock showed this last, as far as this run knows; what was before it, by the clock as this run began. Milliseconds. */
  agoMs(wallMs: number): number {
    this.look();
    const { monoMs } = this.#clock.now();
    let atMs = Number.NaN;
    for (const { sinceMs, aheadMs } of this.#settings) {
      atMs = wallMs - aheadMs;
      // Rounded to a millisecond, what has just happened may lie in the next one.
      if (atMs >= sinceMs && atMs <= monoMs + 1) break;
    }
    return monoMs - atMs;
  }
}
