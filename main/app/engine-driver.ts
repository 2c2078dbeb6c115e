/** Drives the engine's timers: holds, expiries and snoozes come due without a tick. */
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Moment, Tick } from "../../preload/contract/tick.ts";
import type { Decision } from "../alerts/decision.ts";
import type { Engine } from "../alerts/engine.ts";
import type { Clock, Timer } from "../clock.ts";

/** Timers run on monotonic time and expiries on wall time: a clock that is set forward is noticed within this. */
const lookAgainMs = 5_000;

/**
 * A timer this late, or clocks this far apart, mean that the machine slept. What was due meanwhile was not watched: the loss
 * has to be told to the engine before it is asked what is due, or a hold would complete that nobody saw.
 */
const sleptMs = 15_000;

export class EngineDriver {
  readonly #clock: Clock;
  readonly #engine: Engine;
  readonly #fresh: (key: InstrumentKey) => Tick | null;
  readonly #decided: (decisions: readonly Decision[]) => void;
  readonly #slept: () => void;
  #timer: Timer | null = null;

  constructor(options: {
    readonly clock: Clock;
    readonly engine: Engine;
    readonly fresh: (key: InstrumentKey) => Tick | null;
    readonly decided: (decisions: readonly Decision[]) => void;
    /** The machine slept: what looks alive is to be given up, at once. */
    readonly slept: () => void;
  }) {
    this.#clock = options.clock;
    this.#engine = options.engine;
    this.#fresh = options.fresh;
    this.#decided = options.decided;
    this.#slept = options.slept;
  }

  /** Looks what is due and waits for what comes next. To be called whenever a rule changed or the clock may have jumped. */
  schedule(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const asked = this.#clock.now();
    const dueMs = this.#engine.nextDue(asked);
    if (dueMs === null) return;
    const delayMs = Math.min(Math.max(0, dueMs), lookAgainMs);
    this.#timer = this.#clock.after(delayMs, () => this.#run(asked, delayMs));
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #run(asked: Moment, delayMs: number): void {
    const now = this.#clock.now();
    const monoMs = now.monoMs - asked.monoMs;
    if (monoMs - delayMs > sleptMs || Math.abs(now.wallMs - asked.wallMs - monoMs) > sleptMs) this.#slept();
    const decisions = this.#engine.onTime(now, this.#fresh);
    if (decisions.length > 0) this.#decided(decisions);
    this.schedule();
  }
}
