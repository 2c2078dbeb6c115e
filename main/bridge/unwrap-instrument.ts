/** The other ways in which a script may well write down a rule, made the one that the contract names. */

/**
 * `{rule: {...}}` means what stands in it, `{id, rule: {...}}` that for the rule of this id. Anything else is given back
 * as it came: whether it is a rule is for `parseRule` to say.
 */
export function unwrapped(input: unknown): unknown {
  if (!isRecord(input) || !isRecord(input["rule"])) return input;
  const { rule, ...beside } = input;
  const names = Object.keys(beside);
  if (names.length === 0) return rule;
  return names.length === 1 && names[0] === "id" ? { ...(rule as object), ...beside } : input;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
