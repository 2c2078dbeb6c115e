/** What becomes of the feeds' findings, in order: judged by the rules, kept, told. */
import type { Engine } from "../alerts/engine.ts";
import type { Signal } from "../lib/signal.ts";
import type { FeedSink } from "../market/feed/feed-types.ts";
import type { Store } from "../store/store-interface.ts";
import type { CoverageMonitor } from "./coverage/coverage-monitor.ts";
import type { EngineDriver } from "./engine-driver.ts";
import type { MarketService } from "./market-service.ts";
import type { AwaitedHistories } from "./persistence/awaited-histories.ts";
import type { Checkpointer } from "./persistence/checkpointer.ts";
import { instrumentOf } from "../../preload/contract/instrument.ts";
import type { Tick } from "../../preload/contract/tick.ts";

export interface FeedSinkParts {
  readonly engine: Pick<Engine, "onTick" | "onHistory" | "onLost" | "evaluatedTicks">;
  readonly driver: Pick<EngineDriver, "take">;
  readonly market: Pick<MarketService, "note">;
  readonly store: { readonly ticks: Pick<Store["ticks"], "lost"> };
  readonly checkpointer: Pick<Checkpointer, "passed">;
  readonly awaitedHistories: Pick<AwaitedHistories, "note" | "settle" | "toldOf">;
  readonly coverageMonitor: Pick<CoverageMonitor, "lost">;
  readonly ticked: Signal<Tick>;
  readonly statusChanged: () => void;
  /**
   * Has every feed look whether the machine slept. Each finds out for itself, and the first price of one that has must not
   * complete what nobody watched on a venue that has not.
   */
  readonly noticeSleep: () => void;
}

/** The sink that the app gives its feeds. */
export interface JudgingSink extends FeedSink {
  /** The tick that came last, while nothing has been decided on it; null: every tick that came has been judged. */
  undecidedTick(): Tick | null;
}

export function createFeedSink(parts: FeedSinkParts): JudgingSink {
  const {
    engine,
    driver,
    market,
    store,
    checkpointer,
    awaitedHistories,
    coverageMonitor,
    ticked,
    statusChanged,
    noticeSleep,
  } = parts;
  let { evaluatedTicks } = engine;
  let undecided: Tick | null = null;
  return {
    undecidedTick: () => undecided,
    onTick(tick, gap) {
      undecided = tick;
      const decisions = engine.onTick(tick, gap);
      if (decisions.length > 0) driver.take(decisions);
      undecided = null;
      market.note(tick);
      if (engine.evaluatedTicks !== evaluatedTicks) {
        evaluatedTicks = engine.evaluatedTicks;
        checkpointer.passed(tick.instrument);
      }
      ticked.emit(tick);
    },
    onHistory(gap, after, now) {
      const decisions = engine.onHistory(gap, after, now, awaitedHistories.toldOf(gap, after));
      if (decisions.length > 0) driver.take(decisions);
    },
    onHistoryAwaited: (gap, after) => awaitedHistories.note(gap, after),
    onHistorySettled: (gap, after) => awaitedHistories.settle(gap, after),
    onLost(keys, since, because) {
      const [first] = keys;
      if (first !== undefined) coverageMonitor.lost(instrumentOf(first).venue, because);
      store.ticks.lost(keys, since.wallMs);
      const decisions = engine.onLost(keys, since);
      if (decisions.length > 0) driver.take(decisions);
      if (because === "asleep") noticeSleep();
    },
    onStatus() {
      // A venue that is live again goes on judging rules, those of other venues that are due by time among them.
      noticeSleep();
      statusChanged();
    },
  };
}
