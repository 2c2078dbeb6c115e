/** Drives the engine's timers: holds, expiries and snoozes come due without a tick. */
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import type { Decision } from "../alerts/decision.ts";
import type { Engine } from "../alerts/engine.ts";
import type { Clock, Timer } from "../lib/clock.ts";
import type { CommitQueue } from "./persistence/commit-queue.ts";

/** Timers run on monotonic time and expiries on wall time: a clock that is set forward is noticed within this. */
const maxTimerMs = 5_000;

export class EngineDriver {
  readonly #clock: Clock;
  readonly #engine: Engine;
  readonly #fresh: (key: InstrumentKey) => Tick | null;
  readonly #commitQueue: Pick<CommitQueue, "add">;
  readonly #noticeSleep: () => void;
  #timer: Timer | null = null;
  /** When the timer is due, monotonic; null: none waits. */
  #dueMonoMs: number | null = null;

  constructor(options: {
    readonly clock: Clock;
    readonly engine: Engine;
    readonly fresh: (key: InstrumentKey) => Tick | null;
    readonly commitQueue: Pick<CommitQueue, "add">;
    /**
     * Gives the feed up where the machine slept. What was due meanwhile was not watched: the loss has to be told to the engine
     * before it is asked what is due, or a hold would complete that nobody saw.
     */
    readonly noticeSleep: () => void;
  }) {
    this.#clock = options.clock;
    this.#engine = options.engine;
    this.#fresh = options.fresh;
    this.#commitQueue = options.commitQueue;
    this.#noticeSleep = options.noticeSleep;
  }

  /** Since when a timer is due that has not run, monotonic; null: none is. */
  get overdueSinceMs(): number | null {
    return this.#dueMonoMs === null || this.#dueMonoMs >= this.#clock.now().monoMs ? null : this.#dueMonoMs;
  }

  /** Looks what is due and waits for what comes next. To be called whenever a rule changed or the clock may have jumped. */
  schedule(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#dueMonoMs = null;
    const now = this.#clock.now();
    const dueMs = this.#engine.nextDue(now);
    if (dueMs === null) return;
    const delayMs = Math.min(Math.max(0, dueMs), maxTimerMs);
    this.#dueMonoMs = now.monoMs + delayMs;
    this.#timer = this.#clock.after(delayMs, () => this.#run());
  }

  /** Decisions were made: they go on their way into the database, and what is due next may be another thing now. */
  take(decisions: readonly Decision[]): void {
    this.#commitQueue.add(decisions);
    this.schedule();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#dueMonoMs = null;
  }

  #run(): void {
    this.#noticeSleep();
    const decisions = this.#engine.onTime(this.#clock.now(), this.#fresh);
    this.take(decisions);
  }
}
