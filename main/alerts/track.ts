/**
 * One quantity of one instrument, with the rules that look at it. It knows the nearest value on either side, and the
 * nearest moment, at which anything could happen to any of them; a tick in between passes at two comparisons.
 */
import type { Tick, TickGap } from "../../preload/contract/tick.ts";
import { ExtremeGroups } from "./extreme-groups.ts";
import { compareExtremes, type Extreme, type Side } from "./extreme.ts";
import { sameText, type Bound, type Quantity } from "./quantity.ts";
import { trailingSide, type RuleState } from "./rule-state.ts";
import { Mark } from "./running-extremes.ts";
import { ThresholdList, type Threshold } from "./threshold-list.ts";
import { TimerQueue } from "./timer-queue.ts";
import { Windows } from "./windows.ts";

export class Track {
  readonly quantity: Quantity;
  readonly members = new Set<RuleState>();
  /** The last tick that had this quantity; of before an outage while `blind`. */
  tick: Tick | null = null;
  n = Number.NaN;
  monoMs = Number.NEGATIVE_INFINITY;
  seq = 0;
  /** Nothing has been seen since the start or the last outage: `tick` is no q for anybody. */
  blind: boolean;
  /** The gap that ends with this track's next value. */
  gap: TickGap | null = null;
  /** Rules to be looked at on the next tick, whatever its value. */
  readonly fresh = new Set<RuleState>();
  readonly wakes = new TimerQueue<RuleState>();
  readonly #list = new ThresholdList<RuleState>();
  /** While many are put in at once they gather here, to be sorted in one go. */
  #gathering: Threshold<RuleState>[] | null = null;
  /** Nearest threshold not above the present value. Infinity: the next tick is looked at whatever its value. */
  #below = Number.POSITIVE_INFINITY;
  /** Nearest threshold not below the present value. */
  #above = Number.POSITIVE_INFINITY;
  #lows: ExtremeGroups<RuleState> | null = null;
  #highs: ExtremeGroups<RuleState> | null = null;
  #windows: Windows | null = null;

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
      (this.#windows !== null && this.#windows.mayEnd(n, monoMs))
    )
      return false;
    // A new extreme that wakes nobody is quiet too: the groups follow it, whoever stands in them.
    if (this.#lows?.isQuiet(n) === false) this.#lows.meet({ n, tick, text: null });
    if (this.#highs?.isQuiet(n) === false) this.#highs.meet({ n, tick, text: null });
    this.tick = tick;
    this.n = n;
    this.monoMs = monoMs;
    this.seq++;
    if (this.#windows !== null) this.#remember(tick, n, monoMs);
    return true;
  }

  /**
   * Begins a tick that may concern some: `collect` gets every rule to be looked at, some more than once. Until
   * {@link settle}, `tick` stays the one before. `seq` is already that of the new one.
   */
  begin(tick: Tick, n: number, monoMs: number, collect: (rule: RuleState) => void): void {
    this.seq++;
    if (this.#windows !== null) this.#remember(tick, n, monoMs);
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
    this.#windows?.takeEnded(n, monoMs, (rule) => {
      rule.lasting = null;
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

  /** The tick is the track's present one from here on. */
  commit(tick: Tick, n: number, monoMs: number): void {
    this.tick = tick;
    this.n = n;
    this.monoMs = monoMs;
    this.blind = false;
  }

  /** Nothing seen so far is "just now" any more. */
  lose(): void {
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

  addThreshold(rule: RuleState, at: Bound): void {
    const threshold: Threshold<RuleState> = { at, order: rule.order * 4 + rule.thresholds.length, owner: rule };
    rule.thresholds.push(threshold);
    if (this.#gathering !== null) {
      this.#gathering.push(threshold);
      return;
    }
    this.#list.add(threshold);
    if (at.n <= this.n && at.n > this.#below) this.#below = at.n;
    if (at.n >= this.n && at.n < this.#above) this.#above = at.n;
  }

  addFresh(rule: RuleState): void {
    this.fresh.add(rule);
    this.#below = Number.POSITIVE_INFINITY;
  }

  /** Has `rule` woken by a price that is far enough from `extreme`, following the extreme as it moves. */
  follow(rule: RuleState, side: Side, extreme: Extreme): void {
    const percent = rule.by !== null && "percent" in rule.by;
    if (side === "low")
      rule.lowMember = (this.#lows ??= new ExtremeGroups("low", this.quantity)).attach(
        rule,
        rule.byNumber,
        percent,
        extreme,
      );
    else
      rule.highMember = (this.#highs ??= new ExtremeGroups("high", this.quantity)).attach(
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
  followMove(rule: RuleState, side: Side, extreme: Mark, limit: () => Bound): void {
    const condition = rule.spec.condition;
    if (this.#windows === null || !("windowMs" in condition)) return;
    if (this.#windows.extreme(side, 0, this.monoMs - condition.windowMs) === extreme) {
      rule.lasting = this.#windows.add(rule, side, condition.windowMs);
      return;
    }
    // The window has not yet left behind the tick that armed the rule: until it does this extreme is its own, and stays.
    this.addThreshold(rule, limit());
    rule.wake = this.wakes.add(extreme.monoMs + condition.windowMs, rule);
  }

  /** Takes out everything that points at `rule`. A trailing rule gets its extreme back from its group. */
  unwatch(rule: RuleState): void {
    if (this.#gathering === null) for (const threshold of rule.thresholds) this.#list.remove(threshold);
    if (rule.thresholds.length > 0) rule.thresholds = [];
    if (rule.wake !== null) this.wakes.remove(rule.wake);
    rule.wake = null;
    if (rule.family === "trailing") rule.extreme = this.extremeOf(rule);
    if (rule.lowMember !== null) this.#lows?.detach(rule.lowMember);
    if (rule.highMember !== null) this.#highs?.detach(rule.highMember);
    if (rule.lasting !== null) this.#windows?.remove(rule.lasting);
    rule.lowMember = null;
    rule.highMember = null;
    rule.lasting = null;
    this.fresh.delete(rule);
    rule.watch = "none";
  }

  /** The extreme that a trailing rule measures from; null while it has none. */
  extremeOf(rule: RuleState): Extreme | null {
    if (rule.family !== "trailing") return null;
    if (rule.lowMember !== null) return this.#lows?.extremeOf(rule.lowMember) ?? null;
    if (rule.highMember !== null) return this.#highs?.extremeOf(rule.highMember) ?? null;
    return rule.extreme;
  }

  /** The least or greatest price in the rule's window as it ends at `monoMs`. */
  windowExtreme(rule: RuleState, side: Side, monoMs: number): Mark | null {
    const condition = rule.spec.condition;
    if (this.#windows === null || !("windowMs" in condition)) return null;
    return this.#windows.extreme(side, rule.windowSeq, monoMs - condition.windowMs);
  }

  addMember(rule: RuleState): void {
    if (this.members.has(rule)) return;
    this.members.add(rule);
    const condition = rule.spec.condition;
    if (!("windowMs" in condition)) return;
    const isFirst = this.#windows === null;
    this.#windows ??= new Windows(this.quantity);
    this.#windows.addUser(condition.windowMs);
    if (isFirst && this.tick !== null && !this.blind) this.#remember(this.tick, this.n, this.monoMs);
  }

  removeMember(rule: RuleState): void {
    if (!this.members.delete(rule)) return;
    this.unwatch(rule);
    if (this.#windows !== null && rule.family === "window" && !this.#windows.removeUser()) this.#windows = null;
  }

  /** Whether any extreme of a trailing rule may have moved since the last call. */
  takeMoved(): boolean {
    const moved = this.#lows?.moved === true || this.#highs?.moved === true;
    if (this.#lows !== null) this.#lows.moved = false;
    if (this.#highs !== null) this.#highs.moved = false;
    return moved;
  }

  #remember(tick: Tick, n: number, monoMs: number): void {
    this.#windows?.remember(new Mark(n, tick, monoMs, this.seq));
  }

  #reach(
    groups: ExtremeGroups<RuleState> | null,
    side: Side,
    tick: Tick,
    n: number,
    collect: (rule: RuleState) => void,
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
export function widen(rule: RuleState, price: Extreme): void {
  const order = rule.extreme === null ? 0 : compareExtremes(rule.quantity, price, rule.extreme);
  if (rule.extreme === null || (trailingSide(rule) === "low" ? order < 0 : order > 0)) rule.extreme = price;
}
