/** One instrument: the price indexes that its rules look at, and whether it can be seen. */
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { numberOf, type Quantity } from "../conditions/quantity.ts";
import type { EngineRule } from "../engine-rule.ts";
import { PriceSourceIndex } from "./price-source-index.ts";

export class InstrumentIndex {
  readonly key: InstrumentKey;
  /** Only price indexes that some rule watches; the rest of a tick is not even read. */
  priceIndexes: readonly PriceSourceIndex[] = [];
  /**
   * `live`: a tick has come since the start and the last outage. `blind`: rules, or ticks, from before are waiting for the
   * first one. `new`: nothing was ever known, so that the word of whoever arms a rule is all there is.
   */
  coverage: "new" | "blind" | "live" = "new";
  /** Arrival times as this instrument counts them: a tick held back for a while does not turn them back. */
  monoMs = Number.NEGATIVE_INFINITY;

  constructor(key: InstrumentKey) {
    this.key = key;
  }

  priceIndex(quantity: Quantity): PriceSourceIndex | null {
    for (const priceIndex of this.priceIndexes) if (priceIndex.quantity === quantity) return priceIndex;
    return null;
  }

  /** The price index that `rule` belongs on, made if need be. */
  priceIndexFor(rule: EngineRule): PriceSourceIndex {
    let priceIndex = this.priceIndex(rule.compiled.quantity);
    if (priceIndex === null) {
      priceIndex = new PriceSourceIndex(rule.compiled.quantity, this.coverage !== "live");
      this.priceIndexes = [...this.priceIndexes, priceIndex];
    }
    return priceIndex;
  }

  leave(rule: EngineRule): void {
    const priceIndex = this.priceIndex(rule.compiled.quantity);
    if (priceIndex === null) return;
    priceIndex.removeRule(rule);
    if (priceIndex.ruleCount === 0) this.priceIndexes = this.priceIndexes.filter((other) => other !== priceIndex);
  }

  /**
   * Whether a rule that is armed now on `price index` may take its present price as q. `known` is the caller's word that the feed
   * is live; its price is taken over where the price index has not seen one itself. Never across a start or an outage.
   */
  canTakePrevious(priceIndex: PriceSourceIndex, known: Tick | null): boolean {
    if (known === null) return false;
    if (this.coverage === "new") {
      this.coverage = "live";
      for (const other of this.priceIndexes) other.blind = false;
    }
    if (priceIndex.blind) return false;
    const n = numberOf(priceIndex.quantity, known);
    if (priceIndex.tick === null) {
      if (Number.isNaN(n)) return false;
      this.monoMs = Math.max(this.monoMs, known.receivedMonoMs);
      priceIndex.seed(known, n, this.monoMs);
      return true;
    }
    return !Number.isNaN(n);
  }
}
