/** Whether a file is a sound database of ours, found out without touching it. */
import { statSync } from "node:fs";
import Database from "better-sqlite3";
import { latestVersion, versionOf } from "./migrations/index.ts";

/** "PBEL": tells our file from any other SQLite database. */
export const applicationId = 0x5042454c;

/** Somebody looking into the file with a tool of their own must not stop prices for long. */
export const busyTimeoutMs = 250;

/** What is wrong with a file that cannot be used as it is. */
export type Unusable =
  { readonly kind: "newer"; readonly version: number } | { readonly kind: "damaged"; readonly how: string };

/**
 * Changes not a byte of the file or of its log: read-only, as closing a connection that may write would fold the log into
 * a damaged file. Null where it is sound and ours; throws SqliteError where it cannot even be read.
 */
export function inspect(file: string, latest = latestVersion): Unusable | null {
  const stat = statSync(file);
  if (stat.isFile() && stat.size === 0) return { kind: "damaged", how: "it is empty" };
  const db = new Database(file, { readonly: true, timeout: busyTimeoutMs });
  try {
    if (db.pragma("application_id", { simple: true }) !== applicationId) {
      return { kind: "damaged", how: "it is a database, but not one of Pricebell's" };
    }
    const version = versionOf(db);
    if (version > latest) return { kind: "newer", version };
    const found = db.pragma("quick_check(1)", { simple: true });
    return found === "ok" ? null : { kind: "damaged", how: String(found) };
  } finally {
    db.close();
  }
}
