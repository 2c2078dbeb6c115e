/** A change of a rule as a script or a window sends it: any part of it, or the whole rule as it was given with one part changed. */
import { isDeepStrictEqual } from "node:util";
import { message } from "../../preload/contract/messages/message.ts";
import { mergeRule } from "../../preload/contract/parse-rule.ts";
import { fail, ok, type Refused, type Result } from "../../preload/contract/result.ts";
import { RuleSpec, type Rule } from "../../preload/contract/rule.ts";
import { decidesAlike } from "../../preload/contract/rule-equality.ts";
import type { RuleSnapshot } from "../alerts/decision.ts";
import { parseRuleInput } from "./rule-input.ts";
import type { RuleServiceOptions } from "./rule-service.ts";

export interface RulePatch {
  readonly present: RuleSnapshot;
  /** What the rule says with the change. */
  readonly spec: RuleSpec;
  /** Only its note or where it is told is another, or nothing: no reason to arm it anew. */
  readonly isDetailsAlone: boolean;
}

/**
 * `input`: `{id, ...parts}`. Refused with `request-invalid` where it names no rule, `rule-not-found` where there is none, else as
 * `parseRule` does. A rule whose expiry has passed can be given another note, and cannot be armed with that expiry.
 */
export function parseRulePatch(options: RuleServiceOptions, input: unknown): Result<RulePatch> {
  if (typeof input !== "object" || input === null || !("id" in input) || typeof input.id !== "string")
    return fail("request-invalid", message("answer.which-alert"), "id");
  const { id, ...patch } = input;
  const present = options.engine.get(id);
  if (present === null) return ruleNotFound();
  dropUnchanged(patch, options.toRule(present));
  const merged = mergeRule(present.spec, patch);
  const { expiresAt } = present.spec;
  if (merged["expiresAt"] === expiresAt) {
    const spec = parseRuleInput({ ...merged, expiresAt: null }, options, present.spec);
    if (!spec.ok) return spec;
    const asked = { ...spec.value, expiresAt };
    if (decidesAlike(asked, present.spec)) return ok({ present, spec: asked, isDetailsAlone: true });
  }
  const spec = parseRuleInput(merged, options, present.spec);
  return spec.ok ? ok({ present, spec: spec.value, isDetailsAlone: false }) : spec;
}

/** The refusal of a call that names a rule which there is not. */
export function ruleNotFound(): Refused {
  return fail("rule-not-found", message("answer.no-alert"), "id");
}

const specFields = new Set(Object.keys(RuleSpec.properties));

/**
 * Takes out of `patch` what it says of the rule's life and is still so. Such a field is left in, to be refused by its name, where it
 * would have to be changed or has changed since.
 */
function dropUnchanged(patch: Record<string, unknown>, present: Rule): void {
  for (const [name, value] of Object.entries(present)) {
    if (!specFields.has(name) && name in patch && isDeepStrictEqual(patch[name], value)) delete patch[name];
  }
}
