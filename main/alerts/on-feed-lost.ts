/** An outage begins: what cannot be seen is not held, and no price is "just now" any more (the truth table, "Gaps"). */
import type { Moment } from "../../preload/contract/tick.ts";
import type { InstrumentIndex } from "./index/instrument-index.ts";
import { inOrder, type EngineRule } from "./engine-rule.ts";
import type { PriceSourceIndex } from "./index/price-source-index.ts";
import type { Transitions } from "./transitions.ts";

/** The instruments of `instruments` cannot be watched since `now`. */
export function onFeedLost(transitions: Transitions, instrumentIndexes: readonly InstrumentIndex[], now: Moment): void {
  const holding: { rule: EngineRule; priceIndex: PriceSourceIndex }[] = [];
  for (const instrumentIndex of instrumentIndexes) {
    instrumentIndex.coverage = "blind";
    for (const priceIndex of instrumentIndex.priceIndexes) {
      priceIndex.markBlind();
      for (const rule of priceIndex.rules) {
        rule.seen.loseFeed();
        if (rule.lifecycle.state === "holding") holding.push({ rule, priceIndex });
      }
    }
  }
  holding.sort((a, b) => inOrder(a.rule, b.rule));
  for (const { rule, priceIndex } of holding) {
    transitions.interrupted(rule, now.wallMs);
    transitions.changed(rule, priceIndex);
  }
}
