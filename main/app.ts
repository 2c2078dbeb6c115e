/** What is wired to what. Everything here runs without a window; both hosts start it and put their bridge on top. */
import { randomUUID } from "node:crypto";
import type { AppInfo, Backup, TestOutcome } from "../preload/contract/contract.ts";
import type { AlertEvent, BlindReason } from "../preload/contract/event.ts";
import type { FeedStatus } from "../preload/contract/feed.ts";
import { instrumentOf, type InstrumentKey } from "../preload/contract/instrument.ts";
import { ok, type Result } from "../preload/contract/result.ts";
import type { Rule } from "../preload/contract/rule.ts";
import type { Settings } from "../preload/contract/settings.ts";
import type { Tick } from "../preload/contract/tick.ts";
import type { Decision } from "./alerts/decision.ts";
import { Engine } from "./alerts/engine.ts";
import { BlindWatch } from "./app/blind-watch.ts";
import { EngineDriver } from "./app/engine-driver.ts";
import { FeedSwitch } from "./app/feed-switch.ts";
import { blindSubjects, feedStatusOf } from "./app/feed-status.ts";
import { HistoryService } from "./app/history.ts";
import type { KeyKeeper } from "./app/key-keeper.ts";
import { Ledger } from "./app/ledger.ts";
import { MarketService } from "./app/market.ts";
import { Outage } from "./app/outage.ts";
import { iso, toRule } from "./app/rule-view.ts";
import { RuleService } from "./app/rules.ts";
import { SettingsService } from "./app/settings.ts";
import { Signal } from "./app/signal.ts";
import { Unsaved } from "./app/unsaved.ts";
import { Upkeep } from "./app/upkeep.ts";
import type { Clock } from "./clock.ts";
import { snoozeActionMs, type Channel } from "./delivery/channel.ts";
import { Outbox } from "./delivery/outbox.ts";
import { openCopy } from "./store/copy.ts";
import { unsavedBlind } from "./store/events.ts";
import { openStore } from "./store/store.ts";
import type { OpenResult, StoreError, StoreHealth, StoreOptions } from "./store/interface.ts";

export interface AppOptions {
  readonly version: string;
  readonly host: "headless" | "electron";
  readonly dataDir: string;
  readonly clock: Clock;
  readonly keeper: KeyKeeper;
  /** Where notifications are shown. */
  readonly desktop: Channel;
  /** Settings given on the command line; they win over what is stored. */
  readonly fixed?: Partial<Settings>;
  /** Put on the watchlist at the start. */
  readonly symbols?: readonly string[];
}

export interface App {
  readonly rules: RuleService;
  readonly market: MarketService;
  readonly history: HistoryService;
  readonly settings: SettingsService;
  readonly ticked: Signal<Tick>;
  readonly ruleChanged: Signal<Rule>;
  readonly eventChanged: Signal<AlertEvent>;
  readonly feedChanged: Signal<void>;
  readonly infoChanged: Signal<void>;
  /** A person wants to see what a notification was about. */
  readonly openAsked: Signal<{ eventId: string | null; ruleId: string | null }>;
  feedStatus(): FeedStatus;
  info(): AppInfo;
  testNotification(): Promise<Result<TestOutcome>>;
  backups(): Backup[];
  restore(name: string): Promise<Result<Record<string, never>>>;
  /** The computer woke up: what looks alive may be dead. */
  wake(): void;
  stop(): Promise<void>;
}

export type StartResult = { readonly ok: true; readonly value: App } | { readonly ok: false; readonly error: StoreError };

const saveEveryMs = 1_000;
const backupCheckEveryMs = 3_600_000;

