/** The states of a rule and the ways between them. Every decision the engine gives is made here, in order. */
import type { Moment, Tick } from "../../preload/contract/tick.ts";
import { rearmBoundsOf, hasRearmBounds, isTransitionKind } from "./conditions/threshold.ts";
import type { Decision } from "./decision.ts";
import type { Extreme } from "./conditions/extreme.ts";
import { snapshotOf, type Direction, type CompiledRule, type Span } from "./compiled-rule.ts";
import { TimerQueue } from "./index/timer-queue.ts";
import type { PriceSourceIndex } from "./index/price-source-index.ts";

/** What a rule fires with, or begins to hold with. */
export interface Cause {
  readonly tick: Tick;
  readonly previous: Tick | null;
  readonly gap: Span | null;
  readonly direction: Direction;
}

const nothing: readonly Decision[] = Object.freeze([]);

export class Transitions {
  /** Monotonic: when a hold is complete. */
  readonly holds = new TimerQueue<CompiledRule>();
  /** Wall time. */
  readonly expiries = new TimerQueue<CompiledRule>();
  /** Monotonic: a person who snoozes for an hour means an hour, whatever becomes of the wall clock. */
  readonly snoozes = new TimerQueue<CompiledRule>();
  readonly #micros: () => number;
  #startMicros = 0;
  #step = 0;
  #decisions: Decision[] = [];
  #firstPrices: CompiledRule[] = [];

  constructor(micros: () => number) {
    this.#micros = micros;
  }

  /** From here on decisions take time that is theirs. */
  begin(): void {
    this.#startMicros = this.#micros();
  }

  /** How many ticks there were at which rules were collected. */
  get steps(): number {
    return this.#step;
  }

  /** A number for a tick at which rules are collected, never given before. */
  nextStep(): number {
    return ++this.#step;
  }

  /** The decisions since the last call; the same empty array whenever there are none. */
  take(): readonly Decision[] {
    if (this.#decisions.length === 0) return nothing;
    const decisions = this.#decisions;
    this.#decisions = [];
    return decisions;
  }

  /** It has a price since it was armed: its q from here on. */
  sawPrice(rule: CompiledRule): void {
    if (rule.gaps === "after-arming") this.#firstPrices.push(rule);
    rule.gaps = "any";
    rule.hasPrevious = true;
  }

  /** Rules armed while blind that have seen their first price since the last call. */
  takeFirstPrices(): readonly CompiledRule[] {
    const firstPrices = this.#firstPrices;
    this.#firstPrices = [];
    return firstPrices;
  }

  changed(rule: CompiledRule, priceIndex: PriceSourceIndex | null): void {
    const extreme = priceIndex === null ? rule.extreme : priceIndex.extremeOf(rule);
    this.#decisions.push({ kind: "changed", rule: this.#snapshot(rule, extreme) });
  }

  /** A new generation. `previous`: whether the price index's present tick is its q. */
  arm(rule: CompiledRule, wallMs: number, previous: boolean, windowSeq: number, extreme: Extreme | null): void {
    this.disarm(rule);
    rule.generation++;
    this.#enter(rule, "armed", wallMs);
    rule.armedMs = wallMs;
    rule.gaps = "any";
    rule.hasPrevious = previous;
    rule.undecidedAtPrevious = false;
    rule.windowSeq = windowSeq;
    rule.extreme = rule.family === "trailing" ? extreme : null;
  }

  /** Ends what belongs to a generation. */
  disarm(rule: CompiledRule): void {
    this.#stopHolding(rule);
    rule.interruptedHold = null;
    rule.cooldownUntilMs = null;
    rule.coolMonoMs = Number.NEGATIVE_INFINITY;
    rule.comparedSinceFire = false;
    rule.snoozedUntilMs = null;
    if (rule.snoozeTimer !== null) this.snoozes.remove(rule.snoozeTimer);
    rule.snoozeTimer = null;
  }

  /**
   * After a time in which nobody watched: the machine may have slept, and monotonic time stands still then. A cooldown that by
   * the wall clock is over is over, as it is after a restart.
   */
  coolByWall(rule: CompiledRule, at: Moment): void {
    if (rule.cooldownUntilMs === null) return;
    rule.coolMonoMs = Math.min(rule.coolMonoMs, at.monoMs + Math.max(0, rule.cooldownUntilMs - at.wallMs));
  }

  /** The condition has become true: fires, or begins to hold. `at` is the moment of the tick. */
  satisfied(rule: CompiledRule, priceIndex: PriceSourceIndex, cause: Cause, at: Moment, latest: Extreme | null): void {
    const holdForMs = rule.spec.holdForMs;
    if (holdForMs === 0) {
      this.fire(rule, priceIndex, cause, at, latest);
      return;
    }
    this.#stopHolding(rule);
    rule.hold = { ...cause, sinceWallMs: at.wallMs, dueMonoMs: at.monoMs + holdForMs };
    rule.holdTimer = this.holds.add(rule.hold.dueMonoMs, rule);
    this.#enter(rule, "holding", at.wallMs);
    this.changed(rule, priceIndex);
  }

  /** A hold that did not last. The generation stays. */
  broken(rule: CompiledRule, wallMs: number): void {
    this.#stopHolding(rule);
    this.#enter(rule, "armed", wallMs);
  }

  /** An outage breaks a hold: what cannot be seen is not held. A transition, which no later price repeats, is remembered. */
  interrupted(rule: CompiledRule, wallMs: number): void {
    const { hold } = rule;
    if (hold !== null && isTransitionKind(rule))
      rule.interruptedHold = { sinceWallMs: hold.sinceWallMs, direction: hold.direction };
    this.broken(rule, wallMs);
  }

  /** `latest`: the price of this moment, from which a trailing rule that re-arms at once starts anew. */
  fire(rule: CompiledRule, priceIndex: PriceSourceIndex, cause: Cause, at: Moment, latest: Extreme | null): void {
    const generation = rule.generation;
    const { cooldownMs, repeat } = rule.spec;
    rule.lastFiredMs = at.wallMs;
    this.disarm(rule);
    if (repeat === "once") this.end(rule, "done", at.wallMs);
    else if (rule.family === "trailing" && cooldownMs === 0) {
      priceIndex.unwatch(rule);
      this.arm(rule, at.wallMs, true, 0, latest);
    } else {
      if (hasRearmBounds(rule)) rearmBoundsOf(rule);
      this.#enter(rule, "triggered", at.wallMs);
      if (cooldownMs > 0) {
        rule.coolMonoMs = at.monoMs + cooldownMs;
        rule.cooldownUntilMs = at.wallMs + cooldownMs;
      }
    }
    this.#decisions.push({
      kind: "fired",
      rule: this.#snapshot(rule, priceIndex.extremeOf(rule)),
      generation,
      previous: cause.previous,
      tick: cause.tick,
      gap: cause.gap,
      decidedWallMs: at.wallMs,
      decisionMicros: Math.max(0, this.#micros() - this.#startMicros),
    });
  }

