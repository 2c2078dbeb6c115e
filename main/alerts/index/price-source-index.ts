/**
 * One quantity of one instrument, with the rules that look at it. It knows the nearest value on either side, and the
 * nearest moment, at which anything could happen to any of them; a tick in between passes at two comparisons.
 */
import { isPriceFromBefore, type Tick, type TickGap } from "../../../preload/contract/tick.ts";
import { ExtremeIndex } from "./extreme-index.ts";
import type { Extreme, Side } from "../conditions/extreme.ts";
import { sameText, type Bound, type Quantity } from "../conditions/quantity.ts";
import type { EngineRule } from "../engine-rule.ts";
import { newPlacement, type RulePlacement, type Watch } from "./rule-placement.ts";
import { WindowPrice } from "./window-extremes.ts";
import { ThresholdList } from "./threshold-list.ts";
import { TimerQueue } from "./timer-queue.ts";
import { WindowIndex } from "./window-index.ts";

export class PriceSourceIndex {
  readonly quantity: Quantity;
  readonly #placements = new Map<EngineRule, RulePlacement>();
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
  readonly #pending = new Set<RulePlacement>();
  /** Monotonic: ends of cooldowns, and of moves that no other structure here watches; the first of them at hand. */
  readonly #wakes = new TimerQueue<RulePlacement>();
  #nextWakeMs = Number.POSITIVE_INFINITY;
  readonly #list = new ThresholdList<RulePlacement>();
  /** While every rule is put in its place anew: one sort at the end takes half the time of as many insertions. */
  #isGathering = false;
  /** Nearest threshold not above the present value. Infinity: the next tick is looked at whatever its value. */
  #below = Number.POSITIVE_INFINITY;
  /** Nearest threshold not below the present value. */
  #above = Number.POSITIVE_INFINITY;
  /** Between these two nothing at all can happen: the thresholds, and the extremes that rules measure from, in one. */
  #quietAbove = Number.POSITIVE_INFINITY;
  #quietBelow = Number.POSITIVE_INFINITY;
  #extremeIndex: ExtremeIndex | null = null;
  #windowIndex: WindowIndex | null = null;

  constructor(quantity: Quantity, blind: boolean) {
    this.quantity = quantity;
    this.blind = blind;
  }

  /** The last value as an extreme to measure from; null where there is none yet. */
  get latest(): Extreme | null {
    return this.tick === null ? null : { n: this.n, tick: this.tick, text: null };
  }

  /** The rules that look at it. */
  get rules(): MapIterator<EngineRule> {
    return this.#placements.keys();
  }

  get ruleCount(): number {
    return this.#placements.size;
  }

