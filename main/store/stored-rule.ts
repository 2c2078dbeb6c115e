/** A rule as it is stored, checked when it is read: in the rules table, and in each event as it was when that was decided. */
import { parseRule } from "../../preload/contract/parse-rule.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import { storedJson, storedText, unreadable } from "./stored-values.ts";

/** A page of history repeats few rules: each text is checked once, and not with every event again. */
const rememberedAtMost = 1_000;
const remembered = new Map<string, RuleSpec>();

/**
 * A rule by the contract's own parser, as it would be parsed when it is made; an expiry may be past by now. The same text gives
 * the same object. Throws `UnreadableRow` naming the column.
 */
export function storedRule(column: string, value: unknown): RuleSpec {
  const text = storedText(column, value);
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const spec = checked(column, text);
  const [oldest] = remembered.keys();
  if (remembered.size >= rememberedAtMost && oldest !== undefined) remembered.delete(oldest);
  remembered.set(text, spec);
  return spec;
}

function checked(column: string, text: string): RuleSpec {
  const parsed = parseRule(storedJson(column, text), { nowMs: Number.NEGATIVE_INFINITY, defaultVenue: "demo" });
  if (parsed.ok) return parsed.value;
  const { field, message } = parsed.error;
  return unreadable(field === undefined ? column : `${column}.${field}`, message);
}
