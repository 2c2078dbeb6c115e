/** Rules: how a person handles them, their timers, and the way of their decisions into the database. */
import { randomUUID } from "node:crypto";
import type { Engine } from "../alerts/engine.ts";
import { snoozeActionMs } from "../delivery/channel.ts";
import { venueIdsOf } from "../market/venues/venue-list.ts";
import type { VenueKind } from "../market/venues/venue.ts";
import type { AppOptions } from "./app-interface.ts";
import type { AppSignals } from "./app-signals.ts";
import { EngineDriver } from "./engine-driver.ts";
import { CommitQueue } from "./persistence/commit-queue.ts";
import { RuleService } from "./rule-service.ts";
import type { Delivery } from "./wire-delivery.ts";
import type { Market } from "./wire-market.ts";
import type { Storage } from "./wire-storage.ts";

export interface Alerts {
  readonly commitQueue: CommitQueue;
  /** Every decision that no call of a person made goes through it. */
  readonly driver: EngineDriver;
  readonly rules: RuleService;
}

export function wireAlerts(
  { clock }: AppOptions,
  { store }: Storage,
  { market, feeds }: Market,
  { channels, inMemoryFallback, outbox }: Delivery,
  {
    engine,
    signals,
    venues,
  }: { readonly engine: Engine; readonly signals: AppSignals; readonly venues: readonly VenueKind[] },
): Alerts {
  const commitQueue = new CommitQueue({
    clock,
    store,
    inMemoryFallback,
    channels: () => channels.ids,
    lastTick: (key) => market.remembered(key),
    soon: (run) => void setImmediate(run),
  });
  const driver = new EngineDriver({
    clock,
    engine,
    commitQueue,
    fresh: (key) => market.fresh(key),
    noticeSleep: () => feeds.noticeSleep(),
  });
  const rules = new RuleService({
    clock,
    engine,
    commitQueue,
    store,
    newId: () => randomUUID(),
    venue: () => market.venue,
    venueIds: venueIdsOf(venues),
    fresh: (key) => market.fresh(key),
    lastTick: (key) => market.lastTick(key),
  });
  rules.touched.listen(() => {
    market.sync();
    driver.schedule();
    signals.infoChanged.emit();
  });
  outbox.acted.listen(({ action, event }) => {
    if (action === "open") signals.openAsked.emit({ eventId: event?.id ?? null, ruleId: event?.ruleId ?? null });
    else if (event?.ruleId != null) {
      if (action === "snooze") rules.snooze(event.ruleId, snoozeActionMs);
      else rules.pause(event.ruleId);
    }
  });
  return { commitQueue, driver, rules };
}
