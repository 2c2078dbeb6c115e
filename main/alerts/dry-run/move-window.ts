/**
 * The window of an armed rule about a move as one way through the candles fills it, from where the rule was armed: in which candles it may
 * fire, and which of those before them it is measured from then. A few candles hold the extremes, and the engine need not see the others.
 */
import type { CompiledRule } from "../compiled-rule.ts";
import type { Bars } from "./bars.ts";
import { endOf } from "./bar-paths.ts";
import { isFarEnough } from "./window-matters.ts";

/** The least and the greatest price that a way through the candles takes from each of them. */
export interface WayRange {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export class MoveWindow {
  readonly #sides: readonly SideExtremes[];
  /** The engine has seen this candle, and of those before it what matters. */
  #seenTo = -1;

  constructor(rule: CompiledRule, bars: Bars, range: WayRange) {
    this.#sides = rule.measuredFrom.map((side) => new SideExtremes(rule, bars, side === "low", range));
  }

  /** The rule was armed in this candle, which the engine has seen: nothing before it counts. */
  startAt(at: number): void {
    for (const side of this.#sides) side.clear();
    this.see(at);
  }

  /** False only where the rule cannot fire in the candle, the next one after those that were included, in whatever order it is gone through. */
  mayFireIn(at: number): boolean {
    let may = false;
    for (const side of this.#sides) may = side.isFarEnough(at) || may;
    return may;
  }

  /** The candle is in the window from here on. */
  include(at: number): void {
    for (const side of this.#sides) side.include(at);
  }

  /** The candle is in the window from here on, and the engine has seen it. */
  see(at: number): void {
    this.include(at);
    this.#seenTo = at;
  }

  /** The candles that hold the extremes of a window which ends from here on, and that the engine has not seen, oldest first. */
  get unseen(): readonly number[] {
    const unseen = new Set<number>();
    for (const side of this.#sides) side.addAfter(this.#seenTo, unseen);
    return [...unseen].sort((a, b) => a - b);
  }
}

/** The candles from whose low (or high) a later one may be measured: those with none lower (or higher) after them. */
class SideExtremes {
  readonly #rule: CompiledRule;
  readonly #bars: Bars;
  readonly #isLow: boolean;
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  /** Candles from `#head` to before `#tail`, oldest first. */
  readonly #queue: Int32Array;
  #head = 0;
  #tail = 0;

  constructor(rule: CompiledRule, bars: Bars, isLow: boolean, { low, high }: WayRange) {
    this.#rule = rule;
    this.#bars = bars;
    this.#isLow = isLow;
    this.#from = isLow ? low : high;
    this.#to = isLow ? high : low;
    this.#queue = new Int32Array(bars.openMs.length);
  }

  clear(): void {
    this.#head = this.#tail;
  }

  /** Forgets what no window reaches that ends in the candle or later. The candle itself, and the one at the window's beginning, are taken whole. */
  isFarEnough(at: number): boolean {
    const afterMs = (this.#bars.openMs[at] as number) - this.#rule.windowMs;
    while (this.#head < this.#tail && endOf(this.#bars, this.#queue[this.#head] as number) <= afterMs) this.#head++;
    const own = this.#from[at] as number;
    const oldest = this.#head < this.#tail ? (this.#from[this.#queue[this.#head] as number] as number) : own;
    const isLow = this.#isLow;
    const from = isLow ? Math.min(own, oldest) : Math.max(own, oldest);
    const to = this.#to[at] as number;
    return isFarEnough(this.#rule, isLow, from, to);
  }

  include(at: number): void {
    const n = this.#from[at] as number;
    // One that is as low by its double may be lower by its digits: it stays.
    while (this.#tail > this.#head && this.#isBeyond(n, this.#from[this.#queue[this.#tail - 1] as number] as number))
      this.#tail--;
    this.#queue[this.#tail++] = at;
  }

  addAfter(seenTo: number, unseen: Set<number>): void {
    for (let place = this.#head; place < this.#tail; place++) {
      const at = this.#queue[place] as number;
      if (at > seenTo) unseen.add(at);
    }
  }

  #isBeyond(n: number, other: number): boolean {
    return this.#isLow ? n < other : n > other;
  }
}
