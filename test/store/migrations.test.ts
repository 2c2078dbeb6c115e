import Database from "better-sqlite3";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { latestVersion, migrate, migrations, versionOf } from "../../main/store/migrations/index.ts";
import { listBackups } from "../../main/store/backups.ts";
import { damagedRowsTable } from "../../main/store/damaged-rows.ts";
import { openDatabase } from "../../main/store/database.ts";
import { pathsIn } from "../../main/store/data-folder.ts";
import { restoreBackup } from "../../main/store/store.ts";
import { errorOf, snapshot, openIn, spec, t0, tempDir, value } from "./store-harness.ts";

/** Rows that each version's schema must carry into the next ones: add a sample with each migration. */
const samples: Record<number, string> = {
  1: `INSERT INTO rules VALUES ('r', '${JSON.stringify(spec)}', 1, 'armed', 1, 2, 3, NULL, NULL, NULL, NULL, NULL, NULL);
      INSERT INTO events (id, kind, rule_id, generation, tick, received_ms, decided_ms) VALUES ('e', 'fired', 'r', 1, '{}', 4, 5);
      INSERT INTO deliveries (event_seq, channel, occasion, state, at_ms, next_attempt_ms) VALUES (1, 'desktop', 'event', 'pending', 5, 5);
      INSERT INTO last_ticks VALUES ('demo:BTC-USD', '1', NULL, '2', NULL, NULL, NULL, 4, 3, '2', '1');
      INSERT INTO watchlist VALUES ('demo:BTC-USD', 0);
      INSERT INTO settings VALUES ('theme', '"dark"');`,
  2: `INSERT INTO rules (id, spec, generation, state, created_ms, state_ms, armed_ms, armed_blind) VALUES ('r', '{}', 1, 'armed', 1, 2, 3, 1);`,
  3: `INSERT INTO last_ticks (instrument, last, received_ms, blind_since_ms) VALUES ('demo:BTC-USD', '1', 4, 5);`,
  4: `INSERT INTO events (id, kind, rule_id, generation, tick, received_ms, decided_ms) VALUES ('e', 'fired', 'r', 1, '{}', 4, 5);
      INSERT INTO deliveries (event_seq, channel, occasion, state, at_ms, next_attempt_ms, message_id)
      VALUES (1, 'desktop', 'event', 'sending', 5, 5, 'joined:e');`,
  5: `INSERT INTO last_ticks (instrument, bid, received_ms) VALUES ('demo:BTC-USD', '1', 4);`,
  6: `INSERT INTO damaged_rows (table_name, row_key, subject, reason, statement, run_started_ms)
      VALUES ('rules', '1', 'BTC-USD', 'spec: this is not JSON', 'INSERT INTO rules VALUES (1)', 5);`,
  7: `INSERT INTO rules (id, spec, generation, state, created_ms, state_ms, armed_ms) VALUES ('r', '{}', 1, 'triggered', 1, 2, 3);`,
  8: `INSERT INTO events (id, kind, rule_id, generation, tick, received_ms, decided_ms) VALUES ('e', 'fired', 'r', 1, '{}', 4, 5);
      INSERT INTO deliveries (event_seq, channel, occasion, state, at_ms, next_attempt_ms)
      VALUES (1, 'desktop', 'event', 'pending', 5, 5), (1, 'phone', 'event', 'pending', 5, 6);`,
  9: `INSERT INTO venues VALUES ('securitypro', 1, 'wss://a.test', NULL, '{"sendPong":true}');`,
  10: `INSERT INTO watched_venues VALUES ('demo', 5);`,
  11: `INSERT INTO destinations VALUES ('ntfy-1', 'ntfy', 'my phone', 1, '{"topic":"t"}', 5, NULL);
      INSERT INTO events (id, kind, rule_id, generation, tick, received_ms, decided_ms, acknowledged_ms, acknowledged_by)
      VALUES ('e', 'fired', 'r', 1, '{}', 4, 5, 6, '{"destination":"ntfy-1","name":"my phone","person":null}');
      INSERT INTO deliveries (event_seq, destination, occasion, state, at_ms, next_attempt_ms, name, is_again)
      VALUES (1, 'ntfy-1', 'event', 'acknowledged', 5, 5, 'my phone', 1);`,
  12: `INSERT INTO events (id, kind, rule_id, generation, tick, received_ms, decided_ms, measured_from)
      VALUES ('e', 'fired', 'r', 1, '{}', 4, 5, '{"price":"1","at":null,"tradeId":null}');`,
  13: `INSERT INTO events (id, kind, rule_id, generation, tick, received_ms, decided_ms) VALUES ('e', 'fired', 'r', 1, '{}', 4, 5);
      INSERT INTO deliveries (event_seq, destination, occasion, state, at_ms, next_attempt_ms, is_kept, kept_until_ms)
      VALUES (1, 'desktop', 'event', 'pending', 5, 5, 1, NULL), (1, 'phone', 'event', 'pending', 5, 5, 0, 6);`,
  14: `INSERT INTO events (id, kind, rule_id, generation, tick, received_ms, decided_ms, awaits_answer)
      VALUES ('e', 'fired', 'r', 1, '{}', 4, 5, 1);
      INSERT INTO deliveries (event_seq, destination, occasion, nth, state, at_ms, next_attempt_ms)
      VALUES (1, 'desktop', 'event', 1, 'shown', 5, 5), (1, 'desktop', 'event', 2, 'pending', 6, 6),
        (1, 'phone-1', 'escalation', 1, 'pending', 6, 6);`,
  15: `INSERT INTO destinations VALUES ('ntfy-2', 'ntfy', 'my phone', 1, '{"topic":"t"}', 5, NULL, '{"sinceMs":1,"forMs":2,"words":"w"}');`,
  16: `INSERT INTO awaited_histories VALUES ('demo:BTC-USD', 1.5, 2, 'disconnected', NULL, NULL, '{"last":"1"}', '[["r",1]]');`,
  17: `INSERT INTO events (id, kind, rule_id, generation, tick, received_ms, decided_ms) VALUES ('e', 'fired', 'r', 1, '{}', 4, 5);
      INSERT INTO deliveries (event_seq, destination, occasion, state, at_ms, next_attempt_ms, message_id, superseded)
      VALUES (1, 'phone-1', 'event', 'sent', 5, 5, 'joined:f', '[{"messageId":"e","externalId":"17"}]');`,
  18: `INSERT INTO awaited_histories VALUES ('demo:ETH-USD', 1.5, 2, 'venue-silent', NULL, NULL, '{"last":"1"}', '[["r",1]]', '4', '6', 1.25);`,
  19: `INSERT INTO events (id, kind, rule_id, generation, tick, received_ms, decided_ms, acknowledged_ms, is_to_clear)
      VALUES ('e', 'fired', 'r', 1, '{}', 4, 5, 6, 1);`,
};

