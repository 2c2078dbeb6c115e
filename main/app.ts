/** What is wired to what. Everything here runs without a window; both hosts start it and put their bridge on top. */
import type { VenueStatus } from "../preload/contract/feed.ts";
import { describedKinds } from "../preload/contract/kind-description.ts";
import { registerConditionKinds } from "../preload/contract/further-kinds.ts";
import { ok } from "../preload/contract/result.ts";
import { Engine } from "./alerts/engine.ts";
import type { App, AppOptions, StartResult } from "./app/app-interface.ts";
import { createSignals } from "./app/app-signals.ts";
import { createFeedSink } from "./app/feed-sink.ts";
import { feedStatusOf } from "./app/feed-status.ts";
import { describeLanguage, followLanguage } from "./app/follow-language.ts";
import { HistoryService } from "./app/history-service.ts";
import { searchMarkets } from "./app/market-search.ts";
import { restoreBackup } from "./app/persistence/restore-backup.ts";
import { iso } from "./app/rule-view.ts";
import { testNotification } from "./app/test-notification.ts";
import { clearAcknowledged } from "./app/destinations/clear-acknowledged.ts";
import { wireAlerts } from "./app/wire-alerts.ts";
import { wireCoverage } from "./app/wire-coverage.ts";
import { wireDeadManSwitch } from "./app/wire-dead-man-switch.ts";
import { wireDelivery } from "./app/wire-delivery.ts";
import { wireDryRun } from "./app/wire-dry-run.ts";
import { wireHealth } from "./app/wire-health.ts";
import { wireMaintenance } from "./app/wire-maintenance.ts";
import { wireMarket } from "./app/wire-market.ts";
import { wireReminders } from "./app/wire-reminders.ts";
import { wireStorage } from "./app/wire-storage.ts";
import { venues as allVenues } from "./market/venues/index.ts";

export type { App, AppOptions, StartResult } from "./app/app-interface.ts";

function onlyOf<K>(map: ReadonlyMap<K, unknown>): K | null {
  const [first, ...others] = map.keys();
  return first === undefined || others.length > 0 ? null : first;
}