  /** True where the tick cannot concern any rule; then it has been taken in. `n` is its value. */
  passQuietly(tick: Tick, n: number, monoMs: number): boolean {
    const isBetween = n > this.#quietAbove && n < this.#quietBelow;
    if (
      (!isBetween && !this.#isExtremeAlone(n)) ||
      monoMs >= this.#nextWakeMs ||
      (this.#windowIndex !== null && this.#windowIndex.mayEnd(n, monoMs))
    )
      return false;
    // A new extreme that wakes nobody is quiet too: the groups follow it, whoever stands in them.
    if (!isBetween) {
      this.#extremeIndex?.follow(tick, n);
      this.#joinBounds();
    }
    this.commit(tick, n, monoMs);
    this.seq++;
    this.#remember(tick, n, monoMs);
    return true;
  }

  /**
   * Begins a tick that may concern some: `collect` gets every rule to be looked at, once. Until {@link settle}, `tick` stays the
   * one before. `seq` is already that of the new one.
   */
  begin(tick: Tick, n: number, monoMs: number, collect: (rule: EngineRule) => void): void {
    this.seq++;
    if (!isPriceFromBefore(tick)) this.#remember(tick, n, monoMs);
    if (this.blind || this.tick === null) {
      this.#list.clear();
      this.#isGathering = true;
      for (const placement of this.#placements.values()) {
        this.#takeOut(placement);
        collect(placement.rule);
      }
      return;
    }
    const collectOnce = (placement: RulePlacement): void => {
      if (placement.collectedAtSeq !== this.seq) collect(placement.rule);
      placement.collectedAtSeq = this.seq;
    };
    this.#pending.forEach(collectOnce);
    this.#pending.clear();
    for (let due = this.#wakes.take(monoMs); due !== null; due = this.#wakes.take(monoMs)) collectOnce(due);
    this.#nextWakeMs = this.#wakes.nextMs;
    if (n !== this.n || !sameText(this.quantity, tick, this.tick))
      this.#list.between(Math.min(n, this.n), Math.max(n, this.n), collectOnce);
    this.#extremeIndex?.takeReached(tick, n, collectOnce);
    this.#windowIndex?.takeEnded(n, monoMs, collectOnce);
  }

  /** Takes over a price that somebody else knows to be of just now, before the first tick of its own. */
  seed(tick: Tick, n: number, monoMs: number): void {
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
    for (const rule of this.rules) rule.seen.takePrevious();
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
    this.#lookAtNext();
  }

  /** Works the bounds out anew, after thresholds have come and gone. A blind one looks at its next price whatever that is. */
  settle(): void {
    if (this.#isGathering) {
      this.#list.fill([...this.#placements.values()].flatMap(({ thresholds }) => thresholds));
      this.#isGathering = false;
    }
    this.#below = this.blind || this.#pending.size > 0 ? Number.POSITIVE_INFINITY : this.#list.below(this.n);
    this.#above = this.#list.above(this.n);
    this.#joinBounds();
  }

  /** Where a rule that looks at this price stands. */
  placementOf(rule: EngineRule): Readonly<RulePlacement> {
    const placement = this.#placements.get(rule);
    if (placement === undefined) throw new Error(`The rule ${rule.id} does not look at this price.`);
    return placement;
  }

  /** Takes it out of where it stood; the caller puts it where `watch` belongs. */
  beginWatch(placement: RulePlacement, watch: Watch): void {
    this.#takeOut(placement);
    placement.watch = watch;
  }

  addThreshold(placement: RulePlacement, at: Bound): void {
    const threshold = { at, order: placement.rule.order, owner: placement, piece: null };
    placement.thresholds.push(threshold);
    if (this.#isGathering) return;
    this.#list.add(threshold);
    if (at.n <= this.n) this.#below = Math.max(this.#below, at.n);
    if (at.n >= this.n) this.#above = Math.min(this.#above, at.n);
    this.#joinBounds();
  }

  addPending(placement: RulePlacement): void {
    this.#pending.add(placement);
    this.#lookAtNext();
  }

  wakeAt(placement: RulePlacement, monoMs: number): void {
    this.#wakes.set(placement, monoMs);
    this.#nextWakeMs = this.#wakes.nextMs;
  }

  /** Has the rule woken by a price that is far enough from `extreme`, following the extreme as it moves. */
  follow(placement: RulePlacement, side: Side, extreme: Extreme): void {
    this.#extremeIndex ??= new ExtremeIndex(this.quantity);
    this.#extremeIndex.add(placement, side, extreme);
    this.#joinBounds();
  }

  /** Has the rule, whose move from `extreme` is true now, woken when it may be no more. False where its window is not yet like any other. */
  followMove(placement: RulePlacement, side: Side, extreme: WindowPrice): boolean {
    const { windowMs } = placement.rule.compiled;
    if (this.#windowIndex?.extreme(side, 0, this.monoMs - windowMs) !== extreme) return false;
    placement.satisfiedMove = this.#windowIndex.add(placement, side);
    return true;
  }

  /** Takes out everything that points at `rule`. A trailing rule gets its extreme back from its group. */
  unwatch(rule: EngineRule): void {
    const placement = this.#placements.get(rule);
    if (placement !== undefined) this.#takeOut(placement);
  }

  /** Whether the extreme of a trailing rule is kept here, and follows each tick. */
  isFollowing(rule: EngineRule): boolean {
    return this.#followedBy(rule) !== null;
  }

  /** The extreme that a trailing rule measures from; null while it has none. */
  extremeOf(rule: EngineRule): Extreme | null {
    return rule.trailing === null ? null : (this.#followedBy(rule) ?? rule.trailing.extreme);
  }

  /** The least or greatest price in the rule's window as it ends at `monoMs`. */
  windowExtreme(rule: EngineRule, side: Side, monoMs: number): WindowPrice | null {
    if (this.#windowIndex === null || rule.window === null) return null;
    return this.#windowIndex.extreme(side, rule.window.sinceSeq, monoMs - rule.compiled.windowMs);
  }

  addRule(rule: EngineRule): void {
    this.#placements.set(rule, newPlacement(rule));
    if (rule.window === null) return;
    const isFirst = this.#windowIndex === null;
    this.#windowIndex ??= new WindowIndex(this.quantity);
    this.#windowIndex.addUser(rule.compiled.windowMs);
    if (isFirst && this.tick !== null && !this.blind) this.#remember(this.tick, this.n, this.monoMs);
  }

  removeRule(rule: EngineRule): void {
    const placement = this.#placements.get(rule);
    if (placement === undefined) return;
    this.#takeOut(placement);
    this.#placements.delete(rule);
    if (this.#windowIndex !== null && rule.window !== null && !this.#windowIndex.removeUser()) this.#windowIndex = null;
  }

  /** Whether any extreme of a trailing rule may have moved since the last call. */
  takeMoved(): boolean {
    return this.#extremeIndex?.takeMoved() ?? false;
  }

  /** Whether all that a price with this double can be is a new extreme, far enough for no rule. */
  #isExtremeAlone(n: number): boolean {
    return n > this.#below && n < this.#above && this.#extremeIndex !== null && !this.#extremeIndex.isReached(n);
  }

  /** The next tick is looked at whatever its value. */
  #lookAtNext(): void {
    this.#below = Number.POSITIVE_INFINITY;
    this.#quietAbove = Number.POSITIVE_INFINITY;
  }

  #joinBounds(): void {
    const extremes = this.#extremeIndex;
    this.#quietAbove = extremes === null ? this.#below : Math.max(this.#below, extremes.quietAbove);
    this.#quietBelow = extremes === null ? this.#above : Math.min(this.#above, extremes.quietBelow);
  }

  #followedBy(rule: EngineRule): Extreme | null {
    const placement = this.#placements.get(rule);
    return placement === undefined ? null : (this.#extremeIndex?.extremeOf(placement) ?? null);
  }

  #remember(tick: Tick, n: number, monoMs: number): void {
    this.#windowIndex?.remember(new WindowPrice(n, tick, monoMs, this.seq));
  }

  #takeOut(placement: RulePlacement): void {
    const { thresholds, satisfiedMove } = placement;
    for (const threshold of thresholds) this.#list.remove(threshold);
    thresholds.length = 0;
    this.#wakes.remove(placement);
    this.#nextWakeMs = this.#wakes.nextMs;
    this.#pending.delete(placement);
    this.#extremeIndex?.remove(placement);
    if (satisfiedMove !== null) this.#windowIndex?.remove(satisfiedMove);
    placement.satisfiedMove = null;
    placement.watch = "none";
  }
}
