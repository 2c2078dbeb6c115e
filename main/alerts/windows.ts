/** What rules about a move within a window share on one track: the prices of the last while, and the moves that are true now. */
import { LastingMoves, type LastingMove } from "./lasting-moves.ts";
import type { Side } from "./extreme.ts";
import type { Quantity } from "./quantity.ts";
import type { RuleState } from "./rule-state.ts";
import { RunningExtremes, type Mark } from "./running-extremes.ts";

export class Windows {
  readonly #lows: RunningExtremes;
  readonly #highs: RunningExtremes;
  readonly #rises: LastingMoves<RuleState>;
  readonly #falls: LastingMoves<RuleState>;
  #longestMs = 0;
  #users = 0;

  constructor(quantity: Quantity) {
    this.#lows = new RunningExtremes("low", quantity);
    this.#highs = new RunningExtremes("high", quantity);
    this.#rises = new LastingMoves("low", this.#lows);
    this.#falls = new LastingMoves("high", this.#highs);
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
  remember(mark: Mark): void {
    this.#lows.push(mark, this.#longestMs);
    this.#highs.push(mark, this.#longestMs);
  }

  /** The extreme of the ticks that came after `afterMonoMs` and not before tick number `sinceSeq`. */
  extreme(side: Side, sinceSeq: number, afterMonoMs: number): Mark | null {
    return (side === "low" ? this.#lows : this.#highs).of(sinceSeq, afterMonoMs);
  }

  /** Has `rule`, whose move from the extreme of `side` is true now, woken when that may have ended. */
  add(rule: RuleState, side: Side, windowMs: number): LastingMove<RuleState> {
    const percent = rule.by !== null && "percent" in rule.by;
    return this.#movesOf(side).add(rule, windowMs, rule.byNumber, percent, rule.order);
  }

  remove(move: LastingMove<RuleState>): void {
    this.#movesOf(move.side).remove(move);
  }

  /** Whether a price with this double may end the move of any rule. */
  mayEnd(n: number, monoMs: number): boolean {
    return this.#rises.mayEnd(n, monoMs) || this.#falls.mayEnd(n, monoMs);
  }

  /** Takes out and hands over every rule whose move such a price may end. */
  takeEnded(n: number, monoMs: number, visit: (rule: RuleState) => void): void {
    this.#rises.takeEnded(n, monoMs, visit);
    this.#falls.takeEnded(n, monoMs, visit);
  }

  #movesOf(side: Side): LastingMoves<RuleState> {
    return side === "low" ? this.#rises : this.#falls;
  }
}
