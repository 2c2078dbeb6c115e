/** Whether a file is a sound database of ours: each thing that can be wrong with it, and how much of a large one is looked at. */
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, it } from "vitest";
import { inspect } from "../../main/store/inspect.ts";
import { latestVersion } from "../../main/store/migrations/index.ts";
import { fired, openIn, snapshot, t0, tempDir, value } from "./store-harness.ts";

/** As far as a file is read to its end at a start. */
const readWhole = 33_554_432;
let file: string;

function edit(sql: string): void {
  const db = new Database(file);
  db.pragma("ignore_check_constraints = ON");
  db.pragma("foreign_keys = OFF");
  db.exec(sql);
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
}
function rewrite(change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file);
  change(bytes);
  writeFileSync(file, bytes);
}
/** The page where a table begins says something else of itself than is true of it: how many bytes of it are in no use. */
function damage(table: string): void {
  const db = new Database(file, { readonly: true });
  const sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?";
  const page = db.prepare<[string], number>(sql).pluck().get(table) ?? 0;
  db.close();
  rewrite((bytes) => bytes.writeUInt8(60, (page - 1) * 4_096 + 7));
}
/** The text of the definition of the alerts is changed, as no statement may do it. */
function redefine(change: (sql: string) => string): string {
  const db = new Database(file);
  const sql = db.prepare<[], string>("SELECT sql FROM sqlite_schema WHERE name = 'rules'").pluck().get() ?? "";
  db.unsafeMode(true);
  db.pragma("writable_schema = ON");
  db.prepare("UPDATE sqlite_schema SET sql = ? WHERE name = 'rules'").run(change(sql));
  db.close();
  return sql;
}
/** So many alerts without the time of their making, which every one has. */
function wrongRows(count: number): void {
  const before = redefine((sql) => sql.replace("created_ms INTEGER NOT NULL", "created_ms INTEGER"));
  edit(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO rules (id, spec, generation, state, state_ms, armed_ms) SELECT 'wrong' || i, '{}', 1, 'armed', 1, 1 FROM n`);
  redefine(() => before);
}
const damagedBy = (how: RegExp) => ({ kind: "damaged", how: expect.stringMatching(how) as string });

beforeEach(() => {
  const store = openIn(tempDir());
  file = store.file;
  value(store.rules.save(snapshot("r1")));
  value(store.commit([fired(snapshot("r1"))], ["history"], t0));
  store.close();
});

it("a sound one is, and not a byte of it is changed; no file stays open", () => {
  const before = readFileSync(file);
  const openFiles = (): number => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);
  const openBefore = openFiles();
  expect([inspect(file), inspect(file), openFiles()]).toEqual([null, null, openBefore]);
  expect(readFileSync(file).equals(before)).toBe(true);
});

it("an empty file is damaged, and told as that; one with a single byte has something in it", () => {
  writeFileSync(file, "");
  expect(inspect(file)).toEqual(damagedBy(/empty/));
  writeFileSync(file, "x");
  expect(inspect(file)).toEqual(damagedBy(/^(?!.*empty)/));
});

it.each([
  ["another program's", "PRAGMA application_id = 7", /./],
  ["one without a table", "DROP TABLE minutes", /minutes/],
  ["one with a column of another name", "ALTER TABLE minutes RENAME COLUMN high TO hogh", /minutes/],
])("%s is damaged, and what is wrong is named", (_what, sql, how) => {
  edit(sql);
  expect(inspect(file)).toEqual(damagedBy(how));
});

it("one of a later version is told from a damaged one", () => {
  edit(`PRAGMA user_version = ${latestVersion + 1}; DROP TABLE minutes`);
  expect(inspect(file)).toEqual({ kind: "newer", version: latestVersion + 1 });
});

it("one whose head asks for what no SQLite knows is damaged", () => {
  rewrite((bytes) => bytes.writeUInt32BE(9, 44));
  expect(inspect(file)).toEqual(damagedBy(/unsupported file format/));
});

describe("a table whose pages are not what they were", () => {
  it.each([
    ["rules", 0, true],
    ["events", 0, true],
    ["events", readWhole, true],
    // Read to their ends they would take seconds.
    ["events", readWhole + 1, false],
    ["deliveries", readWhole + 1, false],
    ["minutes", readWhole + 1, false],
    ["rules", readWhole + 1, true],
    ["last_ticks", readWhole + 1, true],
    ["sqlite_sequence", readWhole + 1, true],
  ])("%s, in a file of %i bytes: damaged %s", (table, bytes, isDamaged) => {
    damage(table);
    if (bytes > 0) truncateSync(file, bytes);
    expect(inspect(file)).toEqual(isDamaged ? damagedBy(/Fragmentation|free space/) : null);
  });
});

describe("rows with a wrong value", () => {
  it.each([
    [999, 0, null],
    [1_000, 0, damagedBy(/1[,.]?000/)],
    [99, readWhole + 1, null],
    [100, readWhole + 1, damagedBy(/100/)],
  ])("%i in a file of %i bytes: %j", (count, bytes, expected) => {
    wrongRows(count);
    if (bytes > 0) truncateSync(file, bytes);
    expect(inspect(file)).toEqual(expected);
  });

  it("hide no damage of the file itself", () => {
    wrongRows(3);
    damage("watchlist");
    expect(inspect(file)).toEqual(damagedBy(/Fragmentation|free space/));
  });
});
