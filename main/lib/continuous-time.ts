/**
 * Monotonic time that goes on while the computer sleeps, on every system. On macOS and Windows the monotonic clock of Node does
 * so by itself; on Linux it stands still (CLOCK_MONOTONIC), and a snooze of an hour would last an hour and the night. The time
 * since the computer was started counts sleep (CLOCK_BOOTTIME, /proc/uptime) and, unlike the wall clock, cannot be set.
 */

export interface TimeSources {
  readonly wallMs: () => number;
  /** Never goes back. */
  readonly monoMs: () => number;
  /** Since the computer was started, sleep included; null where `monoMs` includes it. A system call: not for every tick. */
  readonly uptimeMs: (() => number) | null;
}

/** How often it is asked whether the computer slept, where nothing looks like it. */
const lookEveryMs = 1_000;
/** Wall time that ran on by this much more than monotonic time: a sleep, or a clock that was set. */
const suspiciousMs = 500;
/** The time since the start comes in hundredths of a second, read a moment apart from the other: less than this is no sleep. */
const minSleepMs = 1_000;

export class ContinuousTime {
  readonly #sources: TimeSources;
  #asleepMs = 0;
  #lookedMonoMs: number;
  #lookedWallMs: number;
  #lookedUptimeMs: number;

  constructor(sources: TimeSources) {
    this.#sources = sources;
    this.#lookedMonoMs = sources.monoMs();
    this.#lookedWallMs = sources.wallMs();
    this.#lookedUptimeMs = sources.uptimeMs?.() ?? 0;
  }

  /** Both clocks at this moment, milliseconds. `monoMs` has jumped on where the computer slept since it was last asked. */
  now(): { readonly wallMs: number; readonly monoMs: number } {
    const wallMs = this.#sources.wallMs();
    const monoMs = this.#sources.monoMs();
    const { uptimeMs } = this.#sources;
    if (uptimeMs !== null) {
      const passedMs = monoMs - this.#lookedMonoMs;
      if (passedMs >= lookEveryMs || Math.abs(wallMs - this.#lookedWallMs - passedMs) > suspiciousMs)
        this.#look(wallMs, monoMs, uptimeMs());
    }
    return { wallMs, monoMs: monoMs + this.#asleepMs };
  }

  #look(wallMs: number, monoMs: number, uptimeMs: number): void {
    const asleepMs = uptimeMs - this.#lookedUptimeMs - (monoMs - this.#lookedMonoMs);
    if (asleepMs >= minSleepMs) this.#asleepMs += asleepMs;
    this.#lookedWallMs = wallMs;
    this.#lookedMonoMs = monoMs;
    this.#lookedUptimeMs = uptimeMs;
  }
}