/** What must still be there, whatever the tables have become. */
function survivors(db: Database.Database): unknown[] {
  return [
    db.prepare("SELECT id, generation, state FROM rules").all(),
    db.prepare("SELECT id, rule_id FROM events").all(),
    db.prepare("SELECT event_seq, state FROM deliveries").all(),
    db.prepare("SELECT instrument, last, ask, received_ms, seen_open_ms, seen_low FROM last_ticks").all(),
    db.prepare("SELECT instrument FROM watchlist").pluck().all(),
    db.prepare("SELECT value FROM settings WHERE key = 'theme'").pluck().all(),
    versionOf(db) < 11
      ? []
      : db.prepare("SELECT id, channel, name, is_on, own_values, created_ms, cursor FROM destinations").all(),
    versionOf(db) < 9 ? [] : db.prepare("SELECT * FROM venues").all(),
    versionOf(db) < 16
      ? []
      : db
          .prepare("SELECT instrument, from_ms, to_ms, because, before, seen, after, told FROM awaited_histories")
          .all(),
    versionOf(db) < 18
      ? []
      : db
          .prepare(
            "SELECT missed_from_id, missed_to_id, waited_since_ms FROM awaited_histories WHERE missed_from_id <> ''",
          )
          .all(),
    versionOf(db) < 6 ? [] : db.prepare("SELECT table_name, statement FROM damaged_rows").all(),
  ];
}

const schemaOf = (db: Database.Database): unknown[] =>
  db.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").all();

