/** A rule as it stands right after it was armed, to be made durable before the engine goes by it. */
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Decision, RuleSnapshot } from "../alerts/decision.ts";

/** The rule as arming it left it; the first decision about a new rule always is its arming. */
export function armedBy(decisions: readonly Decision[]): RuleSnapshot {
  const armed = decisions[0];
  if (armed === undefined) throw new Error("Arming a rule is a decision");
  return armed.rule;
}

/** The rule armed anew with what it now says, before any price was looked at. */
export function anew(present: RuleSnapshot, spec: RuleSpec, nowMs: number, armedBlind: boolean): RuleSnapshot {
  return {
    ...present,
    spec,
    generation: present.generation + 1,
    state: "armed",
    stateMs: nowMs,
    armedMs: nowMs,
    armedBlind,
    cooldownUntilMs: null,
    rearmAt: null,
    holdingSinceMs: null,
    snoozedUntilMs: null,
    extreme: null,
  };
}
