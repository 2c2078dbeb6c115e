/** What becomes of the feeds' findings, in order: judged by the rules, kept, told. */
import type { Engine } from "../alerts/engine.ts";
import type { Signal } from "../lib/signal.ts";
import type { FeedSink } from "../market/feed/feed-types.ts";
import type { Store } from "../store/store-interface.ts";
import type { CoverageMonitor } from "./coverage/coverage-monitor.ts";
import type { EngineDriver } from "./engine-driver.ts";
import type { MarketService } from "./market-service.ts";
import type { Checkpointer } from "./persistence/checkpointer.ts";
import type { Tick } from "../../preload/contract/tick.ts";

export interface FeedSinkParts {
  readonly engine: Pick<Engine, "onTick" | "onLost" | "evaluatedTicks">;
  readonly driver: Pick<EngineDriver, "take">;
  readonly market: Pick<MarketService, "note">;
  readonly store: { readonly ticks: Pick<Store["ticks"], "lost"> };
  readonly checkpointer: Pick<Checkpointer, "passed">;
  readonly coverageMonitor: Pick<CoverageMonitor, "lost">;
  readonly ticked: Signal<Tick>;
  readonly statusChanged: () => void;
}

export function createFeedSink(parts: FeedSinkParts): FeedSink {
  const { engine, driver, market, store, checkpointer, coverageMonitor, ticked, statusChanged } = parts;
  let { evaluatedTicks } = engine;
  return {
    onTick(tick, gap) {
      const decisions = engine.onTick(tick, gap);
      if (decisions.length > 0) driver.take(decisions);
      market.note(tick);
      if (engine.evaluatedTicks !== evaluatedTicks) {
        evaluatedTicks = engine.evaluatedTicks;
        checkpointer.passed(tick.instrument);
      }
      ticked.emit(tick);
    },
    onLost(keys, since, because) {
      coverageMonitor.lost(because);
      store.ticks.lost(keys, since.wallMs);
      const decisions = engine.onLost(keys, since);
      if (decisions.length > 0) driver.take(decisions);
    },
    onStatus: statusChanged,
  };
}