describe("migrations", () => {
  it("are numbered from 1 without a gap, one file each, and each version has a sample", () => {
    expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, i) => i + 1));
    const files = readdirSync(join(import.meta.dirname, "../../main/store/migrations")).filter((name) =>
      /^\d/.test(name),
    );
    expect(files.map((name) => Number.parseInt(name, 10))).toEqual(migrations.map((step) => step.version));
    expect(Object.keys(samples).map(Number)).toEqual(migrations.map((step) => step.version));
  });

  it.each(migrations.map((step) => step.version))(
    "version %i with rows in it becomes the latest, the rows with it",
    (version) => {
      const db = new Database(":memory:");
      migrate(db, version);
      expect(versionOf(db)).toBe(version);
      db.exec(samples[version] ?? "");
      const before = survivors(db);
      migrate(db);
      expect(versionOf(db)).toBe(latestVersion);
      expect(survivors(db)).toEqual(before);
      const fresh = new Database(":memory:");
      migrate(fresh);
      expect(schemaOf(db)).toEqual(schemaOf(fresh));
    },
  );

  it("a row that version 16 put aside can still be put back, into the table that knows missed trades", () => {
    const db = new Database(":memory:");
    migrate(db, 17);
    db.exec(samples[16] ?? "");
    const found = { table: "awaited_histories", key: { rowid: 1 }, subject: "BTC-USD", reason: "r" } as const;
    damagedRowsTable(db).add([found], t0);
    migrate(db);
    db.exec(db.prepare<[], string>("SELECT statement FROM damaged_rows").pluck().get() ?? "");
    expect(
      db.prepare("SELECT told, missed_from_id, missed_to_id, waited_since_ms FROM awaited_histories").raw().all(),
    ).toEqual([['[["r",1]]', "", null, null]]);
  });

  it("every table is STRICT", () => {
    const db = new Database(":memory:");
    migrate(db);
    const tables = db.pragma("table_list") as { name: string; strict: 0 | 1 }[];
    const loose = tables.filter((table) => table.strict === 0 && !table.name.startsWith("sqlite_"));
    expect(loose).toEqual([]);
  });

  const broken = {
    version: latestVersion + 1,
    sql: "CREATE TABLE half (x TEXT) STRICT; INSERT INTO nowhere VALUES (1)",
  };

  it("a step that fails leaves the version before it, whole", () => {
    const db = new Database(":memory:");
    migrate(db);
    expect(() => migrate(db, broken.version, [...migrations, broken])).toThrow(/no such table: nowhere/);
    expect(versionOf(db)).toBe(latestVersion);
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
  });

  it("a new file is made whole or not at all, in one commit", () => {
    const db = new Database(":memory:");
    expect(() => migrate(db, broken.version, [...migrations, broken])).toThrow(/no such table: nowhere/);
    expect(versionOf(db)).toBe(0);
    expect(schemaOf(db)).toEqual(schemaOf(new Database(":memory:")));
  });

  it("a step that leaves rows that refer to nothing is refused", () => {
    const db = new Database(":memory:");
    db.pragma("foreign_keys = OFF");
    migrate(db, 1);
    db.exec(samples[1] ?? "");
    migrate(db);
    const orphaning = { version: latestVersion + 1, sql: "DELETE FROM events" };
    expect(() => migrate(db, orphaning.version, [...migrations, orphaning])).toThrow(/1 rows that refer to nothing/);
    expect(db.prepare("SELECT count(*) FROM events").pluck().get()).toBe(1);
  });
});

