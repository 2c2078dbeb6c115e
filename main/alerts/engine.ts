/** Ticks and time in, decisions out, as the truth table says. Whoever calls it makes a decision durable before anything is shown of it. */
import type { InstrumentKey, VenueId } from "../../preload/contract/instrument.ts";
import type { RuleDetails, RuleSpec } from "../../preload/contract/rule.ts";
import { isPriceFromBefore, type Moment, type Tick, type TickGap } from "../../preload/contract/tick.ts";
import { armRule, type Known } from "./arm-rule.ts";
import type { InstrumentIndex } from "./index/instrument-index.ts";
import { decideByHistory, rulesTold } from "./decide-by-history.ts";
import { EngineRules } from "./engine-rules.ts";
import type { Decision, RuleSnapshot } from "./decision.ts";
import { onFeedLost } from "./on-feed-lost.ts";
import { processTick } from "./process-tick.ts";
import { processTimers, type KnownOf } from "./process-timers.ts";
import { previewOf, type Preview } from "./preview.ts";
import type { Progress } from "./progress.ts";
import { numberOf } from "./conditions/quantity.ts";
import { editedRule, newRule, restoredRule, type EngineRule } from "./engine-rule.ts";
import type { PriceSourceIndex } from "./index/price-source-index.ts";
import { Transitions } from "./transitions.ts";
import { placeRule } from "./index/place-rule.ts";

export type { Known } from "./arm-rule.ts";
export type { Distance, Preview } from "./preview.ts";

const nothing: readonly Decision[] = Object.freeze([]);

export class Engine {
  readonly #transitions: Transitions;
  readonly #rules = new EngineRules();
  readonly #indexNamed = (key: InstrumentKey): InstrumentIndex => this.#rules.indexOf(key);

  /** `micros`: a clock of high resolution, read only when a rule is looked at, for `decisionMicros`. */
  constructor(options: { micros: () => number }) {
    this.#transitions = new Transitions(options.micros);
  }

  /** Restart from durable state. Returns a `changed` for each hold that did not survive. */
  load(rules: readonly RuleSnapshot[], now: Moment): readonly Decision[] {
    for (const snapshot of rules) {
      const rule = this.#restored(snapshot, now);
      const instrumentIndex = this.#rules.indexOf(rule.compiled.key);
      instrumentIndex.coverage = "blind";
      if (rule.lifecycle.isWatching) instrumentIndex.priceIndexFor(rule).addRule(rule);
      if (snapshot.state === "holding") this.#transitions.changed(rule, null);
    }
    return this.#transitions.take();
  }

