/** The delays between dials, as SecurityPro documents it: 1 s doubling to 30 s, and 0 to 250 ms on top. */

const firstDelayMs = 1_000;
const maxDelayMs = 30_000;
const jitterMs = 250;

export class Backoff {
  readonly #random: () => number;
  #attempt = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Failures since the connection was last stable. */
  get attempt(): number {
    return this.#attempt;
  }

  /** Counts a failure and gives the delay before the next dial. Jitter comes after the cap, or it would vanish there. */
  next(): number {
    const delayMs = Math.min(maxDelayMs, firstDelayMs * 2 ** this.#attempt);
    this.#attempt++;
    return delayMs + this.#random() * jitterMs;
  }

  /** The connection has proven stable. Never on `open`: a server that accepts and closes would be dialled for ever at 1 s. */
  reset(): void {
    this.#attempt = 0;
  }
}
