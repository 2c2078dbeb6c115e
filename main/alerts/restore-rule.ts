/** A rule as the database remembers it, made live again. */
import type { Moment } from "../../preload/contract/tick.ts";
import { rearmBoundsOf, hasRearmBounds, isTransitionKind } from "./conditions/threshold.ts";
import type { RuleSnapshot } from "./decision.ts";
import { newRule, type CompiledRule } from "./compiled-rule.ts";

/**
 * Windows and holds do not survive: nobody watched. Trailing rules keep their extreme, triggered ones their cooldown, and a transition
 * whose hold was broken waits for the first price, to start it anew or not.
 */
export function restoredRule(snapshot: RuleSnapshot, order: number, now: Moment): CompiledRule {
  const rule = newRule(snapshot.id, order, snapshot.spec, snapshot.createdMs);
  const held = snapshot.state === "holding";
  rule.generation = snapshot.generation;
  rule.phase = held ? "armed" : snapshot.state;
  rule.phaseMs = held ? now.wallMs : snapshot.stateMs;
  rule.armedMs = snapshot.armedMs;
  if (snapshot.armedBlind) rule.gaps = "after-arming";
  if (snapshot.holdingSinceMs !== null && isTransitionKind(rule))
    rule.interruptedHold = { sinceWallMs: snapshot.holdingSinceMs, direction: null };
  rule.lastFiredMs = snapshot.lastFiredMs;
  rule.snoozedUntilMs = snapshot.snoozedUntilMs;
  rule.savedExtreme = snapshot.extreme;
  if (snapshot.extreme !== null) rule.extreme = { n: Number(snapshot.extreme), tick: null, text: snapshot.extreme };
  if (snapshot.state !== "triggered") return rule;
  if (hasRearmBounds(rule)) rearmBoundsOf(rule);
  if (snapshot.cooldownUntilMs !== null) {
    rule.cooldownUntilMs = snapshot.cooldownUntilMs;
    // Monotonic time began anew with this process. A clock set back must not make a cooldown longer than it ever was.
    rule.coolMonoMs =
      now.monoMs + Math.min(Math.max(0, snapshot.cooldownUntilMs - now.wallMs), snapshot.spec.cooldownMs);
  }
  return rule;
}
