/** What would surprise about an alert if it were saved now. */
import { message } from "../../preload/contract/messages/message.ts";
import type { RulePreview } from "../../preload/contract/rule-calls.ts";
import { compareDecimal } from "../../preload/contract/decimal.ts";
import type { Tick } from "../../preload/contract/tick.ts";

/**
 * As sentences. `fresh`: the price that stands for now; `known`: the last one there is, however old; `notWatched`: why nothing of
 * the venue is watched, null where it is; `toldInstead`: that the desktop stands in for its destinations, null where it need not.
 */
export function ruleWarnings(
  fresh: Tick | null,
  known: Tick | null,
  { alreadyTrue, distance }: Pick<RulePreview, "alreadyTrue" | "distance">,
  notWatched: string | null,
  toldInstead: string | null,
): string[] {
  const ofPrice = priceWarnings(fresh, known, { alreadyTrue, distance }, notWatched);
  return toldInstead === null ? ofPrice : [...ofPrice, toldInstead];
}

function priceWarnings(
  fresh: Tick | null,
  known: Tick | null,
  { alreadyTrue, distance }: Pick<RulePreview, "alreadyTrue" | "distance">,
  notWatched: string | null,
): string[] {
  if (notWatched !== null) return [notWatched];
  if (known === null) return [message("warning.no-price")];
  if (fresh === null) return [message("warning.price-old")];
  if (alreadyTrue) return [message("warning.already-true")];
  if (distance !== null && compareDecimal(distance.percent, "0.05") < 0) {
    return [message("warning.close", { percent: distance.percent })];
  }
  return [];
}
