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
const checkEveryMs = 1_000;
/** Wall time that ran on by this much more than monotonic time: a sleep, or a clock that was set. */
const suspiciousMs = 500;
/** The time since the start comes in hundredths of a second, read a moment apart from the other: less than this is no sleep. */
const minSleepMs = 1_000;

export class ContinuousTime {
  readonly #sources: TimeSources;
  #asleepMs = 0;
  #checkedMonoMs: number;
  #checkedWallMs: number;
  #checkedUptimeMs: number;

  constructor(sources: TimeSources) {
    this.#sources = sources;
    this.#checkedMonoMs = sources.monoMs();
    this.#checkedWallMs = sources.wallMs();
    this.#checkedUptimeMs = sources.uptimeMs?.() ?? 0;
  }

  /** Both clocks at this moment, milliseconds. `monoMs` has jumped on where the computer slept since it was last asked. */
  now(): { readonly wallMs: number; readonly monoMs: number } {
    const wallMs = this.#sources.wallMs();
    const monoMs = this.#sources.monoMs();
    const { uptimeMs } = this.#sources;
    if (uptimeMs !== null) {
      const passedMs = monoMs - this.#checkedMonoMs;
      if (passedMs >= checkEveryMs || Math.abs(wallMs - this.#checkedWallMs - passedMs) > suspiciousMs)
        this.#check(wallMs, monoMs, uptimeMs());
    }
    return { wallMs, monoMs: monoMs + this.#asleepMs };
  }

  #check(wallMs: number, monoMs: number, uptimeMs: number): void {
    const asleepMs = uptimeMs - this.#checkedUptimeMs - (monoMs - this.#checkedMonoMs);
    if (asleepMs >= minSleepMs) this.#asleepMs += asleepMs;
    this.#checkedWallMs = wallMs;
    this.#checkedMonoMs = monoMs;
    this.#checkedUptimeMs = uptimeMs;
  }
}