/** Starts everything. An error names the file at fault and what to do; nothing of the app runs then. */
export async function startApp(options: AppOptions): Promise<StartResult> {
  const { clock, desktop, venues = allVenues } = options;
  const startedMs = clock.now().wallMs;
  // Before the database is read: a rule of a kind that is not known is put aside as damaged.
  registerConditionKinds(options.conditionKinds ?? []);
  const opened = await wireStorage(options, venues);
  if (!opened.ok) return opened;
  const storage = opened.value;
  const { store, stored, settings, venueSettings } = storage;
  const languageInUse = followLanguage(settings, options);

  const signals = createSignals();
  const engine = new Engine({ micros: () => performance.now() * 1000 });
  const shared = { engine, signals, venues };
  const prices = wireMarket(options, storage, shared);
  const delivery = wireDelivery(options, storage, shared);
  const history = new HistoryService(store, clock, delivery.inMemoryFallback);
  const goOnClearing = clearAcknowledged({
    clock,
    acknowledged: history.acknowledged,
    eventChanged: signals.eventChanged,
    reopened: delivery.openDestinations.reopened,
    events: store.events,
    deliveries: delivery.inMemoryFallback.told,
    destination: (id) =>
      delivery.openDestinations.get(id) ??
      delivery.channels.made.find(({ channel }) => channel.id === id)?.channel ??
      null,
  });
  const alerts = wireAlerts(options, storage, prices, delivery, { ...shared, history });
  const reminders = wireReminders(clock, {
    store: delivery.inMemoryFallback.forReminders,
    settings,
    destinations: delivery.destinations,
    outbox: delivery.outbox,
    committed: alerts.commitQueue.committed,
    ruleRemoved: alerts.rules.removed,
    ruleOf: (id) => engine.get(id),
    eventChanged: signals.eventChanged,
    history,
  });
  const coverage = wireCoverage(options, storage, prices, delivery, shared);
  const maintenance = wireMaintenance(options, storage, prices, delivery, alerts, coverage, shared);

  const { market, feeds, lists, candles, awaitedHistories } = prices;
  const { channels, destinations, inMemoryFallback, outbox, windowSounds } = delivery;
  const { commitQueue, driver, rules, toRule } = alerts;
  const { coverageMonitor, statusChanged } = coverage;
  const { checkpointer } = maintenance;
  const { ticked, ruleChanged, infoChanged, feedChanged } = signals;
  const dryRuns = wireDryRun(options, storage, prices, rules);
  history.unreadChanged.listen(() => infoChanged.emit());
  settings.changed.listen(({ before, now }) => before.language !== now.language && infoChanged.emit());

  driver.take(engine.load(stored.rules, clock.now()));
  const noticeSleep = (): void => feeds.noticeSleep();
  const judging = { engine, driver, market, store, checkpointer, awaitedHistories, coverageMonitor };
  const sink = createFeedSink({ ...judging, ticked, statusChanged, noticeSleep });
  const health = wireHealth(options, storage, delivery, alerts, coverage, maintenance, { ...shared, sink });
  const deadManSwitch = await wireDeadManSwitch(options, storage, delivery, health, shared);
  await feeds.start(sink, options.symbols ?? []);
  outbox.start();
  goOnClearing();
  reminders.start();
  delivery.quietHours.start();
  maintenance.start();
  deadManSwitch.start();
  health.start();

  const restoreParts = {
    clock,
    store,
    feeds,
    inMemoryFallback,
    commitQueue,
    settings,
    venueSettings,
    destinations,
    market,
    engine,
  };
  const app: App = {
    ...signals,
    rules,
    market,
    history,
    reminders,
    settings,
    destinations,
    windowSounds,
    venueSettings,
    deadManSwitch,
    venues() {
      const { venues: statuses } = app.feedStatus();
      const healthOf = (id: string): VenueStatus | null => statuses.find(({ venue }) => venue === id) ?? null;
      return venueSettings.views().map((view) => ({ ...view, health: healthOf(view.description.id) }));
    },
    onlyVenue: () => onlyOf(venueSettings.current),
    search: (query) => searchMarkets(query, lists, (key) => market.list.includes(key)),
    candles,
    dryRuns,
    resolveSymbol: (venue, written) => lists.resolve(venue, written),
    feedStatus: () =>
      feedStatusOf(
        feeds.statuses(),
        clock.now().wallMs,
        maintenance.storeState(),
        [...channels.states(settings.current), ...destinations.states()],
        { health: health.monitor.current, deadManSwitch: deadManSwitch.state },
      ),
    info: () => ({
      name: "Pricebell",
      version: options.version,
      host: options.host,
      platform: process.platform,
      dataDir: options.dataDir,
      demo: feeds.statuses().every(({ demo }) => demo),
      startedAt: iso(startedMs),
      language: describeLanguage(languageInUse(), options),
      unread: history.unread(),
      ...(options.conditionKinds === undefined ? {} : { furtherKinds: describedKinds() }),
      quietUntil: delivery.quietHours.until(),
      ...rules.paused(),
    }),
    testNotification: async () => ok(await testNotification(desktop)),
    backups: () => store.backups.list(clock.now().wallMs),
    restore: (name) =>
      restoreBackup(name, {
        ...restoreParts,
        loaded: (decisions) => driver.take(decisions),
        changed: (snapshot) => ruleChanged.emit(toRule(snapshot)),
        removed: (id) => rules.removed.emit(id),
        done() {
          reminders.reload();
          infoChanged.emit();
          feedChanged.emit();
        },
      }),
    wake() {
      feeds.wake();
      reminders.check();
      delivery.quietHours.check();
      health.monitor.check();
    },
    async stop() {
      const watchedUntil = feeds.watchedUntil();
      // Side by side with all else: a service that does not answer must not hold up what has to be written.
      const outsideTold = deadManSwitch.stop();
      coverage.stop();
      health.stop();
      maintenance.stopTimers();
      driver.stop();
      commitQueue.flush();
      await dryRuns.stop();
      await feeds.end();
      prices.stop();
      checkpointer.stop();
      commitQueue.stop();
      market.save();
      maintenance.stop();
      reminders.stop();
      await delivery.stop();
      await outsideTold;
      store.close(watchedUntil);
    },
  };
  return { ok: true, value: app };
}
