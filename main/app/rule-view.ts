/** A rule as the bridge gives it: the engine's durable state with times as ISO. */
import type { AppInfo } from "../../preload/contract/app-info.ts";
import type { Notify } from "../../preload/contract/destination.ts";
import type { VenueId } from "../../preload/contract/instrument.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import type { RuleProgress } from "../../preload/contract/rule-progress.ts";
import type { Moment } from "../../preload/contract/tick.ts";
import type { RuleSnapshot } from "../alerts/decision.ts";
import type { Engine } from "../alerts/engine.ts";

export function iso(wallMs: number): string {
  return new Date(wallMs).toISOString();
}

export function isoOrNull(wallMs: number | null): string | null {
  return wallMs === null ? null : iso(wallMs);
}

/** Makes of the engine's state what the bridge gives. */
export type ToRule = (snapshot: RuleSnapshot) => Rule;

/**
 * `notWatched`: why nothing of a venue is watched, in words; null where it is on. `toldInstead`: in words, that none of the
 * destinations that it names can be told; null where one can.
 */
export function ruleViewer(
  notWatched: (venue: VenueId) => string | null,
  toldInstead: (notify: Notify) => string | null,
): ToRule {
  return (snapshot) => {
    const why = isWaiting(snapshot) ? notWatched(snapshot.spec.instrument.venue) : null;
    const instead = toldInstead(snapshot.spec.notify);
    const rule = ruleOf(snapshot);
    if (why === null && instead === null) return rule;
    return {
      ...rule,
      ...(why === null ? {} : { notWatched: why }),
      ...(instead === null ? {} : { toldInstead: instead }),
    };
  };
}

function ruleOf(snapshot: RuleSnapshot): Rule {
  return {
    ...snapshot.spec,
    id: snapshot.id,
    generation: snapshot.generation,
    state: snapshot.state,
    createdAt: iso(snapshot.createdMs),
    stateAt: iso(snapshot.stateMs),
    lastFiredAt: isoOrNull(snapshot.lastFiredMs),
    cooldownUntil: isoOrNull(snapshot.cooldownUntilMs),
    rearmAt: snapshot.rearmAt === null ? null : { ...snapshot.rearmAt },
    holdingSince: snapshot.state === "holding" ? isoOrNull(snapshot.holdingSinceMs) : null,
    snoozedUntil: isoOrNull(snapshot.snoozedUntilMs),
  };
}

/** How far along each of these is now; those of which there is nothing to tell are left out. */
export function progressOf(
  ids: readonly string[],
  engine: Pick<Engine, "progress">,
  { monoMs }: Moment,
): RuleProgress[] {
  return ids.flatMap((id) => {
    const progress = engine.progress(id, monoMs);
    return progress === null ? [] : [{ id, value: progress.value, sides: [...progress.sides] }];
  });
}

/** States in which a rule waits for a price: blindness on its instrument matters. */
export function isWaiting(snapshot: RuleSnapshot): boolean {
  return snapshot.state === "armed" || snapshot.state === "holding" || snapshot.state === "triggered";
}

/**
 * When the first of those that are snoozed comes back, and how they came to be. `togetherMs`: when all were last paused together in
 * this run. After a restart nobody knows; several that were snoozed in one and the same moment then were paused together.
 */
export function pausedOf(
  lives: readonly RuleSnapshot[],
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
