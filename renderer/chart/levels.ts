/** The levels of an instrument's alerts as lines of its chart, and what it means to move one. For display: main decides. */
import { conditionKindOf } from "../../preload/contract/condition-kinds.ts";
import type { Condition, Rule, RuleSpec } from "../../preload/contract/rule.ts";

export type LevelField = "level" | "low" | "high";

/** One level of one alert. A range has two. */
export interface LevelLine {
  /** Of the alert and the level in it: the same as long as both are there. */
  readonly key: string;
  /** Null: of the alert that is being made. */
  readonly rule: Rule | null;
  readonly field: LevelField;
  /** Decimal. */
  readonly level: string;
}

/** The levels of the alerts that are not over. */
export function linesOf(rules: readonly Rule[]): LevelLine[] {
  return rules.flatMap((rule) => {
    if (rule.state === "done" || rule.state === "expired") return [];
    return levelsOf(rule.condition).map(({ field, level }) => ({ key: `${rule.id}.${field}`, rule, field, level }));
  });
}

/** The levels of the alert that is being made; none while it is not understood. */
export function draftLines(draft: Pick<RuleSpec, "condition"> | null): LevelLine[] {
  if (draft === null) return [];
  return levelsOf(draft.condition).map(({ field, level }) => ({ key: `draft.${field}`, rule: null, field, level }));
}

function levelsOf(condition: Condition): readonly { readonly field: LevelField; readonly level: string }[] {
  if ("level" in condition) return [{ field: "level", level: condition.level }];
  if (!("low" in condition)) return [];
  return [
    { field: "low", level: condition.low },
    { field: "high", level: condition.high },
  ];
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

/** The level so many steps of the last digit up (down below zero); digits that it has beyond that stay. Null where it is not above zero. */
export function addTicks(level: string, count: number, decimals: number): string | null {
  const [whole = "0", fraction = ""] = level.split(".");
  const places = Math.max(decimals, fraction.length);
  const units = BigInt(whole + fraction.padEnd(places, "0")) + BigInt(count) * 10n ** BigInt(places - decimals);
  if (units <= 0n) return null;
  const digits = units.toString().padStart(places + 1, "0");
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
