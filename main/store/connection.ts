/** One open database with its prepared statements. */
import type { Database } from "better-sqlite3";
import { assertDurable, openDatabase } from "./database.ts";
import { restrictFiles, type Paths } from "./data-folder.ts";
import type { Heartbeat, StoreOptions, WatchedUntil } from "./store-interface.ts";
import { unusable, type OpenFailure } from "./open-failure.ts";
import { migrations } from "./migrations/index.ts";
import { OpenFile } from "./open-file.ts";
import { tablesOf, type Tables } from "./tables.ts";

const minutesKeptMs = 7 * 86_400_000;

export interface Connection {
  readonly db: Database;
  readonly tables: Tables;
  readonly openFile: OpenFile;
  readonly created: boolean;
  readonly migratedFrom: number | null;
  /** Of the run before. */
  readonly heartbeat: Heartbeat | null;
  /** By the runs before this one. */
  readonly watchedUntil: WatchedUntil;
  /** Runs one transaction that begins by taking the write lock, so that it cannot fail half way for want of it. */
  atomically<T>(run: () => T): T;
  /** The same without waiting for the disk: a power cut may take it back. */
  unsynced(run: (tables: Tables) => void): void;
  close(): void;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: OpenFailure };

/**
 * The caller holds the folder's lock. `isFirst`: this process has not had the database open yet, so that whoever has it open is
 * another one. Throws where the file cannot be used: `explain` has the words.
 */
export function connect(paths: Paths, options: StoreOptions, isFirst = false): Outcome<Connection> {
  const opened = openDatabase(paths, options.nowMs, migrations, isFirst);
  if (!opened.ok) return { ok: false, error: unusable(paths, opened.error) };
  const { db, created, migratedFrom } = opened.value;
  try {
    const tables = tablesOf(db, options.minutesKeptMs ?? minutesKeptMs, options.shownByWriting, options.venues);
    const heartbeat = tables.heartbeat.read();
    const watchedUntil = tables.heartbeat.watchedUntil();
    tables.deliveries.findOrphaned();
    db.transaction(() => {
      tables.damagedRows.add(tables.reader.take(), options.nowMs);
      tables.heartbeat.start(options.nowMs);
    }).immediate();
    assertDurable(db);
    restrictFiles(paths);
    const transaction = db.transaction((run: () => unknown) => run());
    const atomically = <T>(run: () => T): T => transaction.immediate(run) as T;
    const unsynced = (run: (tables: Tables) => void): void => {
      db.pragma("synchronous = NORMAL");
      try {
        atomically(() => run(tables));
      } finally {
        db.pragma("synchronous = FULL");
      }
    };
    const openFile = new OpenFile(paths);
    const close = (): void => {
      db.close();
      openFile.release();
    };
    return {
      ok: true,
      value: { db, tables, openFile, created, migratedFrom, heartbeat, watchedUntil, atomically, unsynced, close },
    };
  } catch (error) {
    db.close();
    throw error;
  }
}
