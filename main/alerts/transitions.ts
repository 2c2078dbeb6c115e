/** The states of a rule and the ways between them. Every decision the engine gives is made here, in order. */
import type { Moment } from "../../preload/contract/tick.ts";
import { extremeText, type Extreme } from "./conditions/extreme.ts";
import { extremeMovedFrom } from "./conditions/measured-move.ts";
import { numberOf } from "./conditions/quantity.ts";
import { isTransitionKind } from "./conditions/threshold.ts";
import type { Decision, MeasuredFrom, RuleSnapshot } from "./decision.ts";
import { snapshotOf, type EngineRule } from "./engine-rule.ts";
import type { PriceSourceIndex } from "./index/price-source-index.ts";
import { TimerQueue } from "./index/timer-queue.ts";
import type { Cause, ProvedCause } from "./rule-lifecycle.ts";

const nothing: readonly Decision[] = Object.freeze([]);

export class Transitions {
  /** Monotonic: when a hold is complete. */
  readonly holds = new TimerQueue<EngineRule>();
  /** Wall time. */
  readonly expiries = new TimerQueue<EngineRule>();
  /** Monotonic: a person who snoozes for an hour means an hour, whatever becomes of the wall clock. */
  readonly snoozes = new TimerQueue<EngineRule>();
  readonly #micros: () => number;
  #startMicros = Number.NaN;
  #evaluatedTicks = 0;
  #decisions: Decision[] = [];
  #firstPrices: EngineRule[] = [];

  constructor(micros: () => number) {
    this.#micros = micros;
  }

  /** From here on decisions take time that is theirs. */
  begin(): void {
    this.#startMicros = this.#micros();
  }

  /** How many ticks there were that may have concerned some rule. */
  get evaluatedTicks(): number {
    return this.#evaluatedTicks;
  }

  countEvaluatedTick(): void {
    this.#evaluatedTicks++;
  }

  /** The decisions since the last call; the same empty array whenever there are none. */
  take(): readonly Decision[] {
    if (this.#decisions.length === 0) return nothing;
    const decisions = this.#decisions;
    this.#decisions = [];
    return decisions;
  }

  /** It has a price: its previous one from here on. `isUndecided`: it is one from before at which it is not decided (T6). */
  sawPrice(rule: EngineRule, isUndecided: boolean): void {
    if (rule.seen.see(isUndecided)) this.#firstPrices.push(rule);
  }

  /** Rules armed while blind that have seen their first price since the last call. */
  takeFirstPrices(): readonly EngineRule[] {
    const firstPrices = this.#firstPrices;
    this.#firstPrices = [];
    return firstPrices;
  }

  changed(rule: EngineRule, priceIndex: PriceSourceIndex | null): void {
    const extreme = priceIndex === null ? extremeAtRest(rule) : priceIndex.extremeOf(rule);
    this.#decisions.push({ kind: "changed", rule: this.#snapshot(rule, extreme) });
  }

  /** A new generation. `hasPrevious`: whether the price index's present tick, which is `extreme`, is its previous price. */
  arm(rule: EngineRule, wallMs: number, hasPrevious: boolean, windowSeq: number, extreme: Extreme | null): void {
    this.endGeneration(rule);
    rule.lifecycle.arm(wallMs);
    rule.seen.arm(hasPrevious);
    rule.window?.startAt(windowSeq);
    rule.trailing?.replace(extreme);
    rule.own?.startAnew(extreme);
  }

  /** Ends what belongs to a generation. */
  endGeneration(rule: EngineRule): void {
    this.holds.remove(rule);
    this.snoozes.remove(rule);
    rule.lifecycle.endGeneration();
  }

  /** The condition has become true: fires, or begins to hold. `at` is the moment of the tick. */
  satisfied(rule: EngineRule, priceIndex: PriceSourceIndex, cause: Cause, at: Moment, latest: Extreme | null): void {
    const { holdForMs } = rule.compiled.spec;
    const proved: ProvedCause = { ...cause, measuredFrom: measuredFromAt(rule, priceIndex, cause, at.monoMs) };
    if (holdForMs === 0) {
      this.fire(rule, priceIndex, proved, at, latest);
      return;
    }
    this.holds.set(rule, rule.lifecycle.beginHold(proved, at, holdForMs));
    this.changed(rule, priceIndex);
  }

  /** A hold that did not last. The generation stays. */
  broken(rule: EngineRule, wallMs: number): void {
    this.holds.remove(rule);
    rule.lifecycle.breakHold(wallMs);
  }

  /** An outage breaks a hold: what cannot be seen is not held. A transition, which no later price repeats, is remembered. */
  interrupted(rule: EngineRule, wallMs: number): void {
    this.holds.remove(rule);
    if (isTransitionKind(rule.compiled)) rule.lifecycle.interruptHold(wallMs);
    else rule.lifecycle.breakHold(wallMs);
  }

  /** `latest`: the price of this moment, from which a trailing rule that re-arms at once starts anew. */
  fire(rule: EngineRule, priceIndex: PriceSourceIndex, cause: ProvedCause, at: Moment, latest: Extreme | null): void {
    const { compiled, lifecycle } = rule;
    const { generation } = lifecycle;
    const { cooldownMs, repeat } = compiled.spec;
    lifecycle.fire(at.wallMs);
    if (repeat === "once") this.end(rule, "done", at.wallMs);
    else if (compiled.family === "trailing" && cooldownMs === 0)
      this.arm(rule, at.wallMs, true, priceIndex.seq, latest);
    else lifecycle.waitToRearm(at, cooldownMs);
    this.#decisions.push({
      kind: "fired",
      rule: this.#snapshot(rule, priceIndex.extremeOf(rule)),
      generation,
      previous: cause.previous,
      tick: cause.tick,
      measuredFrom: cause.measuredFrom,
      gap: cause.gap,
      decidedWallMs: at.wallMs,
      decisionMicros: Math.max(0, this.#micros() - this.#startMicros),
    });
  }

