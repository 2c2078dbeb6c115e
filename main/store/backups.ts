/** Copies of the database: made daily while it runs and before a migration, each verified, a week of them kept. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Backup } from "../../preload/contract/contract.ts";
import { companions, moveAside, renameDurably, stamp, syncFile, touchPrivate, type Paths } from "./folder.ts";
import { inspect } from "./inspect.ts";
import { storageFailure } from "./storage-failure.ts";

/** Of each kind: the daily ones, and those from before a migration. */
const kept = 7;

/** `pricebell-20261123T061557123Z.db`, or `...-v1.db`: as version 1 left it. */
const pattern = /^pricebell-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z(-v\d+)?\.db$/;

/** Newest first. One that cannot be read is not offered. */
export function listBackups(paths: Paths): Backup[] {
  return names(paths)
    .map((name) => describe(paths, name))
    .filter((backup) => backup !== null);
}

/** When the newest was made, wall milliseconds; null where there is none. Opens nothing. */
export function newestBackupMs(paths: Paths): number | null {
  const newest = names(paths)[0];
  return newest === undefined ? null : Date.parse(atOf(newest));
}

/** Whether the newest holds no alert. */
export function isNewestEmpty(paths: Paths): boolean {
  const newest = names(paths)[0];
  return newest !== undefined && describe(paths, newest)?.rules === 0;
}

/** Copies page by page between other work, so that no price waits for it. Throws SqliteError where it cannot. */
export async function makeBackup(db: Database.Database, paths: Paths, nowMs: number): Promise<Backup> {
  const draft = newDraft(paths);
  await db.backup(draft);
  return finish(paths, draft, `pricebell-${stamp(nowMs)}.db`);
}

/** Before a migration; at once, as nothing else runs yet. */
export function saveBefore(db: Database.Database, paths: Paths, nowMs: number, version: number): Backup {
  const draft = newDraft(paths);
  db.prepare("VACUUM INTO ?").run(draft);
  return finish(paths, draft, `pricebell-${stamp(nowMs)}-v${version}.db`);
}

/** A copy of the backup beside the database, checked; null where there is no such backup or it is damaged. */
export function prepareRestore(paths: Paths, name: string): { putInPlace(nowMs: number): void } | null {
  // Names come from outside: only one that is in the list is ever joined to a path.
  if (!names(paths).includes(name)) return null;
  const draft = `${paths.file}.new`;
  for (const suffix of ["", ...companions]) rmSync(draft + suffix, { force: true });
  copyFileSync(join(paths.backups, name), draft);
  if (!isSound(draft)) {
    rmSync(draft, { force: true });
    return null;
  }
  syncFile(draft);
  return {
    /** The database must be closed. What stood there is kept under `aside/`. */
    putInPlace(nowMs) {
      moveAside(paths, nowMs);
      renameDurably(draft, paths.file, paths.dir);
    },
  };
}

/** Newest first. A person may have taken the folder away: then there are none. */
function names(paths: Paths): string[] {
  if (!existsSync(paths.backups)) return [];
  return readdirSync(paths.backups)
    .filter((name) => pattern.test(name))
    .sort()
    .reverse();
}

function atOf(name: string): string {
  return name.replace(pattern, "$1-$2-$3T$4:$5:$6.$7Z");
}

function describe(paths: Paths, name: string): Backup | null {
  const file = join(paths.backups, name);
  try {
    const db = new Database(file, { readonly: true });
    try {
      const rules = db.prepare<[], number>("SELECT count(*) FROM rules").pluck().get() ?? 0;
      return { name, at: atOf(name), bytes: statSync(file).size, rules };
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof Database.SqliteError) return null;
    throw error;
  }
}

function newDraft(paths: Paths): string {
  mkdirSync(paths.backups, { recursive: true, mode: 0o700 });
  const draft = join(paths.backups, "draft.db");
  for (const suffix of ["", ...companions]) rmSync(draft + suffix, { force: true });
  touchPrivate(draft);
  return draft;
}

/** One file that needs nothing beside it, verified before it gets its name, on the disk before an older one goes. */
function finish(paths: Paths, draft: string, name: string): Backup {
  const copy = new Database(draft);
  try {
    copy.pragma("journal_mode = DELETE");
  } finally {
    copy.close();
  }
  if (!isSound(draft)) throw new Database.SqliteError("the copy does not verify", "SQLITE_CORRUPT");
  syncFile(draft);
  renameDurably(draft, join(paths.backups, name), paths.backups);
  const sameKind = (other: string): boolean => /-v\d+\.db$/.test(other) === /-v\d+\.db$/.test(name);
  for (const old of names(paths).filter(sameKind).slice(kept)) rmSync(join(paths.backups, old));
  const backup = describe(paths, name);
  if (backup === null) throw new Database.SqliteError("the copy cannot be read", "SQLITE_CORRUPT");
  return backup;
}

function isSound(file: string): boolean {
  try {
    return inspect(file) === null;
  } catch (error) {
    if (storageFailure(error) !== null) return false;
    throw error;
  }
}
