/** What rules about a move within a window share on one price index: the prices of the last while, and the moves that are true now. */
import { SatisfiedMoves, type SatisfiedMove } from "./satisfied-moves.ts";
import type { Side } from "../conditions/extreme.ts";
import type { Quantity } from "../conditions/quantity.ts";
import type { CompiledRule } from "../compiled-rule.ts";
import { WindowExtremes, type WindowPrice } from "./window-extremes.ts";

export class WindowIndex {
  readonly #lows: WindowExtremes;
  readonly #highs: WindowExtremes;
  readonly #rises: SatisfiedMoves<CompiledRule>;
  readonly #falls: SatisfiedMoves<CompiledRule>;
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

  /** Has `rule`, whose move from the extreme of `side` is true now, woken when that may have ended. */
  add(rule: CompiledRule, side: Side, windowMs: number): SatisfiedMove<CompiledRule> {
    const percent = rule.by !== null && "percent" in rule.by;
    return this.#movesOf(side).add(rule, windowMs, rule.byNumber, percent, rule.order);
  }

  remove(move: SatisfiedMove<CompiledRule>): void {
    this.#movesOf(move.side).remove(move);
  }

  /** Whether a price with this double may end the move of any rule. */
  mayEnd(n: number, monoMs: number): boolean {
    return this.#rises.mayEnd(n, monoMs) || this.#falls.mayEnd(n, monoMs);
  }

  /** Takes out and hands over every rule whose move such a price may end. */
  takeEnded(n: number, monoMs: number, visit: (rule: CompiledRule) => void): void {
    this.#rises.takeEnded(n, monoMs, visit);
    this.#falls.takeEnded(n, monoMs, visit);
  }

  #movesOf(side: Side): SatisfiedMoves<CompiledRule> {
    return side === "low" ? this.#rises : this.#falls;
  }
}
