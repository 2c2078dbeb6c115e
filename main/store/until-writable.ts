/**
 * The store while the folder of its database cannot be written: it is read from a copy somewhere else, nothing is written to
 * that copy, and each call that writes looks first whether the database itself can be opened by now. From then on everything
 * goes there. So what is decided meanwhile waits where it waits on a disk that filled up later, and is written once.
 */
import { message } from "../../preload/contract/messages/message.ts";
import { accessSync, constants, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DestinationId } from "../../preload/contract/destination.ts";
import { Signal } from "../lib/signal.ts";
import { fail, type Result } from "../../preload/contract/result.ts";
import { pathsIn, type Paths } from "./data-folder.ts";
import type { OpenResult, Store, StoreError, StoreHealth } from "./store-interface.ts";
import { refusedChange } from "./refused-change.ts";
import { reasonWithCode, requireStorageFailure } from "./storage-failure.ts";

/** Room for the log of a few transactions and its index. Less than this, and the next write would fail again. */
const roomBytes = 512 * 1024;

export interface UntilWritableOptions {
  readonly dataDir: string;
  /** A copy of the database as it was at the start, opened. */
  readonly copy: Store;
  /** Why the database itself could not be opened. */
  readonly unwritable: StoreError;
  /** Opens the database itself. Lets go of the folder's lock for that, and takes it again where it fails. */
  readonly reopen: () => OpenResult;
  /** Removes the copy, once it is closed. */
  readonly removeCopy: () => void;
  /** Lets go of what is held besides: nothing of the store is used any more. */
  readonly ended: () => void;
}

