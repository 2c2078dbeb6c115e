/** Time as an argument: wall time to show and to expire by, monotonic time for durations. Tests own their clock. */
import { uptime } from "node:os";
import type { Moment } from "../../preload/contract/tick.ts";
import { ContinuousTime } from "./continuous-time.ts";

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Monotonic time goes on while the computer sleeps, and no setting of the wall clock moves it. */
  now(): Moment;
  /** Calls `run` once after `delayMs`; time asleep may or may not count. */
  after(delayMs: number, run: () => void): Timer;
  /** Calls `run` every `periodMs` until cancelled. */
  every(periodMs: number, run: () => void): Timer;
}

const time = new ContinuousTime({
  wallMs: () => Date.now(),
  monoMs: () => performance.now(),
  uptimeMs: process.platform === "linux" ? () => uptime() * 1_000 : null,
});

/** The real clock. Its timers keep the process alive until they are cancelled. */
export const systemClock: Clock = {
  now: () => time.now(),
  after(delayMs, run) {
    const handle = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
  every(periodMs, run) {
    const handle = setInterval(run, periodMs);
    return { cancel: () => clearInterval(handle) };
  },
};

/** The clocks of a computer drift apart by less; more, and the wall clock was set. */
const clockSetMs = 1_000;

/**
 * When `then`, a moment of this run, was by the wall clock as it is set at `now`. Where it was set in between, the time it showed
 * then may lie in the future, or long ago.
 */
export function wallMsOf(then: Moment, now: Moment): number {
  const setByMs = now.wallMs - now.monoMs - (then.wallMs - then.monoMs);
  return Math.abs(setByMs) < clockSetMs ? then.wallMs : then.wallMs + setByMs;
}
