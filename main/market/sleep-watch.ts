/**
 * Tells that the machine slept, or that this process was stopped: somebody looks at the clocks once every {@link pulseMs}, and
 * either clock has moved on far more than that. Not every system tells of sleep, and none tells of a stopped process.
 */
import type { Moment } from "../../preload/contract/tick.ts";

/** How often the clocks are to be looked at. */
export const pulseMs = 1_000;
/** Less than this is a busy machine or a throttled timer, not sleep. */
const sleptMs = 15_000;

export class SleepWatch {
  #lookedAt: Moment;

  constructor(now: Moment) {
    this.#lookedAt = now;
  }

  /** Begins anew: nobody has looked for a while, and that was no sleep. */
  restart(now: Moment): void {
    this.#lookedAt = now;
  }

  /** The look of every {@link pulseMs}. True where the machine slept since the last one. */
  pulse(now: Moment): boolean {
    const slept = this.#hasSlept(now);
    this.#lookedAt = now;
    return slept;
  }

  /** A look in between, which costs two subtractions: true where the machine slept, which no later look tells again. */
  glance(now: Moment): boolean {
    if (!this.#hasSlept(now)) return false;
    this.#lookedAt = now;
    return true;
  }

  /** By how much wall time has moved on more than monotonic time since the last look: on some systems the latter stands still in sleep. */
  hiddenMs(now: Moment): number {
    return Math.max(0, now.wallMs - this.#lookedAt.wallMs - (now.monoMs - this.#lookedAt.monoMs));
  }

  #hasSlept(now: Moment): boolean {
    return (
      now.monoMs - this.#lookedAt.monoMs > pulseMs + sleptMs || now.wallMs - this.#lookedAt.wallMs > pulseMs + sleptMs
    );
  }
}
