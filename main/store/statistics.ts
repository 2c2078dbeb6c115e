/** The query planner's statistics, which SQLite keeps in the file itself: Pricebell works without them. */
import type { Database } from "better-sqlite3";

/**
 * Removes what ANALYZE left in the file, by an earlier version of Pricebell or by another program. To be called before the
 * first statement is prepared.
 *
 * Statistics are true of the moment they were taken in. Taken on the first day, they say that a table has one row; a year
 * later each page of the history was then a walk through the whole of it, for each of its events once. Without any, the
 * planner assumes large tables and goes by the indexes there are: the same plans on every file
 * (https://www.sqlite.org/queryplanner-ng.html).
 */
export function forgetStatistics(db: Database): void {
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'sqlite\\_stat%' ESCAPE '\\'",
    )
    .pluck()
    .all();
  if (tables.length === 0) return;
  db.exec(tables.map((table) => `DROP TABLE ${table};`).join(" "));
  // This connection read them when it first looked at the file, and would go by them until its end.
  db.pragma("writable_schema = RESET");
}
