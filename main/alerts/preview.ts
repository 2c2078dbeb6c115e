/** What a rule would do, or still waits for, at a price: for the person who makes it. */
import { compareDecimal } from "../../preload/contract/decimal.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { isSatisfied, priceOf } from "./conditions/threshold.ts";
import { distanceBetween } from "./conditions/exact.ts";
import { moveThreshold } from "./conditions/measured-move.ts";
import { numberOf, textOf } from "./conditions/quantity.ts";
import { newRule, type CompiledRule } from "./compiled-rule.ts";
import type { PriceSourceIndex } from "./index/price-source-index.ts";

/** Decimals, `amount` and `percent` (of the price, four places) without a sign. */
export interface Distance {
  readonly level: string;
  readonly amount: string;
  readonly percent: string;
}

export interface Preview {
  /** The condition holds at this price: saving the rule fires it at once, or begins its hold. */
  readonly alreadyTrue: boolean;
  readonly distance: Distance | null;
}

export function previewOf(spec: RuleSpec, tick: Tick | null): Preview {
  const rule = newRule("", 0, spec, 0);
  const n = tick === null ? Number.NaN : numberOf(rule.quantity, tick);
  if (tick === null || Number.isNaN(n)) return { alreadyTrue: false, distance: null };
  const alreadyTrue = !rule.needsPrevious && isSatisfied(rule, priceOf(rule, tick, n), 1);
  return { alreadyTrue, distance: distanceOf(rule, null, tick) };
}

/** The nearest level, or bound, or the price at which a move or a trailing rule would be true now. Null for spread and size. */
export function distanceOf(rule: CompiledRule, priceIndex: PriceSourceIndex | null, tick: Tick): Distance | null {
  if (rule.quantity === "spread" || rule.quantity === "spread-percent" || rule.quantity === "size") return null;
  const n = numberOf(rule.quantity, tick);
  if (Number.isNaN(n)) return null;
  const price = textOf(rule.quantity, tick);
  let nearest: Distance | null = null;
  for (const level of levelsOf(rule, priceIndex, price, n)) {
    const distance = { level, ...distanceBetween(level, price) };
    if (nearest === null || compareDecimal(distance.amount, nearest.amount) < 0) nearest = distance;
  }
  return nearest;
}

function levelsOf(
  rule: CompiledRule,
  priceIndex: PriceSourceIndex | null,
  price: string,
  n: number,
): readonly string[] {
  if (rule.family === "threshold") return [rule.low, rule.high].flatMap((at) => (at === null ? [] : [at.text]));
  return rule.measuredFrom.flatMap((side) => {
    const known =
      priceIndex === null || priceIndex.blind
        ? null
        : rule.family === "window"
          ? priceIndex.windowExtreme(rule, side, priceIndex.monoMs)
          : priceIndex.extremeOf(rule);
    const level = moveThreshold(rule, side, known ?? { n, tick: null, text: price }).text;
    return compareDecimal(level, "0") > 0 ? [level] : [];
  });
}