  /**
   * A rule that fires nothing by itself (triggered, paused, done, expired), as it was when it was removed. A triggered one goes on
   * waiting for the price to come back; what it missed of that meanwhile it is told by the next tick.
   */
  restore(snapshot: RuleSnapshot, now: Moment): readonly Decision[] {
    if (this.#rules.has(snapshot.id)) throw new Error(`There is a rule ${snapshot.id} already.`);
    if (snapshot.state === "armed" || snapshot.state === "holding")
      throw new Error(`The rule ${snapshot.id} could fire.`);
    const rule = this.#restored(snapshot, now);
    let priceIndex: PriceSourceIndex | null = null;
    if (rule.lifecycle.isWatching) {
      priceIndex = this.#rules.indexOf(rule.compiled.key).priceIndexFor(rule);
      priceIndex.addRule(rule);
      rule.window?.startAt(priceIndex.seq);
      placeRule(rule, priceIndex);
    }
    this.#transitions.changed(rule, priceIndex);
    return this.#transitions.take();
  }

  /** A new rule. The first decision is always its `changed`; where it is already true at `known` it fires at once. */
  add(id: string, spec: RuleSpec, now: Moment, known: Known): readonly Decision[] {
    if (this.#rules.has(id)) throw new Error(`There is a rule ${id} already.`);
    this.#transitions.begin();
    const rule = newRule({ id, order: this.#rules.nextOrder(), createdMs: now.wallMs }, spec);
    this.#rules.put(rule);
    this.#transitions.watchExpiry(rule);
    this.#arm(rule, now, known);
    return this.#transitions.take();
  }

  /** Arms the rule anew with what it now says. */
  edit(id: string, spec: RuleSpec, now: Moment, known: Known): readonly Decision[] {
    this.#transitions.begin();
    const before = this.#rules.of(id);
    this.#rules.indexOf(before.compiled.key).leave(before);
    this.#transitions.forget(before);
    const rule = editedRule(before, spec);
    this.#rules.put(rule);
    this.#transitions.watchExpiry(rule);
    this.#arm(rule, now, known);
    return this.#transitions.take();
  }

  /** The rule says this of itself from now on, whatever its state: nothing that decides changes, and nothing is armed (H19). */
  setDetails(id: string, details: RuleDetails): readonly Decision[] {
    const rule = this.#rules.of(id);
    rule.compiled.setDetails(details);
    return [{ kind: "changed", rule: this.#rules.snapshot(rule) }];
  }

  /**
   * `snoozedUntilMs`: wall time at which the pause would end by itself if nobody set the clock, or null: it lasts as long as it is
   * from now. A snoozed rule that is done is armed anew then ("tell me again if it is so"). Nothing happens to one that has expired, nor to a done one without a snooze.
   */
  pause(id: string, now: Moment, snoozedUntilMs: number | null): readonly Decision[] {
    const rule = this.#rules.of(id);
    if (rule.lifecycle.state === "expired" || (rule.lifecycle.state === "done" && snoozedUntilMs === null)) return [];
    // Being done ended its expiry; a rule that waits again can expire again.
    this.#transitions.watchExpiry(rule);
    this.#rules.indexOf(rule.compiled.key).leave(rule);
    this.#transitions.pause(rule, now, snoozedUntilMs);
    return this.#transitions.take();
  }

  /** Arms a paused or done rule anew. Nothing happens to any other. */
  resume(id: string, now: Moment, known: Known): readonly Decision[] {
    const rule = this.#rules.of(id);
    if (rule.lifecycle.state !== "paused" && rule.lifecycle.state !== "done") return [];
    this.#transitions.begin();
    this.#transitions.watchExpiry(rule);
    this.#armOrExpire(rule, now, known);
    return this.#transitions.take();
  }

  /** False where there is no such rule. */
  remove(id: string): boolean {
    const rule = this.#rules.find(id);
    if (rule === null) return false;
    this.#rules.indexOf(rule.compiled.key).leave(rule);
    this.#transitions.forget(rule);
    this.#rules.delete(id);
    return true;
  }

  /**
   * One accepted tick. `gap` comes with the first price of an instrument after it could not be watched. Where nothing
   * happens, which is nearly always, the same empty array is returned and nothing has been allocated. A price from before
   * (T6) decides nothing but a gap: see {@link processTick}.
   */
  onTick(tick: Tick, gap: TickGap | null = null): readonly Decision[] {
    const { holds, expiries } = this.#transitions;
    const instrumentIndex = this.#rules.findIndex(tick.instrument);
    const monoMs =
      instrumentIndex === null ? tick.receivedMonoMs : Math.max(instrumentIndex.monoMs, tick.receivedMonoMs);
    const timeDue = monoMs >= holds.nextMs || tick.receivedWallMs >= expiries.nextMs;
    const isBefore = isPriceFromBefore(tick);
    if (!timeDue && gap === null && !isBefore) {
      if (instrumentIndex === null) return nothing;
      instrumentIndex.monoMs = monoMs;
      instrumentIndex.coverage = "live";
      let first = 0;
      for (; first < instrumentIndex.priceIndexes.length; first++) {
        const priceIndex = instrumentIndex.priceIndexes[first] as PriceSourceIndex;
        const n = numberOf(priceIndex.quantity, tick);
        if (!Number.isNaN(n) && !priceIndex.passQuietly(tick, n, monoMs)) break;
      }
      if (first === instrumentIndex.priceIndexes.length) return nothing;
      this.#transitions.begin();
      processTick(this.#transitions, instrumentIndex, tick, { wallMs: tick.receivedWallMs, monoMs }, first);
      return this.#transitions.take();
    }
    this.#transitions.begin();
    const at: Moment = { wallMs: tick.receivedWallMs, monoMs };
    if (instrumentIndex !== null && gap !== null) {
      onFeedLost(this.#transitions, [instrumentIndex], at);
      for (const priceIndex of instrumentIndex.priceIndexes) priceIndex.gap = gap;
    }
    this.#processTimers(at, null);
    if (instrumentIndex !== null) {
      instrumentIndex.monoMs = monoMs;
      // A price from before shows nothing of now: whoever arms a rule next still has none to go by.
      if (!isBefore || gap !== null) instrumentIndex.coverage = "live";
      processTick(this.#transitions, instrumentIndex, tick, at, 0, gap);
    }
    return this.#transitions.take();
  }

  /**
   * The history of a gap that was told without it: `gap` is that one with its history, `after` the tick that it was told with. `told`: as
   * {@link rulesTold} answered then; left out where that was in this process. To be called while the instrument can be watched.
   */
  onHistory(gap: TickGap, after: Tick, now: Moment, told?: ReadonlyMap<string, number>): readonly Decision[] {
    const instrumentIndex = this.#rules.findIndex(after.instrument);
    if (instrumentIndex === null) return [];
    this.#transitions.begin();
    this.#processTimers(now, null);
    decideByHistory(this.#transitions, instrumentIndex, gap, after, now, told);
    return this.#transitions.take();
  }

  /** The rules of `key` that have been told of this gap since they were armed, with their generations: its history decides them. */
  rulesTold(key: InstrumentKey, gap: TickGap): ReadonlyMap<string, number> {
    return rulesTold(this.#rules.findIndex(key), gap);
  }

  /**
   * Grows with each tick that was no quiet one: since then a price may stand on another side of some rule's level, and a
   * restart would judge a gap from the side it was on before.
   */
  get evaluatedTicks(): number {
    return this.#transitions.evaluatedTicks;
  }

  /**
   * The feed of a venue, or of these instruments, is gone since `now`, its last frame: what cannot be seen is not held, and no
   * price is "just now". A hold that was complete before is, though its timer is late.
   */
  onLost(lost: VenueId | readonly InstrumentKey[], now: Moment): readonly Decision[] {
    this.#transitions.begin();
    this.#processTimers(now, null);
    onFeedLost(this.#transitions, this.#rules.indexesOf(lost), now);
    return this.#transitions.take();
  }

  /** Time has come to `now`: completes holds, expires rules, ends snoozes. `knownOf` as `known` of {@link add}. */
  onTime(now: Moment, knownOf: KnownOf): readonly Decision[] {
    this.#transitions.begin();
    this.#processTimers(now, knownOf);
    return this.#transitions.take();
  }

  /** Milliseconds until {@link onTime} could have something to do; null where nothing waits for time. */
  nextDue(now: Moment): number | null {
    const { holds, expiries, snoozes } = this.#transitions;
    const due = Math.min(holds.nextMs - now.monoMs, expiries.nextMs - now.wallMs, snoozes.nextMs - now.monoMs);
    return due === Number.POSITIVE_INFINITY ? null : Math.max(0, due);
  }

  get(id: string): RuleSnapshot | null {
    return this.#rules.get(id);
  }

  /** Every rule, in the order in which they were made. */
  all(): readonly RuleSnapshot[] {
    return this.#rules.all();
  }

  /** Rules that are armed, holding or waiting to re-arm: what they say, without a copy of their lives. In no order. */
  waiting(): ReturnType<EngineRules["waiting"]> {
    return this.#rules.waiting();
  }

  /** Instruments on which some rule is armed, holding or waiting to re-arm. */
  instruments(): readonly InstrumentKey[] {
    return this.#rules.instruments();
  }

  /** What the rules there can only be decided by: last prices (each trade), sizes of trades, best bid and ask. */
  needsOf(key: InstrumentKey): ReturnType<EngineRules["needsOf"]> {
    return this.#rules.needsOf(key);
  }

  /** How many rules there are armed, holding or waiting to re-arm: those that an outage blinds. */
  armedCount(key: InstrumentKey): number {
    return this.#rules.armedCount(key);
  }

  /** Extremes of trailing rules that have moved since they were last given out, to be written down at most once a second. */
  drainExtremes(): ReturnType<EngineRules["drainExtremes"]> {
    return this.#rules.drainExtremes();
  }

  /** Rules armed while blind that have had their first price since this was last asked: `armedBlind` of theirs has ended. */
  drainFirstPrices(): readonly string[] {
    return this.#transitions.takeFirstPrices().map((rule) => rule.id);
  }

  /** What `spec` would do if it were saved now, at this price. */
  preview(spec: RuleSpec, tick: Known): Preview {
    return previewOf(spec, tick);
  }

  /** How far along a rule without a level is, at this moment of monotonic time; null where there is nothing to tell. */
  progress(id: string, monoMs: number): Progress | null {
    return this.#rules.progress(id, monoMs);
  }

  #restored(snapshot: RuleSnapshot, now: Moment): EngineRule {
    const rule = restoredRule(snapshot, this.#rules.nextOrder(), now);
    this.#rules.put(rule);
    if (rule.lifecycle.state !== "done" && rule.lifecycle.state !== "expired") this.#transitions.watchExpiry(rule);
    this.#transitions.watchSnooze(rule, now);
    return rule;
  }

  #processTimers(now: Moment, knownOf: KnownOf | null): void {
    processTimers(this.#transitions, this.#indexNamed, now, knownOf);
  }

  #armOrExpire(rule: EngineRule, now: Moment, known: Known): void {
    if (rule.compiled.expiresMs <= now.wallMs) this.#transitions.expire(rule, now.wallMs);
    else this.#arm(rule, now, known);
  }

  #arm(rule: EngineRule, now: Moment, known: Known): void {
    armRule(this.#transitions, this.#rules.indexOf(rule.compiled.key), rule, now, known);
  }
}
