/** The tables of a file against those that the migrations make: what counts as another definition, and what does not. */
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, it } from "vitest";
import { wrongDefinition } from "../../main/store/expected-schema.ts";
import { latestVersion, migrate, migrations } from "../../main/store/migrations/index.ts";

let db: Database.Database;

beforeEach(() => {
  db = new Database(":memory:");
  migrate(db, latestVersion);
});
afterEach(() => db.close());

/** The same file under other definitions, read anew. */
function withDefinition(of: string, change: (sql: string) => string): Database.Database {
  db.unsafeMode(true);
  db.pragma("writable_schema = ON");
  const sql = db.prepare<[string], string>("SELECT sql FROM sqlite_schema WHERE name = ?").pluck().get(of) ?? "";
  db.prepare("UPDATE sqlite_schema SET sql = ? WHERE name = ?").run(change(sql), of);
  return db;
}
const wrong = (of = db): string | null => wrongDefinition(of, latestVersion, migrations);

it("those of the newest version are right, and those of an older one by that version alone", () => {
  expect(wrong()).toBe(null);
  const older = new Database(":memory:");
  migrate(older, 1);
  expect(wrongDefinition(older, 1, migrations)).toBe(null);
  expect(wrong(older)).not.toBe(null);
  older.close();
});

it("one that is missing is wrong, and more than there should be is let be", () => {
  db.exec("CREATE TABLE of_later (id INTEGER)");
  expect(wrong()).toBe(null);
  db.exec("DROP TABLE watchlist");
  expect(wrong()).toBe("watchlist");
});

it("an index that is missing is wrong", () => {
  db.exec("DROP INDEX deliveries_due");
  expect(wrong()).toBe("deliveries_due");
});

it("one letter of a definition is enough", () => {
  expect(wrong(withDefinition("rules", (sql) => sql.replace("state_ms", "state_mt")))).toBe("rules");
});

it("spaces, line breaks and quotes around names are a matter of the SQLite that wrote it", () => {
  const respaced = withDefinition("rules", (sql) => sql.replaceAll(" ", "  \n").replace("rules", '"rules"'));
  expect(wrong(respaced)).toBe(null);
});
