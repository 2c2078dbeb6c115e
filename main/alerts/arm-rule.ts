/** Arming: from here on the rule waits, and what is true at a price of just now is told at once (the truth table, "Conditions"). */
import type { Moment, Tick } from "../../preload/contract/tick.ts";
import type { InstrumentIndex } from "./index/instrument-index.ts";
import { isSatisfied, priceOf } from "./conditions/threshold.ts";
import { isWatching, type CompiledRule } from "./compiled-rule.ts";
import type { Transitions } from "./transitions.ts";
import { placeRule } from "./index/place-rule.ts";

/** A price that may be taken for "just now": the feed is live and it is not older than 60 s. Else null. */
export type Known = Tick | null;

/** Arms `rule`, whose instrument is that of `instrument`, with what it now says. */
export function armRule(
  transitions: Transitions,
  instrumentIndex: InstrumentIndex,
  rule: CompiledRule,
  now: Moment,
  known: Known,
): void {
  instrumentIndex.leave(rule);
  const priceIndex = instrumentIndex.priceIndexFor(rule);
  const previous = instrumentIndex.canTakePrevious(priceIndex, known);
  priceIndex.addMember(rule);
  transitions.arm(rule, now.wallMs, previous, priceIndex.seq, previous ? priceIndex.latest : null);
  if (priceIndex.blind) rule.gaps = instrumentIndex.coverage === "live" ? "none" : "after-arming";
  transitions.changed(rule, priceIndex);
  const tick = priceIndex.tick;
  if (previous && tick !== null && !rule.needsPrevious && isSatisfied(rule, priceOf(rule, tick, priceIndex.n), 1))
    transitions.satisfied(rule, priceIndex, { tick, previous: null, gap: null, direction: 1 }, now, priceIndex.latest);
  if (isWatching(rule)) placeRule(rule, priceIndex);
  else instrumentIndex.leave(rule);
}
