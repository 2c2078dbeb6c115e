/** A rule as the engine holds it: put together from records of which each changes only through its own methods. */
import { furtherKindOf } from "../../preload/contract/further-kinds.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Moment } from "../../preload/contract/tick.ts";
import { CompiledRule, trailingSide } from "./compiled-rule.ts";
import { extremeText, type Extreme } from "./conditions/extreme.ts";
import { OwnCondition } from "./conditions/own-condition.ts";
import { hasRearmBounds, isTransitionKind } from "./conditions/threshold.ts";
import { TrailingExtreme } from "./conditions/trailing-extreme.ts";
import { WindowStart } from "./conditions/window-start.ts";
import type { RuleSnapshot } from "./decision.ts";
import { RuleLifecycle } from "./rule-lifecycle.ts";
import { SeenPrices } from "./seen-prices.ts";

export interface EngineRule {
  readonly id: string;
  /** Decisions of one moment come in this order: that in which the rules were made (E2). */
  readonly order: number;
  /** Wall time. */
  readonly createdMs: number;
  readonly compiled: CompiledRule;
  readonly lifecycle: RuleLifecycle;
  readonly seen: SeenPrices;
  /** For conditions about a window; null for all others. */
  readonly window: WindowStart | null;
  /** For trailing conditions; null for all others. */
  readonly trailing: TrailingExtreme | null;
  /** For conditions that their kind decides itself; null for all others. */
  readonly own: OwnCondition | null;
}

type Identity = Pick<EngineRule, "id" | "order" | "createdMs">;

export function newRule(identity: Identity, spec: RuleSpec): EngineRule {
  return put(identity, new CompiledRule(spec), new RuleLifecycle(identity.createdMs));
}

/** The same rule with what it now says; its generations go on. To be armed anew: it has seen nothing yet. */
export function editedRule(rule: EngineRule, spec: RuleSpec): EngineRule {
  return put(rule, new CompiledRule(spec), rule.lifecycle);
}

/** As the database remembers it: windows and holds do not survive, because nobody watched; trailing rules keep their extreme. */
export function restoredRule(snapshot: RuleSnapshot, order: number, now: Moment): EngineRule {
  const compiled = new CompiledRule(snapshot.spec);
  const lifecycle = RuleLifecycle.restored(snapshot, isTransitionKind(compiled), now);
  const rule = put({ id: snapshot.id, order, createdMs: snapshot.createdMs }, compiled, lifecycle);
  if (snapshot.armedBlind) rule.seen.armBlind(false);
  const text = snapshot.extreme;
  if (rule.trailing !== null && text !== null) {
    rule.trailing.replace({ n: Number(text), tick: null, text });
    rule.trailing.markSaved(text);
  }
  return rule;
}

function put({ id, order, createdMs }: Identity, compiled: CompiledRule, lifecycle: RuleLifecycle): EngineRule {
  return {
    id,
    order,
    createdMs,
    compiled,
    lifecycle,
    seen: new SeenPrices(),
    window: compiled.family === "window" ? new WindowStart() : null,
    own: ownOf(compiled),
    trailing: compiled.family === "trailing" ? new TrailingExtreme(trailingSide(compiled), compiled.quantity) : null,
  };
}

function ownOf({ family, quantity, spec: { condition } }: CompiledRule): OwnCondition | null {
  if (family !== "own") return null;
  const begin = furtherKindOf(condition.kind)?.begin;
  if (begin === undefined) throw new Error(`The kind ${condition.kind} has no evaluation.`);
  return new OwnCondition(begin, condition, quantity);
}

/** The rule as it must be written down. `extreme`: of a trailing rule, wherever it is kept at present. */
export function snapshotOf(rule: EngineRule, extreme: Extreme | null): RuleSnapshot {
  const { compiled, lifecycle } = rule;
  const rearmBounds = lifecycle.state === "triggered" && hasRearmBounds(compiled) ? compiled.rearmBounds : null;
  return {
    id: rule.id,
    spec: compiled.spec,
    generation: lifecycle.generation,
    state: lifecycle.state,
    createdMs: rule.createdMs,
    stateMs: lifecycle.stateMs,
    armedMs: lifecycle.armedMs,
    armedBlind: rule.seen.gaps === "after-arming",
    lastFiredMs: lifecycle.lastFiredMs,
    cooldownUntilMs: lifecycle.cooldownUntilMs,
    rearmAt:
      rearmBounds === null ? null : { below: rearmBounds.below?.text ?? null, above: rearmBounds.above?.text ?? null },
    holdingSinceMs: lifecycle.hold?.sinceWallMs ?? lifecycle.interruptedHold?.sinceWallMs ?? null,
    snoozedUntilMs: lifecycle.snoozedUntilMs,
    extreme: extreme === null ? null : extremeText(compiled.quantity, extreme),
  };
}

/** In the order in which they were made: what falls on one tick is told in that order. */
export function inOrder(a: EngineRule, b: EngineRule): number {
  return a.order - b.order;
}
