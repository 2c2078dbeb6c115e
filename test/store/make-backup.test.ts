/** A copy of a database by itself: verified before it has its name, read only while it is made, and due once a day. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import Database from "better-sqlite3";
import { beforeEach, expect, it } from "vitest";
import { isBackupDue, listBackups, makeBackup, prepareRestore, saveBefore } from "../../main/store/backups.ts";
import { pathsIn, type Paths } from "../../main/store/data-folder.ts";
import { afterTest } from "../doubles/after-test.ts";
import { openIn, snapshot, t0, tempDir, value } from "./store-harness.ts";

const dayMs = 86_400_000;
let paths: Paths;
let db: Database.Database;
const openFiles = (): number => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);

beforeEach(() => {
  paths = pathsIn(tempDir());
  const store = openIn(paths.dir);
  value(store.rules.save(snapshot("r1"), snapshot("r2")));
  store.close();
  db = new Database(paths.file);
  afterTest(() => void db.close());
});

it("says how many alerts are in it, leaves no file open, and asks for nothing once it is made", async () => {
  let reads = 0;
  const make = (nowMs: number) => makeBackup(db, paths, nowMs, () => void (reads += 1));
  expect(await make(t0)).toMatchObject({ rules: 2, at: new Date(t0).toISOString() });
  const [before, readsBefore] = [openFiles(), reads];
  expect(readsBefore).toBeGreaterThan(0);
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  expect(reads).toBe(readsBefore);
  const { name } = await make(t0 + 1);
  saveBefore(db, paths, t0 + 2, 1);
  expect(listBackups(paths, t0 + 3)).toHaveLength(3);
  expect(prepareRestore(paths, name)).not.toBe(null);
  expect(openFiles()).toBe(before);
});

it("of a database that is damaged has no name", async () => {
  const sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'watchlist'";
  const page = db.prepare<[], number>(sql).pluck().get() ?? 0;
  db.close();
  const bytes = readFileSync(paths.file);
  // How many bytes of the page are in no use: not so many.
  bytes.writeUInt8(60, (page - 1) * 4_096 + 7);
  writeFileSync(paths.file, bytes);
  db = new Database(paths.file);
  await expect(makeBackup(db, paths, t0, () => undefined)).rejects.toThrow("does not verify");
  expect(listBackups(paths, t0)).toEqual([]);
});

it("a backup is due where there is none, and a day after the newest, to the millisecond", async () => {
  const isDue = (nowMs: number, hasRules = true): boolean => isBackupDue(paths, nowMs, () => hasRules);
  expect(isDue(t0)).toBe(true);
  await makeBackup(db, paths, t0, () => undefined);
  expect([t0, t0 + dayMs - 1, t0 + dayMs, t0 - 1].map((nowMs) => isDue(nowMs))).toEqual([false, false, true, true]);
  db.exec("DELETE FROM rules");
  await makeBackup(db, paths, t0 + 5, () => undefined);
  expect([isDue(t0 + 6), isDue(t0 + 6, false)]).toEqual([true, false]);
});
