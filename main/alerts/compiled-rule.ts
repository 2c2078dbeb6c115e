/** A rule as the engine holds it: what must survive a restart, and what need not. */
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import { instrumentKey } from "../../preload/contract/instrument.ts";
import {
  conditionKindOf,
  type ConditionFamily,
  type ConditionQuantity,
  type ExtremeSide,
  type FarSide,
  type RearmForm,
} from "../../preload/contract/condition-kinds.ts";
import type { By, Condition, RuleSpec, RuleState as Phase } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import type { RuleSnapshot } from "./decision.ts";
import type { Extreme } from "./conditions/extreme.ts";
import { extremeText } from "./conditions/extreme.ts";
import type { Member } from "./index/rules-by-extreme.ts";
import type { SatisfiedMove } from "./index/satisfied-moves.ts";
import { bound, quantityOf, type Bound, type Quantity } from "./conditions/quantity.ts";
import type { Threshold } from "./index/threshold-list.ts";
import type { Due } from "./index/timer-queue.ts";

export interface Span {
  readonly fromWallMs: number;
  readonly toWallMs: number;
}

/** What a holding rule will fire with. */
export interface Hold {
  readonly tick: Tick;
  readonly previous: Tick | null;
  readonly gap: Span | null;
  readonly sinceWallMs: number;
  readonly dueMonoMs: number;
  /** For `crosses`: the side it went to. */
  readonly direction: Direction;
}

/** A hold of a transition that an outage broke: it starts anew if the first price afterwards is still on that side. */
export interface InterruptedHold {
  readonly sinceWallMs: number;
  /** Null after a restart: `crosses` has to be asked which side the last price known was on. */
  readonly direction: Direction | null;
}

/** 1: up, or the kind has but one way. -1: down. 0: not at all. */
export type Direction = 1 | -1 | 0;

/** The bounds behind which a price has come back. */
export interface RearmBounds {
  readonly below: Bound | null;
  readonly above: Bound | null;
}

/** Which things outside the rule point at it at present. */
export type Watch = "none" | "condition" | "rearm" | "cooling" | "break" | "groups";

export interface CompiledRule {
  readonly id: string;
  /** Decisions of one moment come in this order: that in which the rules were made. */
  readonly order: number;
  readonly createdMs: number;
  spec: RuleSpec;
  key: InstrumentKey;
  quantity: Quantity;
  /** From here to `rearm`: its row of the table of kinds, so that no tick has to look it up. */
  family: ConditionFamily;
  needsPrevious: boolean;
  /** Null for windows and trailing rules. */
  farSide: FarSide | null;
  /** The sides from whose extremes it measures: a rise from the least price, a fall from the greatest. Empty for thresholds. */
  measuredFrom: readonly ExtremeSide[];
  rearm: RearmForm;
  /** Level, low end, size or spread; null for windows and trailing rules. */
  low: Bound | null;
  /** High end of a range. */
  high: Bound | null;
  by: By | null;
  byNumber: number;
  expiresMs: number;

  generation: number;
  phase: Phase;
  phaseMs: number;
  armedMs: number;
  lastFiredMs: number | null;
  cooldownUntilMs: number | null;
  snoozedUntilMs: number | null;
  hold: Hold | null;
  interruptedHold: InterruptedHold | null;
  /** Trailing rules, while no group has it. */
  extreme: Extreme | null;
  savedExtreme: string | null;

  /** Whether the price index's present price counts as this rule's q. */
  hasPrevious: boolean;
  /** That price is one from before (T6) at which it was not decided: the next price decides, whatever its value. */
  undecidedAtPrevious: boolean;
  /**
   * Which gap may tell it of a crossing. `any`: it was armed before. `after-arming`: armed while its instrument could not be
   * watched, so only one that by the clock began later, and a price from before it is no q. `none`: armed when that gap was already over for other quantities.
   */
  gaps: "any" | "after-arming" | "none";
  /** Monotonic time until which a triggered rule cannot re-arm. */
  coolMonoMs: number;
  /** While triggered, and cooled down: a tick after the fire has been compared with the way back. */
  comparedSinceFire: boolean;
  /** First tick of the price index that is in this rule's window. */
  windowSeq: number;
  rearmBounds: RearmBounds | null;

