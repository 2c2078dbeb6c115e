/** When the read from the socket arrived that is being worked through: the clock is read once for all frames in it. */
import type { Moment } from "../../../preload/contract/tick.ts";

export class ReadMoment {
  #moment: Moment | null = null;
  readonly #end = (): void => {
    this.#moment = null;
  };

  /** Null between reads. */
  get current(): Moment | null {
    return this.#moment;
  }

  /** A read begins at `moment`; it has ended when the event loop has worked off what is due now. */
  begin(moment: Moment): void {
    this.#moment = moment;
    queueMicrotask(this.#end);
  }
}
