/** What the tick filter keeps of one instrument: trade ids, prints that wait, and whether the stream tells of now. */
import { DroppedRun } from "./dropped-run.ts";
import { AbsurdPrints, type HeldPrint } from "./outlier-filter.ts";
import { TradeIds } from "./trade-ids.ts";

export class FilterState {
  readonly ids = new TradeIds();
  /** What was dropped for its trade id since the last tick that counted. */
  readonly dropped = new DroppedRun();
  readonly prints = new AbsurdPrints();
  #droppedPrint: HeldPrint | null = null;
  #hasLivePrice = false;

  /** The absurd print that was dropped last; null where none was. */
  get droppedPrint(): HeldPrint | null {
    return this.#droppedPrint;
  }

  /** A price of now has come from the stream since it was asked for: what follows is of now too. */
  get hasLivePrice(): boolean {
    return this.#hasLivePrice;
  }

  noteLivePrice(): void {
    this.#hasLivePrice = true;
  }

  noteDroppedPrint(print: HeldPrint): void {
    this.#droppedPrint = print;
  }

  /** It is asked for over a socket: what the stream tells first may be from before. */
  beginSubscription(): void {
    this.#hasLivePrice = false;
  }

  /** A new socket is open: what was wrong with the ids of the old one need not be wrong with those of this. */
  newSocket(): void {
    this.ids.newSocket();
    this.dropped.clear();
  }
}
