/**
 * One quantity of one instrument, with the rules that look at it. It knows the nearest value on either side, and the
 * nearest moment, at which anything could happen to any of them; a tick in between passes at two comparisons.
 */
import { isPriceFromBefore, type Tick, type TickGap } from "../../../preload/contract/tick.ts";
import { RulesByExtreme } from "./rules-by-extreme.ts";
import { compareExtremes, type Extreme, type Side } from "../conditions/extreme.ts";
import { sameText, type Bound, type Quantity } from "../conditions/quantity.ts";
import { trailingSide, type CompiledRule } from "../compiled-rule.ts";
import { WindowPrice } from "./window-extremes.ts";
import { ThresholdList, type Threshold } from "./threshold-list.ts";
import { TimerQueue } from "./timer-queue.ts";
import { WindowIndex } from "./window-index.ts";

export class PriceSourceIndex {
  readonly quantity: Quantity;
  readonly members = new Set<CompiledRule>();
  /** The last tick that had this quantity; of before an outage while `blind`. */
  tick: Tick | null = null;
  n = Number.NaN;
  monoMs = Number.NEGATIVE_INFINITY;
  seq = 0;
  /** Nothing has been seen since the start or the last outage: `tick` is no q for anybody. */
  blind: boolean;
  /** The gap that ends with this price index's next value. */
  gap: TickGap | null = null;
  /** Rules to be looked at on the next tick, whatever its value. */
  readonly fresh = new Set<CompiledRule>();
  readonly wakes = new TimerQueue<CompiledRule>();
  readonly #list = new ThresholdList<CompiledRule>();
  /** While many are put in at once they gather here, to be sorted in one go. */
  #gathering: Threshold<CompiledRule>[] | null = null;
  /** Nearest threshold not above the present value. Infinity: the next tick is looked at whatever its value. */
  #below = Number.POSITIVE_INFINITY;
  /** Nearest threshold not below the present value. */
  #above = Number.POSITIVE_INFINITY;
  #lows: RulesByExtreme<CompiledRule> | null = null;
  #highs: RulesByExtreme<CompiledRule> | null = null;
  #windowIndex: WindowIndex | null = null;

  constructor(quantity: Quantity, blind: boolean) {
    this.quantity = quantity;
    this.blind = blind;
  }

  /** The last value as an extreme to measure from; null where there is none yet. */
  get latest(): Extreme | null {
    return this.tick === null ? null : { n: this.n, tick: this.tick, text: null };
  }

