/** A change of a rule as a script sends it: the rule as it was given, with one part changed. */
import { isDeepStrictEqual } from "node:util";
import { RuleSpec, type Rule } from "../../preload/contract/rule.ts";

const specFields = new Set(Object.keys(RuleSpec.properties));

/**
 * Takes out of `patch` what it says of the rule's life and is still so. Such a field is left in, to be refused by its name, where it
 * would have to be changed or has changed since.
 */
export function dropUnchanged(patch: Record<string, unknown>, present: Rule): void {
  for (const [name, value] of Object.entries(present)) {
    if (!specFields.has(name) && name in patch && isDeepStrictEqual(patch[name], value)) delete patch[name];
  }
}
