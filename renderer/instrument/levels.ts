/** The levels of an instrument's alerts as lines of its chart: where they stand, and what it means to move one. For display: main decides. */
import { conditionKindOf } from "../../preload/contract/condition-kinds.ts";
import type { Condition, Rule } from "../../preload/contract/rule.ts";

export type LevelField = "level" | "low" | "high";

/** One level of one alert. A range has two. */
export interface LevelLine {
  /** Of the alert and the level in it: the same as long as both are there. */
  readonly key: string;
  readonly rule: Rule;
  readonly field: LevelField;
  /** Decimal. */
  readonly level: string;
}

/** Lowest and highest price that the chart shows. */
export interface Scale {
  readonly bottom: number;
  readonly top: number;
}

/** The levels of the alerts that are not over. */
export function linesOf(rules: readonly Rule[]): LevelLine[] {
  return rules.flatMap((rule) => {
    if (rule.state === "done" || rule.state === "expired") return [];
    const { condition } = rule;
    const line = (field: LevelField, level: string): LevelLine => ({ key: `${rule.id}.${field}`, rule, field, level });
    if ("level" in condition) return [line("level", condition.level)];
    if ("low" in condition) return [line("low", condition.low), line("high", condition.high)];
    return [];
  });
}

/** A level further off than the prices' own range, or than a fiftieth of the price, would flatten them: it is not shown. */
export function scaleOf(points: readonly number[], levels: readonly number[]): Scale {
  const low = Math.min(...points);
  const high = Math.max(...points);
  const reach = Math.max(high - low, high * 0.02);
  const near = levels.filter((level) => level > low - reach && level < high + reach);
  return { bottom: Math.min(low, ...near), top: Math.max(high, ...near) };
}

/** The condition with that level elsewhere; null where a range would be turned inside out. */
export function movedTo(condition: Condition, field: LevelField, level: string): Condition | null {
  if ("level" in condition) return field === "level" ? { ...condition, level } : null;
  if (!("low" in condition) || field === "level") return null;
  const moved = { ...condition, [field]: level };
  return Number(moved.low) < Number(moved.high) ? moved : null;
}

/**
 * A price under the pointer as the roundest decimal that a pixel can tell apart, never finer than the venue's own decimals.
 * Null where it is not above zero.
 */
export function roundedAt(price: number, perPixel: number, decimals: number): string | null {
  const places = Math.min(decimals, Math.max(0, -Math.floor(Math.log10(perPixel))), 20);
  const coarse = places > 0 ? 10 ** -places : Math.max(1, 10 ** Math.floor(Math.log10(perPixel)));
  const rounded = Math.round(price / coarse) * coarse;
  return rounded > 0 ? rounded.toFixed(places) : null;
}

/** Whether an alert with this condition would fire, or begin its hold, as soon as it is saved. */
export function trueAt(condition: Condition, price: number): boolean {
  const { needsPrevious, farSide } = conditionKindOf(condition.kind);
  if (needsPrevious) return false;
  if ("level" in condition)
    return farSide === "above" ? price >= Number(condition.level) : price <= Number(condition.level);
  if (!("low" in condition)) return false;
  const [low, high] = [Number(condition.low), Number(condition.high)];
  return farSide === "within" ? price >= low && price <= high : price < low || price > high;
}

/** Moves labels that lie on one another apart, as little as needed; given and returned in the same order. CSS pixels. */
export function spreadOut(wanted: readonly number[], gap: number, lowest: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  let least = -Infinity;
  for (const index of order) {
    placed[index] = Math.max(placed[index] ?? 0, least);
    least = (placed[index] ?? 0) + gap;
  }
  let most = lowest;
  for (const index of order.reverse()) {
    placed[index] = Math.min(placed[index] ?? 0, most);
    most = (placed[index] ?? 0) - gap;
  }
  return placed;
}
