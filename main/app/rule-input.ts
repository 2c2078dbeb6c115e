/** A rule as a call has it, checked against what there is: venues, symbols, destinations. */
import type { Notify } from "../../preload/contract/destination.ts";
import type { VenueId } from "../../preload/contract/instrument.ts";
import { parseRule } from "../../preload/contract/parse-rule.ts";
import { fail, type Result } from "../../preload/contract/result.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Clock } from "../lib/clock.ts";

export interface RuleInputChecks {
  readonly clock: Clock;
  /** Venues that are on, in the order in which they are offered. */
  readonly venuesOn: () => readonly VenueId[];
  /** Every venue that there is. */
  readonly venueIds: readonly VenueId[];
  /** The symbol that a venue's list has for what was written. */
  readonly resolveSymbol: (venue: VenueId, written: string) => string;
  /** Which of the destinations there is not, and that in words; null where all are there. `present`: what the rule says now. */
  readonly unknownDestination: (
    notify: Notify,
    present: Notify | null,
  ) => { readonly index: number; readonly words: string } | null;
}

/**
 * `present`: the rule that is changed; null for a new one. A destination that it names and that is gone by now is no reason to refuse
 * a change of something else.
 */
export function parseRuleInput(
  input: unknown,
  { clock, venueIds, venuesOn, resolveSymbol, unknownDestination }: RuleInputChecks,
  present: RuleSpec | null,
): Result<RuleSpec> {
  const on = venuesOn();
  const defaultVenue = on.length === 1 ? (on[0] ?? null) : null;
  const spec = parseRule(input, { nowMs: clock.now().wallMs, defaultVenue, venues: venueIds, resolveSymbol });
  if (!spec.ok) return spec;
  const unknown = unknownDestination(spec.value.notify, present?.notify ?? null);
  return unknown === null ? spec : fail("rule-invalid", unknown.words, `notify.to.${unknown.index}`);
}
