/** Rules: how a person handles them, their timers, and the way of their decisions into the database. */
import { randomUUID } from "node:crypto";
import type { VenueId } from "../../preload/contract/instrument.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { Engine } from "../alerts/engine.ts";
import { snoozeActionMs } from "../delivery/channel.ts";
import { findVenue, venueIdsOf } from "../market/venues/venue-list.ts";
import type { VenueKind } from "../market/venues/venue.ts";
import type { AppOptions } from "./app-interface.ts";
import type { AppSignals } from "./app-signals.ts";
import { EngineDriver } from "./engine-driver.ts";
import { CommitQueue } from "./persistence/commit-queue.ts";
import type { HistoryService } from "./history-service.ts";
import { RuleService } from "./rule-service.ts";
import { ruleViewer, type ToRule } from "./rule-view.ts";
import type { Delivery } from "./wire-delivery.ts";
import type { Market } from "./wire-market.ts";
import type { Storage } from "./wire-storage.ts";

export interface Alerts {
  readonly commitQueue: CommitQueue;
  /** Every decision that no call of a person made goes through it. */
  readonly driver: EngineDriver;
  readonly rules: RuleService;
  readonly toRule: ToRule;
}

export function wireAlerts(
  { clock }: AppOptions,
  { store, venueSettings, destinationList }: Storage,
  { market, feeds, lists }: Market,
  { destinations, inMemoryFallback, outbox }: Delivery,
  {
    engine,
    signals,
    venues,
    history,
  }: {
    readonly engine: Engine;
    readonly signals: AppSignals;
    readonly venues: readonly VenueKind[];
    readonly history: HistoryService;
  },
): Alerts {
  const commitQueue = new CommitQueue({
    clock,
    store,
    inMemoryFallback,
    destinationsOf: destinations.toldAt.of,
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
  const notWatched = (venue: VenueId): string | null =>
    venueSettings.current.has(venue)
      ? null
      : message("rule.venue-off", { venue: findVenue(venues, venue)?.label ?? venue });
  const toRule = ruleViewer(notWatched, (notify) => destinations.toldInstead(notify));
  const rules = new RuleService({
    clock,
    engine,
    commitQueue,
    store,
    newId: () => randomUUID(),
    venuesOn: () => [...venueSettings.current.keys()],
    venueIds: venueIdsOf(venues),
    fresh: (key) => market.fresh(key),
    lastTick: (key) => market.lastTick(key),
    resolveSymbol: (venue, written) => lists.resolve(venue, written),
    notWatched,
    unknownDestination: (notify, present) => destinations.unknownIn(notify, present),
    toldInstead: (notify) => destinations.toldInstead(notify),
    toRule,
  });
  // Whether a rule is told where it says is part of it as windows have it.
  const instead = new Set<string>();
  destinations.reconfigured.listen(() => {
    for (const snapshot of engine.all()) {
      const isInstead = destinations.toldInstead(snapshot.spec.notify) !== null;
      if (isInstead === instead.has(snapshot.id)) continue;
      if (isInstead) instead.add(snapshot.id);
      else instead.delete(snapshot.id);
      signals.ruleChanged.emit(toRule(snapshot));
    }
  });
  feeds.switched.listen(({ venue, isOn }) => {
    // What nobody watches is not held, and no price of it is of now.
    if (!isOn) driver.take(engine.onLost(venue, clock.now()));
    for (const rule of rules.waitingOn(venue)) signals.ruleChanged.emit(rule);
    signals.feedChanged.emit();
    signals.infoChanged.emit();
  });
  rules.touched.listen(() => {
    market.sync();
    driver.schedule();
    signals.infoChanged.emit();
  });
  outbox.acted.listen(({ action, event, events, destination, person }) => {
    // Whatever a person answers, they have seen it.
    const name = destinationList.get(destination)?.stored.name ?? null;
    for (const { id } of events) history.acknowledge(id, { destination, name, person });
    if (action === "open") signals.openAsked.emit({ eventId: event?.id ?? null, ruleId: event?.ruleId ?? null });
    else if (event?.ruleId != null) {
      if (action === "snooze") rules.snooze(event.ruleId, snoozeActionMs);
      if (action === "pause") rules.pause(event.ruleId);
    }
  });
  return { commitQueue, driver, rules, toRule };
}
