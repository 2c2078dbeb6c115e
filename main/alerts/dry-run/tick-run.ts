/**
 * One rule put to ticks one after the other. What decides a tick is the engine's own `evaluate`; the engine's indexes find the rules that
 * a tick may concern among thousands, and to keep one rule in its place in them costs several times what it takes to decide it.
 */
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Moment, Tick } from "../../../preload/contract/tick.ts";
import { armRule } from "../arm-rule.ts";
import type { CompiledRule } from "../compiled-rule.ts";
import { newRule, type EngineRule } from "../engine-rule.ts";
import { evaluate, evaluateAfterBlind, type Arrival } from "../evaluate.ts";
import { InstrumentIndex } from "../index/instrument-index.ts";
import type { PriceSourceIndex } from "../index/price-source-index.ts";
import { onFeedLost } from "../on-feed-lost.ts";
import { Transitions } from "../transitions.ts";
import { beforeAll } from "./bar-paths.ts";

const nobody = (): void => undefined;

/** For rules without a hold: nothing here waits for time. Ticks come in the order of their times. */
export class TickRun {
  readonly #transitions = new Transitions(() => 0);
  readonly #instrumentIndex: InstrumentIndex;
  readonly #priceIndex: PriceSourceIndex;
  readonly #rule: EngineRule;

  /** Armed before the first tick. */
  constructor(spec: RuleSpec, instrument: InstrumentKey) {
    this.#instrumentIndex = new InstrumentIndex(instrument);
    this.#rule = newRule({ id: "", order: 0, createdMs: beforeAll.wallMs }, spec);
    armRule(this.#transitions, this.#instrumentIndex, this.#rule, beforeAll, null);
    this.#priceIndex = this.#instrumentIndex.priceIndexFor(this.#rule);
  }

  get compiled(): CompiledRule {
    return this.#rule.compiled;
  }

  get isArmed(): boolean {
    return this.#rule.lifecycle.state === "armed";
  }

  /** Armed with a price of just now before it: such a rule looks at nothing but whether its condition is true. */
  get isWaiting(): boolean {
    const { lifecycle, seen } = this.#rule;
    return lifecycle.state === "armed" && seen.hasPrevious && !this.#priceIndex.blind;
  }

  /** Decides the rule at `tick`. Answers when it fired, wall time; null where it did not. */
  decide(tick: Tick): number | null {
    const priceIndex = this.#priceIndex;
    const n = tick.lastNumber;
    const at: Moment = { wallMs: tick.receivedWallMs, monoMs: tick.receivedMonoMs };
    const arrival: Arrival = { tick, n, at, extreme: { n, tick, text: null } };
    const wasBlind = priceIndex.blind;
    priceIndex.begin(tick, n, at.monoMs, nobody);
    if (wasBlind) evaluateAfterBlind(this.#transitions, this.#rule, priceIndex, arrival, null);
    else evaluate(this.#transitions, this.#rule, priceIndex, arrival);
    priceIndex.commit(tick, n, at.monoMs);
    priceIndex.settle();
    return this.#fired();
  }

  /** Takes in a tick at which a rule that {@link isWaiting} surely does not fire: its price may be in the window of a later one. */
  remember(tick: Tick): void {
    if (!this.#priceIndex.passQuietly(tick, tick.lastNumber, tick.receivedMonoMs))
      throw new Error("A rule that stands nowhere cannot be looked for.");
  }

  /** Nothing is known of the time to the next tick. When that began matters to holds alone. */
  loseFeed(): void {
    onFeedLost(this.#transitions, [this.#instrumentIndex], beforeAll);
  }

  #fired(): number | null {
    for (const decision of this.#transitions.take()) if (decision.kind === "fired") return decision.decidedWallMs;
    return null;
  }
}
