/** A copy of a database that is no longer whole: what is taken of it as it is now, and what of the newest backup. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, it } from "vitest";
import { formatBackupName } from "../../main/store/backup-names.ts";
import { pathsIn, type Paths } from "../../main/store/data-folder.ts";
import { applicationId } from "../../main/store/inspect.ts";
import { latestVersion, migrate } from "../../main/store/migrations/index.ts";
import { salvage } from "../../main/store/salvage.ts";
import { spec, t0, tempDir } from "./store-harness.ts";

let paths: Paths;
let db: Database.Database;
let draft: string;

function newDatabase(file: string, version = latestVersion): Database.Database {
  const made = new Database(file);
  made.pragma(`application_id = ${applicationId}`);
  migrate(made, version);
  return made;
}
/** A rule, and that it fired; with a delivery of that. */
function fire(id: string): void {
  db.exec(`INSERT INTO rules (id, spec, generation, state, created_ms, state_ms, armed_ms)
      VALUES ('${id}', '${JSON.stringify(spec)}', 1, 'done', 1, 2, 3);
    INSERT INTO events (id, kind, rule_id, generation, rule, instrument, tick, received_ms, decided_ms)
      VALUES ('${id}', 'fired', '${id}', 1, '${JSON.stringify(spec)}', 'demo:BTC-USD', '{"price":"1","at":"2026-01-01T00:00:00Z","tradeId":null}', 4, 5);
    INSERT INTO deliveries (event_seq, destination, occasion, state, at_ms, next_attempt_ms)
      VALUES (last_insert_rowid(), 'desktop', 'event', 'shown', 5, 5);`);
}
/** A delivery of no event: a page of events is not the one that it was. */
function breakIt(): void {
  db.pragma("foreign_keys = OFF");
  db.exec(`INSERT INTO deliveries (event_seq, destination, occasion, state, at_ms, next_attempt_ms)
    VALUES (99, 'desktop', 'event', 'shown', 5, 5)`);
}
function backUp(sequence: number, version: number | null = null): void {
  db.prepare("VACUUM INTO ?").run(join(paths.backups, formatBackupName(sequence, t0 + sequence, version)));
}
function idsIn(table: "rules" | "events"): unknown[] {
  const copy = new Database(draft, { readonly: true });
  try {
    return copy.prepare(`SELECT id FROM ${table} ORDER BY id`).pluck().all();
  } finally {
    copy.close();
  }
}

beforeEach(() => {
  paths = pathsIn(tempDir());
  mkdirSync(paths.backups, { recursive: true });
  draft = join(paths.dir, "draft.db");
  db = newDatabase(paths.file);
  fire("a");
});
afterEach(() => db.close());

it("of one that is whole it is all of it", () => {
  expect(salvage(db, paths, draft, t0)).toBe("everything");
  expect([idsIn("rules"), idsIn("events")]).toEqual([["a"], ["a"]]);
});

it("without a backup it is what can be read of it", () => {
  fire("b");
  breakIt();
  expect(salvage(db, paths, draft, t0)).toBe("without-part-of-history");
  expect([idsIn("rules"), idsIn("events")]).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
});

it("with one, alerts are as they are now, and the history is that of the backup with what came after it", () => {
  backUp(1);
  fire("b");
  backUp(2);
  fire("c");
  db.exec(
    "DELETE FROM rules WHERE id = 'a'; DELETE FROM deliveries WHERE event_seq = 1; DELETE FROM events WHERE id = 'a'",
  );
  breakIt();
  expect(salvage(db, paths, draft, t0 + 9)).toBe("without-part-of-history");
  expect([idsIn("rules"), idsIn("events")]).toEqual([
    ["b", "c"],
    ["a", "b", "c"],
  ]);
  const copy = new Database(draft, { readonly: true });
  expect(copy.prepare("SELECT count(*) FROM deliveries WHERE event_seq < 9").pluck().get()).toBe(3);
  copy.close();
});

it("a backup that is damaged, or of another version, is passed over", () => {
  backUp(1);
  const older = newDatabase(join(paths.backups, formatBackupName(2, t0 + 2, 1)), latestVersion - 1);
  older.close();
  writeFileSync(join(paths.backups, formatBackupName(3, t0 + 3, null)), "garbage".repeat(1_000));
  db.exec("DELETE FROM deliveries; DELETE FROM events");
  breakIt();
  expect(salvage(db, paths, draft, t0 + 9)).toBe("without-part-of-history");
  expect(idsIn("events")).toEqual(["a"]);
});

it("of two backups the newer one is what is begun with: what was deleted since is in the older one no more than now", () => {
  backUp(1);
  fire("b");
  backUp(2);
  db.exec("DELETE FROM deliveries WHERE event_seq = 2; DELETE FROM events WHERE id = 'b'");
  fire("c");
  breakIt();
  salvage(db, paths, draft, t0 + 9);
  expect(idsIn("events")).toEqual(["a", "b", "c"]);
});

it("the copy is for its owner alone, can be made again, and leaves no file open", () => {
  backUp(1);
  const older = newDatabase(join(paths.backups, formatBackupName(2, t0 + 2, 1)), latestVersion - 1);
  older.close();
  const openFiles = (): number => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);
  const whole = join(paths.dir, "whole.db");
  salvage(db, paths, whole, t0);
  breakIt();
  const counts = ["one", "two"].map((name) => {
    salvage(db, paths, join(paths.dir, name), t0 + 9);
    return openFiles();
  });
  for (const file of readdirSync(paths.backups)) rmSync(join(paths.backups, file));
  draft = join(paths.dir, "three");
  salvage(db, paths, draft, t0 + 9);
  expect([...counts, openFiles()]).toEqual([counts[0], counts[0], counts[0]]);
  expect(idsIn("events")).toEqual(["a"]);
  for (const file of [whole, draft]) expect(statSync(file).mode & 0o777).toBe(0o600);
});