  expire(rule: CompiledRule, wallMs: number): void {
    this.disarm(rule);
    this.end(rule, "expired", wallMs);
    this.#decisions.push({
      kind: "expired",
      rule: this.#snapshot(rule, rule.extreme),
      generation: rule.generation,
      decidedWallMs: wallMs,
    });
  }

  pause(rule: CompiledRule, now: Moment, snoozedUntilMs: number | null): void {
    this.disarm(rule);
    this.#enter(rule, "paused", now.wallMs);
    rule.snoozedUntilMs = snoozedUntilMs;
    this.watchSnooze(rule, now);
    this.changed(rule, null);
  }

  /** Counts down what is left of a snooze: never more than its own length, though the clock was set back before a restart. */
  watchSnooze(rule: CompiledRule, now: Moment): void {
    const { phase, phaseMs, snoozedUntilMs } = rule;
    if (phase !== "paused" || snoozedUntilMs === null) return;
    const leftMs = Math.min(snoozedUntilMs - now.wallMs, snoozedUntilMs - phaseMs);
    rule.snoozeTimer = this.snoozes.add(now.monoMs + Math.max(0, leftMs), rule);
  }

  watchExpiry(rule: CompiledRule): void {
    this.forgetExpiry(rule);
    if (rule.expiresMs < Number.POSITIVE_INFINITY) rule.expiryTimer = this.expiries.add(rule.expiresMs, rule);
  }

  forgetExpiry(rule: CompiledRule): void {
    if (rule.expiryTimer !== null) this.expiries.remove(rule.expiryTimer);
    rule.expiryTimer = null;
  }

  end(rule: CompiledRule, phase: "done" | "expired", wallMs: number): void {
    this.forgetExpiry(rule);
    this.#enter(rule, phase, wallMs);
  }

  #enter(rule: CompiledRule, phase: CompiledRule["phase"], wallMs: number): void {
    rule.phase = phase;
    rule.phaseMs = wallMs;
  }

  #stopHolding(rule: CompiledRule): void {
    if (rule.holdTimer !== null) this.holds.remove(rule.holdTimer);
    rule.holdTimer = null;
    rule.hold = null;
  }

  #snapshot(rule: CompiledRule, extreme: Extreme | null): ReturnType<typeof snapshotOf> {
    const snapshot = snapshotOf(rule, extreme);
    rule.savedExtreme = snapshot.extreme;
    return snapshot;
  }
}
