/** Conditions, and states of a rule, that tests of the engine's calls begin with. */
import type { RuleSnapshot } from "../../main/alerts/decision.ts";
import { EngineHarness, spec } from "./engine-harness.ts";

export const up = { kind: "crosses-up", level: "100" };
export const above = { kind: "at-or-above", level: "100" };

/** Ten minutes after a harness begins. */
export const expiresAt = "2026-01-05T12:10:00.000Z";
export const expiresInMs = 600_000;

/** An engine with the rule `r`. */
export function start(condition: object, rest: object = {}): EngineHarness {
  return new EngineHarness().add(spec(condition, rest));
}

export function snapshotOf(harness: EngineHarness, id = "r"): RuleSnapshot {
  const snapshot = harness.engine.get(id);
  if (snapshot === null) throw new Error(`There is no rule ${id}.`);
  return snapshot;
}

export function paused(harness: EngineHarness): EngineHarness {
  return harness.note(harness.engine.pause("r", harness.now(), null));
}

export function restored(harness: EngineHarness, snapshot: RuleSnapshot): EngineHarness {
  return harness.note(harness.engine.restore(snapshot, harness.now()));
}
