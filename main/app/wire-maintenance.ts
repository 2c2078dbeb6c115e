/** What the app does for its own database, once a second and once a day, and how it says what is wrong with it. */
import type { Engine } from "../alerts/engine.ts";
import type { AppOptions } from "./app-interface.ts";
import type { AppSignals } from "./app-signals.ts";
import type { StoreState } from "./feed-status.ts";
import { BackupSchedule } from "./persistence/backup-schedule.ts";
import { Checkpointer } from "./persistence/checkpointer.ts";
import { DamagedRowsNotifier } from "./persistence/damaged-rows-notifier.ts";
import { HistoryPruner } from "./persistence/history-pruner.ts";
import { RewriteFromMemory } from "./persistence/rewrite-from-memory.ts";
import { StorageHealth } from "./persistence/storage-health.ts";
import { StorageOutageNotifier } from "./persistence/storage-outage-notifier.ts";
import type { Alerts } from "./wire-alerts.ts";
import { wireCommits } from "./wire-commits.ts";
import type { Coverage } from "./wire-coverage.ts";
import type { Delivery } from "./wire-delivery.ts";
import type { Market } from "./wire-market.ts";
import type { Storage } from "./wire-storage.ts";

const everySecondMs = 1_000;
const saveMinutesEveryMs = 60_000;

export interface StoreMaintenance {
  readonly checkpointer: Checkpointer;
  /** How well the app can remember, now. */
  readonly storeState: () => StoreState;
  readonly start: () => void;
  /** Nothing is begun any more; what came in by then is still written. */
  readonly stopTimers: () => void;
  /** When everything is written. */
  readonly stop: () => void;
}

export function wireMaintenance(
  { clock }: AppOptions,
  { store, settings }: Storage,
  { market, feeds, awaitedHistories }: Market,
  { inMemoryFallback, notices, outbox }: Delivery,
  { commitQueue, toRule }: Alerts,
  { coverageMonitor }: Coverage,
  { engine, signals }: { readonly engine: Engine; readonly signals: AppSignals },
): StoreMaintenance {
  const { feedChanged, infoChanged } = signals;
  const notifications = { clock, channel: notices, enabled: () => notices.isOn };
  const storageOutageNotifier = new StorageOutageNotifier({
    ...notifications,
    newestBackup: () => store.backups.list(clock.now().wallMs)[0]?.at ?? null,
  });
  const damagedRows = new DamagedRowsNotifier({ ...notifications, store, changed: () => feedChanged.emit() });
  const backupSchedule = new BackupSchedule({ ...notifications, store });
  backupSchedule.changed.listen(() => feedChanged.emit());
  const checkpointer = new Checkpointer({
    clock,
    store,
    market,
    engine,
    commitQueue,
    awaitedHistories,
    watchedUntil: () => feeds.watchedUntil(),
  });
  const rewriteFromMemory = new RewriteFromMemory({ store, engine, settings });
  const pruner = new HistoryPruner({
    clock,
    store,
    keptDays: () => settings.current.historyKeptDays,
    pruned: () => infoChanged.emit(),
  });
  settings.changed.listen(({ before, now: { historyKeptDays } }) => {
    if (before.historyKeptDays !== historyKeptDays) pruner.restart();
  });

  wireCommits({ commitQueue, inMemoryFallback, storageOutageNotifier, outbox, market, toRule, ...signals });
  const storageHealth = new StorageHealth(store, commitQueue);
  const onStorageHealth = (): void => {
    storageOutageNotifier.update(storageHealth.current.message);
    outbox.wake();
    feedChanged.emit();
  };
  storageHealth.changed.listen(onStorageHealth);

  const timers: { cancel(): void }[] = [];
  return {
    checkpointer,
    storeState: () => ({
      ...storageHealth.current,
      waiting: commitQueue.waiting.length,
      backupFailure: backupSchedule.failure,
      damagedRows: damagedRows.text,
    }),
    start() {
      damagedRows.start();
      if (storageHealth.current.state === "failing") onStorageHealth();
      timers.push(
        clock.every(everySecondMs, () => pruner.run()),
        clock.every(everySecondMs, () => {
          feeds.noticeSleep();
          checkpointer.run();
          rewriteFromMemory.run();
          coverageMonitor.check();
        }),
        clock.every(saveMinutesEveryMs, () => market.saveMinutes()),
      );
      backupSchedule.start();
    },
    stopTimers() {
      for (const timer of timers) timer.cancel();
      backupSchedule.stop();
    },
    stop() {
      storageOutageNotifier.stop();
      damagedRows.stop();
    },
  };
}