  /** True where the tick cannot concern any rule; then it has been taken in. `n` is its value. */
  passQuietly(tick: Tick, n: number, monoMs: number): boolean {
    if (
      !(n > this.#below && n < this.#above) ||
      monoMs >= this.wakes.nextMs ||
      (this.#lows !== null && this.#lows.isReached(n)) ||
      (this.#highs !== null && this.#highs.isReached(n)) ||
      (this.#windowIndex !== null && this.#windowIndex.mayEnd(n, monoMs))
    )
      return false;
    // A new extreme that wakes nobody is quiet too: the groups follow it, whoever stands in them.
    if (this.#lows?.isQuiet(n) === false) this.#lows.meet({ n, tick, text: null });
    if (this.#highs?.isQuiet(n) === false) this.#highs.meet({ n, tick, text: null });
    this.tick = tick;
    this.n = n;
    this.monoMs = monoMs;
    this.seq++;
    if (this.#windowIndex !== null) this.#remember(tick, n, monoMs);
    return true;
  }

  /**
   * Begins a tick that may concern some: `collect` gets every rule to be looked at, some more than once. Until
   * {@link settle}, `tick` stays the one before. `seq` is already that of the new one.
   */
  begin(tick: Tick, n: number, monoMs: number, collect: (rule: CompiledRule) => void): void {
    this.seq++;
    if (this.#windowIndex !== null && !isPriceFromBefore(tick)) this.#remember(tick, n, monoMs);
    if (this.blind || this.tick === null) {
      // Everything is decided and put in its place anew: one sort instead of as many insertions as there are rules.
      this.#list.clear();
      this.#gathering = [];
      for (const rule of this.members) {
        this.unwatch(rule);
        collect(rule);
      }
      return;
    }
    if (this.fresh.size > 0) {
      for (const rule of this.fresh) collect(rule);
      this.fresh.clear();
    }
    for (let rule = this.wakes.take(monoMs); rule !== null; rule = this.wakes.take(monoMs)) {
      rule.wake = null;
      collect(rule);
    }
    if (n !== this.n || !sameText(this.quantity, tick, this.tick))
      this.#list.between(Math.min(n, this.n), Math.max(n, this.n), collect);
    this.#reach(this.#lows, "low", tick, n, collect);
    this.#reach(this.#highs, "high", tick, n, collect);
    this.#windowIndex?.takeEnded(n, monoMs, (rule) => {
      rule.satisfiedMove = null;
      collect(rule);
    });
  }

  /** Takes over a price that somebody else knows to be of just now, before the first tick of its own. */
  seed(tick: Tick, n: number, monoMs: number): void {
    this.seq++;
    this.#remember(tick, n, monoMs);
    this.commit(tick, n, monoMs);
    this.settle();
  }

  /**
   * Takes a price from before (T6) as the previous price of the rules that wait for their first one. It is none of now: the
   * next price is decided as the first. Where a price of now is known, one from before is no news.
   */
  takePrevious(tick: Tick, n: number, monoMs: number): void {
    if (!this.blind) return;
    this.tick = tick;
    this.n = n;
    this.monoMs = monoMs;
    for (const rule of this.members) if (rule.gaps !== "none") rule.hasPrevious = true;
  }

  /** The tick is the price index's present one from here on. */
  commit(tick: Tick, n: number, monoMs: number): void {
    this.tick = tick;
    this.n = n;
    this.monoMs = monoMs;
    this.blind = false;
  }

  /** Nothing seen so far is "just now" any more. */
  markBlind(): void {
    this.blind = true;
    this.gap = null;
    this.#below = Number.POSITIVE_INFINITY;
  }

  /** Works the bounds out anew, after thresholds have come and gone. */
  settle(): void {
    if (this.#gathering !== null) {
      this.#list.fill(this.#gathering);
      this.#gathering = null;
    }
    this.#below = this.fresh.size > 0 ? Number.POSITIVE_INFINITY : this.#list.below(this.n);
    this.#above = this.#list.above(this.n);
  }

  addThreshold(rule: CompiledRule, at: Bound): void {
    const threshold: Threshold<CompiledRule> = { at, order: rule.order * 4 + rule.thresholds.length, owner: rule };
    rule.thresholds.push(threshold);
    if (this.#gathering !== null) {
      this.#gathering.push(threshold);
      return;
    }
    this.#list.add(threshold);
    if (at.n <= this.n && at.n > this.#below) this.#below = at.n;
    if (at.n >= this.n && at.n < this.#above) this.#above = at.n;
  }

  addPending(rule: CompiledRule): void {
    this.fresh.add(rule);
    this.#below = Number.POSITIVE_INFINITY;
  }

  /** Has `rule` woken by a price that is far enough from `extreme`, following the extreme as it moves. */
  follow(rule: CompiledRule, side: Side, extreme: Extreme): void {
    const percent = rule.by !== null && "percent" in rule.by;
    if (side === "low")
      rule.lowMember = (this.#lows ??= new RulesByExtreme("low", this.quantity)).attach(
        rule,
        rule.byNumber,
        percent,
        extreme,
      );
    else
      rule.highMember = (this.#highs ??= new RulesByExtreme("high", this.quantity)).attach(
        rule,
        rule.byNumber,
        percent,
        extreme,
      );
  }

  /**
   * Has `rule`, whose move from `extreme` is true now, woken when it may be no more: where the price falls short of `limit`,
   * and when the extreme leaves the window.
   */
  followMove(rule: CompiledRule, side: Side, extreme: WindowPrice, limit: () => Bound): void {
    const condition = rule.spec.condition;
    if (this.#windowIndex === null || !("windowMs" in condition)) return;
    if (this.#windowIndex.extreme(side, 0, this.monoMs - condition.windowMs) === extreme) {
      rule.satisfiedMove = this.#windowIndex.add(rule, side, condition.windowMs);
      return;
    }
    // The window has not yet left behind the tick that armed the rule: until it does this extreme is its own, and stays.
    this.addThreshold(rule, limit());
    rule.wake = this.wakes.add(extreme.monoMs + condition.windowMs, rule);
  }

  /** Takes out everything that points at `rule`. A trailing rule gets its extreme back from its group. */
  unwatch(rule: CompiledRule): void {
    if (this.#gathering === null) for (const threshold of rule.thresholds) this.#list.remove(threshold);
    if (rule.thresholds.length > 0) rule.thresholds = [];
    if (rule.wake !== null) this.wakes.remove(rule.wake);
    rule.wake = null;
    if (rule.family === "trailing") rule.extreme = this.extremeOf(rule);
    if (rule.lowMember !== null) this.#lows?.detach(rule.lowMember);
    if (rule.highMember !== null) this.#highs?.detach(rule.highMember);
    if (rule.satisfiedMove !== null) this.#windowIndex?.remove(rule.satisfiedMove);
    rule.lowMember = null;
    rule.highMember = null;
    rule.satisfiedMove = null;
    this.fresh.delete(rule);
    rule.watch = "none";
  }

  /** The extreme that a trailing rule measures from; null while it has none. */
  extremeOf(rule: CompiledRule): Extreme | null {
    if (rule.family !== "trailing") return null;
    if (rule.lowMember !== null) return this.#lows?.extremeOf(rule.lowMember) ?? null;
    if (rule.highMember !== null) return this.#highs?.extremeOf(rule.highMember) ?? null;
    return rule.extreme;
  }

  /** The least or greatest price in the rule's window as it ends at `monoMs`. */
  windowExtreme(rule: CompiledRule, side: Side, monoMs: number): WindowPrice | null {
    const condition = rule.spec.condition;
    if (this.#windowIndex === null || !("windowMs" in condition)) return null;
    return this.#windowIndex.extreme(side, rule.windowSeq, monoMs - condition.windowMs);
  }

  addMember(rule: CompiledRule): void {
    if (this.members.has(rule)) return;
    this.members.add(rule);
    const condition = rule.spec.condition;
    if (!("windowMs" in condition)) return;
    const isFirst = this.#windowIndex === null;
    this.#windowIndex ??= new WindowIndex(this.quantity);
    this.#windowIndex.addUser(condition.windowMs);
    if (isFirst && this.tick !== null && !this.blind) this.#remember(this.tick, this.n, this.monoMs);
  }

  removeMember(rule: CompiledRule): void {
    if (!this.members.delete(rule)) return;
    this.unwatch(rule);
    if (this.#windowIndex !== null && rule.family === "window" && !this.#windowIndex.removeUser())
      this.#windowIndex = null;
  }

  /** Whether any extreme of a trailing rule may have moved since the last call. */
  takeMoved(): boolean {
    const moved = this.#lows?.moved === true || this.#highs?.moved === true;
    if (this.#lows !== null) this.#lows.moved = false;
    if (this.#highs !== null) this.#highs.moved = false;
    return moved;
  }

  #remember(tick: Tick, n: number, monoMs: number): void {
    this.#windowIndex?.remember(new WindowPrice(n, tick, monoMs, this.seq));
  }

  #reach(
    groups: RulesByExtreme<CompiledRule> | null,
    side: Side,
    tick: Tick,
    n: number,
    collect: (rule: CompiledRule) => void,
  ): void {
    if (groups === null || groups.isQuiet(n)) return;
    groups.meet({ n, tick, text: null });
    groups.takeReached(n, (rule, extreme) => {
      if (side === "low") rule.lowMember = null;
      else rule.highMember = null;
      rule.extreme = rule.family === "trailing" ? extreme : null;
      collect(rule);
    });
  }
}

/** Takes `price` into the extreme of a trailing rule that no group has. */
export function includeInExtreme(rule: CompiledRule, price: Extreme): void {
  const order = rule.extreme === null ? 0 : compareExtremes(rule.quantity, price, rule.extreme);
  if (rule.extreme === null || (trailingSide(rule) === "low" ? order < 0 : order > 0)) rule.extreme = price;
}
