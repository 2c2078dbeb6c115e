/**
 * What the open connection keeps of its file in memory. Where another program overwrites the file in place, that is all there is
 * of what was in it: a database that fits is kept there whole, and can then be put back whole.
 */
import { statSync } from "node:fs";
import type { Database } from "better-sqlite3";

/** SQLite drops what was used least beyond this; memory is taken only for pages that there are. */
const cacheKiB = 32 * 1024;
/** Years of alerts. Leaves room for what is written afterwards. */
const keptWholeBytes = 24 * 1024 * 1024;

/**
 * To be called once the database is open and brought up to date. A larger file is not read: a start must not take
 * longer with each year.
 */
export function keepInMemory(db: Database, file: string): void {
  db.pragma(`cache_size = -${cacheKiB}`);
  // Reads every page through the cache, which is what this is about; the copy it makes is not used.
  if (statSync(file).size <= keptWholeBytes) db.serialize();
}