/** Starts everything. An error names the file at fault and what to do; nothing of the app runs then. */
export async function startApp(options: AppOptions): Promise<StartResult> {
  const { clock, keeper, desktop } = options;
  const startedMs = clock.now().wallMs;
  const opened = openForgetfulIfNeedBe({ dataDir: options.dataDir, nowMs: startedMs });
  if (!opened.ok) return opened;
  const store = opened.value;

  const settings = new SettingsService({
    store,
    keeper,
    key: await keeper.load(),
    stored: orThrow(store.settings.get()),
    fixed: options.fixed ?? {},
  });
  const engine = new Engine({ micros: () => performance.now() * 1000 });
  const ticked = new Signal<Tick>();
  const ruleChanged = new Signal<Rule>();
  const eventChanged = new Signal<AlertEvent>();
  const feedChanged = new Signal<void>();
  const infoChanged = new Signal<void>();
  const openAsked = new Signal<{ eventId: string | null; ruleId: string | null }>();
  const history = new HistoryService(store, clock);

  const market: MarketService = new MarketService(
    { clock, store, ruleInstruments: () => new Map(engine.instruments().map((key) => [key, { trades: engine.needsTrades(key) }])) },
    settings.current.venue,
    orThrow(store.watchlist.list()),
  );
  const tellEvents = (ids: readonly string[]): void => {
    for (const id of ids) {
      const event = store.events.get(id);
      if (event.ok && event.value !== null) eventChanged.emit(event.value);
    }
  };
  const unsaved = new Unsaved({ clock, store, written: tellEvents });
  const outage = new Outage({
    clock,
    channel: desktop,
    enabled: () => settings.current.desktopNotifications,
    newestBackup: () => store.backups.list()[0]?.at ?? null,
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
    // What is not in the database yet is in no window's history.
    changed: (event) => void (unsaved.event(event.id) === null && eventChanged.emit(event)),
  });
  const driver = new EngineDriver({ clock, engine, fresh: (key) => market.fresh(key), decided: take, slept: () => feeds.wake() });
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

  let stopped = false;
  let blindReason: BlindReason = "not-running";
  const blindWatch = new BlindWatch({
    clock,
    limitMs: () => settings.current.blindAfterMs,
    record(blind, channels) {
      const nowMs = clock.now().wallMs;
      const occasion = blind.toMs === null ? "event" : "over";
      if (store.health().state === "ok" && !unsaved.inHand) {
        const recorded = store.recordBlind(blind, channels, nowMs, unsaved.told(occasion));
        if (recorded.ok) {
          unsaved.drop(recorded.value.id, "event");
          unsaved.drop(recorded.value.id, "over");
          eventChanged.emit(recorded.value);
          infoChanged.emit();
          outbox.wake();
          return true;
        }
      }
      // Being blind is told though it cannot be written; it is offered again each second.
      if (channels.length > 0) {
        unsaved.add(unsavedBlind(blind, nowMs), occasion);
        outbox.wake();
      }
      return false;
    },
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
        blindReason = because;
        const decisions = engine.onLost(keys, since);
        if (decisions.length > 0) take(decisions);
      },
      onStatus: statusSoon,
    },
  });

  /** Status comes in bursts, one for each instrument that answers: it is looked at once for each burst. */
  let statusDue = false;
  function statusSoon(): void {
    if (statusDue) return;
    statusDue = true;
    setImmediate(() => {
      statusDue = false;
      if (stopped) return;
      watchBlindness();
      feedChanged.emit();
    });
  }

  function watchBlindness(): void {
    const venue = feeds.status();
    const isAwaited = (key: InstrumentKey) => engine.armedCount(key) > 0;
    const anyAwaited = engine.instruments().some((key) => instrumentOf(key).venue === venue.venue && isAwaited(key));
    // Before the first connection of this run the blindness is older than this run; on a very first start nothing is.
    const beganMs = blindReason === "not-running" ? feeds.aliveUntilMs : null;
    const because = blindReason === "not-running" && beganMs === null ? "disconnected" : blindReason;
    const subjects = blindSubjects(venue, isAwaited, anyAwaited, because, clock.now().wallMs);
    blindWatch.update(beganMs === null ? subjects : subjects.map((subject) => ({ ...subject, fromMs: Math.min(subject.fromMs, beganMs) })));
    if (venue.state === "live") blindReason = "disconnected";
  }

  ledger.committed.listen(({ rules: changed, events }) => {
    for (const life of changed) ruleChanged.emit(toRule(life));
    for (const event of events) {
      if (unsaved.event(event.id) !== null) outage.count({ saved: 1 });
      unsaved.drop(event.id, "event");
      eventChanged.emit(event);
    }
    if (events.length > 0) {
      infoChanged.emit();
      outbox.wake();
    }
    market.sync();
  });
  ledger.refused.listen(({ rules: changed, events }) => {
    for (const life of changed) ruleChanged.emit(toRule(life));
    for (const event of events) unsaved.add(event, "event");
    if (events.length > 0) outbox.wake();
    market.sync();
  });
  ledger.givenUp.listen((ids) => {
    for (const id of ids) unsaved.drop(id, "event");
    outage.count({ lost: ids.length });
  });
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

  const upkeep: Upkeep = new Upkeep({ clock, store, market, engine, ledger, watchedUntilMs: () => feeds.watchedUntilMs() });
  const now = clock.now();
  take(engine.load(orThrow(store.rules.all()), now));
  await feeds.start(options.symbols ?? []);
  outbox.start();
  driver.schedule();
  if (storeHealth().state === "failing") storeChanged();

  const timers = [
    clock.every(saveEveryMs, () => {
      upkeep.run();
      watchBlindness();
    }),
    clock.every(60_000, () => market.saveMinutes()),
    clock.every(backupCheckEveryMs, backUp),
  ];
  backUp();

  function backUp(): void {
    store.backups.makeDaily(clock.now().wallMs).then(
      (made) => {
        if (!made.ok) feedChanged.emit();
      },
      (error: unknown) => queueMicrotask(() => { throw error; }),
    );
  }

  async function restore(name: string): Promise<Result<Record<string, never>>> {
    await feeds.stop();
    const restored = store.backups.restore(name, clock.now().wallMs);
    if (restored.ok) {
      unsaved.replaced();
      // Before the rules are read: what was decided in the meantime holds for the rules of the backup too.
      ledger.flush();
      settings.reload(orThrow(store.settings.get()));
      market.reload(orThrow(store.watchlist.list()));
      const kept = new Set<string>();
      const lives = orThrow(store.rules.all());
      for (const life of lives) kept.add(life.id);
      for (const life of engine.all()) {
        engine.remove(life.id);
        if (!kept.has(life.id)) rules.removed.emit(life.id);
      }
      take(engine.load(lives, clock.now()));
      for (const life of lives) ruleChanged.emit(toRule(life));
    }
    // With or without the backup, watching goes on.
    await feeds.start([]);
    infoChanged.emit();
    feedChanged.emit();
    return restored.ok ? ok({}) : restored;
  }

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
          { ...storeHealth(), waiting: ledger.waiting.length },
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
        pausedUntil: rules.pausedUntil(),
      }),
      testNotification: async () => ok(await testNotification(desktop)),
      backups: () => store.backups.list(),
      restore,
      wake: () => feeds.wake(),
      async stop() {
        stopped = true;
        for (const timer of timers) timer.cancel();
        driver.stop();
        ledger.flush();
        await feeds.end();
        upkeep.stop();
        ledger.stop();
        market.save();
        outage.stop();
        await outbox.stop();
        await desktop.stop();
        store.close(clock.now().wallMs);
      },
    },
  };
}

/** Where the folder cannot be written, what is in it is watched all the same, from a copy; every status says so. */
function openForgetfulIfNeedBe(options: StoreOptions): OpenResult {
  const opened = openStore(options);
  if (opened.ok || opened.error.code !== "store-unwritable") return opened;
  const copy = openCopy(options, opened.error);
  return copy === null ? opened : { ok: true, value: copy };
}

/** For reads right after a successful open: a failure there is not something to go on from. */
function orThrow<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

async function testNotification(desktop: Channel): Promise<TestOutcome> {
  const outcome = await desktop.show({
    id: "test",
    title: "Pricebell can reach you",
    body: "This is how an alert will look.",
    urgency: "normal",
    actions: ["open"],
    externalId: null,
  });
  return { state: outcome.state, detail: outcome.state === "shown" ? null : outcome.reason };
}
