/** Prices of the second implementation: every one a big.js number. */
import Big from "big.js";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import type { Price } from "./rule.ts";

export const one = new Big(1);

/** What has been read once: the prices of a generated life are few, and reading one takes longer than comparing it. */
export const read = new Map<string, Big>();

export function big(text: string): Big {
  let value = read.get(text);
  if (value === undefined) read.set(text, (value = new Big(text)));
  return value;
}

export function plain(text: string): Price {
  return { value: big(text), per: one, text };
}

export function priceOf(spec: RuleSpec, tick: Tick): Price | null {
  const condition = spec.condition;
  if (condition.kind === "trade-size-at-least") return tick.size === null ? null : plain(tick.size);
  if (condition.kind === "spread-at-least" || spec.source === "mid") {
    if (tick.bid === null || tick.ask === null) return null;
    const [bid, ask] = [big(tick.bid), big(tick.ask)];
    if (condition.kind !== "spread-at-least") return plain(bid.plus(ask).times("0.5").toFixed());
    if ("amount" in condition.by) return plain(ask.minus(bid).toFixed());
    return { value: ask.minus(bid).times(200), per: bid.plus(ask), text: "" };
  }
  const text = tick[spec.source];
  return text === null ? null : plain(text);
}

/** -1, 0, 1. */
export function against(price: Price, limit: Big | string): number {
  const exact = typeof limit === "string" ? big(limit) : limit;
  return price.value.cmp(price.per === one ? exact : price.per.times(exact));
}
