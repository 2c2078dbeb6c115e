/**
 * What a venue's rate still allows: at most so many in any span of its length. A token bucket that holds a full span's worth lets
 * nearly twice as many through in its first span, and the venue ends the connection for that.
 */
import type { Rate } from "../venues/session.ts";

export class SlidingWindow {
  readonly #rate: Rate;
  /** The last ones, oldest first; at most as many as the rate allows. */
  #notedMonoMs: number[] = [];

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Milliseconds until one more is allowed; 0 where it is now. */
  waitMs(monoMs: number): number {
    const { max, perMs } = this.#rate;
    if (this.#notedMonoMs.length < max) return 0;
    return Math.max(0, (this.#notedMonoMs[0] ?? 0) + perMs - monoMs);
  }

  /** One goes out now. */
  note(monoMs: number): void {
    const { max } = this.#rate;
    if (!Number.isFinite(max)) return;
    this.#notedMonoMs.push(monoMs);
    if (this.#notedMonoMs.length > max) this.#notedMonoMs.shift();
  }
}
