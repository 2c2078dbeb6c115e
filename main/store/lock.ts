/**
 * One process for one data folder. The lock is SQLite's own, held on an empty file beside the database: the system lets go
 * of it when the process ends, however it ends, so a crash never leaves a folder locked. Where the file is deleted, what tells
 * a second start is the open database itself: see `isInUse`.
 *
 * On POSIX systems closing ANY handle of a file drops the process's locks on it. So the lock file is never opened by other
 * means than SQLite, and the holder's process id is in a file of its own.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import { isSameFile, stateOf, type FileIdentity } from "./file-identity.ts";
import { touchPrivate, type Paths } from "./data-folder.ts";
import { requireStorageFailure, storageFailure } from "./storage-failure.ts";

export interface Lock {
  /**
   * Whether the file of the lock's name is the one that is locked. One that was deleted is made and locked anew; false where
   * another process has done that. Throws what keeps the file from being made.
   */
  renew(): boolean;
  /** Writes down that this process has the folder: once it is let in, for until then the file says who may still be there. */
  notePid(): void;
  release(): void;
}

export type LockResult =
  | { readonly kind: "taken"; readonly lock: Lock }
  /** By another process, or another store of this one. */
  | { readonly kind: "busy" }
  /** Not a file that SQLite can lock; nobody holds it. */
  | { readonly kind: "garbage" };

/** A start that follows an end closely (a relaunch) waits this long for it. */
const waitMs = 500;

interface Held {
  readonly db: Database.Database;
  readonly identity: FileIdentity | null;
}

/** Throws what keeps the file from being used at all. */
export function takeLock(paths: Paths): LockResult {
  const taken = lockFile(paths, waitMs);
  if (taken === "busy" || taken === "garbage") return { kind: taken };
  let held = taken;
  return {
    kind: "taken",
    lock: {
      renew() {
        if (isSameFile(held.identity, stateOf(paths.lock))) return true;
        const again = lockFile(paths, 0);
        if (again === "busy" || again === "garbage") return false;
        held.db.close();
        held = again;
        notePid(paths);
        return true;
      },
      notePid: () => notePid(paths),
      release() {
        if (!held.db.open) return;
        forgetPid(paths);
        held.db.close();
      },
    },
  };
}

function lockFile(paths: Paths, timeout: number): Held | "busy" | "garbage" {
  if (!existsSync(paths.lock)) touchPrivate(paths.lock);
  const db = new Database(paths.lock, { timeout });
  try {
    // Nothing is ever written to it: no journal, and it stays empty, so that no crash can damage it.
    db.pragma("journal_mode = MEMORY");
    db.exec("BEGIN EXCLUSIVE");
    return { db, identity: stateOf(paths.lock) };
  } catch (error) {
    db.close();
    const failure = storageFailure(error);
    if (failure?.busy === true) return "busy";
    if (failure?.damage === true) return "garbage";
    throw error;
  }
}

/** Only words for whoever comes second: a full disk must not keep the lock from being taken. */
function notePid(paths: Paths): void {
  try {
    // Made anew: a file that is there may be known under a second name, or be open to others.
    rmSync(paths.pid, { force: true });
    writeFileSync(paths.pid, `${process.pid}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    requireStorageFailure(error);
  }
}

function forgetPid(paths: Paths): void {
  try {
    if (holderPid(paths) === process.pid) rmSync(paths.pid);
  } catch (error) {
    // A folder that can only be read by now: the next start sees that no such process runs.
    requireStorageFailure(error);
  }
}

/** The process that wrote itself down last: while the folder is locked, its holder. Null where the file says nothing of use. */
export function holderPid(paths: Paths): number | null {
  try {
    const pid = Number.parseInt(readFileSync(paths.pid, "utf8"), 10);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch (error) {
    requireStorageFailure(error);
    return null;
  }
}
