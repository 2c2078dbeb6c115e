/** Time as an argument: wall time to show and to expire by, monotonic time for durations. Tests own their clock. */
import type { Moment } from "../preload/contract/tick.ts";

export interface Timer {
  cancel(): void;
}

export interface Clock {
  now(): Moment;
  /** Calls `run` once after `delayMs` of monotonic time. */
  after(delayMs: number, run: () => void): Timer;
  /** Calls `run` every `periodMs` until cancelled. */
  every(periodMs: number, run: () => void): Timer;
}

/** The real clock. Its timers keep the process alive until they are cancelled. */
export const systemClock: Clock = {
  now: () => ({ wallMs: Date.now(), monoMs: performance.now() }),
  after(delayMs, run) {
    const handle = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
  every(periodMs, run) {
    const handle = setInterval(run, periodMs);
    return { cancel: () => clearInterval(handle) };
  },
};
