/** What would surprise about an alert if it were saved now. */
import type { RulePreview } from "../../preload/contract/contract.ts";
import { compareDecimal } from "../../preload/contract/decimal.ts";
import type { Tick } from "../../preload/contract/tick.ts";

/**
 * As sentences. `fresh`: the price that stands for now; `known`: the last one there is, however old; `notWatched`: why nothing of
 * the venue is watched, null where it is.
 */
export function ruleWarnings(
  fresh: Tick | null,
  known: Tick | null,
  { alreadyTrue, distance }: Pick<RulePreview, "alreadyTrue" | "distance">,
  notWatched: string | null,
): string[] {
  if (notWatched !== null) return [notWatched];
  if (known === null) return ["No price from this venue yet: the alert begins with the first one."];
  if (fresh === null) return ["The last price is old: the alert begins with the next one."];
  if (alreadyTrue) return ["Already true now, will fire at once."];
  if (distance !== null && compareDecimal(distance.percent, "0.05") < 0) {
    return [`Only ${distance.percent}% away: this may fire within moments.`];
  }
  return [];
}
