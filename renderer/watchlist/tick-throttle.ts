/** Ticks of the instrument in focus may come once a frame; a number that changes more often than this is not read, only paid for. */
import type { TickBatch } from "../../preload/contract/market.ts";

/**
 * A little longer than from one batch of the list to the next (100 ms), so that the focused price rides in the list's frames
 * while there are any: a frame costs about the same whether one price changed or all of them.
 */
export const throttleMs = 120;

interface Needs {
  readonly apply: (batch: TickBatch) => void;
  /** Milliseconds, monotonic. */
  readonly nowMs: () => number;
  readonly later: (act: () => void, delayMs: number) => () => void;
}

/** Hands batches on; small ones that follow each other too closely wait, and only the newest of them is handed on. */
export class TickThrottle {
  readonly #needs: Needs;
  #handedMs = -Infinity;
  #waiting: TickBatch | null = null;
  #cancel: (() => void) | null = null;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  take(batch: TickBatch): void {
    // A batch of many has the newest of each; what waited goes before it.
    // Only one instrument is ever in focus: two batches of one key each that differ in it must not replace one another.
    if (batch.keys.length !== 1 || (this.#waiting !== null && this.#waiting.keys[0] !== batch.keys[0])) {
      this.#hand();
      this.#handedMs = this.#needs.nowMs();
      this.#needs.apply(batch);
      return;
    }
    this.#waiting = batch;
    if (this.#cancel !== null) return;
    const waitMs = this.#handedMs + throttleMs - this.#needs.nowMs();
    if (waitMs <= 0) this.#hand();
    else this.#cancel = this.#needs.later(() => this.#hand(), waitMs);
  }

  /** Forgets what waits. */
  end(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#waiting = null;
  }

  #hand(): void {
    const batch = this.#waiting;
    this.end();
    if (batch === null) return;
    this.#handedMs = this.#needs.nowMs();
    this.#needs.apply(batch);
  }
}
