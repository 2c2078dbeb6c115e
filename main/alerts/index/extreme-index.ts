/** The rules of one price index that wait for a price to come away from its least or its greatest one: both sides of them. */
import type { Tick } from "../../../preload/contract/tick.ts";
import type { Extreme, Side } from "../conditions/extreme.ts";
import type { Quantity } from "../conditions/quantity.ts";
import type { RulePlacement } from "./rule-placement.ts";
import { RulesByExtreme } from "./rules-by-extreme.ts";

export class ExtremeIndex {
  readonly #lows: RulesByExtreme<RulePlacement>;
  readonly #highs: RulesByExtreme<RulePlacement>;

  constructor(quantity: Quantity) {
    this.#lows = new RulesByExtreme("low", quantity);
    this.#highs = new RulesByExtreme("high", quantity);
  }

  /** A price that is greater than this and less than {@link quietBelow} is no new extreme and far enough for no rule. */
  get quietAbove(): number {
    return Math.max(this.#lows.quietAbove, this.#highs.quietAbove);
  }

  get quietBelow(): number {
    return Math.min(this.#lows.quietBelow, this.#highs.quietBelow);
  }

  /** Whether a price with this double may be far enough for any rule. */
  isReached(n: number): boolean {
    return this.#lows.isReached(n) || this.#highs.isReached(n);
  }

  /** Takes in a price: where it is a new extreme the rules follow it. */
  follow(tick: Tick, n: number): void {
    const price = { n, tick, text: null };
    this.#lows.takePrice(price);
    this.#highs.takePrice(price);
  }

  /** Takes in a price, and hands over every rule for which it may be far enough. Those have their extreme back. */
  takeReached(tick: Tick, n: number, visit: (placement: RulePlacement) => void): void {
    this.follow(tick, n);
    this.#lows.takeReached(n, (placement, extreme) => {
      placement.lowMember = null;
      placement.rule.trailing?.replace(extreme);
      visit(placement);
    });
    this.#highs.takeReached(n, (placement, extreme) => {
      placement.highMember = null;
      placement.rule.trailing?.replace(extreme);
      visit(placement);
    });
  }

  add(placement: RulePlacement, side: Side, extreme: Extreme): void {
    const { byNumber, byIsPercent } = placement.rule.compiled;
    if (side === "low") placement.lowMember = this.#lows.attach(placement, byNumber, byIsPercent, extreme);
    else placement.highMember = this.#highs.attach(placement, byNumber, byIsPercent, extreme);
  }

  /** A trailing rule gets its extreme back. */
  remove(placement: RulePlacement): void {
    const { lowMember, highMember } = placement;
    if (lowMember === null && highMember === null) return;
    placement.rule.trailing?.replace(this.extremeOf(placement));
    if (lowMember !== null) this.#lows.detach(lowMember);
    if (highMember !== null) this.#highs.detach(highMember);
    placement.lowMember = null;
    placement.highMember = null;
  }

  /** The extreme that it follows; null where it follows none. Of a rule that follows both, the least. */
  extremeOf({ lowMember, highMember }: RulePlacement): Extreme | null {
    if (lowMember !== null) return this.#lows.extremeOf(lowMember);
    return highMember === null ? null : this.#highs.extremeOf(highMember);
  }

  /** Whether any extreme may have moved since the last call. */
  takeMoved(): boolean {
    const moved = this.#lows.moved || this.#highs.moved;
    this.#lows.moved = false;
    this.#highs.moved = false;
    return moved;
  }
}
