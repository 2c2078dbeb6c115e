/** Copies of the database: made daily while it runs and before a migration, each verified, a week of them kept. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Backup } from "../../preload/contract/contract.ts";
import { byNewest, formatBackupName, nextSequence, parseBackupName, type BackupName } from "./backup-names.ts";
import { companions, moveAside, renameDurably, touchPrivate, type Paths } from "./data-folder.ts";
import { inspect } from "./inspect.ts";
import { storageFailure } from "./storage-failure.ts";

/** Of each kind: the daily ones, and those from before a migration. */
const kept = 7;

const dayMs = 86_400_000;

/** Newest first. One that cannot be read is not offered. `nowMs`: wall time, see {@link byNewest}. */
export function listBackups(paths: Paths, nowMs: number): Backup[] {
  return backupsIn(paths)
    .sort(byNewest(nowMs))
    .map((backup) => describe(paths, backup))
    .filter((backup) => backup !== null);
}

/**
 * Whether one should be made now: the newest is a day old, or holds no alert though there are some. One from the future was
 * made while the clock was ahead: it says nothing about today, and must not have a copy made at every look either.
 */
export function isBackupDue(paths: Paths, nowMs: number, hasRules: () => boolean): boolean {
  const newest = backupsIn(paths)
    .sort(byNewest(nowMs))
    .find(({ atMs }) => atMs <= nowMs);
  if (newest === undefined || nowMs - newest.atMs >= dayMs) return true;
  return describe(paths, newest)?.rules === 0 && hasRules();
}

/**
 * Copies page by page between other work, so that no price waits for it. Throws SqliteError where it cannot.
 *
 * @param beforeRead - called just before each step of the copy, which reads the database
 */
export async function makeBackup(
  db: Database.Database,
  paths: Paths,
  nowMs: number,
  beforeRead: () => void,
): Promise<Backup> {
  const draft = newDraft(paths);
  let isCopied = false;
  // The steps are immediates too. This one is there before the first of them is, so that it comes before every one.
  const look = (): void => {
    if (isCopied) return;
    beforeRead();
    setImmediate(look);
  };
  look();
  try {
    await db.backup(draft);
  } finally {
    isCopied = true;
  }
  return finish(paths, draft, nowMs, null);
}

/** Before a migration; at once, as nothing else runs yet. */
export function saveBefore(db: Database.Database, paths: Paths, nowMs: number, version: number): Backup {
  const draft = newDraft(paths);
  db.prepare("VACUUM INTO ?").run(draft);
  return finish(paths, draft, nowMs, version);
}

/** A copy of the backup beside the database, checked; null where there is no such backup or it is damaged. */
export function prepareRestore(paths: Paths, name: string): { putInPlace(nowMs: number): void } | null {
  // Names come from outside: only one that is in the list is ever joined to a path.
  if (!backupsIn(paths).some((backup) => backup.name === name)) return null;
  const draft = `${paths.file}.new`;
  for (const suffix of ["", ...companions]) rmSync(draft + suffix, { force: true });
  copyFileSync(join(paths.backups, name), draft);
  if (!isSound(draft)) {
    rmSync(draft);
    return null;
  }
  return {
    /** The database must be closed. What stood there is kept under `aside/`. */
    putInPlace(nowMs) {
      moveAside(paths, nowMs);
      renameDurably(draft, paths.file, paths.dir);
    },
  };
}

/** In no order. A person may have taken the folder away: then there are none. A link is no backup: it may lead anywhere. */
function backupsIn(paths: Paths): BackupName[] {
  if (!existsSync(paths.backups)) return [];
  return readdirSync(paths.backups, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => parseBackupName(entry.name))
    .filter((backup) => backup !== null);
}

function describe(paths: Paths, { name, atMs }: BackupName): Backup | null {
  const file = join(paths.backups, name);
  try {
    const db = new Database(file, { readonly: true });
    try {
      const rules = Number(db.prepare<[], number>("SELECT count(*) FROM rules").pluck().get());
      return { name, at: new Date(atMs).toISOString(), bytes: statSync(file).size, rules };
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

/**
 * One file that needs nothing beside it, verified before it gets its name, on the disk before an older one goes. `version`:
 * of a copy made before a migration, null for a daily one.
 */
function finish(paths: Paths, draft: string, nowMs: number, version: number | null): Backup {
  const copy = new Database(draft);
  try {
    copy.pragma("journal_mode = DELETE");
  } finally {
    copy.close();
  }
  if (!isSound(draft)) throw new Database.SqliteError("the copy does not verify", "SQLITE_CORRUPT");
  const name = formatBackupName(nextSequence(backupsIn(paths)), nowMs, version);
  renameDurably(draft, join(paths.backups, name), paths.backups);
  const made = backupsIn(paths).find((backup) => backup.name === name);
  const backup = made === undefined ? null : describe(paths, made);
  if (made === undefined || backup === null) {
    throw new Database.SqliteError("the copy cannot be read", "SQLITE_CORRUPT");
  }
  dropOldest(paths, made, nowMs);
  return backup;
}

/** Beyond those kept, of the kind of `made`: a week of daily ones must not push out what stood before a migration. */
function dropOldest(paths: Paths, made: BackupName, nowMs: number): void {
  const ofKind = backupsIn(paths).filter(({ kind }) => kind === made.kind);
  for (const old of ofKind.sort(byNewest(nowMs)).slice(kept)) rmSync(join(paths.backups, old.name));
}

/** False also where there is none. */
export function isSound(file: string): boolean {
  try {
    return inspect(file) === null;
  } catch (error) {
    if (storageFailure(error) !== null) return false;
    throw error;
  }
}
