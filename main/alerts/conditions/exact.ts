/** Exact decimal arithmetic for thresholds that have to be worked out; comparisons stay in `preload/contract/decimal.ts`. */
import Big from "big.js";
import type { By } from "../../../preload/contract/rule.ts";

/** `base` plus `by`; a percent is of `base`. */
export function raisedBy(base: string, by: By): string {
  const from = new Big(base);
  return from.plus(distanceOf(from, by)).toFixed();
}

/** `base` minus `by`; a percent is of `base`. May be zero or negative: then no price is that low. */
export function loweredBy(base: string, by: By): string {
  const from = new Big(base);
  return from.minus(distanceOf(from, by)).toFixed();
}

// Times 0.01 and not divided by 100: a division rounds to a fixed number of places, a multiplication is exact.
function distanceOf(base: Big, by: By): Big {
  return "amount" in by ? new Big(by.amount) : base.times(by.percent).times("0.01");
}

/** Half way between bid and ask. */
export function midOf(bid: string, ask: string): string {
  return new Big(bid).plus(ask).times("0.5").toFixed();
}

/** Ask minus bid; negative on a crossed market. */
export function spreadOf(bid: string, ask: string): string {
  return new Big(ask).minus(bid).toFixed();
}

/** -1, 0 or 1 for the spread in percent of the mid against `percent`, without a division. */
export function compareSpreadPercent(bid: string, ask: string, percent: string): -1 | 0 | 1 {
  const spread = new Big(ask).minus(bid).times("200");
  return spread.cmp(new Big(bid).plus(ask).times(percent));
}

/** How far `a` and `b` are apart, and that in percent of `b` to four places, to show. */
export function distanceBetween(a: string, b: string): { amount: string; percent: string } {
  const amount = new Big(a).minus(b).abs();
  const percent = amount.times("100").div(b).round(4);
  return { amount: amount.toFixed(), percent: percent.toFixed() };
}
