/** An older file with rows that no newer table takes: they are put aside and told, and the start goes on. */
import Database from "better-sqlite3";
import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { pathsIn } from "../../main/store/data-folder.ts";
import { applicationId } from "../../main/store/inspect.ts";
import { migrateRows } from "../../main/store/migrate-rows.ts";
import { latestVersion, migrate, migrations, versionOf } from "../../main/store/migrations/index.ts";
import { openIn, spec, t0, tempDir, value } from "./store-harness.ts";

const rule = (id: string): string =>
  `INSERT INTO rules (id, spec, generation, state, created_ms, state_ms, armed_ms)
   VALUES ('${id}', '${JSON.stringify(spec)}', 1, 'armed', 1, 2, 3);`;
const event = (id: string): string =>
  `INSERT INTO events (id, kind, rule_id, generation, rule, instrument, tick, received_ms, decided_ms)
   VALUES ('${id}', 'fired', '${id}', 1, '${JSON.stringify(spec)}', 'demo:BTC-USD', '{"price":"1","at":"2026-01-01T00:00:00Z","tradeId":null}', 4, 5);`;
const price = (symbol: string): string =>
  `INSERT INTO last_ticks (instrument, last, received_ms) VALUES ('demo:${symbol}', '1', 4);`;
const delivery = (version: number): string =>
  `INSERT INTO deliveries (event_seq, ${version < 11 ? "channel" : "destination"}, occasion, state, at_ms, next_attempt_ms)
   SELECT seq, 'desktop', 'event', 'shown', 5, 5 FROM events;`;

/** A database of `version` with two of everything, where `sql` has then changed what no STRICT table lets change. */
function damaged(version: number, sql: string): Database.Database {
  const made = new Database(":memory:");
  made.pragma(`application_id = ${applicationId}`);
  migrate(made, version);
  made.exec(
    ["a", "b"].map((id) => rule(id) + event(id)).join("") + price("BTC-USD") + price("ETH-USD") + delivery(version),
  );
  const loose = withSchema(made, ") STRICT", ") /*  */");
  loose.pragma("ignore_check_constraints = ON");
  loose.exec(sql);
  return withSchema(loose, ") /*  */", ") STRICT");
}

/** The same rows under other definitions, read anew. */
function withSchema(db: Database.Database, from: string, to: string): Database.Database {
  db.unsafeMode(true);
  db.pragma("writable_schema = ON");
  db.prepare("UPDATE sqlite_schema SET sql = replace(sql, ?, ?)").run(from, to);
  return new Database(db.serialize());
}

const count = (db: Database.Database, table: string): unknown =>
  db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

const versions = migrations.slice(0, -1).map(({ version }) => version);
const kinds: readonly [what: string, sql: string, table: string][] = [
  ["an alert with bytes for a rule", "UPDATE rules SET spec = x'00' WHERE id = 'a'", "rules"],
  ["an alert with text for a time", "UPDATE rules SET armed_ms = 'x' WHERE id = 'a'", "rules"],
  ["a price that is bytes", "UPDATE last_ticks SET last = x'01' WHERE instrument = 'demo:BTC-USD'", "last_ticks"],
  ["an event with text for a time", "UPDATE events SET decided_ms = 'x' WHERE id = 'a'", "events"],
  ["a delivery with text for a time", "UPDATE deliveries SET at_ms = 'x' WHERE event_seq = 1", "deliveries"],
];

it.each(kinds)("%s: put aside from every version, and the others are there", (_what, sql, table) => {
  for (const version of versions) {
    const db = damaged(version, sql);
    migrateRows(db, migrations, t0);
    expect(versionOf(db)).toBe(latestVersion);
    const tables = ["rules", "events", "deliveries", "last_ticks"];
    const isGone = (name: string): boolean => name === table || (table === "events" && name === "deliveries");
    expect(
      tables.map((name) => count(db, name)),
      `from version ${version}`,
    ).toEqual(tables.map((name) => (isGone(name) ? 1 : 2)));
    const aside = db.prepare("SELECT table_name, reason, statement FROM damaged_rows ORDER BY id").all();
    // The deliveries of an event that cannot be read go with it.
    expect(aside).toHaveLength(table === "events" ? 2 : 1);
    expect(aside.at(-1)).toMatchObject({
      table_name: table,
      reason: expect.stringContaining("another kind") as string,
    });
    // Under the name that the column has now, whichever it had then.
    if (table === "deliveries")
      expect(aside[0], `from version ${version}`).toMatchObject({
        statement: expect.stringContaining("'desktop'") as string,
      });
  }
});

it.each([
  "rules SET spec = '{' WHERE id = 'a'",
  "rules SET state = 'none' WHERE id = 'a'",
  "last_ticks SET exchange_at = '{' WHERE instrument = 'demo:BTC-USD'",
  "deliveries SET state = 'none' WHERE event_seq = 1",
])("a row that fails a check (%s) keeps no version from being brought up to date", (set) => {
  for (const version of versions) {
    const db = damaged(version, `UPDATE ${set}`);
    migrateRows(db, migrations, t0);
    expect([versionOf(db), count(db, "rules"), count(db, "last_ticks")], `from version ${version}`).toEqual([
      latestVersion,
      2,
      2,
    ]);
    expect(db.pragma("ignore_check_constraints", { simple: true }), "checked again").toBe(0);
  }
});

it("a start goes on and tells it; what was put aside can be put back as it is written down", () => {
  const dir = tempDir();
  openIn(dir).close();
  writeFileSync(pathsIn(dir).file, damaged(1, "UPDATE deliveries SET at_ms = 'x' WHERE event_seq = 1").serialize());
  const store = openIn(dir);
  expect(value(store.rules.all())).toHaveLength(2);
  expect(value(store.damagedRows.untold())).toMatchObject([{ table: "deliveries" }]);
  store.close();
  const db = new Database(pathsIn(dir).file);
  const statement = db.prepare<[], string>("SELECT statement FROM damaged_rows").pluck().get() ?? "";
  expect(statement).toContain("'x'");
  db.exec(statement.replace("'x'", "5"));
  expect(count(db, "deliveries")).toBe(2);
  db.close();
});
