/**
 * Looks at the clock once a second, and says where the machine slept: every read of a socket and every answer asks here before what it
 * brings is taken for "now".
 */
import type { Moment } from "../../../preload/contract/tick.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import { ReadMoment } from "./read-moment.ts";
import { checkPeriodMs, SleepDetector } from "./sleep-detector.ts";

export interface SleepMonitorOptions {
  readonly clock: Clock;
  /** The machine slept, or this process was stopped. Called once for each such time. */
  readonly onSlept: () => void;
  /** Once a second while nobody slept: the moment at which to look at what may be overdue. Monotonic milliseconds. */
  readonly onCheck: (monoMs: number) => void;
}

export class SleepMonitor {
  readonly #options: SleepMonitorOptions;
  readonly #sleep: SleepDetector;
  readonly #reads: ReadMoment;
  #timer: Timer | null = null;

  constructor(options: SleepMonitorOptions) {
    this.#options = options;
    this.#sleep = new SleepDetector(options.clock.now().monoMs);
    this.#reads = new ReadMoment(this.#sleep);
  }

  /** What passed before this was no sleep: nobody looked. */
  start(): void {
    const { clock } = this.#options;
    this.#sleep.restart(clock.now().monoMs);
    this.#timer = clock.every(checkPeriodMs, () => this.#check());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** Looks now, in between: true where the machine slept, which {@link SleepMonitorOptions.onSlept} has then been told. */
  noticeSleep(): boolean {
    if (this.#timer === null || !this.#sleep.hasSlept(this.#options.clock.now().monoMs)) return false;
    this.#options.onSlept();
    return true;
  }

  /**
   * When the read arrived that is being worked through, the same moment for all frames in it. Null where the machine slept before it, and
   * {@link SleepMonitorOptions.onSlept} has been told: what waited in the kernel meanwhile is not "now".
   */
  readMoment(): Moment | null {
    const moment = this.#reads.current ?? this.#reads.begin(this.#options.clock.now());
    if (moment === null) this.#options.onSlept();
    return moment;
  }

  #check(): void {
    const { monoMs } = this.#options.clock.now();
    if (this.#sleep.check(monoMs)) this.#options.onSlept();
    else this.#options.onCheck(monoMs);
  }
}
