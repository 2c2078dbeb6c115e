/** When the read from the socket arrived that is being worked through: the clock is read once for all frames in it. */
import type { Moment } from "../../../preload/contract/tick.ts";
import type { SleepDetector } from "./sleep-detector.ts";

export class ReadMoment {
  readonly #sleep: SleepDetector;
  #moment: Moment | null = null;
  readonly #end = (): void => {
    this.#moment = null;
  };

  constructor(sleep: SleepDetector) {
    this.#sleep = sleep;
  }

  /** Null between reads. */
  get current(): Moment | null {
    return this.#moment;
  }

  /** A read begins at `moment`; it has ended when the event loop has worked off what is due now. Null where the machine slept. */
  begin(moment: Moment): Moment | null {
    if (this.#sleep.hasSlept(moment.monoMs)) return null;
    this.#moment = moment;
    queueMicrotask(this.#end);
    return moment;
  }
}