  expire(rule: EngineRule, wallMs: number): void {
    this.endGeneration(rule);
    this.end(rule, "expired", wallMs);
    this.#decisions.push({
      kind: "expired",
      rule: this.#snapshot(rule, extremeAtRest(rule)),
      generation: rule.lifecycle.generation,
      decidedWallMs: wallMs,
    });
  }

  pause(rule: EngineRule, now: Moment, snoozedUntilMs: number | null): void {
    this.endGeneration(rule);
    rule.lifecycle.pause(now.wallMs, snoozedUntilMs);
    this.watchSnooze(rule, now);
    this.changed(rule, null);
  }

  /** Counts down what is left of a snooze: never more than its own length, though the clock was set back before a restart. */
  watchSnooze(rule: EngineRule, now: Moment): void {
    const leftMs = rule.lifecycle.snoozeLeftMs(now.wallMs);
    if (leftMs !== null) this.snoozes.set(rule, now.monoMs + leftMs);
  }

  watchExpiry(rule: EngineRule): void {
    const { expiresMs } = rule.compiled;
    if (expiresMs < Number.POSITIVE_INFINITY) this.expiries.set(rule, expiresMs);
  }

  end(rule: EngineRule, state: "done" | "expired", wallMs: number): void {
    this.expiries.remove(rule);
    rule.lifecycle.end(state, wallMs);
  }

  /** Nothing that waits for time waits for it any more. */
  forget(rule: EngineRule): void {
    this.endGeneration(rule);
    this.expiries.remove(rule);
  }

  #snapshot(rule: EngineRule, extreme: Extreme | null): RuleSnapshot {
    const snapshot = snapshotOf(rule, extreme);
    rule.trailing?.markSaved(snapshot.extreme);
    return snapshot;
  }
}

/** Asked where a rule fires, and nowhere on the way of a tick that fires none. */
function measuredFromAt(
  rule: EngineRule,
  priceIndex: PriceSourceIndex,
  { tick }: Cause,
  monoMs: number,
): MeasuredFrom | null {
  const { compiled } = rule;
  const extreme = extremeMovedFrom(rule, priceIndex, tick, numberOf(compiled.quantity, tick), monoMs);
  return extreme === null ? null : { price: extremeText(compiled.quantity, extreme), tick: extreme.tick };
}

/** Of a rule that no price index watches. */
function extremeAtRest(rule: EngineRule): Extreme | null {
  return rule.trailing?.extreme ?? null;
}
