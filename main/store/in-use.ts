/**
 * Whether another Pricebell has this database open. The lock file says so as long as it is there; this holds when somebody has
 * deleted it, for it asks about the locks on the database itself, which its name has no part in.
 */
import Database from "better-sqlite3";
import { busyTimeoutMs } from "./inspect.ts";
import { holderPid } from "./lock.ts";
import type { Paths } from "./data-folder.ts";
import { storageFailure } from "./storage-failure.ts";

/**
 * To be asked with the folder's lock held, of a database that is sound: it may fold a log that a crash left into the file.
 * A program that merely looks into the file is told apart by what the last run left behind: it said that it ended, or its
 * process is gone. Throws SqliteError.
 */
export function isInUse(paths: Paths): boolean {
  if (!isOpenElsewhere(paths.file)) return false;
  return !endedCleanly(paths.file) && isAlive(holderPid(paths));
}

/** In exclusive mode the first access to a database with a log asks for a lock that no other connection may share. */
function isOpenElsewhere(file: string): boolean {
  const db = new Database(file, { timeout: busyTimeoutMs, fileMustExist: true });
  try {
    db.pragma("locking_mode = EXCLUSIVE");
    db.pragma("synchronous = FULL");
    db.pragma("fullfsync = ON");
    db.pragma("checkpoint_fullfsync = ON");
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    return false;
  } catch (error) {
    if (storageFailure(error)?.busy === true) return true;
    throw error;
  } finally {
    db.close();
  }
}

function endedCleanly(file: string): boolean {
  const db = new Database(file, { readonly: true, timeout: busyTimeoutMs });
  try {
    return db.prepare<[], number>("SELECT clean FROM heartbeat").pluck().get() === 1;
  } finally {
    db.close();
  }
}

/** Where it is not known which process it was, it may live. */
function isAlive(pid: number | null): boolean {
  if (pid === null) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is one as well.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
