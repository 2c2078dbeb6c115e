/** What an event says a move was measured from proves it: from there the price went as far as the rule wants. */
import Big from "big.js";
import type { Decision } from "../../main/alerts/decision.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";

/**
 * Its time is not held against the window: a rule armed with a price of up to a minute ago counts it from then on.
 *
 * Throws where a fire is not proved, or claims to be measured from something though its kind is measured from nothing.
 */
export function checkProof(decision: Decision): void {
  if (decision.kind !== "fired") return;
  const { spec } = decision.rule;
  const { condition } = spec;
  const { measuredFrom } = decision;
  const isMeasured = "by" in condition && condition.kind !== "spread-at-least";
  if (isMeasured !== (measuredFrom !== null)) throw new Error(`${condition.kind}: ${JSON.stringify(measuredFrom)}`);
  if (!isMeasured || measuredFrom === null) return;
  const from = new Big(measuredFrom.price);
  const went = priceOf(decision.tick, spec).minus(from);
  const { by } = condition;
  const wanted = "percent" in by ? from.times(by.percent).div(100) : new Big(by.amount);
  const isUp = went.gte(wanted) && !["falls", "pulls-back"].includes(condition.kind);
  const isDown = went.times(-1).gte(wanted) && !["rises", "rebounds"].includes(condition.kind);
  if (!isUp && !isDown) throw new Error(`${condition.kind} by ${JSON.stringify(by)}: from ${from} went ${went}`);
  if (measuredFrom.tick === null) return;
  if (!priceOf(measuredFrom.tick, spec).eq(from)) throw new Error(`the tick of ${from} has another price`);
}

function priceOf({ last, bid, ask }: Tick, { source }: RuleSpec): Big {
  if (source === "mid") return new Big(bid ?? 0).plus(ask ?? 0).div(2);
  return new Big({ last, bid, ask }[source] ?? 0);
}
