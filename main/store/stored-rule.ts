/** A rule as it is stored, checked when it is read: in the rules table, and in each event as it was when that was decided. */
import { parseRule } from "../../preload/contract/parse-rule.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import { isKnownVenue, storedJson, storedText, unreadable, type KnownVenues } from "./stored-values.ts";

/** A page of history repeats few rules: each text is checked once, and not with every event again. */
const maxRemembered = 1_000;
const remembered = new Map<string, RuleSpec>();

/**
 * A rule by the contract's own parser, as it would be parsed when it is made; an expiry may be past by now. The same text gives
 * the same object. Throws `UnreadableRow` naming the column.
 */
export function storedRule(column: string, value: unknown, venues: KnownVenues): RuleSpec {
  const text = storedText(column, value);
  const known = remembered.get(text);
  // Remembered for every database of this process, and they may have been opened with different venues.
  if (known !== undefined && isKnownVenue(known.instrument.venue, venues)) return known;
  const spec = checked(column, text, venues);
  const [oldest] = remembered.keys();
  if (remembered.size >= maxRemembered && oldest !== undefined) remembered.delete(oldest);
  remembered.set(text, spec);
  return spec;
}

function checked(column: string, text: string, venues: KnownVenues): RuleSpec {
  const parsed = parseRule(storedJson(column, text), {
    nowMs: Number.NEGATIVE_INFINITY,
    // None: a rule is stored with its venue, and one that has lost it is no rule of any other.
    defaultVenue: "",
    ...(venues === undefined ? {} : { venues }),
  });
  if (parsed.ok) return parsed.value;
  const { field, message } = parsed.error;
  return unreadable(field === undefined ? column : `${column}.${field}`, message);
}
