/** A rule of the second implementation, with everything that is remembered of it. */
import Big from "big.js";
import type { Decision, RuleSnapshot } from "../../../main/alerts/decision.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Moment, Tick, TickGap } from "../../../preload/contract/tick.ts";
import { bounds, needsPrevious } from "./conditions.ts";

export interface Price {
  value: Big;
  /** Spread in percent of the mid is compared without dividing: the value is 200 * spread, and this its divisor. */
  per: Big;
  text: string;
}

export interface Seen extends Price {
  monoMs: number;
}

export interface Span {
  fromWallMs: number;
  toWallMs: number;
}

export type Way = "up" | "down";

export interface NaiveRule {
  id: string;
  spec: RuleSpec;
  generation: number;
  state: RuleSnapshot["state"];
  createdMs: number;
  stateMs: number;
  armedMs: number;
  lastFiredMs: number | null;
  cooldownUntilMs: number | null;
  cooldownEndMonoMs: number | null;
  snoozedUntilMs: number | null;
  /** What is left of a snooze is waited for by the clock that nobody sets. */
  awakeMonoMs: number | null;
  hold: { tick: Tick; previous: Tick | null; gap: Span | null; sinceMs: number; dueMonoMs: number; way: Way } | null;
  /** A crossing whose hold was cut off by not seeing; `way` is null where a restart has forgotten it. */
  cutOff: { sinceMs: number; way: Way | null } | null;
  extreme: { value: Big; text: string } | null;
  /** The last tick since it was armed. */
  q: Tick | null;
  /** Every price since the window began. */
  window: Seen[];
  /** Armed, loaded or lost, and no tick since: the next one is no "just now". */
  unseen: boolean;
  /** Armed while nothing could be seen. */
  armedUnseen: boolean;
  gap: TickGap | null;
}

export interface Place {
  coverage: "new" | "blind" | "live";
  monoMs: number;
  /** The last tick, so that a trailing rule that fires by a timer knows the price of the moment. */
}

/** Without what is measured, and without what proves a move: that is checked by what it has to prove. */
export type Plain =
  | Omit<Extract<Decision, { kind: "fired" }>, "decisionMicros" | "measuredFrom">
  | Exclude<Decision, { kind: "fired" }>;

export function watches(rule: NaiveRule): boolean {
  return rule.state === "armed" || rule.state === "holding" || rule.state === "triggered";
}

export function isTrailing(rule: NaiveRule): boolean {
  return rule.spec.condition.kind === "pulls-back" || rule.spec.condition.kind === "rebounds";
}

export function isWindow(rule: NaiveRule): boolean {
  return "windowMs" in rule.spec.condition;
}

export function expiryOf(rule: NaiveRule): number {
  return rule.spec.expiresAt === null ? Infinity : Date.parse(rule.spec.expiresAt);
}

export function snapshotOf(rule: NaiveRule): RuleSnapshot {
  const { below, above } = bounds(rule.spec);
  const waits =
    rule.state === "triggered" &&
    rule.spec.condition.kind !== "spread-at-least" &&
    rule.spec.condition.kind !== "trade-size-at-least" &&
    !isWindow(rule) &&
    !isTrailing(rule);
  return {
    id: rule.id,
    spec: rule.spec,
    generation: rule.generation,
    state: rule.state,
    createdMs: rule.createdMs,
    stateMs: rule.stateMs,
    armedMs: rule.armedMs,
    armedBlind: rule.armedUnseen,
    lastFiredMs: rule.lastFiredMs,
    cooldownUntilMs: rule.cooldownUntilMs,
    rearmAt: waits ? { below: below?.toFixed() ?? null, above: above?.toFixed() ?? null } : null,
    holdingSinceMs: rule.hold?.sinceMs ?? rule.cutOff?.sinceMs ?? null,
    snoozedUntilMs: rule.snoozedUntilMs,
    extreme: rule.extreme?.text ?? null,
  };
}

export function newRule(id: string, spec: RuleSpec, now: Moment): NaiveRule {
  return {
    id,
    spec,
    generation: 0,
    state: "armed",
    createdMs: now.wallMs,
    stateMs: now.wallMs,
    armedMs: now.wallMs,
    lastFiredMs: null,
    cooldownUntilMs: null,
    cooldownEndMonoMs: null,
    snoozedUntilMs: null,
    awakeMonoMs: null,
    hold: null,
    cutOff: null,
    extreme: null,
    q: null,
    window: [],
    unseen: false,
    armedUnseen: false,
    gap: null,
  };
}

/** After a restart. */
export function loadedRule(snapshot: RuleSnapshot, now: Moment): NaiveRule {
  const held = snapshot.state === "holding";
  return {
    id: snapshot.id,
    spec: snapshot.spec,
    generation: snapshot.generation,
    state: held ? "armed" : snapshot.state,
    createdMs: snapshot.createdMs,
    stateMs: held ? now.wallMs : snapshot.stateMs,
    armedMs: snapshot.armedMs,
    lastFiredMs: snapshot.lastFiredMs,
    cooldownUntilMs: snapshot.cooldownUntilMs,
    cooldownEndMonoMs:
      snapshot.cooldownUntilMs === null
        ? null
        : now.monoMs + Math.min(Math.max(0, snapshot.cooldownUntilMs - now.wallMs), snapshot.spec.cooldownMs),
    snoozedUntilMs: snapshot.snoozedUntilMs,
    awakeMonoMs:
      snapshot.snoozedUntilMs === null
        ? null
        : now.monoMs +
          Math.max(0, Math.min(snapshot.snoozedUntilMs - now.wallMs, snapshot.snoozedUntilMs - snapshot.stateMs)),
    hold: null,
    cutOff:
      snapshot.holdingSinceMs !== null && needsPrevious(snapshot.spec)
        ? { sinceMs: snapshot.holdingSinceMs, way: null }
        : null,
    extreme: snapshot.extreme === null ? null : { value: new Big(snapshot.extreme), text: snapshot.extreme },
    q: null,
    window: [],
    unseen: true,
    armedUnseen: snapshot.armedBlind,
    gap: null,
  };
}
