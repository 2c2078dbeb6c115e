/**
 * The least (or greatest) prices of the last while, such that the extreme of ANY window that ends now is found by looking
 * one up: each price is put in once and taken out once, and nothing is ever scanned again.
 */
import type { Tick } from "../../../preload/contract/tick.ts";
import { isBeyond, type Extreme, type Side } from "../conditions/extreme.ts";
import type { Quantity } from "../conditions/quantity.ts";

/**
 * A price that is the extreme of every window that begins at it or after the one before it in the list. A class, because V8
 * may put what an object literal makes into its old generation for good: see `ReceivedTick` in main/market/feed/tick-filter.ts.
 */
export class WindowPrice implements Extreme {
  readonly n: number;
  readonly tick: Tick | null;
  text: string | null = null;
  /** Monotonic time of arrival. */
  readonly monoMs: number;
  /** Counts the ticks of the price index. */
  readonly seq: number;

  constructor(n: number, tick: Tick, monoMs: number, seq: number) {
    this.n = n;
    this.tick = tick;
    this.monoMs = monoMs;
    this.seq = seq;
  }
}

export class WindowExtremes {
  readonly #side: Side;
  readonly #quantity: Quantity;
  #marks: WindowPrice[] = [];
  /** The doubles of the marks, side by side: a mark itself may be minutes old, and gone from the processor's caches. */
  #numbers: number[] = [];
  /** When the first mark that is in some window arrived. */
  #headMonoMs = Number.POSITIVE_INFINITY;
  /** Marks before this are no longer in any window; dropped in bulk. */
  #head = 0;

  constructor(side: Side, quantity: Quantity) {
    this.#side = side;
    this.#quantity = quantity;
  }

  /** Adds the newest price; forgets what is older than `maxWindowMs`. */
  push(mark: WindowPrice, maxWindowMs: number): void {
    let last = this.#marks.length - 1;
    while (last >= this.#head && !this.#isKept(last, mark)) {
      this.#marks.pop();
      this.#numbers.pop();
      last--;
    }
    if (last < this.#head) this.#headMonoMs = mark.monoMs;
    this.#marks.push(mark);
    this.#numbers.push(mark.n);
    while (this.#headMonoMs <= mark.monoMs - maxWindowMs)
      this.#headMonoMs = (this.#marks[++this.#head] as WindowPrice).monoMs;
    if (this.#head > 64 && this.#head > this.#marks.length / 2) {
      this.#marks = this.#marks.slice(this.#head);
      this.#numbers = this.#numbers.slice(this.#head);
      this.#head = 0;
    }
  }

  /**
   * One of the marks that came after `afterMonoMs` and are far enough out for `isEnough`: the one half way between the first
   * and the last of them. Null where there is none. `isEnough` must hold for all marks further out than one for which it holds.
   */
  middle(afterMonoMs: number, isEnough: (n: number) => boolean): WindowPrice | null {
    const first = this.#placeOf(0, afterMonoMs);
    let low = first;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isEnough(this.#numbers[middle] as number)) low = middle + 1;
      else high = middle;
    }
    return low === first ? null : (this.#marks[(first + low - 1) >>> 1] as WindowPrice);
  }

  /** The extreme of the ticks that came after `afterMonoMs` and not before tick number `sinceSeq`; null where there is none. */
  of(sinceSeq: number, afterMonoMs: number): WindowPrice | null {
    return this.#marks[this.#placeOf(sinceSeq, afterMonoMs)] ?? null;
  }

  /** Whether the mark at `place` stays an extreme of some window beside `newer`. Their doubles nearly always tell, at once. */
  #isKept(place: number, newer: WindowPrice): boolean {
    const older = this.#numbers[place] as number;
    if (older < newer.n) return this.#side === "low";
    if (older > newer.n) return this.#side === "high";
    return isBeyond(this.#side, this.#quantity, this.#marks[place] as WindowPrice, newer);
  }

  #placeOf(sinceSeq: number, afterMonoMs: number): number {
    let low = this.#head;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const mark = this.#marks[middle] as WindowPrice;
      if (mark.seq < sinceSeq || mark.monoMs <= afterMonoMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
