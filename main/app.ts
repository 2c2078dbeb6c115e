/** What is wired to what. Everything here runs without a window; both hosts start it and put their bridge on top. */
import { randomUUID } from "node:crypto";
import type { AlertEvent } from "../preload/contract/event.ts";
import { ok } from "../preload/contract/result.ts";
import type { Rule } from "../preload/contract/rule.ts";
import type { Tick } from "../preload/contract/tick.ts";
import type { Decision } from "./alerts/decision.ts";
import { Engine } from "./alerts/engine.ts";
import { BackupSchedule } from "./app/persistence/backup-schedule.ts";
import { CoverageMonitor } from "./app/coverage/coverage-monitor.ts";
import { DamagedRowsNotifier } from "./app/persistence/damaged-rows-notifier.ts";
import { EngineDriver } from "./app/engine-driver.ts";
import { FeedSwitch } from "./app/feed-switch.ts";
import { feedStatusOf } from "./app/feed-status.ts";
import { HistoryPruner } from "./app/persistence/history-pruner.ts";
import { HistoryService } from "./app/history-service.ts";
import type { AppOptions, StartResult } from "./app/app-interface.ts";
import { CommitQueue } from "./app/persistence/commit-queue.ts";
import { MarketService } from "./app/market-service.ts";
import { StorageOutageNotifier } from "./app/persistence/storage-outage-notifier.ts";
import { iso, toRule } from "./app/rule-view.ts";
import { oncePerBurst } from "./lib/once-per-burst.ts";
import { openOrFallBack } from "./app/persistence/open-store.ts";
import { restoreBackup } from "./app/persistence/restore-backup.ts";
import { RuleService } from "./app/rule-service.ts";
import { SettingsService } from "./app/settings-service.ts";
import { Signal } from "./lib/signal.ts";
import { readStoredState, unreadableStore } from "./app/persistence/stored-state.ts";
import { testNotification } from "./app/test-notification.ts";
import { withTickChangesRetried } from "./app/persistence/tick-changes.ts";
import { InMemoryFallback } from "./app/persistence/in-memory-fallback.ts";
import { Checkpointer } from "./app/persistence/checkpointer.ts";
import { wireCommits } from "./app/wire-commits.ts";
import { MadeChannels } from "./app/made-channels.ts";
import { channelList } from "./delivery/channels/index.ts";
import { venues as allVenues } from "./market/venues/index.ts";
import { describeVenue, findVenue, venueIdsOf } from "./market/venues/venue-list.ts";
import { snoozeActionMs } from "./delivery/channel.ts";
import { Outbox } from "./delivery/outbox.ts";
import type { StoreHealth } from "./store/store-interface.ts";

export type { App, AppOptions, StartResult } from "./app/app-interface.ts";

const saveEveryMs = 1_000;

