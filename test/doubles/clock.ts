/** A clock that stands still until the test moves it. Wall and monotonic time can be moved apart, as sleep does. */
import type { Clock, Timer } from "../../main/lib/clock.ts";
import type { Moment } from "../../preload/contract/tick.ts";

interface Entry {
  atMonoMs: number;
  order: number;
  periodMs: number | null;
  run: () => void;
}

export class ManualClock implements Clock {
  #wallMs: number;
  #monoMs: number;
  #entries = new Set<Entry>();
  #order = 0;

  constructor(wallMs = Date.parse("2026-01-05T12:00:00.000Z"), monoMs = 1_000) {
    this.#wallMs = wallMs;
    this.#monoMs = monoMs;
  }

  now(): Moment {
    return { wallMs: this.#wallMs, monoMs: this.#monoMs };
  }

  /** Timers still pending: a stopped module must leave none. */
  get pending(): number {
    return this.#entries.size;
  }

  /** How long until the next timer runs; null: there is none. */
  get nextDelayMs(): number | null {
    const times = [...this.#entries].map(({ atMonoMs }) => atMonoMs - this.#monoMs);
    return times.length === 0 ? null : Math.min(...times);
  }

  after(delayMs: number, run: () => void): Timer {
    return this.#add(delayMs, null, run);
  }

  every(periodMs: number, run: () => void): Timer {
    return this.#add(periodMs, periodMs, run);
  }

  /** Moves both clocks on, running what falls due in order, each at its own time. */
  advance(ms: number): void {
    const endMonoMs = this.#monoMs + ms;
    for (;;) {
      const next = [...this.#entries]
        .filter((entry) => entry.atMonoMs <= endMonoMs)
        .sort((a, b) => a.atMonoMs - b.atMonoMs || a.order - b.order)[0];
      if (next === undefined) break;
      const step = Math.max(0, next.atMonoMs - this.#monoMs);
      this.#monoMs += step;
      this.#wallMs += step;
      if (next.periodMs === null) this.#entries.delete(next);
      else next.atMonoMs += next.periodMs;
      next.run();
    }
    const rest = endMonoMs - this.#monoMs;
    this.#monoMs = endMonoMs;
    this.#wallMs += rest;
  }

  /**
   * The machine sleeps: both clocks go on, no timer runs. Afterwards timers have as long to go as before, as on Linux, or
   * what fell due meanwhile is due at once, as on macOS and Windows.
   */
  sleep(ms: number, timers: "stood still" | "went on" = "stood still"): void {
    this.#monoMs += ms;
    this.#wallMs += ms;
    for (const entry of this.#entries)
      entry.atMonoMs = timers === "stood still" ? entry.atMonoMs + ms : Math.max(entry.atMonoMs, this.#monoMs);
  }

  /** Moves wall time alone: the person, or the network, set the clock. */
  stepWall(ms: number): void {
    this.#wallMs += ms;
  }

  #add(delayMs: number, periodMs: number | null, run: () => void): Timer {
    const entry: Entry = { atMonoMs: this.#monoMs + Math.max(0, delayMs), order: this.#order++, periodMs, run };
    this.#entries.add(entry);
    return { cancel: () => void this.#entries.delete(entry) };
  }
}
