/** How far a price is from where a rule would fire. For display: comparisons that decide are main's, and exact. */
import type { Condition, Rule, Source } from "../../preload/contract/rule.ts";
import type { Price } from "../watchlist/quotes.svelte.ts";

export interface Distance {
  readonly level: string;
  /** Always positive. */
  readonly amount: number;
  readonly percent: number;
}

/** Prices at which the condition could begin to be true; none for those that depend on where the price has been. */
export function levelsOf(condition: Condition): readonly string[] {
  if ("level" in condition) return [condition.level];
  if ("low" in condition) return [condition.low, condition.high];
  return [];
}

/** The price that the rule looks at; null where the venue has not given it. */
export function sourcePrice(price: Price, source: Source): number | null {
  if (source === "last") return price.last === null ? null : Number(price.last);
  if (source === "bid") return price.bid === null ? null : Number(price.bid);
  if (source === "ask") return price.ask === null ? null : Number(price.ask);
  return price.bid === null || price.ask === null ? null : (Number(price.bid) + Number(price.ask)) / 2;
}

/** What has to be reached next: what fires an armed alert, what arms a triggered one. Nothing while the condition is true already. */
function targetsOf(rule: Rule, at: number): readonly string[] {
  if (rule.state === "holding") return [];
  if (rule.state !== "triggered") return levelsOf(rule.condition);
  const { below = null, above = null } = rule.rearmAt ?? {};
  const reached = (below !== null && at <= Number(below)) || (above !== null && at >= Number(above));
  return reached ? [] : [below, above].filter((level) => level !== null);
}

/** Distance to the nearest price that matters to the rule now, or null where there is none, or no price yet. */
export function distanceOf(rule: Rule, price: Price): Distance | null {
  const at = sourcePrice(price, rule.source);
  if (at === null || at <= 0) return null;
  let nearest: Distance | null = null;
  for (const level of targetsOf(rule, at)) {
    const amount = Math.abs(Number(level) - at);
    if (nearest === null || amount < nearest.amount) nearest = { level, amount, percent: (amount / at) * 100 };
  }
  return nearest;
}
