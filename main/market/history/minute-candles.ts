/** The last hour of one instrument as minutes, by time of arrival on the wall clock. Kept live; the store may write it down. */
import type { Traded } from "../feed/known-prices.ts";
import { isAbove } from "../decimal.ts";

/** One minute as far as it was seen live. Prices are decimal strings. */
export interface Minute {
  readonly openMs: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
}

const minuteMs = 60_000;
const keptMinutes = 60;

export class Minutes {
  #done: Minute[] = [];
  #openMs = 0;
  #endMs = 0;
  #open: Traded | null = null;
  #high: Traded | null = null;
  #low: Traded | null = null;
  /** Those of `#high` and `#low`, which are rarely of the last ticks: reading them there costs more than all else of it. */
  #highNumber = Number.NaN;
  #lowNumber = Number.NaN;
  #close: Traded | null = null;

  /** Takes an accepted tick in. Two comparisons within a minute: this is on the path of every tick. */
  add(tick: Traded): void {
    const high = this.#high;
    const low = this.#low;
    // A wall clock set back also ends the minute: arrival order is the truth.
    if (high === null || low === null || tick.receivedWallMs >= this.#endMs || tick.receivedWallMs < this.#openMs) {
      this.#begin(tick);
      return;
    }
    const n = tick.lastNumber;
    // Two doubles that differ decide, and nearly always say that it is neither.
    if (!(n < this.#highNumber && n > this.#lowNumber)) {
      if (isAbove(tick.last, n, high.last, this.#highNumber)) {
        this.#high = tick;
        this.#highNumber = n;
      } else if (isAbove(low.last, this.#lowNumber, tick.last, n)) {
        this.#low = tick;
        this.#lowNumber = n;
      }
    }
    this.#close = tick;
  }

  /** Oldest first, the running minute last; at most 60. Minutes without a tick are absent. */
  list(): readonly Minute[] {
    const current = this.current();
    return current === null ? this.#done : [...this.#done, current];
  }

  /** The minute of the last tick. */
  current(): Minute | null {
    if (this.#open === null || this.#high === null || this.#low === null || this.#close === null) return null;
    return {
      openMs: this.#openMs,
      open: this.#open.last,
      high: this.#high.last,
      low: this.#low.last,
      close: this.#close.last,
    };
  }

  #begin(tick: Traded): void {
    const current = this.current();
    if (current !== null) {
      this.#done.push(current);
      if (this.#done.length >= keptMinutes) this.#done.shift();
    }
    this.#openMs = Math.floor(tick.receivedWallMs / minuteMs) * minuteMs;
    this.#endMs = this.#openMs + minuteMs;
    this.#open = this.#high = this.#low = this.#close = tick;
    this.#highNumber = this.#lowNumber = tick.lastNumber;
  }
}
