/**
 * Whether a file that somebody else has written into still holds the database that is open. SQLite in another program may have
 * folded the log into it, or `touch` have changed nothing but its time; a program that syncs or restores puts other content there.
 */
import Database from "better-sqlite3";
import { busyTimeoutMs, growing, inspect } from "./inspect.ts";
import { storageFailure } from "./storage-failure.ts";

/** Of tables that grow for years the newest rows: an older copy lacks them. */
const newestRows = 1_000;

/**
 * `db` is the open connection: it keeps what it read and wrote in memory, and a second one reads the file afresh. A file that
 * SQLite changed is known to both; one that was overwritten only to the second.
 */
export function isSameContent(db: Database.Database, file: string): boolean {
  try {
    if (inspect(file) !== null) return false;
    // Closing one that may write could fold our log into what is not ours.
    const afresh = new Database(file, { readonly: true, timeout: busyTimeoutMs });
    try {
      return digestOf(db) === digestOf(afresh);
    } finally {
      afresh.close();
    }
  } catch (error) {
    const failure = storageFailure(error);
    // Busy, or a disk that cannot be read just now, says nothing about what is in it.
    if (failure?.damage === true || isAboutTheFile(error)) return false;
    throw error;
  }
}

/** What can only be about a file that is not what it was: of the statements below a table that is not there, or a log that is shorter. */
const isAboutTheFile = (error: unknown): boolean =>
  error instanceof Database.SqliteError && (error.code === "SQLITE_ERROR" || error.code === "SQLITE_IOERR_SHORT_READ");

function digestOf(db: Database.Database): string {
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all();
  const rows = tables.map((table) => [table, db.prepare(newestOf(table)).raw().all()]);
  return JSON.stringify(rows);
}

function newestOf(table: string): string {
  if (!growing.has(table)) return `SELECT * FROM ${table}`;
  // The key of the recorded minutes begins with their instrument: the last of them stand for the others.
  const newest = table === "minutes" ? "instrument DESC, open_ms DESC" : "rowid DESC";
  return `SELECT * FROM ${table} ORDER BY ${newest} LIMIT ${newestRows}`;
}
