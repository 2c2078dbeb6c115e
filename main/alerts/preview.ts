/** What a rule would do, or still waits for, at a price: for the person who makes it. */
import { compareDecimal } from "../../preload/contract/decimal.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { isSatisfied, priceOf } from "./conditions/threshold.ts";
import { distanceBetween } from "./conditions/exact.ts";
import { moveThreshold } from "./conditions/measured-move.ts";
import { numberOf, textOf } from "./conditions/quantity.ts";
import { newRule, type EngineRule } from "./engine-rule.ts";

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
  const rule = newRule({ id: "", order: 0, createdMs: 0 }, spec);
  const { compiled } = rule;
  const n = tick === null ? Number.NaN : numberOf(compiled.quantity, tick);
  if (tick === null || Number.isNaN(n)) return { alreadyTrue: false, distance: null };
  const alreadyTrue = !compiled.needsPrevious && isSatisfied(compiled, priceOf(compiled, tick, n), 1);
  return { alreadyTrue, distance: distanceOf(rule, tick, n) };
}

/** The nearest level, or bound, or the price at which a move that begins at this price would be far enough. Null for spread and size. */
function distanceOf(rule: EngineRule, tick: Tick, n: number): Distance | null {
  const { quantity } = rule.compiled;
  if (quantity === "spread" || quantity === "spread-percent" || quantity === "size") return null;
  const price = textOf(quantity, tick);
  let nearest: Distance | null = null;
  for (const level of levelsOf(rule, price, n)) {
    const distance = { level, ...distanceBetween(level, price) };
    if (nearest === null || compareDecimal(distance.amount, nearest.amount) < 0) nearest = distance;
  }
  return nearest;
}

function levelsOf(rule: EngineRule, price: string, n: number): readonly string[] {
  const { compiled } = rule;
  if (compiled.family === "threshold")
    return [compiled.low, compiled.high].flatMap((at) => (at === null ? [] : [at.text]));
  return compiled.measuredFrom.flatMap((side) => {
    const level = moveThreshold(compiled, side, { n, tick: null, text: price }).text;
    return compareDecimal(level, "0") > 0 ? [level] : [];
  });
}
