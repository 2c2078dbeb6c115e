/** Whether the app is well: what it looks at, once a second. */
import { findVenue } from "../market/venues/venue-list.ts";
import type { VenueKind } from "../market/venues/venue.ts";
import { instrumentOf } from "../../preload/contract/instrument.ts";
import type { AppOptions } from "./app-interface.ts";
import type { AppSignals } from "./app-signals.ts";
import type { BlindNow } from "./coverage/blind-periods.ts";
import type { JudgingSink } from "./feed-sink.ts";
import { HealthMonitor, checkEveryMs } from "./health/health-monitor.ts";
import type { Alerts } from "./wire-alerts.ts";
import type { Coverage } from "./wire-coverage.ts";
import type { Delivery } from "./wire-delivery.ts";
import type { StoreMaintenance } from "./wire-maintenance.ts";
import type { Storage } from "./wire-storage.ts";

export interface Health {
  readonly monitor: HealthMonitor;
  /** To be called when everything else has been started. */
  readonly start: () => void;
  readonly stop: () => void;
}

export function wireHealth(
  { clock }: AppOptions,
  { settings, destinationList, store }: Storage,
  { channels, outbox }: Delivery,
  { commitQueue, driver }: Alerts,
  { coverageMonitor }: Coverage,
  { storeState }: StoreMaintenance,
  {
    sink,
    signals,
    venues,
  }: {
    readonly sink: Pick<JudgingSink, "undecidedTick">;
    readonly signals: AppSignals;
    readonly venues: readonly VenueKind[];
  },
): Health {
  const nameOf = ({ venue, instrument }: BlindNow): string | null => {
    if (venue === null) return null;
    const name = findVenue(venues, venue)?.nameInText ?? venue;
    return instrument === null ? name : `${instrumentOf(instrument).symbol} (${name})`;
  };
  const monitor = new HealthMonitor({
    clock,
    unwatched: () =>
      coverageMonitor
        .blindNow()
        .map((blind) => ({ ...blind, name: nameOf(blind), isKeyRefused: blind.because === "key-refused" })),
    undecidedTick: () => sink.undecidedTick(),
    overdueSinceMs: () => driver.overdueSinceMs,
    store: () => storeState(),
    unwritten: () => commitQueue.waiting[0] ?? null,
    sendable: () => outbox.sendable(store.deliveries),
    nameOf: (id) =>
      destinationList.get(id)?.stored.name ??
      channels.states(settings.current).find((channel) => channel.id === id)?.label ??
      id,
  });
  monitor.changed.listen(() => signals.feedChanged.emit());
  const timers: { cancel(): void }[] = [];
  return {
    monitor,
    start() {
      coverageMonitor.check();
      monitor.check();
      timers.push(clock.every(checkEveryMs, () => monitor.check()));
    },
    stop() {
      for (const timer of timers) timer.cancel();
    },
  };
}