describe("an older file", () => {
  const next = { version: latestVersion + 1, sql: "ALTER TABLE rules ADD COLUMN extra TEXT" };

  it("is copied to the backups as it was, then brought up to date; the older program refuses it from then on", () => {
    const dir = tempDir();
    const store = openIn(dir);
    value(store.rules.save(snapshot("r1"), snapshot("r2")));
    store.close();
    const paths = pathsIn(dir);
    const opened = openDatabase(paths, t0 + 1, [...migrations, next]);
    if (!opened.ok) throw new Error(opened.error.kind);
    expect([opened.value.migratedFrom, versionOf(opened.value.db)]).toEqual([latestVersion, latestVersion + 1]);
    expect(opened.value.db.prepare("SELECT id, extra FROM rules ORDER BY id").raw().all()).toEqual([
      ["r1", null],
      ["r2", null],
    ]);
    opened.value.db.close();
    expect(listBackups(paths, t0 + 1)).toMatchObject([
      { name: `pricebell-000001-20260105T120000001Z-v${latestVersion}.db`, rules: 2 },
    ]);
    expect(errorOf(dir).code).toBe("store-newer");
    expect(restoreBackup(dir, listBackups(paths, t0 + 1)[0]?.name ?? "", t0 + 2)).toBeNull();
    expect(value(openIn(dir).rules.all())).toHaveLength(2);
  });

  it("of version 1 has rules that count as having had a price, and prices of which it is not known since when they are old", () => {
    const dir = tempDir();
    openIn(dir).close();
    const { file } = pathsIn(dir);
    rmSync(file);
    const opened = openDatabase(pathsIn(dir), t0, migrations.slice(0, 1));
    if (!opened.ok) throw new Error(opened.error.kind);
    opened.value.db.exec(samples[1] ?? "");
    opened.value.db.close();
    const store = openIn(dir);
    expect(store.migratedFrom).toBe(1);
    expect(value(store.rules.all())).toMatchObject([{ id: "r", armedMs: 3, armedBlind: false }]);
    expect(value(store.ticks.all())).toMatchObject([
      { tick: { last: "1", ask: "2" }, seen: { openMs: 3, high: "2", low: "1" }, blindSinceMs: null },
    ]);
    expect(listBackups(pathsIn(dir), t0 + 1)).toMatchObject([
      { name: expect.stringMatching(/-v1\.db$/) as string, rules: 1 },
    ]);
  });

  it("of version 6 has its spent rules triggered, those that were put aside too; an unreadable one costs itself alone", () => {
    const dir = tempDir();
    openIn(dir).close();
    const { file } = pathsIn(dir);
    rmSync(file);
    const opened = openDatabase(pathsIn(dir), t0, migrations.slice(0, 6));
    if (!opened.ok) throw new Error(opened.error.kind);
    const { db } = opened.value;
    const note = JSON.stringify({ ...spec, note: "a, 'spent', b" });
    const columns = "id, spec, generation, state, created_ms, state_ms, armed_ms, cooldown_until_ms, rearm_at";
    const insert = db.prepare(`INSERT INTO rules (${columns}) VALUES (?, ?, 2, ?, 1, 2, 3, ?, ?)`);
    const life = { cooldownUntilMs: 9, rearmAt: { below: "44955", above: null } };
    insert.run("fired", note, "spent", life.cooldownUntilMs, JSON.stringify(life.rearmAt));
    insert.run("waiting", note, "armed", null, null);
    insert.run("aside", note, "spent", null, null);
    db.pragma("ignore_check_constraints = ON");
    insert.run("broken", "{", "spent", null, null);
    const found = { table: "rules", key: { rowid: 3 }, subject: "BTC-USD", reason: "spec: this is no rule" } as const;
    damagedRowsTable(db).add([found], t0);
    db.close();

    const store = openIn(dir);
    expect(store.migratedFrom).toBe(6);
    expect(value(store.rules.all())).toMatchObject([
      { id: "fired", state: "triggered", generation: 2, ...life },
      { id: "waiting", state: "armed", spec: { note: "a, 'spent', b" } },
    ]);
    expect(value(store.damagedRows.untold())).toMatchObject([
      { table: "rules", subject: "BTC-USD" },
      { table: "rules", subject: "broken" },
    ]);
    store.close();

    const after = new Database(file);
    expect(after.prepare("SELECT row_key FROM damaged_rows ORDER BY id").pluck().all()).toEqual(["3", "4"]);
    const statement = after.prepare<[], string>("SELECT statement FROM damaged_rows WHERE row_key = '3'").pluck().get();
    after.exec(statement ?? "");
    expect(after.prepare("SELECT rowid, id, state, spec FROM rules ORDER BY rowid").raw().all()).toEqual([
      [1, "fired", "triggered", note],
      [2, "waiting", "armed", note],
      [3, "aside", "triggered", note],
    ]);
    expect(() => after.exec("UPDATE rules SET state = 'spent'")).toThrow(/CHECK constraint failed/);
    after.close();
  });

  it("is as it was where a step fails, and its backup is there", () => {
    const dir = tempDir();
    const store = openIn(dir);
    value(store.rules.save(snapshot("r1")));
    store.close();
    const broken = { version: next.version, sql: `${next.sql}; INSERT INTO nowhere VALUES (1)` };
    expect(() => openDatabase(pathsIn(dir), t0 + 1, [...migrations, broken])).toThrow(/no such table: nowhere/);
    expect(listBackups(pathsIn(dir), t0 + 1)).toHaveLength(1);
    expect(value(openIn(dir).rules.all())).toEqual([snapshot("r1")]);
  });
});
