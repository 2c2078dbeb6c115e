/** The states of the second implementation and how one becomes another. */
import type { RuleSnapshot } from "../../../main/alerts/decision.ts";
import type { Moment, Tick } from "../../../preload/contract/tick.ts";
import {
  type Price,
  type Span,
  type Way,
  type NaiveRule,
  type Plain,
  isTrailing,
  isWindow,
  snapshotOf,
} from "./rule.ts";
import { priceOf } from "./prices.ts";
import { isTrue, hasReturned } from "./conditions.ts";

/** Collects what is decided. */
export class NaiveStates {
  #out: Plain[] = [];

  protected satisfy(rule: NaiveRule, tick: Tick, previous: Tick | null, gap: Span | null, way: Way, at: Moment): void {
    if (rule.spec.holdForMs === 0) {
      this.fire(rule, tick, previous, gap, at, tick);
      return;
    }
    this.enter(rule, "holding", at.wallMs);
    rule.hold = { tick, previous, gap, way, sinceMs: at.wallMs, dueMonoMs: at.monoMs + rule.spec.holdForMs };
    this.changed(rule);
  }

  protected fire(
    rule: NaiveRule,
    tick: Tick,
    previous: Tick | null,
    gap: Span | null,
    at: Moment,
    latest: Tick | null,
  ): void {
    const generation = rule.generation;
    rule.lastFiredMs = at.wallMs;
    if (rule.spec.repeat === "once") this.enter(rule, "done", at.wallMs);
    else if (isTrailing(rule) && rule.spec.cooldownMs === 0) this.rearm(rule, at, latest);
    else {
      this.enter(rule, "triggered", at.wallMs);
      if (rule.spec.cooldownMs > 0) {
        rule.cooldownEndMonoMs = at.monoMs + rule.spec.cooldownMs;
        rule.cooldownUntilMs = at.wallMs + rule.spec.cooldownMs;
      }
    }
    this.#out.push({
      kind: "fired",
      rule: snapshotOf(rule),
      generation,
      previous,
      tick,
      gap,
      decidedWallMs: at.wallMs,
    });
  }

  protected tryRearm(rule: NaiveRule, tick: Tick, price: Price, at: Moment): void {
    if (rule.cooldownEndMonoMs !== null && at.monoMs < rule.cooldownEndMonoMs) return;
    if (
      isWindow(rule)
        ? isTrue(rule, null, price, at, "up") || isTrue(rule, null, price, at, "down")
        : !hasReturned(rule.spec, price)
    )
      return;
    this.rearm(rule, at, tick);
    this.changed(rule);
  }

  protected rearm(rule: NaiveRule, at: Moment, latest: Tick | null): void {
    rule.generation++;
    this.enter(rule, "armed", at.wallMs);
    rule.armedMs = at.wallMs;
    rule.q = latest;
    const price = latest === null ? null : priceOf(rule.spec, latest);
    rule.extreme = isTrailing(rule) && price !== null ? price : null;
    rule.window = price === null || latest?.ageMs != null ? [] : [{ ...price, monoMs: at.monoMs }];
  }

  protected expire(rule: NaiveRule, wallMs: number): void {
    this.enter(rule, "expired", wallMs);
    this.#out.push({ kind: "expired", rule: snapshotOf(rule), generation: rule.generation, decidedWallMs: wallMs });
  }

  /** What belongs to the state that is left goes with it. */
  protected enter(rule: NaiveRule, state: RuleSnapshot["state"], wallMs: number): void {
    rule.state = state;
    rule.stateMs = wallMs;
    rule.hold = null;
    rule.cutOff = null;
    rule.snoozedUntilMs = null;
    rule.awakeMonoMs = null;
    rule.cooldownUntilMs = null;
    rule.cooldownEndMonoMs = null;
  }

  protected changed(rule: NaiveRule): void {
    this.#out.push({ kind: "changed", rule: snapshotOf(rule) });
  }

  protected take(): Plain[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }
}
