/** Whether a file is a sound database of ours, found out without touching it. */
import { message } from "../../preload/contract/messages/message.ts";
import { statSync } from "node:fs";
import Database from "better-sqlite3";
import { wrongDefinition } from "./expected-schema.ts";
import { migrations, versionOf } from "./migrations/index.ts";

/** "PBEL": tells our file from any other SQLite database. */
export const applicationId = 0x5042454c;

/** Somebody looking into the file with a tool of their own must not stop prices for long. */
export const busyTimeoutMs = 250;
/** Once it has stopped a write: the next ones are tried every second or two, and prices would wait for each of them. */
export const busyAgainTimeoutMs = 10;

/** A file with so many wrong rows is no file with a wrong row. */
const maxComplaints = 1_000;

/**
 * What `quick_check` says of one row's value (https://sqlite.org/pragma.html#pragma_integrity_check): the file is sound, and
 * the row is put aside when it is read. Everything else is about the file's own structure.
 */
const aboutOneRow = /^(?:CHECK constraint failed in|NULL value in|(?:non-)?[A-Z]+ value in) /;

/** What is wrong with a file that cannot be used as it is. */
export type Unusable =
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "damaged"; readonly how: string };

/** What a whole check reads at the most while everything waits: at a start, and before a backup gets its name. */
const wholeCheckBytes = 32 * 1024 * 1024;
/** Tables that grow for years. Reading them to their end takes seconds; a damaged page of theirs is told when it is met. */
export const growing: ReadonlySet<string> = new Set(["events", "deliveries", "minutes"]);

/**
 * Changes not a byte of the file or of its log: read-only, as closing a connection that may write would fold the log into
 * a damaged file. Null where it is sound and ours; throws SqliteError where it cannot even be read.
 */
export function inspect(file: string, steps = migrations): Unusable | null {
  const stat = statSync(file);
  if (stat.isFile() && stat.size === 0) return { kind: "damaged", how: message("store.damaged.empty") };
  const db = new Database(file, { readonly: true, timeout: busyTimeoutMs });
  try {
    if (db.pragma("application_id", { simple: true }) !== applicationId) {
      return { kind: "damaged", how: message("store.damaged.foreign") };
    }
    const unreadable = schemaFault(db);
    if (unreadable !== null) return { kind: "damaged", how: unreadable };
    const version = versionOf(db);
    if (version > steps.length) return { kind: "newer", version };
    const wrong = wrongDefinition(db, version, steps);
    if (wrong !== null) return { kind: "damaged", how: message("store.damaged.definition", { name: wrong }) };
    const fault = stat.size <= wholeCheckBytes ? faultIn(db, null) : faultInEssentials(db);
    return fault === null ? null : { kind: "damaged", how: fault };
  } finally {
    db.close();
  }
}

/**
 * Where the head of the file asks for what no SQLite knows, the code is that of any wrong statement; of this statement it can only
 * be about the file.
 */
function schemaFault(db: Database.Database): string | null {
  try {
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    return null;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code === "SQLITE_ERROR") return error.message;
    throw error;
  }
}

/**
 * Rules, settings, what was seen last: without these nothing can be watched. And SQLite's own count of the events
 * (`sqlite_sequence`), without which none can be written.
 */
function faultInEssentials(db: Database.Database): string | null {
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  const essential = tables.filter((table) => !growing.has(table));
  return essential.map((table) => faultIn(db, table)).find((fault) => fault !== null) ?? null;
}

/** What `quick_check` says of the structure of one table and its indexes, or (null) of the whole file; null where it is sound. */
function faultIn(db: Database.Database, table: string | null): string | null {
  // Of one table it takes its name alone, and says 100 things at the most.
  const most = table === null ? maxComplaints : 100;
  const found = db.pragma(`quick_check(${table === null ? most : `'${table}'`})`) as { quick_check: string }[];
  const ofFile = found.find(({ quick_check: complaint }) => complaint !== "ok" && !aboutOneRow.test(complaint));
  if (ofFile !== undefined) return ofFile.quick_check;
  return found.length < most ? null : message("store.damaged.rows", { count: most });
}
