/** Conditions in an instrument's own prices: what a kind begins with when it is chosen, and what it is shown by in the list of kinds. */
import { conditionKindOf, type ConditionKind } from "../../preload/contract/condition-kinds.ts";
import type { Condition } from "../../preload/contract/rule.ts";
import { levelAway } from "./line/read-condition.ts";
import { levelBeyond, rangeAround } from "./price-steps.ts";

/** Stands in while there is no price. */
const somePrice = "45000";
const defaultWindowMs = 600_000;

/** A condition of this kind that is not true yet at `price`, in round numbers; null: there is no price yet. */
export function exampleOf(kind: ConditionKind, price: string | null, decimals: number): Condition {
  const { fields, farSide, group } = conditionKindOf(kind);
  const at = price ?? somePrice;
  const [low, high] = rangeOf(kind, at, decimals);
  const values: Record<(typeof fields)[number], unknown> = {
    level: levelBeyond(at, farSide === "below" ? -1 : 1),
    low,
    high,
    by: { percent: group === "trail" ? "3" : group === "book" ? "0.1" : "2" },
    windowMs: defaultWindowMs,
    size: "10",
  };
  // The type is made of the same table as the fields; the compiler cannot follow it through a loop.
  return { kind, ...Object.fromEntries(fields.map((field) => [field, values[field]])) } as Condition;
}

/** A range around the price for what begins inside of it, one above it for what begins outside. */
function rangeOf(kind: ConditionKind, at: string, decimals: number): readonly [low: string, high: string] {
  const [low, high] = rangeAround(at);
  const away = (direction: 1 | -1): string => levelAway(at, { percent: "1" }, direction, decimals);
  // A price of few digits has no round numbers around it.
  if (kind === "leaves" || kind === "outside") return low === "" ? [away(-1), away(1)] : [low, high];
  const above = levelBeyond(at, 1);
  return [above, levelAway(above, { percent: "1" }, 1, decimals)];
}

/** This condition as another kind: numbers that both have stay, the others are the example's. */
export function withKind(condition: Condition, kind: ConditionKind, price: string | null, decimals: number): Condition {
  const example = exampleOf(kind, price, decimals);
  const kept = Object.entries(condition).filter(([field]) => field !== "kind" && field in example);
  return { ...example, ...Object.fromEntries(kept) } as Condition;
}
