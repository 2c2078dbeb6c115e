/** The numbers that prove an event: how far a move went, and why it was decided later than its price came. */
import Big from "big.js";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { formatExactDuration, formatPercent, formatPrice } from "../../preload/contract/format.ts";
import { message } from "../../preload/contract/messages/message.ts";

/** `+12.5, +0.28%`: from the extreme to the price that fired; null where there is no such move. */
export function sizeOfMove({ measuredFrom, tick }: Pick<AlertEvent, "measuredFrom" | "tick">): string | null {
  if (measuredFrom === undefined || tick === null) return null;
  const from = new Big(measuredFrom.price);
  if (!from.gt(0)) return null;
  const amount = new Big(tick.price).minus(from);
  const percent = amount.div(from).times(100).toFixed(2);
  const sign = amount.gt(0) ? "+" : "";
  return message("detail.move", {
    amount: `${sign}${formatPrice(amount.toFixed())}`,
    percent: formatPercent(percent, { decimals: 2, signed: true }),
  });
}

/**
 * Why the decision lies after the receipt of its price, in words; null where it does not. How long the decision itself took is
 * another time, and stands beside it.
 */
export function decidedLater({ kind, receivedAt, decidedAt, rule, gap }: AlertEvent): string | null {
  if (kind !== "fired" || receivedAt === null) return null;
  const laterMs = Date.parse(decidedAt) - Date.parse(receivedAt);
  if (!(laterMs > 0)) return null;
  const duration = formatExactDuration(laterMs);
  if (rule !== null && rule.holdForMs > 0)
    return message("detail.later.held", { duration, hold: formatExactDuration(rule.holdForMs) });
  return message(gap === null ? "detail.later" : "detail.later.gap", { duration });
}
