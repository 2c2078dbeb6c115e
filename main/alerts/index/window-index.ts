/** What rules about a move within a window share on one price index: the prices of the last while, and the moves that are true now. */
import { SatisfiedMoves, type SatisfiedMove } from "./satisfied-moves.ts";
import type { Side } from "../conditions/extreme.ts";
import type { Quantity } from "../conditions/quantity.ts";
import type { RulePlacement } from "./rule-placement.ts";
import { WindowExtremes, type WindowPrice } from "./window-extremes.ts";

/**
 * So many prices wait to be put in their place together. With hundreds of instruments each tick finds the lists of its own gone
 * from the processor's caches, and most prices are never asked for: one after the other would wait for memory for each of them.
 * More would keep more ticks alive, which the garbage collector has to move.
 */
const maxWaiting = 8;

export class WindowIndex {
  /** The first so many of `#waiting`; what stands behind them is in its place already. */
  #waitingCount = 0;
  readonly #waiting: WindowPrice[] = [];
  readonly #lows: WindowExtremes;
  readonly #highs: WindowExtremes;
  readonly #rises: SatisfiedMoves<RulePlacement>;
  readonly #falls: SatisfiedMoves<RulePlacement>;
  #maxWindowMs = 0;
  #users = 0;

  constructor(quantity: Quantity) {
    this.#lows = new WindowExtremes("low", quantity);
    this.#highs = new WindowExtremes("high", quantity);
    this.#rises = new SatisfiedMoves("low", this.#lows);
    this.#falls = new SatisfiedMoves("high", this.#highs);
  }

  addUser(windowMs: number): void {
    this.#users++;
    this.#maxWindowMs = Math.max(this.#maxWindowMs, windowMs);
  }

  /** False when that was the last one. */
  removeUser(): boolean {
    return --this.#users > 0;
  }

  /** Takes in the newest price. */
  remember(mark: WindowPrice): void {
    this.#waiting[this.#waitingCount++] = mark;
    if (this.#waitingCount === maxWaiting) this.#putInPlace();
  }

  /** The extreme of the ticks that came after `afterMonoMs` and not before tick number `sinceSeq`. */
  extreme(side: Side, sinceSeq: number, afterMonoMs: number): WindowPrice | null {
    this.#putInPlace();
    return (side === "low" ? this.#lows : this.#highs).of(sinceSeq, afterMonoMs);
  }

  /** Has the rule of `placement`, whose move from the extreme of `side` is true now, woken when that may have ended. */
  add(placement: RulePlacement, side: Side): SatisfiedMove<RulePlacement> {
    const { order, compiled } = placement.rule;
    return this.#movesOf(side).add(placement, compiled.windowMs, compiled.byNumber, compiled.byIsPercent, order);
  }

  remove(move: SatisfiedMove<RulePlacement>): void {
    this.#movesOf(move.side).remove(move);
  }

  /** Whether a price with this double may end the move of any rule. */
  mayEnd(n: number, monoMs: number): boolean {
    if (this.#rises.isEmpty && this.#falls.isEmpty) return false;
    this.#putInPlace();
    return this.#rises.mayEnd(n, monoMs) || this.#falls.mayEnd(n, monoMs);
  }

  /** Takes out and hands over every rule whose move such a price may end. */
  takeEnded(n: number, monoMs: number, visit: (placement: RulePlacement) => void): void {
    this.#putInPlace();
    this.#rises.takeEnded(n, monoMs, visit);
    this.#falls.takeEnded(n, monoMs, visit);
  }

  #putInPlace(): void {
    for (let at = 0; at < this.#waitingCount; at++) {
      const mark = this.#waiting[at] as WindowPrice;
      this.#lows.push(mark, this.#maxWindowMs);
      this.#highs.push(mark, this.#maxWindowMs);
    }
    this.#waitingCount = 0;
  }

  #movesOf(side: Side): SatisfiedMoves<RulePlacement> {
    return side === "low" ? this.#rises : this.#falls;
  }
}
