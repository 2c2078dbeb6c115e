/** What is wired to what. Everything here runs without a window; both hosts start it and put their bridge on top. */
import { randomUUID } from "node:crypto";
import type { AlertEvent } from "../preload/contract/event.ts";
import { ok } from "../preload/contract/result.ts";
import type { Rule } from "../preload/contract/rule.ts";
import type { Tick } from "../preload/contract/tick.ts";
import type { Decision } from "./alerts/decision.ts";
import { Engine } from "./alerts/engine.ts";
import { BackupSchedule } from "./app/backup-schedule.ts";
import { Blindness } from "./app/blindness.ts";
import { DamagedRowsNotifier } from "./app/damaged-rows-notifier.ts";
import { EngineDriver } from "./app/engine-driver.ts";
import { FeedSwitch } from "./app/feed-switch.ts";
import { feedStatusOf } from "./app/feed-status.ts";
import { HistoryPruner } from "./app/history-pruner.ts";
import { HistoryService } from "./app/history.ts";
import type { AppOptions, StartResult } from "./app/interface.ts";
import { Ledger } from "./app/ledger.ts";
import { MarketService } from "./app/market.ts";
import { Outage } from "./app/outage.ts";
import { iso, toRule } from "./app/rule-view.ts";
import { oncePerBurst } from "./app/once-per-burst.ts";
import { openForgetfulIfNeedBe } from "./app/open-store.ts";
import { restoreBackup } from "./app/restore-backup.ts";
import { RuleService } from "./app/rules.ts";
import { SettingsService } from "./app/settings.ts";
import { Signal } from "./app/signal.ts";
import { readStoredState, unreadableStore } from "./app/stored-state.ts";
import { testNotification } from "./app/test-notification.ts";
import { withTickChangesRetried } from "./app/tick-changes.ts";
import { Unsaved } from "./app/unsaved.ts";
import { Upkeep } from "./app/upkeep.ts";
import { wireCommits } from "./app/wire-commits.ts";
import { snoozeActionMs } from "./delivery/channel.ts";
import { Outbox } from "./delivery/outbox.ts";
import type { StoreHealth } from "./store/interface.ts";

export type { App, AppOptions, StartResult } from "./app/interface.ts";

const saveEveryMs = 1_000;

/** Starts everything. An error names the file at fault and what to do; nothing of the app runs then. */
export async function startApp(options: AppOptions): Promise<StartResult> {
  const { clock, keeper, desktop } = options;
  const startedMs = clock.now().wallMs;
  const opened = openForgetfulIfNeedBe({ dataDir: options.dataDir, nowMs: startedMs });
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
    keeper,
    key: await keeper.load(),
    stored: stored.value.settings,
    fixed: options.fixed ?? {},
    redactor: options.redactor,
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
  const unsaved = new Unsaved({ clock, store, written: tellEvents });
  const history = new HistoryService(store, clock, unsaved);
  const outage = new Outage({
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
  const ledger = new Ledger({
    clock,
    store,
    unsaved,
    channels: () => ["desktop", "history"],
    lastTick: (key) => market.remembered(key),
    soon: (run) => void setImmediate(run),
  });
  const outbox = new Outbox({
    clock,
    store: unsaved.asStore,
    channel: unsaved.channel(desktop),
    enabled: () => settings.current.desktopNotifications,
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
    ledger,
    store,
    newId: () => randomUUID(),
    venue: () => market.venue,
    fresh: (key) => market.fresh(key),
    lastTick: (key) => market.lastTick(key),
  });

  /** Status comes in bursts, one for each instrument that answers: it is looked at once for each burst. */
  const statusSoon = oncePerBurst(() => {
    blindness.look();
    feedChanged.emit();
  });
  const blindness: Blindness = new Blindness({
    clock,
    store,
    unsaved,
    engine,
    limitMs: () => settings.current.blindAfterMs,
    feed: () => ({ status: feeds.status(), aliveUntilMs: feeds.aliveUntilMs }),
    recorded(event) {
      eventChanged.emit(event);
      infoChanged.emit();
    },
    toTell: () => outbox.wake(),
  });

  function take(decisions: readonly Decision[]): void {
    ledger.add(decisions);
    driver.schedule();
  }

  let unquietTicks = 0;
  const feeds = new FeedSwitch({
    clock,
    store,
    settings,
    market,
    venueWords: options.redactor.venueWords,
    sink: {
      onTick(tick, gap) {
        const decisions = engine.onTick(tick, gap);
        if (decisions.length > 0) take(decisions);
        market.note(tick);
        if (engine.unquietTicks !== unquietTicks) {
          unquietTicks = engine.unquietTicks;
          upkeep.passed(tick.instrument);
        }
        ticked.emit(tick);
      },
      onLost(keys, since, because) {
        blindness.lost(because);
        store.ticks.lost(keys, since.wallMs);
        const decisions = engine.onLost(keys, since);
        if (decisions.length > 0) take(decisions);
      },
      onStatus: statusSoon.call,
    },
  });

  wireCommits({ ledger, unsaved, outage, outbox, market, ruleChanged, eventChanged, infoChanged });
  ledger.healthChanged.listen(storeChanged);
  store.onHealth(storeChanged);
  rules.touched.listen(() => {
    market.sync();
    driver.schedule();
    infoChanged.emit();
  });
  history.unreadChanged.listen(() => infoChanged.emit());
  desktop.onStatus(() => feedChanged.emit());
  outbox.acted.listen(({ action, event }) => {
    if (action === "open") openAsked.emit({ eventId: event?.id ?? null, ruleId: event?.ruleId ?? null });
    else if (event?.ruleId != null) {
      if (action === "snooze") rules.snooze(event.ruleId, snoozeActionMs);
      else rules.pause(event.ruleId);
    }
  });

  /** Whether what is decided can be remembered: the ledger knows of decisions, the store of everything else. */
  function storeHealth(): StoreHealth {
    return ledger.refusal === null ? store.health() : { state: "failing", message: ledger.refusal };
  }

  function storeChanged(): void {
    outage.update(storeHealth().message);
    outbox.wake();
    feedChanged.emit();
  }

  const upkeep: Upkeep = new Upkeep({
    clock,
    store,
    market,
    engine,
    ledger,
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
      upkeep.run();
      blindness.look();
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
            waiting: ledger.waiting.length,
            backupFailure: backupSchedule.failure,
            damagedRows: damagedRows.text,
          },
          { on: settings.current.desktopNotifications, status: desktop.status() },
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
          unsaved,
          ledger,
          settings,
          market,
          engine,
          loaded: take,
          changed: (life) => ruleChanged.emit(toRule(life)),
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
        ledger.flush();
        await feeds.end();
        upkeep.stop();
        ledger.stop();
        market.save();
        outage.stop();
        damagedRows.stop();
        await outbox.stop();
        await desktop.stop();
        store.close(watchedUntilMs);
      },
    },
  };
}
