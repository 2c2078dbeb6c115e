/**
 * One process for one data folder. The lock is SQLite's own, held on an empty file beside the database: the system lets go
 * of it when the process ends, however it ends, so a crash never leaves a folder locked.
 *
 * On POSIX systems closing ANY handle of a file drops the process's locks on it. So the lock file is never opened by other
 * means than SQLite, and the holder's process id is in a file of its own.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import { touchPrivate, type Paths } from "./folder.ts";
import { storageFailure } from "./storage-failure.ts";

export interface Lock {
  release(): void;
}

/** A start that follows an end closely (a relaunch) waits this long for it. */
const waitMs = 500;

/** Null where another process (or another store of this one) has it. Throws what keeps the file from being used at all. */
export function takeLock(paths: Paths): Lock | null {
  if (!existsSync(paths.lock)) touchPrivate(paths.lock);
  const db = new Database(paths.lock, { timeout: waitMs });
  try {
    // Nothing is ever written to it: no journal, and it stays empty, so that no crash can damage it.
    db.pragma("journal_mode = MEMORY");
    db.exec("BEGIN EXCLUSIVE");
    notePid(paths);
  } catch (error) {
    db.close();
    if (storageFailure(error)?.busy === true) return null;
    throw error;
  }
  return {
    release() {
      if (!db.open) return;
      rmSync(paths.pid, { force: true });
      db.close();
    },
  };
}

/** Only words for whoever comes second: a full disk must not keep the lock from being taken. */
function notePid(paths: Paths): void {
  try {
    writeFileSync(paths.pid, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    if (storageFailure(error) === null) throw error;
  }
}

/** The process that wrote itself down last: while the folder is locked, its holder. */
export function holderPid(paths: Paths): number | null {
  if (!existsSync(paths.pid)) return null;
  const pid = Number.parseInt(readFileSync(paths.pid, "utf8"), 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}
