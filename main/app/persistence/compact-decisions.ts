/** Decisions that have to wait for long, in as little memory as keeps what they mean. */
import type { Decision } from "../../alerts/decision.ts";

type WithEvent = Exclude<Decision, { kind: "changed" }>;

/**
 * Every event of the newest `maxEvents`, and of each rule the state that the last decision left it in; in order. A change
 * that a later decision of its rule overtook is left out. `givenUp`: the oldest events, where there are more than that.
 */
export function compacted(
  decisions: readonly Decision[],
  maxEvents: number,
): { readonly kept: readonly Decision[]; readonly givenUp: readonly WithEvent[] } {
  const last = new Map(decisions.map((decision) => [decision.rule.id, decision]));
  let tooMany = decisions.filter((decision) => decision.kind !== "changed").length - maxEvents;
  const kept: Decision[] = [];
  const givenUp: WithEvent[] = [];
  for (const decision of decisions) {
    const isLast = last.get(decision.rule.id) === decision;
    if (decision.kind === "changed") {
      if (isLast) kept.push(decision);
    } else if (tooMany > 0) {
      tooMany -= 1;
      givenUp.push(decision);
      // The rule has fired all the same, and must not fire again for it.
      if (isLast) kept.push({ kind: "changed", rule: decision.rule });
    } else {
      kept.push(decision);
    }
  }
  return { kept, givenUp };
}
