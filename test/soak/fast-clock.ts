/** The real clock, so many times as fast: pauses of minutes are over in seconds, while sockets take the time that they take. */
import type { Clock, Timer } from "../../main/lib/clock.ts";
import type { Moment } from "../../preload/contract/tick.ts";

export class FastClock implements Clock {
  readonly #speed: number;
  readonly #startedWallMs = Date.now();
  readonly #startedMonoMs = performance.now();

  constructor(speed: number) {
    this.#speed = speed;
  }

  now(): Moment {
    const passedMs = (performance.now() - this.#startedMonoMs) * this.#speed;
    return { wallMs: this.#startedWallMs + passedMs, monoMs: passedMs };
  }

  after(delayMs: number, run: () => void): Timer {
    const timer = setTimeout(run, delayMs / this.#speed);
    return { cancel: () => clearTimeout(timer) };
  }

  /** The same time, but what is set off by it takes as long as on a real clock. */
  withRealTimers(): Clock {
    const real = new FastClock(1);
    return { now: () => this.now(), after: (ms, run) => real.after(ms, run), every: (ms, run) => real.every(ms, run) };
  }

  every(periodMs: number, run: () => void): Timer {
    const timer = setInterval(run, periodMs / this.#speed);
    return { cancel: () => clearInterval(timer) };
  }
}
