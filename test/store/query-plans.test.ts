import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../../main/store/database.ts";
import { pathsIn, prepareFolder } from "../../main/store/data-folder.ts";
import { openStore } from "../../main/store/store.ts";
import { tablesOf } from "../../main/store/tables.ts";
import { fillHistory } from "./full-history.ts";
import { t0 } from "./sample-values.ts";

const folder = mkdtempSync(join(tmpdir(), "pricebell-plans-"));
const paths = pathsIn(folder);

beforeAll(() => {
  prepareFolder(paths);
  const opened = openStore({ shownByWriting: ["history"], dataDir: folder, nowMs: t0 });
  if (!opened.ok) throw new Error(opened.error.message);
  opened.value.close();
  const outside = new Database(paths.file);
  fillHistory(outside, { events: 20_000, rules: 20 });
  outside.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What may be in the file when the app starts: each replaces what the one before left. */
const statistics: Record<string, (db: Database.Database) => void> = {
  "from the day of the first alert": (db) => {
    db.exec("ANALYZE");
    // As they are for tables of one row: how many there are, and how many share a value of each column.
    const stale = db.prepare<[string, string]>("UPDATE sqlite_stat1 SET stat = ? WHERE idx = ?");
    for (const index of db.prepare<[], string>("SELECT idx FROM sqlite_stat1 WHERE idx IS NOT NULL").pluck().all()) {
      const columns = db.pragma(`index_info(${index})`) as unknown[];
      stale.run(Array.from({ length: columns.length + 1 }, () => "1").join(" "), index);
    }
  },
  "of the full database": (db) => void db.exec("ANALYZE"),
  none: () => undefined,
};

/** Every statement that the tables prepare, with its plan, after the file was opened as the app opens it. */
function plansOf(prepareFile: (db: Database.Database) => void): Map<string, readonly string[]> {
  const outside = new Database(paths.file);
  prepareFile(outside);
  outside.close();
  const opened = openDatabase(paths, t0);
  if (!opened.ok) throw new Error(opened.error.kind);
  const { db } = opened.value;
  try {
    const statements: string[] = [];
    const prepare = db.prepare.bind(db);
    db.prepare = ((sql: string) => {
      statements.push(sql);
      return prepare(sql);
    }) as typeof db.prepare;
    tablesOf(db, 7 * 86_400_000, ["history"]);
    return new Map(statements.map((sql) => [sql, planOf(prepare, sql)]));
  } finally {
    db.close();
  }
}

function planOf(prepare: Database.Database["prepare"], sql: string): string[] {
  const named = [...sql.matchAll(/[ (,]:([a-zA-Z_]+)/g)].map(([, name]) => [name ?? "", 0] as const);
  const values: unknown[] =
    named.length > 0 ? [Object.fromEntries(named)] : Array.from({ length: sql.split("?").length - 1 }, () => 0);
  return prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...values)
    .map((step) => step.detail);
}

/** Tables that grow with the time the app runs, under every name that a statement gives them. */
const growing = /^SCAN (?:e|d|events|deliveries|minutes|m)\b/;
/** Each holds nothing but what is asked for: what is open, unanswered, in flight, due, unread. */
const small =
  /USING (?:COVERING )?INDEX (?:events_open_blind|events_awaiting|events_to_clear|events_unread|deliveries_sending|deliveries_due|deliveries_kept)\b/;

describe("query plans on a full database", () => {
  const plans = Object.entries(statistics).map(([name, prepareFile]) => ({ name, prepareFile }));

  it.each(plans)("with statistics $name: nothing that grows is read whole, or sorted", ({ prepareFile }) => {
    const found = plansOf(prepareFile);
    expect(found.size).toBeGreaterThan(30);
    for (const [sql, plan] of found) {
      const scans = plan.filter((detail) => growing.test(detail) && !small.test(detail));
      expect(scans, sql).toEqual([]);
      // Within one arming, of which there are two events at most, the last term may be sorted.
      const grows = /\b(?:events|deliveries|minutes)\b/.test(sql);
      const sorts = plan.filter((detail) => detail.includes("TEMP B-TREE FOR ORDER BY") && grows);
      expect(sorts, sql).toEqual([]);
    }
  });

  it("are the same whatever the statistics in the file say", () => {
    const [first, ...others] = plans.map(({ prepareFile }) => plansOf(prepareFile));
    for (const other of others) expect(other).toEqual(first);
  });

  it("what is due is found within one destination, however much waits for another", () => {
    const found = [...plansOf(() => undefined)].filter(([sql]) =>
      /destination = \? AND d\.next_attempt_ms|^SELECT next_attempt_ms/.test(sql),
    );
    expect(found.map(([, plan]) => plan[0])).toEqual([
      "SEARCH d USING INDEX deliveries_due (destination=? AND next_attempt_ms<?)",
      "SEARCH deliveries USING COVERING INDEX deliveries_due (destination=?)",
    ]);
  });

  it("so is what is kept back, and what is let go", () => {
    const plans = [...plansOf(() => undefined)].filter(([sql]) => /destination = (?:\?|:destination)/.test(sql));
    const firstSteps = (index: string): string[] =>
      plans.filter(([sql]) => sql.includes(index)).map(([, [step = ""]]) => step.replace(/^SEARCH \w+ /, ""));
    const byDestination = "USING INDEX deliveries_kept (destination=?)";
    expect(firstSteps("INDEXED BY deliveries_kept")).toEqual([byDestination, byDestination, byDestination]);
    expect(firstSteps("INDEXED BY deliveries_let_go")).toEqual(["USING INDEX deliveries_let_go (destination=?)"]);
  });

  it("an end of the app leaves no statistics behind", () => {
    const outside = new Database(paths.file);
    outside.exec("ANALYZE");
    outside.close();
    const opened = openStore({ shownByWriting: ["history"], dataDir: folder, nowMs: t0 });
    if (!opened.ok) throw new Error(opened.error.message);
    opened.value.close();
    const after = new Database(paths.file, { readonly: true });
    expect(after.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'").all()).toEqual([]);
    after.close();
  });
});
