/**
 * The one detector of sleep, and of a process that was stopped: somebody looks at the monotonic clock once every {@link checkPeriodMs},
 * and it has moved on far more than that. Not every system tells of sleep, and none tells of a stopped process. The wall clock
 * says nothing of it: a person who sets it has not slept.
 */

/** How often the clock is to be looked at. */
export const checkPeriodMs = 1_000;
/** Less than this is a busy machine or a throttled timer, not sleep. */
const sleptMs = 15_000;

export class SleepDetector {
  #checkedMonoMs: number;

  constructor(monoMs: number) {
    this.#checkedMonoMs = monoMs;
  }

  /** Begins anew: nobody has looked for a while, and that was no sleep. */
  restart(monoMs: number): void {
    this.#checkedMonoMs = monoMs;
  }

  /** The look of every {@link checkPeriodMs}. True where the machine slept since the last one. */
  check(monoMs: number): boolean {
    const slept = this.#isSleep(monoMs);
    this.#checkedMonoMs = monoMs;
    return slept;
  }

  /** A look in between, which costs a subtraction: true where the machine slept, which no later look tells again. */
  hasSlept(monoMs: number): boolean {
    return this.#isSleep(monoMs) && this.check(monoMs);
  }

  #isSleep(monoMs: number): boolean {
    return monoMs - this.#checkedMonoMs > checkPeriodMs + sleptMs;
  }
}
