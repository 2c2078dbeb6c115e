/** The truth table, row by row, for rules about a level, a range, a spread or a size; and what coming back means for them. */
import type { FarSide } from "../../../preload/contract/condition-kinds.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { compareTo, type Bound } from "./quantity.ts";
import type { CompiledRule } from "../compiled-rule.ts";

/** 1: up, or the kind has but one way. -1: down. 0: not at all. */
export type Direction = 1 | -1 | 0;

/** Rules that only a price on the near side and a next one on the far side satisfy: being there is not enough. */
export function isTransitionKind(rule: CompiledRule): boolean {
  return rule.family === "threshold" && rule.needsPrevious;
}

/** A price as the conditions read it: from a tick, or from a candle. -1, 0 or 1 against a bound. */
export type PriceComparison = (limit: Bound) => number;

export function priceOf(rule: CompiledRule, tick: Tick, n: number): PriceComparison {
  return (limit) => compareTo(rule.quantity, tick, n, limit);
}

/** Whether a price is on the far side: where the condition leads to, bounds included. `direction` matters to `either` alone. */
export function isSatisfied(rule: CompiledRule, price: PriceComparison, direction: Direction): boolean {
  const low = lowOf(rule);
  switch (farSideOf(rule)) {
    case "above":
      return price(low) >= 0;
    case "below":
      return price(low) <= 0;
    case "either":
      return direction === 1 ? price(low) >= 0 : price(low) <= 0;
    case "within":
      return price(low) >= 0 && price(highOf(rule)) <= 0;
    case "beyond":
      return price(low) < 0 || price(highOf(rule)) > 0;
  }
}

/** The side of its level that `price` is on: far side of a crossing that way. It matters to `either` alone. */
export function sideOf(rule: CompiledRule, price: PriceComparison): Direction {
  return rule.farSide === "either" && price(lowOf(rule)) < 0 ? -1 : 1;
}

/** Whether a tick at `price`, the one before it at `previous`, satisfies the condition, and which way. */
export function directionOf(rule: CompiledRule, previous: PriceComparison | null, price: PriceComparison): Direction {
  if (!rule.needsPrevious) return isSatisfied(rule, price, 1) ? 1 : 0;
  if (previous === null) return 0;
  if (isTransition(rule, previous, price, 1)) return 1;
  return rule.farSide === "either" && isTransition(rule, previous, price, -1) ? -1 : 0;
}

/** From not far to far. Being at a level is far both ways, so leaving it is no crossing. */
export function isTransition(
  rule: CompiledRule,
  previous: PriceComparison,
  price: PriceComparison,
  direction: Direction,
): boolean {
  return !isSatisfied(rule, previous, direction) && isSatisfied(rule, price, direction);
}

/** Whether a triggered rule has its price back. */
export function hasReturned(rule: CompiledRule, price: PriceComparison): boolean {
  if (!hasRearmBounds(rule)) return !isSatisfied(rule, price, 1);
  const low = lowOf(rule);
  const { below, above } = rule.rearmBounds;
  switch (farSideOf(rule)) {
    case "above":
    case "below":
    case "either":
      return (
        (below !== null && price(low) < 0 && price(below) <= 0) ||
        (above !== null && price(low) > 0 && price(above) >= 0)
      );
    case "within":
      return (
        (below !== null && price(low) < 0 && price(below) <= 0) ||
        (above !== null && price(highOf(rule)) > 0 && price(above) >= 0)
      );
    case "beyond":
      return below !== null && above !== null && price(above) >= 0 && price(below) <= 0;
  }
}

/** Whether the rule has prices to show that it waits for while triggered. */
export function hasRearmBounds(rule: CompiledRule): boolean {
  return rule.rearm === "by-distance";
}

/** These three throw for kinds that have no such thing. */
export function farSideOf(rule: CompiledRule): FarSide {
  if (rule.farSide === null) throw new Error("This kind has no far side.");
  return rule.farSide;
}

export function lowOf(rule: CompiledRule): Bound {
  if (rule.low === null) throw new Error("This kind has no level.");
  return rule.low;
}

export function highOf(rule: CompiledRule): Bound {
  if (rule.high === null) throw new Error("This kind has no range.");
  return rule.high;
}
