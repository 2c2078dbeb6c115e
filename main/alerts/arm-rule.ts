/** Arming: from here on the rule waits, and what is true at a price of just now is told at once (the truth table, "Conditions"). */
import type { Moment, Tick } from "../../preload/contract/tick.ts";
import type { InstrumentIndex } from "./index/instrument-index.ts";
import { isSatisfied, priceOf } from "./conditions/threshold.ts";
import type { EngineRule } from "./engine-rule.ts";
import type { Transitions } from "./transitions.ts";
import { placeRule } from "./index/place-rule.ts";

/** A price that may be taken for "just now": the feed is live and it is not older than 60 s. Else null. */
export type Known = Tick | null;

/** Arms `rule`, whose instrument is that of `instrument` and which stands in no index, with what it now says. */
export function armRule(
  transitions: Transitions,
  instrumentIndex: InstrumentIndex,
  rule: EngineRule,
  now: Moment,
  known: Known,
): void {
  const priceIndex = instrumentIndex.priceIndexFor(rule);
  const previous = instrumentIndex.canTakePrevious(priceIndex, known);
  priceIndex.addRule(rule);
  transitions.arm(rule, now.wallMs, previous, priceIndex.seq, previous ? priceIndex.latest : null);
  if (priceIndex.blind) rule.seen.armBlind(instrumentIndex.coverage === "live");
  transitions.changed(rule, priceIndex);
  const tick = priceIndex.tick;
  const { compiled } = rule;
  if (
    previous &&
    tick !== null &&
    !compiled.needsPrevious &&
    isSatisfied(compiled, priceOf(compiled, tick, priceIndex.n), 1)
  )
    transitions.satisfied(rule, priceIndex, { tick, previous: null, gap: null, direction: 1 }, now, priceIndex.latest);
  if (rule.lifecycle.isWatching) placeRule(rule, priceIndex);
  else instrumentIndex.leave(rule);
}
