/** A rule as the bridge gives it: the engine's durable state with times as ISO. */
import type { Rule } from "../../preload/contract/rule.ts";
import type { RuleLife } from "../alerts/decision.ts";

export function iso(wallMs: number): string {
  return new Date(wallMs).toISOString();
}

export function isoOrNull(wallMs: number | null): string | null {
  return wallMs === null ? null : iso(wallMs);
}

export function toRule(life: RuleLife): Rule {
  return {
    ...life.spec,
    id: life.id,
    generation: life.generation,
    state: life.state,
    createdAt: iso(life.createdMs),
    stateAt: iso(life.stateMs),
    lastFiredAt: isoOrNull(life.lastFiredMs),
    cooldownUntil: isoOrNull(life.cooldownUntilMs),
    rearmAt: life.rearmAt === null ? null : { ...life.rearmAt },
    holdingSince: life.state === "holding" ? isoOrNull(life.holdingSinceMs) : null,
    snoozedUntil: isoOrNull(life.snoozedUntilMs),
  };
}

/** States in which a rule waits for a price: blindness on its instrument matters. */
export function isWaiting(life: RuleLife): boolean {
  return life.state === "armed" || life.state === "holding" || life.state === "spent";
}