/** Starts everything. An error names the file at fault and what to do; nothing of the app runs then. */
export async function startApp(options: AppOptions): Promise<StartResult> {
  const { clock, apiKeyStore, desktop, venues = allVenues } = options;
  const venueIds = venueIdsOf(venues);
  const startedMs = clock.now().wallMs;
  const opened = openOrFallBack({ dataDir: options.dataDir, nowMs: startedMs, venues: venueIds });
  if (!opened.ok) return opened;
  const store = withTickChangesRetried(opened.value);
  const stored = readStoredState(store);
  if (!stored.ok) {
    const error = unreadableStore(store, stored.error.message, startedMs);
    store.close();
    return { ok: false, error };
  }

  const settings = new SettingsService({
    store,
    apiKeyStore,
    key: await apiKeyStore.load(),
    stored: stored.value.settings,
    fixed: options.fixed ?? {},
    redactor: options.redactor,
    venueIds,
  });
  const engine = new Engine({ micros: () => performance.now() * 1000 });
  const ticked = new Signal<Tick>();
  const ruleChanged = new Signal<Rule>();
  const eventChanged = new Signal<AlertEvent>();
  const feedChanged = new Signal<void>();
  const infoChanged = new Signal<void>();
  const openAsked = new Signal<{ eventId: string | null; ruleId: string | null }>();

  const market: MarketService = new MarketService(
    {
      clock,
      store,
      venueIds,
      ruleInstruments: () => new Map(engine.instruments().map((key) => [key, { trades: engine.needsTrades(key) }])),
    },
    settings.current.venue,
    stored.value.watchlist,
  );
  const tellEvents = (ids: readonly string[]): void => {
    for (const id of ids) {
      const event = store.events.get(id);
      if (event.ok && event.value !== null) eventChanged.emit(event.value);
    }
  };
  const channels = new MadeChannels(options.channels ?? channelList, { clock, desktop });
  const inMemoryFallback = new InMemoryFallback({
    clock,
    store,
    channels: channels.made.map(({ channel }) => channel.id),
    written: tellEvents,
  });
  const history = new HistoryService(store, clock, inMemoryFallback);
  const storageOutageNotifier = new StorageOutageNotifier({
    clock,
    channel: desktop,
    enabled: () => settings.current.desktopNotifications,
    newestBackup: () => store.backups.list(clock.now().wallMs)[0]?.at ?? null,
  });
  const damagedRows = new DamagedRowsNotifier({
    clock,
    store,
    channel: desktop,
    enabled: () => settings.current.desktopNotifications,
    changed: () => feedChanged.emit(),
  });
  const commitQueue = new CommitQueue({
    clock,
    store,
    inMemoryFallback,
    channels: () => channels.ids,
    lastTick: (key) => market.remembered(key),
    soon: (run) => void setImmediate(run),
  });
  const outbox = new Outbox({
    clock,
    store: inMemoryFallback.asStore,
    channels: channels.made.map(({ channel, isOn }) => ({
      channel: inMemoryFallback.channel(channel),
      enabled: () => isOn(settings.current),
    })),
    words: () => ({ venueName: (id) => findVenue(venues, id)?.nameInText }),
    changed: (event) => eventChanged.emit(event),
  });
  const driver = new EngineDriver({
    clock,
    engine,
    fresh: (key) => market.fresh(key),
    decided: take,
    noticeSleep: () => feeds.noticeSleep(),
  });
  const rules = new RuleService({
    clock,
    engine,
    commitQueue,
    store,
    newId: () => randomUUID(),
    venue: () => market.venue,
    venueIds,
    fresh: (key) => market.fresh(key),
    lastTick: (key) => market.lastTick(key),
  });

  /** Status comes in bursts, one for each instrument that answers: it is looked at once for each burst. */
  const statusSoon = oncePerBurst(() => {
    coverageMonitor.look();
    feedChanged.emit();
  });
  const coverageMonitor: CoverageMonitor = new CoverageMonitor({
    clock,
    store,
    inMemoryFallback,
    engine,
    limitMs: () => settings.current.blindAfterMs,
    channels: channels.ids,
    feed: () => ({ status: feeds.status(), lastWatchedMs: feeds.lastWatchedMs }),
    recorded(event) {
      eventChanged.emit(event);
      infoChanged.emit();
    },
    toTell: () => outbox.wake(),
  });

  function take(decisions: readonly Decision[]): void {
    commitQueue.add(decisions);
    driver.schedule();
  }

  let evaluatedTicks = 0;
  const feeds = new FeedSwitch({
    clock,
    store,
    settings,
    market,
    venues,
    venueWords: options.redactor.venueWords,
    sink: {
      onTick(tick, gap) {
        const decisions = engine.onTick(tick, gap);
        if (decisions.length > 0) take(decisions);
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
        if (decisions.length > 0) take(decisions);
      },
      onStatus: statusSoon.call,
    },
  });

  wireCommits({
    commitQueue,
    inMemoryFallback,
    storageOutageNotifier,
    outbox,
    market,
    ruleChanged,
    eventChanged,
    infoChanged,
  });
  commitQueue.healthChanged.listen(storeChanged);
  store.onHealth(storeChanged);
  rules.touched.listen(() => {
    market.sync();
    driver.schedule();
    infoChanged.emit();
  });
  history.unreadChanged.listen(() => infoChanged.emit());
  channels.onStatus(() => feedChanged.emit());
  outbox.acted.listen(({ action, event }) => {
    if (action === "open") openAsked.emit({ eventId: event?.id ?? null, ruleId: event?.ruleId ?? null });
    else if (event?.ruleId != null) {
      if (action === "snooze") rules.snooze(event.ruleId, snoozeActionMs);
      else rules.pause(event.ruleId);
    }
  });

  /** Whether what is decided can be remembered: the commit queue knows of decisions, the store of everything else. */
  function storeHealth(): StoreHealth {
    return commitQueue.refusal === null ? store.health() : { state: "failing", message: commitQueue.refusal };
  }

  function storeChanged(): void {
    storageOutageNotifier.update(storeHealth().message);
    outbox.wake();
    feedChanged.emit();
  }

  const checkpointer: Checkpointer = new Checkpointer({
    clock,
    store,
    market,
    engine,
    commitQueue,
    watchedUntilMs: () => feeds.watchedUntilMs(),
  });
  const backupSchedule = new BackupSchedule({
    clock,
    store,
    channel: desktop,
    enabled: () => settings.current.desktopNotifications,
  });
  backupSchedule.changed.listen(() => feedChanged.emit());
  const now = clock.now();
  take(engine.load(stored.value.rules, now));
  await feeds.start(options.symbols ?? []);
  outbox.start();
  damagedRows.start();
  driver.schedule();
  if (storeHealth().state === "failing") storeChanged();

  const keptDays = (): number => settings.current.historyKeptDays;
  const pruner = new HistoryPruner({ clock, store, keptDays, pruned: () => infoChanged.emit() });
  settings.changed.listen(({ before, now: { historyKeptDays } }) => {
    if (before.historyKeptDays !== historyKeptDays) pruner.restart();
  });
  const timers = [
    clock.every(saveEveryMs, () => pruner.run()),
    clock.every(saveEveryMs, () => {
      feeds.noticeSleep();
      checkpointer.run();
      coverageMonitor.look();
    }),
    clock.every(60_000, () => market.saveMinutes()),
  ];
  backupSchedule.start();

  return {
    ok: true,
    value: {
      rules,
      market,
      history,
      settings,
      venues: venues.map(describeVenue),
      ticked,
      ruleChanged,
      eventChanged,
      feedChanged,
      infoChanged,
      openAsked,
      feedStatus: () =>
        feedStatusOf(
          feeds.status(),
          clock.now().wallMs,
          {
            ...storeHealth(),
            waiting: commitQueue.waiting.length,
            backupFailure: backupSchedule.failure,
            damagedRows: damagedRows.text,
          },
          channels.states(settings.current),
        ),
      info: () => ({
        name: "Pricebell",
        version: options.version,
        host: options.host,
        platform: process.platform,
        dataDir: options.dataDir,
        demo: feeds.status().demo,
        startedAt: iso(startedMs),
        unread: history.unread(),
        ...rules.paused(),
      }),
      testNotification: async () => ok(await testNotification(desktop)),
      backups: () => store.backups.list(clock.now().wallMs),
      restore: (name) =>
        restoreBackup(name, {
          clock,
          store,
          feeds,
          inMemoryFallback,
          commitQueue,
          settings,
          market,
          engine,
          loaded: take,
          changed: (snapshot) => ruleChanged.emit(toRule(snapshot)),
          removed: (id) => rules.removed.emit(id),
          done() {
            infoChanged.emit();
            feedChanged.emit();
          },
        }),
      wake: () => feeds.wake(),
      async stop() {
        const watchedUntilMs = feeds.watchedUntilMs();
        statusSoon.stop();
        for (const timer of timers) timer.cancel();
        backupSchedule.stop();
        driver.stop();
        commitQueue.flush();
        await feeds.end();
        checkpointer.stop();
        commitQueue.stop();
        market.save();
        storageOutageNotifier.stop();
        damagedRows.stop();
        await outbox.stop();
        await channels.stop();
        store.close(watchedUntilMs);
      },
    },
  };
}
