/** What is watched and what is not, looked at whenever the feeds' status may have changed. */
import { defaultNotify } from "../../preload/contract/destination.ts";
import type { Engine } from "../alerts/engine.ts";
import { oncePerBurst } from "../lib/once-per-burst.ts";
import type { AppOptions } from "./app-interface.ts";
import type { AppSignals } from "./app-signals.ts";
import { CoverageMonitor } from "./coverage/coverage-monitor.ts";
import type { Delivery } from "./wire-delivery.ts";
import type { Market } from "./wire-market.ts";
import type { Storage } from "./wire-storage.ts";

export interface Coverage {
  readonly coverageMonitor: CoverageMonitor;
  /** A feed's status changed. It comes in bursts, one for each instrument that answers: looked at once for each burst. */
  readonly statusChanged: () => void;
  readonly stop: () => void;
}

export function wireCoverage(
  { clock }: AppOptions,
  { store, settings }: Storage,
  { feeds }: Market,
  { destinations, inMemoryFallback, outbox }: Delivery,
  { engine, signals }: { readonly engine: Engine; readonly signals: AppSignals },
): Coverage {
  const coverageMonitor = new CoverageMonitor({
    clock,
    store,
    inMemoryFallback,
    engine,
    limitMs: () => settings.current.blindAfterMs,
    destinations: () => destinations.toldAt.of(defaultNotify),
    feeds: () => feeds.statuses().map((status) => ({ status, lastWatchedMs: feeds.lastWatchedMs(status.venue) })),
    recorded(event) {
      signals.eventChanged.emit(event);
      signals.infoChanged.emit();
    },
    toTell: () => outbox.wake(),
  });
  feeds.switched.listen(({ venue, isOn }) => {
    if (!isOn) coverageMonitor.switchedOff(venue);
  });
  const { call, stop } = oncePerBurst(() => {
    coverageMonitor.check();
    signals.feedChanged.emit();
  });
  return { coverageMonitor, statusChanged: call, stop };
}
