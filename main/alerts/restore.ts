/** A rule as the database remembers it, made live again. */
import type { Moment } from "../../preload/contract/tick.ts";
import { comeBackOf, hasComeBack, isTransitionKind } from "./conditions.ts";
import type { RuleLife } from "./decision.ts";
import { newRule, type RuleState } from "./rule-state.ts";

/**
 * Windows and holds do not survive: nobody watched. Trailing rules keep their extreme, spent ones their cooldown, and a transition
 * whose hold was broken waits for the first price, to start it anew or not.
 */
export function restoredRule(life: RuleLife, order: number, now: Moment): RuleState {
  const rule = newRule(life.id, order, life.spec, life.createdMs);
  const held = life.state === "holding";
  rule.generation = life.generation;
  rule.phase = held ? "armed" : life.state;
  rule.phaseMs = held ? now.wallMs : life.stateMs;
  rule.armedMs = life.armedMs;
  if (life.armedBlind) rule.gaps = "after-arming";
  if (life.holdingSinceMs !== null && isTransitionKind(rule))
    rule.interruptedHold = { sinceWallMs: life.holdingSinceMs, direction: null };
  rule.lastFiredMs = life.lastFiredMs;
  rule.snoozedUntilMs = life.snoozedUntilMs;
  rule.savedExtreme = life.extreme;
  if (life.extreme !== null) rule.extreme = { n: Number(life.extreme), tick: null, text: life.extreme };
  if (life.state !== "spent") return rule;
  if (rule.family === "threshold" && hasComeBack(life.spec.condition.kind)) comeBackOf(rule);
  if (life.cooldownUntilMs !== null) {
    rule.cooldownUntilMs = life.cooldownUntilMs;
    // Monotonic time began anew with this process. A clock set back must not make a cooldown longer than it ever was.
    rule.coolMonoMs = now.monoMs + Math.min(Math.max(0, life.cooldownUntilMs - now.wallMs), life.spec.cooldownMs);
  }
  return rule;
}
