/**
 * The last tick of one instrument that rules have been judged by, put together from the last ones of each kind: a trade has no
 * bid, a quote no last price, and a rule on either has to find its price of before at the next start.
 */
import type { Tick } from "../../preload/contract/tick.ts";

export class EvaluatedTick {
  #newest: Tick;
  #last: Tick | null = null;
  #bid: Tick | null = null;
  #ask: Tick | null = null;

  constructor(tick: Tick) {
    this.#newest = tick;
    this.take(tick);
  }

  /** Called for every tick. */
  take(tick: Tick): void {
    this.#newest = tick;
    if (tick.last !== null) this.#last = tick;
    if (tick.bid !== null) this.#bid = tick;
    if (tick.ask !== null) this.#ask = tick;
  }

  /** The latest of everything, as of the newest tick's arrival; trade id and the venue's time are those of the last price. */
  whole(): Tick {
    const newest = this.#newest;
    if (this.#last === newest && this.#bid === newest && this.#ask === newest) return newest;
    return {
      ...(this.#last ?? newest),
      bid: this.#bid?.bid ?? null,
      ask: this.#ask?.ask ?? null,
      receivedWallMs: newest.receivedWallMs,
      receivedMonoMs: newest.receivedMonoMs,
    };
  }
}
