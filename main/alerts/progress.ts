/** How far along a rule is that waits for no fixed level: for whoever looks at it. It decides nothing, and no tick pays for it. */
import Big from "big.js";
import { extremeText, type Side } from "./conditions/extreme.ts";
import { extremeNow, moveThreshold } from "./conditions/measured-move.ts";
import { textOf } from "./conditions/quantity.ts";
import type { EngineRule } from "./engine-rule.ts";
import type { PriceSourceIndex } from "./index/price-source-index.ts";

/** Decimals. */
export interface Progress {
  /** What the rule looks at, as it was last: a price, a spread (in percent of the mid, four places, where the rule is), a trade's size. */
  readonly value: string;
  /** From where a move is measured, and the price at which it would be far enough; none for spread and size. */
  readonly sides: readonly { readonly side: Side; readonly extreme: string; readonly firesAt: string }[];
}

/**
 * Null where there is nothing to tell: the rule has a level, or its price of now is not known, or it has fired and waits to be
 * armed again. `monoMs`: now; a window ends there.
 */
export function progressOf(rule: EngineRule, priceIndex: PriceSourceIndex, monoMs: number): Progress | null {
  const { quantity, measuredFrom, family } = rule.compiled;
  const { tick, blind } = priceIndex;
  const isFollowed = rule.lifecycle.state === "armed" || rule.lifecycle.state === "holding";
  if (!isFollowed || blind || tick === null) return null;
  if (family === "threshold" && quantity !== "spread" && quantity !== "spread-percent" && quantity !== "size")
    return null;
  const value = quantity === "spread-percent" ? new Big(priceIndex.n).round(4).toFixed() : textOf(quantity, tick);
  const sides = measuredFrom.flatMap((side) => {
    const extreme = extremeNow(rule, priceIndex, side, Math.max(monoMs, priceIndex.monoMs));
    if (extreme === null) return [];
    return [
      { side, extreme: extremeText(quantity, extreme), firesAt: moveThreshold(rule.compiled, side, extreme).text },
    ];
  });
  return family === "threshold" || sides.length > 0 ? { value, sides } : null;
}
