/** Opens the database file: made, checked, brought up to date, durable. The caller holds the folder's lock. */
import { existsSync, rmSync } from "node:fs";
import Database from "better-sqlite3";
import { saveBefore } from "./backups.ts";
import { companions, moveAside, renameDurably, restrictFiles, touchPrivate, type Paths } from "./data-folder.ts";
import { isInUse } from "./in-use.ts";
import { applicationId, busyTimeoutMs, inspect, type Unusable } from "./inspect.ts";
import { migrateRows } from "./migrate-rows.ts";
import { migrate, migrations, versionOf } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import { keepInMemory } from "./page-cache.ts";
import { forgetStatistics } from "./statistics.ts";

export interface OpenedDatabase {
  readonly db: Database.Database;
  readonly created: boolean;
  /** The version before this start brought it up to date; null where it was. */
  readonly migratedFrom: number | null;
}

export type DatabaseResult =
  | { readonly ok: true; readonly value: OpenedDatabase }
  | { readonly ok: false; readonly error: Unusable | { readonly kind: "in-use" } };

/**
 * Throws SqliteError or a file system error where the folder or file cannot be used: `explain` has the words for those.
 * An older file is copied to the backups before any of `steps` touches it. `isFirst`: this process has not had it open yet,
 * so that one in use is in use by another.
 */
export function openDatabase(paths: Paths, nowMs: number, steps = migrations, isFirst = false): DatabaseResult {
  restrictFiles(paths);
  const created = !existsSync(paths.file);
  if (created) create(paths, nowMs, steps);
  const unusable = inspect(paths.file, steps);
  if (unusable !== null) return { ok: false, error: unusable };
  if (isFirst && !created && isInUse(paths)) return { ok: false, error: { kind: "in-use" } };

  const db = new Database(paths.file, { timeout: busyTimeoutMs, fileMustExist: true });
  try {
    makeDurable(db);
    forgetStatistics(db);
    const before = versionOf(db);
    const isOlder = before < steps.length;
    if (isOlder) {
      saveBefore(db, paths, nowMs, before);
      migrateRows(db, steps, nowMs);
    }
    restrictFiles(paths);
    keepInMemory(db, paths.file);
    return { ok: true, value: { db, created, migratedFrom: isOlder ? before : null } };
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * WAL, and every commit on the disk before it returns. better-sqlite3 is built to run WAL with synchronous NORMAL unless
 * told otherwise afterwards: there a power cut takes back what was already shown. `assertDurable` reads it back.
 */
export function makeDurable(db: Database.Database): void {
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  db.pragma("trusted_schema = OFF");
  // macOS: a plain fsync leaves the data in the drive's own cache.
  db.pragma("fullfsync = ON");
  db.pragma("checkpoint_fullfsync = ON");
}

/** To be called after a first write: only then does better-sqlite3's default show. */
export function assertDurable(db: Database.Database): void {
  const full = 2;
  const synchronous = db.pragma("synchronous", { simple: true });
  const journal = db.pragma("journal_mode", { simple: true });
  if (synchronous !== full || journal !== "wal") {
    throw new Error(
      `the database runs journal_mode=${String(journal)}, synchronous=${String(synchronous)}: not durable`,
    );
  }
}

/**
 * Makes the file under another name and puts it in place when it is whole: an empty `pricebell.db` is then never one that
 * a crash of ours left at first start, but one that has lost what was in it.
 */
function create(paths: Paths, nowMs: number, steps: readonly Migration[]): void {
  // A log that lost its database would be replayed into the new one.
  if (companions.some((suffix) => existsSync(paths.file + suffix))) moveAside(paths, nowMs);
  const draft = `${paths.file}.new`;
  for (const suffix of ["", ...companions]) rmSync(draft + suffix, { force: true });
  touchPrivate(draft);
  const db = new Database(draft);
  try {
    db.pragma(`application_id = ${applicationId}`);
    migrate(db, steps.length, steps);
  } finally {
    db.close();
  }
  renameDurably(draft, paths.file, paths.dir);
}
