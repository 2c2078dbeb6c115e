/**
 * A copy of what an open connection still knows of a database whose file was overwritten in place: everything, where all of it is
 * in its cache or its log; else the newest backup, with what can still be read of what is newer.
 */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { isSound, listBackups } from "./backups.ts";
import { touchPrivate, type Paths } from "./data-folder.ts";
import { applicationId, growing } from "./inspect.ts";
import { latestVersion, migrate, versionOf } from "./migrations/index.ts";
import { storageFailure } from "./storage-failure.ts";

/** How much of the database is in the copy. */
export type Salvaged = "everything" | "without-part-of-history";

/** Fills `draft`, which must not be there yet. Throws where it cannot be written. */
export function salvage(db: Database.Database, paths: Paths, draft: string, wallMs: number): Salvaged {
  touchPrivate(draft);
  if (isWhole(db)) {
    db.prepare("VACUUM INTO ?").run(draft);
    return "everything";
  }
  beginWith(paths, draft, wallMs);
  db.prepare("ATTACH ? AS salvaged").run(draft);
  try {
    const tables = db
      .prepare<[], string>("SELECT name FROM salvaged.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all();
    for (const table of tables) if (!growing.has(table)) takeAll(db, table);
    takeNewer(db, "events", "seq");
    takeNewer(db, "deliveries", "id");
  } finally {
    db.exec("DETACH salvaged");
  }
  return "without-part-of-history";
}

/** The indexes are compared with their tables: a page that is not the one it was does not go with the others. */
function isWhole(db: Database.Database): boolean {
  try {
    const isIntact = db.pragma("integrity_check(1)", { simple: true }) === "ok";
    return isIntact && (db.pragma("foreign_key_check") as unknown[]).length === 0;
  } catch (error) {
    if (storageFailure(error) !== null) return false;
    throw error;
  }
}

/** The newest backup of this version, or a database with nothing in it. */
function beginWith(paths: Paths, draft: string, wallMs: number): void {
  for (const { name } of listBackups(paths, wallMs)) {
    const backup = join(paths.backups, name);
    if (!isSound(backup) || !isOfThisVersion(backup)) continue;
    copyFileSync(backup, draft);
    return;
  }
  const made = new Database(draft);
  try {
    made.pragma(`application_id = ${applicationId}`);
    migrate(made);
  } finally {
    made.close();
  }
}

function isOfThisVersion(file: string): boolean {
  const db = new Database(file, { readonly: true });
  try {
    return versionOf(db) === latestVersion;
  } finally {
    db.close();
  }
}

/** Rows as they are now in place of those of the backup, by the table alone (WHERE: else its indexes are copied, page by page); where they cannot be read, those of the backup are what is left. */
function takeAll(db: Database.Database, table: string): void {
  attempt(
    db,
    `DELETE FROM salvaged.${table}; INSERT INTO salvaged.${table} SELECT * FROM main.${table} NOT INDEXED WHERE true;`,
  );
}

function takeNewer(db: Database.Database, table: string, key: string): void {
  attempt(
    db,
    `INSERT OR IGNORE INTO salvaged.${table} SELECT * FROM main.${table}
       WHERE ${key} > (SELECT coalesce(max(${key}), 0) FROM salvaged.${table});`,
  );
}

/** All of it or nothing. A page that is not what it was makes it nothing; a disk that is full is thrown. */
function attempt(db: Database.Database, sql: string): void {
  try {
    db.exec(`BEGIN; ${sql} COMMIT;`);
  } catch (error) {
    if (db.inTransaction) db.exec("ROLLBACK");
    const isConstraint = error instanceof Database.SqliteError && error.code.startsWith("SQLITE_CONSTRAINT");
    if (!isConstraint && storageFailure(error)?.damage !== true) throw error;
  }
}
