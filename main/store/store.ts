/** The database as the rest of the app sees it: opened, guarded, one transaction a call. */
import { message } from "../../preload/contract/messages/message.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import type { Backup } from "../../preload/contract/contract.ts";
import { failpoint } from "../lib/failpoint.ts";
import { isBackupDue, isSound, makeBackup, prepareRestore } from "./backups.ts";
import { writeAcknowledged, writeBlind, writeDecisions } from "./commit.ts";
import { connect, type Connection } from "./connection.ts";
import { pathsIn, type Paths } from "./data-folder.ts";
import { DatabaseAccess } from "./database-access.ts";
import { FullDisk } from "./full-disk.ts";
import { isInUse } from "./in-use.ts";
import { busyAgainTimeoutMs, busyTimeoutMs } from "./inspect.ts";
import { keepsDecisions } from "./store-health.ts";
import type { OpenResult, Store, StoreError, StoreOptions, AlreadyDelivered } from "./store-interface.ts";
import { LiveConnection } from "./live-connection.ts";
import type { Lock } from "./lock.ts";
import { unusable } from "./open-failure.ts";
import { Transactions } from "./transactions.ts";
import { backupsOrNone, explained, withLock } from "./with-lock.ts";

export type * from "./store-interface.ts";

const nothingDelivered: AlreadyDelivered = [];

/** Opens the database of a data folder for this process alone. Everything that can be wrong with the file is a value. */
export function openStore(options: StoreOptions): OpenResult {
  const paths = pathsIn(options.dataDir);
  return withLock<Store>(paths, options.nowMs, (lock) => {
    const connected = connect(paths, options, true);
    if (!connected.ok) return connected;
    lock.notePid();
    return { ok: true, value: storeOf(paths, options, lock, connected.value) };
  });
}

/**
 * Puts a backup in place of a database that cannot be opened; that one is kept under `aside/`. Answers null, or why it
 * could not. Open the store again afterwards.
 */
export function restoreBackup(dataDir: string, name: string, nowMs: number): StoreError | null {
  const paths = pathsIn(dataDir);
  const restored = withLock<null>(paths, nowMs, (lock) => {
    if (isSound(paths.file) && isInUse(paths)) return { ok: false, error: unusable(paths, { kind: "in-use" }) };
    const prepared = prepareRestore(paths, name);
    if (prepared === null) return { ok: false, error: { code: "store-corrupt", message: noSuchBackup(paths, name) } };
    prepared.putInPlace(nowMs);
    lock.release();
    return { ok: true, value: null };
  });
  return restored.ok ? null : restored.error;
}

/** Backups of a data folder, newest first, without opening its database; empty where there is no such folder. */
export function listBackupsIn(dataDir: string, nowMs: number): readonly Backup[] {
  return backupsOrNone(pathsIn(dataDir), nowMs);
}

function noSuchBackup(paths: Paths, name: string): string {
  return message("store.no-such-backup", { folder: paths.backups, name: JSON.stringify(name) });
}

