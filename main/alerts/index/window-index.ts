/** What rules about a move within a window share on one price index: the prices of the last while, and the moves that are true now. */
import { SatisfiedMoves, type SatisfiedMove } from "./satisfied-moves.ts";
import type { Side } from "../conditions/extreme.ts";
import type { Quantity } from "../conditions/quantity.ts";
import type { RulePlacement } from "./rule-placement.ts";
import { WindowExtremes, type WindowPrice } from "./window-extremes.ts";

export class WindowIndex {
  readonly #lows: WindowExtremes;
  readonly #highs: WindowExtremes;
  readonly #rises: SatisfiedMoves<RulePlacement>;
  readonly #falls: SatisfiedMoves<RulePlacement>;
  #longestMs = 0;
  #users = 0;

  constructor(quantity: Quantity) {
    this.#lows = new WindowExtremes("low", quantity);
    this.#highs = new WindowExtremes("high", quantity);
    this.#rises = new SatisfiedMoves("low", this.#lows);
    this.#falls = new SatisfiedMoves("high", this.#highs);
  }

  addUser(windowMs: number): void {
    this.#users++;
    this.#longestMs = Math.max(this.#longestMs, windowMs);
  }

  /** False when that was the last one. */
  removeUser(): boolean {
    return --this.#users > 0;
  }

  /** Takes in the newest price. */
  remember(mark: WindowPrice): void {
    this.#lows.push(mark, this.#longestMs);
    this.#highs.push(mark, this.#longestMs);
  }

  /** The extreme of the ticks that came after `afterMonoMs` and not before tick number `sinceSeq`. */
  extreme(side: Side, sinceSeq: number, afterMonoMs: number): WindowPrice | null {
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
    return this.#rises.mayEnd(n, monoMs) || this.#falls.mayEnd(n, monoMs);
  }

  /** Takes out and hands over every rule whose move such a price may end. */
  takeEnded(n: number, monoMs: number, visit: (placement: RulePlacement) => void): void {
    this.#rises.takeEnded(n, monoMs, visit);
    this.#falls.takeEnded(n, monoMs, visit);
  }

  #movesOf(side: Side): SatisfiedMoves<RulePlacement> {
    return side === "low" ? this.#rises : this.#falls;
  }
}
