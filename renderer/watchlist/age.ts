/** When a price is old enough for its age to be shown. */
import type { Price } from "./quotes.svelte.ts";

/** A price that did not change for less than this is simply the price. */
const freshForMs = 60_000;

/** Fresh: received a short while ago, and not from before a restart or an outage. */
export function isFresh(price: Price, nowMs: number): boolean {
  return !price.stale && price.lastMs !== null && nowMs - price.lastMs < freshForMs;
}