function storeOf(paths: Paths, options: StoreOptions, lock: Lock, first: Connection): Store {
  let backingUp: Promise<Result<Backup>> | null = null;
  const access = new DatabaseAccess(paths.file);
  const isCopying = (): boolean => backingUp !== null;
  const live = new LiveConnection({ paths, store: options, lock, access, first, isCopying });
  access.onHealth((health) => live.waitForOthers(keepsDecisions(health) ? busyTimeoutMs : busyAgainTimeoutMs));
  const fullDisk = new FullDisk(paths, access, options.monoMs ?? (() => performance.now()));
  const transactions = new Transactions({ access, live, fullDisk, startedMs: options.nowMs });

  /** Two at once would be the same one: the later caller gets what the earlier one is making. */
  const make = async (nowMs: number): Promise<Result<Backup>> => {
    if (backingUp !== null) return backingUp;
    backingUp = access.copy(() => makeBackup(live.current.db, paths, nowMs, () => void live.checkReadable()));
    try {
      return await backingUp;
    } finally {
      backingUp = null;
    }
  };

  const hasRules = (): boolean => live.current.db.prepare("SELECT 1 FROM rules LIMIT 1").get() !== undefined;

  const restore = (name: string, nowMs: number): Result<null> => {
    if (isCopying()) return fail("store-failed", message("store.backing-up"));
    const prepared = access.read(() => prepareRestore(paths, name));
    if (!prepared.ok) return prepared;
    const copy = prepared.value;
    if (copy === null) return fail("not-found", noSuchBackup(paths, name), "name");
    live.current.close();
    const replaced = explained(paths, paths.file, () => {
      copy.putInPlace(nowMs);
      return connect(paths, { ...options, nowMs });
    });
    if (!replaced.ok) {
      transactions.end();
      lock.release();
      const problem = replaced.error.message;
      return fail("store-failed", message("store.start-again", { problem, folder: paths.aside }));
    }
    live.replace(replaced.value);
    access.renew();
    return ok(null);
  };

  return {
    file: paths.file,
    created: first.created,
    migratedFrom: first.migratedFrom,

    commit(decisions, destinations, nowMs, lastTicks = [], told = nothingDelivered) {
      const result = transactions.writeDecision((tables) => {
        const events = writeDecisions(tables, decisions, destinations, nowMs, lastTicks, told);
        failpoint("committing");
        return events;
      });
      if (result.ok) failpoint("committed");
      return result;
    },
    recordBlind: (blind, destinations, nowMs, told = nothingDelivered) =>
      transactions.writeDecision((tables) => writeBlind(tables, blind, destinations, nowMs, told)),

    keep({ ticks, rules, watchedUntil }) {
      if (!transactions.isEnded) fullDisk.keepReserve();
      if (ticks.length === 0 && rules.length === 0 && watchedUntil === null && access.health().state === "ok")
        return transactions.checked(() => access.read(() => null));
      return transactions.put((tables) => {
        for (const tick of ticks) tables.lastTicks.save(tick);
        for (const snapshot of rules) tables.rules.advance(snapshot);
        tables.heartbeat.beat(watchedUntil ?? new Map());
      });
    },

    rules: {
      all: () => transactions.read(({ rules }) => rules.all()),
      save: (...lives) => transactions.putChange(({ rules }) => lives.forEach((snapshot) => rules.save(snapshot))),
      remove: (...ids) => transactions.change(({ rules }) => ids.map((id) => rules.remove(id)).includes(true)),
    },
    events: {
      list: (query = {}) => transactions.read(({ events }) => events.list(query)),
      get: (id) => transactions.read(({ events }) => events.get(id)),
      openBlind: () => transactions.read(({ events }) => events.openBlind()),
      markRead: (uptoSeq, nowMs) =>
        transactions.write(({ events }) => {
          events.markRead(uptoSeq, nowMs);
          return events.unread();
        }),
      unread: () => transactions.read(({ events }) => events.unread()),
      acknowledge: (id, by, nowMs) => transactions.change((tables) => writeAcknowledged(tables, id, by, nowMs)),
      toClear: () => transactions.read(({ events }) => events.toClear()),
      cleared: (ids) => transactions.put(({ events }) => ids.forEach(events.cleared)),
      prune: (query) => transactions.write(({ oldEvents }) => oldEvents.prune(query)),
    },
    deliveries: {
      due: (...given) => transactions.read(({ deliveries }) => deliveries.due(...given)),
      nextDueMs: (destination) => transactions.read(({ deliveries }) => deliveries.nextDueMs(destination)),
      begin: (ids, dispatchBatch, nowMs) =>
        transactions.writeDecision(({ deliveries }) => deliveries.begin(ids, dispatchBatch, nowMs)),
      end: (ids, outcome, nowMs) => transactions.writeDecision(({ deliveries }) => deliveries.end(ids, outcome, nowMs)),
      retry: (ids, nextAttemptMs, nowMs) =>
        transactions.writeDecision(({ deliveries }) => deliveries.retry(ids, nextAttemptMs, nowMs)),
      keep: (ids) => transactions.writeDecision(({ deliveries }) => deliveries.keep(ids)),
      kept: (destination) => transactions.read(({ deliveries }) => deliveries.kept(destination)),
      release: (...given) => transactions.writeDecision(({ deliveries }) => deliveries.release(...given)),
      releaseDue: (...given) => transactions.read(({ deliveries }) => deliveries.releaseDue(...given)),
      markAgain: (ids) => transactions.putDecision(({ deliveries }) => deliveries.markAgain(ids)),
      giveUpRemoved: (...given) => transactions.writeDecision(({ deliveries }) => deliveries.giveUpRemoved(...given)),
      recover: (destination, nowMs) =>
        transactions.writeDecision(({ deliveries }) => deliveries.recover(destination, nowMs)),
      ofEvent: (eventId) => transactions.read(({ deliveries }) => deliveries.ofEvent(eventId)),
      inMessage: (...given) => transactions.read(({ deliveries }) => deliveries.inMessage(...given)),
      shownBetween: (...given) => transactions.read(({ deliveries }) => deliveries.shownBetween(...given)),
    },
    reminders: {
      awaiting: () => transactions.read(({ reminders }) => reminders.awaiting()),
      repeat: (...given) => transactions.writeDecision(({ reminders }) => reminders.repeat(...given)),
      escalate: (...given) => transactions.writeDecision(({ reminders }) => reminders.escalate(...given)),
      add: (past) => transactions.putDecision(({ reminders }) => reminders.add(past)),
      end: (eventId) => transactions.putDecision(({ reminders }) => reminders.end(eventId)),
    },
    settings: {
      get: () => transactions.read(({ settings }) => settings.get()),
      set: (patch) =>
        transactions.change(({ settings }) => {
          settings.set(patch);
          return settings.get();
        }),
    },
    venues: {
      all: () => transactions.read(({ venues }) => venues.all()),
      save: (id, venue) =>
        transactions.change(({ venues }) => {
          venues.save(id, venue);
          return venues.all();
        }),
    },
    destinations: {
      all: () => transactions.read(({ destinations }) => destinations.all()),
      save: (destination) => transactions.putChange(({ destinations }) => destinations.save(destination)),
      saveCursor: (id, cursor) => transactions.put(({ destinations }) => destinations.saveCursor(id, cursor)),
      savePause: (id, pause) => transactions.put(({ destinations }) => destinations.savePause(id, pause)),
      sentSince: (id, fromMs) => transactions.read(({ destinations }) => destinations.sentSince(id, fromMs)),
      remove: (id, nowMs) =>
        transactions.putChange(({ destinations, deliveries }) => {
          destinations.remove(id);
          deliveries.giveUp(id, nowMs);
        }),
      installationId: () => transactions.read(({ destinations }) => destinations.installationId()),
      waiting: () => transactions.read(({ destinations }) => destinations.waiting()),
    },
    watchlist: {
      list: () => transactions.read(({ watchlist }) => watchlist.list()),
      add: (key) => transactions.putChange(({ watchlist }) => watchlist.add(key)),
      remove: (key) => transactions.putChange(({ watchlist }) => watchlist.remove(key)),
      reorder: (keys) => transactions.putChange(({ watchlist }) => watchlist.reorder(keys)),
    },
    ticks: {
      all: () => transactions.read(({ lastTicks }) => lastTicks.all()),
      save: (batch) => transactions.put(({ lastTicks }) => batch.forEach((tick) => lastTicks.save(tick))),
      saveUnsynced: (batch) =>
        transactions.putUnsynced(({ lastTicks }) => batch.forEach((tick) => lastTicks.save(tick))),
      lost: (keys, sinceMs) => transactions.put(({ lastTicks }) => keys.forEach((key) => lastTicks.lost(key, sinceMs))),
      forget: (keys) => transactions.put(({ lastTicks }) => keys.forEach((key) => lastTicks.forget(key))),
    },
    awaitedHistories: {
      all: () => transactions.read(({ awaitedHistories }) => awaitedHistories.all()),
      save: (batch) =>
        transactions.putUnsynced(({ awaitedHistories }) => batch.forEach((one) => awaitedHistories.save(one))),
      remove: (batch) =>
        transactions.putUnsynced(({ awaitedHistories }) => batch.forEach((one) => awaitedHistories.remove(one))),
    },
    minutes: {
      add: (batch) => transactions.put(({ minutes }) => minutes.add(batch)),
      list: (key, query = {}) => transactions.read(({ minutes }) => minutes.list(key, query)),
      first: (key) => transactions.read(({ minutes }) => minutes.first(key)),
    },
    heartbeat: {
      beat: (watchedUntil) => transactions.put(({ heartbeat }) => heartbeat.beat(watchedUntil)),
      begin: (venue, nowMs) => transactions.putChange(({ heartbeat }) => heartbeat.begin(venue, nowMs)),
      forget: (venue) => transactions.putChange(({ heartbeat }) => heartbeat.forget(venue)),
      last: () => live.current.heartbeat,
      watchedUntil: () => live.current.watchedUntil,
    },
    backups: {
      make,
      async makeDaily(nowMs) {
        const due = await access.copy(() => Promise.resolve(isBackupDue(paths, nowMs, hasRules)));
        if (!due.ok) return due;
        return due.value ? make(nowMs) : ok(null);
      },
      list: (nowMs) => backupsOrNone(paths, nowMs),
      restore,
    },

    damagedRows: transactions.damagedRows,
    health: () => access.health(),
    onHealth: (listener) => access.onHealth(listener),
    onPartlyRestored: (listener) => live.partlyRestored.listen(listener),
    close(watchedUntil = new Map()) {
      if (transactions.isEnded) return;
      live.settle();
      const { db, tables } = live.current;
      if (db.open)
        access.write(() => {
          tables.heartbeat.end(watchedUntil);
          db.pragma("wal_checkpoint(TRUNCATE)");
        });
      transactions.end();
      live.current.close();
      lock.release();
    },
  };
}