export function storeUntilWritable(options: UntilWritableOptions): Store {
  const { copy } = options;
  const paths = pathsIn(options.dataDir);
  let real: Store | null = null;
  let why = obstacleTo(paths) ?? options.unwritable.why ?? options.unwritable.code;
  /** When deliveries in flight of each destination were taken up from the copy. Wall milliseconds. */
  const recoveredMs = new Map<DestinationId, number>();
  const healthTold = new Signal<StoreHealth>();
  const rowAdded = new Signal<void>();
  const partlyRestored = new Signal<void>();

  const cannotWriteYet = (): string => message("store.cannot-write-yet", { file: paths.file, reason: why });
  const health = (): StoreHealth => real?.health() ?? { state: "failing", message: cannotWriteYet() };
  const tellHealth = (): void => {
    healthTold.emit(health());
  };

  const takeUp = (store: Store): Store => {
    for (const [destination, atMs] of recoveredMs) {
      // What a crash left in flight is being shown already: there it has to be due as it is in the copy.
      const left = store.deliveries.recover(destination, atMs);
      if (left.ok)
        store.deliveries.retry(
          left.value.map(({ id }) => id),
          atMs,
          atMs,
        );
    }
    store.onHealth(tellHealth);
    store.onPartlyRestored(() => partlyRestored.emit());
    store.damagedRows.onAdded(() => rowAdded.emit());
    copy.close();
    options.removeCopy();
    // Later: whoever is told looks for something to write, and this call has not written yet.
    queueMicrotask(tellHealth);
    return store;
  };

  copy.damagedRows.onAdded(() => rowAdded.emit());
  const reading = (): Store => real ?? copy;
  /** Null while the database cannot be written. */
  const writing = (): Store | null => {
    if (real !== null) return real;
    const obstacle = obstacleTo(paths);
    if (obstacle !== null) {
      why = obstacle;
      return null;
    }
    const opened = options.reopen();
    if (opened.ok) real = takeUp(opened.value);
    else why = opened.error.why ?? opened.error.message;
    return real;
  };
  const refusal = (): Result<never> => fail("store-failed", cannotWriteYet());
  const put = <T>(write: (store: Store) => Result<T>): Result<T> => {
    const store = writing();
    return store === null ? refusal() : write(store);
  };
  /** What a person does: see {@link refusedChange}. */
  const change = <T>(write: (store: Store) => Result<T>): Result<T> => {
    const store = writing();
    return store === null ? refusedChange(cannotWriteYet()) : write(store);
  };
  const make = <T>(write: (store: Store) => Promise<Result<T>>): Promise<Result<T>> => {
    const store = writing();
    return store === null ? Promise.resolve(refusal()) : write(store);
  };

  return {
    file: paths.file,
    created: copy.created,
    migratedFrom: copy.migratedFrom,
    commit: (...given) => put((store) => store.commit(...given)),
    recordBlind: (...given) => put((store) => store.recordBlind(...given)),
    keep: (checkpoint) => put((store) => store.keep(checkpoint)),
    rules: {
      all: () => reading().rules.all(),
      save: (...lives) => change((store) => store.rules.save(...lives)),
      remove: (...ids) => change((store) => store.rules.remove(...ids)),
    },
    events: {
      list: (query) => reading().events.list(query),
      get: (id) => reading().events.get(id),
      openBlind: () => reading().events.openBlind(),
      markRead: (...given) => put((store) => store.events.markRead(...given)),
      acknowledge: (...given) => change((store) => store.events.acknowledge(...given)),
      toClear: () => reading().events.toClear(),
      cleared: (ids) => put((store) => store.events.cleared(ids)),
      prune: (...given) => put((store) => store.events.prune(...given)),
      unread: () => reading().events.unread(),
    },
    deliveries: {
      due: (...given) => reading().deliveries.due(...given),
      nextDueMs: (destination) => reading().deliveries.nextDueMs(destination),
      begin: (...given) => put((store) => store.deliveries.begin(...given)),
      end: (...given) => put((store) => store.deliveries.end(...given)),
      markAgain: (...given) => reading().deliveries.markAgain(...given),
      giveUpRemoved: (...given) => put((store) => store.deliveries.giveUpRemoved(...given)),
      kept: (destination) => reading().deliveries.kept(destination),
      // In the copy: what is marked there alone is marked anew once there is room.
      keep: (ids) => reading().deliveries.keep(ids),
      release: (...given) => reading().deliveries.release(...given),
      releaseDue: (...given) => reading().deliveries.releaseDue(...given),
      // These two in the copy as well: without them nothing that a crash left in flight would be shown before there is room.
      retry: (...given) => reading().deliveries.retry(...given),
      recover(destination, nowMs) {
        if (real === null) recoveredMs.set(destination, nowMs);
        return reading().deliveries.recover(destination, nowMs);
      },
      ofEvent: (eventId) => reading().deliveries.ofEvent(eventId),
      inMessage: (...given) => reading().deliveries.inMessage(...given),
      shownBetween: (...given) => reading().deliveries.shownBetween(...given),
    },
    reminders: {
      awaiting: () => reading().reminders.awaiting(),
      repeat: (...given) => put((store) => store.reminders.repeat(...given)),
      escalate: (...given) => put((store) => store.reminders.escalate(...given)),
      add: (past) => put((store) => store.reminders.add(past)),
      end: (eventId) => put((store) => store.reminders.end(eventId)),
    },
    settings: {
      get: () => reading().settings.get(),
      set: (patch) => change((store) => store.settings.set(patch)),
    },
    venues: {
      all: () => reading().venues.all(),
      save: (...given) => change((store) => store.venues.save(...given)),
    },
    destinations: {
      all: () => reading().destinations.all(),
      save: (...given) => change((store) => store.destinations.save(...given)),
      saveCursor: (...given) => put((store) => store.destinations.saveCursor(...given)),
      savePause: (...given) => put((store) => store.destinations.savePause(...given)),
      sentSince: (...given) => reading().destinations.sentSince(...given),
      remove: (...given) => change((store) => store.destinations.remove(...given)),
      installationId: () => reading().destinations.installationId(),
      waiting: () => reading().destinations.waiting(),
    },
    watchlist: {
      list: () => reading().watchlist.list(),
      add: (key) => change((store) => store.watchlist.add(key)),
      remove: (key) => change((store) => store.watchlist.remove(key)),
      reorder: (keys) => change((store) => store.watchlist.reorder(keys)),
    },
    ticks: {
      all: () => reading().ticks.all(),
      save: (batch) => put((store) => store.ticks.save(batch)),
      saveUnsynced: (batch) => put((store) => store.ticks.saveUnsynced(batch)),
      lost: (...given) => put((store) => store.ticks.lost(...given)),
      forget: (keys) => put((store) => store.ticks.forget(keys)),
    },
    awaitedHistories: {
      all: () => reading().awaitedHistories.all(),
      save: (batch) => put((store) => store.awaitedHistories.save(batch)),
      remove: (batch) => put((store) => store.awaitedHistories.remove(batch)),
    },
    minutes: {
      add: (batch) => put((store) => store.minutes.add(batch)),
      list: (...given) => reading().minutes.list(...given),
      first: (key) => reading().minutes.first(key),
    },
    heartbeat: {
      beat: (watchedUntil) => put((store) => store.heartbeat.beat(watchedUntil)),
      begin: (...given) => change((store) => store.heartbeat.begin(...given)),
      forget: (venue) => change((store) => store.heartbeat.forget(venue)),
      last: () => copy.heartbeat.last(),
      watchedUntil: () => copy.heartbeat.watchedUntil(),
    },
    backups: {
      make: (nowMs) => make((store) => store.backups.make(nowMs)),
      makeDaily: (nowMs) => make((store) => store.backups.makeDaily(nowMs)),
      list: (nowMs) => (real === null ? [...options.unwritable.backups] : real.backups.list(nowMs)),
      restore: (...given) => put((store) => store.backups.restore(...given)),
    },
    damagedRows: {
      untold: () => reading().damagedRows.untold(),
      markAlreadyDelivered: (...given) => put((store) => store.damagedRows.markAlreadyDelivered(...given)),
      onAdded: (listener) => rowAdded.listen(listener),
    },
    health,
    onHealth: (listener) => healthTold.listen(listener),
    onPartlyRestored: (listener) => partlyRestored.listen(listener),
    close(watchedUntil) {
      if (real !== null) real.close(watchedUntil);
      else {
        copy.close();
        options.removeCopy();
      }
      options.ended();
    },
  };
}

/**
 * What keeps the database from being written, in words; null where nothing seems to. Tried with a file of its own: opening the
 * database and finding the disk full again would cost a check of all of it, each time.
 */
function obstacleTo(paths: Paths): string | null {
  const probe = join(paths.dir, "pricebell.room");
  try {
    accessSync(paths.file, constants.W_OK);
    rmSync(probe, { force: true });
    try {
      // Made anew and never followed, should it be a link.
      writeFileSync(probe, Buffer.alloc(roomBytes), { flag: "wx", mode: 0o600 });
    } finally {
      rmSync(probe, { force: true });
    }
    return null;
  } catch (error) {
    const failure = requireStorageFailure(error);
    return reasonWithCode(failure);
  }
}