  watch: Watch;
  thresholds: Threshold<CompiledRule>[];
  wake: Due<CompiledRule> | null;
  lowMember: Member<CompiledRule> | null;
  highMember: Member<CompiledRule> | null;
  satisfiedMove: SatisfiedMove<CompiledRule> | null;
  holdTimer: Due<CompiledRule> | null;
  expiryTimer: Due<CompiledRule> | null;
  snoozeTimer: Due<CompiledRule> | null;
  /** The step in which it was last collected, so that it is not collected twice. */
  step: number;
}

export function newRule(id: string, order: number, spec: RuleSpec, createdMs: number): CompiledRule {
  return {
    id,
    order,
    createdMs,
    ...compiled(spec),
    generation: 0,
    phase: "armed",
    phaseMs: createdMs,
    armedMs: createdMs,
    lastFiredMs: null,
    cooldownUntilMs: null,
    snoozedUntilMs: null,
    hold: null,
    interruptedHold: null,
    extreme: null,
    savedExtreme: null,
    hasPrevious: false,
    undecidedAtPrevious: false,
    gaps: "any",
    coolMonoMs: Number.NEGATIVE_INFINITY,
    comparedSinceFire: false,
    windowSeq: 0,
    rearmBounds: null,
    watch: "none",
    thresholds: [],
    wake: null,
    lowMember: null,
    highMember: null,
    satisfiedMove: null,
    holdTimer: null,
    expiryTimer: null,
    snoozeTimer: null,
    step: 0,
  };
}

type Compiled = Pick<
  CompiledRule,
  | "spec"
  | "key"
  | "quantity"
  | "family"
  | "needsPrevious"
  | "farSide"
  | "measuredFrom"
  | "rearm"
  | "low"
  | "high"
  | "by"
  | "byNumber"
  | "expiresMs"
>;

/** What is worked out once from the rule as a person made it. */
export function compiled(spec: RuleSpec): Compiled {
  const condition = spec.condition;
  const { family, needsPrevious, farSide, measuredFrom, rearm, quantity } = conditionKindOf(condition.kind);
  const by = "by" in condition ? condition.by : null;
  return {
    spec,
    key: instrumentKey(spec.instrument),
    quantity: quantityOf(spec),
    family,
    needsPrevious,
    farSide,
    measuredFrom,
    rearm,
    low: lowOf(condition, quantity),
    high: "high" in condition ? bound(condition.high) : null,
    by,
    byNumber: by === null ? 0 : Number("amount" in by ? by.amount : by.percent),
    expiresMs: spec.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(spec.expiresAt),
  };
}

function lowOf(condition: Condition, quantity: ConditionQuantity): Bound | null {
  if ("level" in condition) return bound(condition.level);
  if ("low" in condition) return bound(condition.low);
  if ("size" in condition) return bound(condition.size);
  if (quantity === "spread" && "by" in condition)
    return bound("amount" in condition.by ? condition.by.amount : condition.by.percent);
  return null;
}

/** The side whose extreme a trailing rule follows. */
export function trailingSide(rule: CompiledRule): ExtremeSide {
  const side = rule.measuredFrom[0];
  if (side === undefined) throw new Error("This kind follows no extreme.");
  return side;
}

/** The states in which ticks matter to a rule. */
export function isWatching(rule: CompiledRule): boolean {
  return rule.phase === "armed" || rule.phase === "holding" || rule.phase === "triggered";
}

/** The rule as it must be written down. */
export function snapshotOf(rule: CompiledRule, extreme: Extreme | null): RuleSnapshot {
  const isTriggered = rule.phase === "triggered";
  const rearmBounds = isTriggered ? rule.rearmBounds : null;
  return {
    id: rule.id,
    spec: rule.spec,
    generation: rule.generation,
    state: rule.phase,
    createdMs: rule.createdMs,
    stateMs: rule.phaseMs,
    armedMs: rule.armedMs,
    armedBlind: rule.gaps === "after-arming",
    lastFiredMs: rule.lastFiredMs,
    cooldownUntilMs: isTriggered ? rule.cooldownUntilMs : null,
    rearmAt:
      rearmBounds === null ? null : { below: rearmBounds.below?.text ?? null, above: rearmBounds.above?.text ?? null },
    holdingSinceMs: rule.hold?.sinceWallMs ?? rule.interruptedHold?.sinceWallMs ?? null,
    snoozedUntilMs: rule.phase === "paused" ? rule.snoozedUntilMs : null,
    extreme: extreme === null ? null : extremeText(rule.quantity, extreme),
  };
}

/** In the order in which they were made: what falls on one tick is told in that order. */
export function inOrder(a: CompiledRule, b: CompiledRule): number {
  return a.order - b.order;
}
