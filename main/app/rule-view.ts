/** A rule as the bridge gives it: the engine's durable state with times as ISO. */
import type { AppInfo } from "../../preload/contract/contract.ts";
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

/**
 * When the first of those that are snoozed comes back, and how they came to be. `togetherMs`: when all were last paused together in
 * this run. After a restart nobody knows; several that were snoozed in one and the same moment then were paused together.
 */
export function pausedOf(
  lives: readonly RuleLife[],
  togetherMs: number | null,
): Pick<AppInfo, "pausedUntil" | "pausedHow"> {
  let firstMs: number | null = null;
  let together = false;
  const beganMs = new Set<number>();
  for (const { state, stateMs, snoozedUntilMs } of lives) {
    if (state !== "paused" || snoozedUntilMs === null) continue;
    firstMs = Math.min(firstMs ?? Infinity, snoozedUntilMs);
    together ||= stateMs === togetherMs || beganMs.has(stateMs);
    beganMs.add(stateMs);
  }
  return { pausedUntil: isoOrNull(firstMs), pausedHow: firstMs === null ? null : together ? "together" : "each" };
}
