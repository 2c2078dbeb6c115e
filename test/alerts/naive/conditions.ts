/** The rows of conditions and of re-arming, each worked out anew whenever it is asked for. */
import type Big from "big.js";
import type { By, RuleSpec } from "../../../preload/contract/rule.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import type { Price, Way, NaiveRule } from "./rule.ts";
import { big, against } from "./prices.ts";

export function needsPrevious(spec: RuleSpec): boolean {
  return ["crosses-up", "crosses-down", "crosses", "enters", "leaves"].includes(spec.condition.kind);
}

/** Only `crosses` has two sides to tell apart. */
export function levelOf(spec: RuleSpec): string | null {
  return spec.condition.kind === "crosses" ? spec.condition.level : null;
}

export function isSatisfied(spec: RuleSpec, price: Price, way: Way): boolean {
  const condition = spec.condition;
  switch (condition.kind) {
    case "at-or-above":
    case "crosses-up":
      return against(price, condition.level) >= 0;
    case "at-or-below":
    case "crosses-down":
      return against(price, condition.level) <= 0;
    case "crosses":
      return way === "up" ? against(price, condition.level) >= 0 : against(price, condition.level) <= 0;
    case "inside":
    case "enters":
      return against(price, condition.low) >= 0 && against(price, condition.high) <= 0;
    case "outside":
    case "leaves":
      return against(price, condition.low) < 0 || against(price, condition.high) > 0;
    case "spread-at-least":
      return against(price, "amount" in condition.by ? condition.by.amount : condition.by.percent) >= 0;
    case "trade-size-at-least":
      return against(price, condition.size) >= 0;
    default:
      throw new Error(condition.kind);
  }
}

/** The table. `way` matters to `crosses` alone. */
export function isTrue(rule: NaiveRule, q: Price | null, p: Price, at: Moment, way: Way): boolean {
  const condition = rule.spec.condition;
  switch (condition.kind) {
    case "at-or-above":
      return against(p, condition.level) >= 0;
    case "at-or-below":
      return against(p, condition.level) <= 0;
    case "inside":
      return against(p, condition.low) >= 0 && against(p, condition.high) <= 0;
    case "outside":
      return against(p, condition.low) < 0 || against(p, condition.high) > 0;
    case "spread-at-least":
    case "trade-size-at-least":
      return isSatisfied(rule.spec, p, way);
    case "crosses-up":
      return q !== null && against(q, condition.level) < 0 && against(p, condition.level) >= 0;
    case "crosses-down":
      return q !== null && against(q, condition.level) > 0 && against(p, condition.level) <= 0;
    case "crosses":
      if (q === null) return false;
      return way === "up"
        ? against(q, condition.level) < 0 && against(p, condition.level) >= 0
        : against(q, condition.level) > 0 && against(p, condition.level) <= 0;
    case "enters":
    case "leaves":
      return q !== null && !isSatisfied(rule.spec, q, way) && isSatisfied(rule.spec, p, way);
    case "rises":
    case "falls":
    case "moves": {
      const inWindow = rule.window.filter((seen) => seen.monoMs > at.monoMs - condition.windowMs);
      const least = inWindow.reduce((least, seen) => (seen.value.lt(least) ? seen.value : least), p.value);
      const greatest = inWindow.reduce((greatest, seen) => (seen.value.gt(greatest) ? seen.value : greatest), p.value);
      const rises = p.value.gte(least.plus(distance(least, condition.by)));
      const falls = p.value.lte(greatest.minus(distance(greatest, condition.by)));
      if (condition.kind === "rises") return rises;
      return condition.kind === "falls" ? falls : rises || falls;
    }
    case "pulls-back":
      return rule.extreme !== null && p.value.lte(rule.extreme.value.minus(distance(rule.extreme.value, condition.by)));
    case "rebounds":
      return rule.extreme !== null && p.value.gte(rule.extreme.value.plus(distance(rule.extreme.value, condition.by)));
  }
}

export function distance(from: Big, by: By): Big {
  return "amount" in by ? big(by.amount) : from.times(by.percent).times("0.01");
}

export function bounds(spec: RuleSpec): { below: Big | null; above: Big | null } {
  const condition = spec.condition;
  const by = spec.rearmBy ?? { amount: "0" };
  const under = (text: string): Big | null => {
    const result = big(text).minus(distance(big(text), by));
    return result.gt(0) ? result : null;
  };
  const over = (text: string): Big => big(text).plus(distance(big(text), by));
  switch (condition.kind) {
    case "at-or-above":
    case "crosses-up":
      return { below: under(condition.level), above: null };
    case "at-or-below":
    case "crosses-down":
      return { below: null, above: over(condition.level) };
    case "crosses":
      return { below: under(condition.level), above: over(condition.level) };
    case "inside":
    case "enters":
      return { below: under(condition.low), above: over(condition.high) };
    case "outside":
    case "leaves": {
      const [below, above] = [under(condition.high), over(condition.low)];
      return below === null || above.gt(below)
        ? { below: big(condition.high), above: big(condition.low) }
        : { below, above };
    }
    default:
      return { below: null, above: null };
  }
}

export function hasReturned(spec: RuleSpec, p: Price): boolean {
  const condition = spec.condition;
  const { below, above } = bounds(spec);
  switch (condition.kind) {
    case "outside":
    case "leaves":
      return below !== null && above !== null && against(p, below) <= 0 && against(p, above) >= 0;
    case "spread-at-least":
    case "trade-size-at-least":
      return !isSatisfied(spec, p, "up");
    case "pulls-back":
    case "rebounds":
      return true;
    default: {
      const [low, high] =
        "level" in condition
          ? [condition.level, condition.level]
          : "low" in condition
            ? [condition.low, condition.high]
            : ["0", "0"];
      const backBelow = below !== null && against(p, below) <= 0 && against(p, low) < 0;
      const backAbove = above !== null && against(p, above) >= 0 && against(p, high) > 0;
      return backBelow || backAbove;
    }
  }
}

export function includeInExtreme(rule: NaiveRule, price: Price): void {
  const further =
    rule.extreme === null ||
    (rule.spec.condition.kind === "pulls-back"
      ? price.value.gt(rule.extreme.value)
      : price.value.lt(rule.extreme.value));
  if (further) rule.extreme = price;
}

export function isStateKind(rule: NaiveRule): boolean {
  return ["at-or-above", "at-or-below", "inside", "outside", "spread-at-least", "trade-size-at-least"].includes(
    rule.spec.condition.kind,
  );
}
