/** When to dial again: the backoff, what the venue asked for (`Retry-After`), and a longer pause after a refused key. */
import { Backoff } from "./backoff.ts";
import type { DisconnectReason } from "./disconnect-reason.ts";

const refusedRetryMs = 120_000;
/** After a sleep the network is often not there yet. */
const wakeDebounceMs = 1_500;

export class ReconnectSchedule {
  readonly #backoff: Backoff;
  /** No dial before this, because the venue said so. */
  #notBeforeMonoMs = Number.NEGATIVE_INFINITY;

  constructor(random: () => number) {
    this.#backoff = new Backoff(random);
  }

  /** Failures since the connection was last stable. */
  get attempt(): number {
    return this.#backoff.attempt;
  }

  /** Counts a failure. Milliseconds from `monoMs` until the next dial. */
  afterFailure(reason: DisconnectReason, isKeyRefused: boolean, monoMs: number): number {
    if (reason.retryAfterMs !== undefined) this.#notBeforeMonoMs = monoMs + reason.retryAfterMs;
    const delayMs = this.#backoff.next();
    return this.#notBefore(isKeyRefused ? Math.max(refusedRetryMs, delayMs) : delayMs, monoMs);
  }

  /** The machine woke up: the backoff starts over. Milliseconds from `monoMs` until the next dial. */
  afterWake(isKeyRefused: boolean, monoMs: number): number {
    this.#backoff.reset();
    return this.#notBefore(isKeyRefused ? refusedRetryMs : wakeDebounceMs, monoMs);
  }

  /** The connection has proven stable, or ended: the next failure is the first again. */
  reset(): void {
    this.#backoff.reset();
  }

  /** Another address or key: what was asked for by the old one does not matter any more. */
  forget(): void {
    this.#notBeforeMonoMs = Number.NEGATIVE_INFINITY;
    this.#backoff.reset();
  }

  #notBefore(delayMs: number, monoMs: number): number {
    return Math.max(delayMs, this.#notBeforeMonoMs - monoMs);
  }
}
