/** The bounds behind which a price has come back (H7 to H10), worked out exactly from what the rule says. */
import { compareDecimal } from "../../../preload/contract/decimal.ts";
import { defaultRearmBy } from "../../../preload/contract/condition-kinds.ts";
import type { CompiledRule } from "../compiled-rule.ts";
import { loweredBy, raisedBy } from "./exact.ts";
import { bound, type Bound } from "./quantity.ts";
import { farSideOf, highOf, lowOf } from "./threshold.ts";

/** At or below `below`, or at or above `above`; inside a range: both. */
export interface RearmBounds {
  readonly below: Bound | null;
  readonly above: Bound | null;
}

export function computeRearmBounds(rule: CompiledRule): RearmBounds {
  const by = rule.spec.rearmBy ?? defaultRearmBy;
  const { text: low } = lowOf(rule);
  const up = (text: string): Bound => bound(raisedBy(text, by));
  // No price is zero or less: then there is no way back on that side.
  const down = (text: string): Bound | null => {
    const lowered = loweredBy(text, by);
    return compareDecimal(lowered, "0") > 0 ? bound(lowered) : null;
  };
  switch (farSideOf(rule)) {
    case "above":
      return { below: down(low), above: null };
    case "below":
      return { below: null, above: up(low) };
    case "either":
      return { below: down(low), above: up(low) };
    case "within":
      return { below: down(low), above: up(highOf(rule).text) };
    case "beyond": {
      const high = highOf(rule);
      const below = down(high.text);
      const above = up(low);
      if (below !== null && compareDecimal(above.text, below.text) <= 0) return { below, above };
      return { below: high, above: lowOf(rule) };
    }
  }
}
