/** The database's file is written into by another program while it is open: what is ours and what is not, and what is kept. */
import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { settleMs } from "../../main/store/live-connection.ts";
import { type Store } from "../../main/store/store.ts";
import { fired, openIn, snapshot, t0, tempDir, value, openWithClock } from "./store-harness.ts";

const nothing = { ticks: [], rules: [], watchedUntil: null };
const many = Array.from({ length: 300 }, (_, at) => snapshot(`r${String(at).padStart(3, "0")}`));

/** With 300 alerts, each of which has fired once. */
function withHistory(): { dir: string; store: Store; advance: (ms: number) => void } {
  const dir = tempDir();
  const opened = openWithClock(dir);
  value(opened.store.rules.save(...many));
  value(
    opened.store.commit(
      many.map((rule) => fired(rule)),
      ["history"],
      t0,
    ),
  );
  return { dir, ...opened };
}

/** Another program's connection to the same file. */
function elsewhere(file: string, run: (db: Database.Database) => void): void {
  const db = new Database(file);
  try {
    run(db);
  } finally {
    db.close();
  }
}

/** Into the same file, over what is in it. */
function scribble(file: string, content: Buffer, at = 0): void {
  const fd = openSync(file, "r+");
  writeSync(fd, content, 0, content.length, at);
  closeSync(fd);
}

describe("what another program writes into the file", () => {
  it("an older copy of it: told, kept aside as it is, and all that came after the copy is there", () => {
    const { dir, store, advance } = withHistory();
    elsewhere(store.file, (db) => db.pragma("wal_checkpoint(FULL)"));
    const older = join(dir, "..", "older.db");
    copyFileSync(store.file, older);
    value(store.keep(nothing));
    value(store.rules.save(snapshot("newer")));
    value(store.commit([fired(snapshot("newer"))], ["history"], t0));
    elsewhere(store.file, (db) => db.pragma("wal_checkpoint(FULL)"));
    value(store.keep(nothing));
    copyFileSync(older, store.file);
    const refused = store.keep(nothing);
    const folder = join(dir, "aside", readdirSync(join(dir, "aside"))[0] ?? "");
    expect(refused).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("nothing is lost") as string },
    });
    expect(store.health().message).toContain(folder);
    expect(readdirSync(folder)).toEqual(["pricebell.db"]);
    expect(readFileSync(join(folder, "pricebell.db")).equals(readFileSync(older)), "not mixed with what is ours").toBe(
      true,
    );
    advance(settleMs);
    value(store.keep(nothing));
    expect(store.health().state).toBe("ok");
    store.close();
    const again = openIn(dir);
    expect(value(again.rules.all())).toHaveLength(301);
    expect(value(again.events.list({ limit: 500 }))).toHaveLength(301);
  });

  it("read before it was noticed, it is not taken for damage of ours for ever", () => {
    const { store, advance } = withHistory();
    // Its own connection has forgotten what it knew, and reads the file.
    elsewhere(store.file, (db) => db.exec("UPDATE heartbeat SET started_ms = 7"));
    elsewhere(store.file, (db) => db.pragma("wal_checkpoint(TRUNCATE)"));
    value(store.keep(nothing));
    elsewhere(store.file, (db) => db.exec("UPDATE heartbeat SET started_ms = 8"));
    copyFileSync(import.meta.filename, store.file);
    expect(store.events.list().ok).toBe(false);
    expect(store.keep(nothing).ok).toBe(false);
    advance(settleMs);
    value(store.keep(nothing));
    expect(store.health().state).toBe("ok");
    store.close();
  });

  it.each<[string, (file: string) => void]>([
    ["its time is set and nothing else", (file) => utimesSync(file, 1, 1)],
    ["SQLite folds the log into it", (file) => elsewhere(file, (db) => db.pragma("wal_checkpoint(FULL)"))],
    [
      "SQLite changes a row and folds that into it",
      (file) =>
        elsewhere(file, (db) => {
          db.exec("UPDATE heartbeat SET started_ms = 7");
          db.pragma("wal_checkpoint(FULL)");
        }),
    ],
    [
      "SQLite folds the log into it, and begins the log anew",
      (file) =>
        elsewhere(file, (db) => {
          db.pragma("wal_checkpoint(RESTART)");
          db.exec("UPDATE heartbeat SET started_ms = 7");
        }),
    ],
  ])("%s: nothing is told, nothing is moved", (_what, touch) => {
    const { dir, store } = withHistory();
    touch(store.file);
    value(store.keep(nothing));
    expect(store.health().state).toBe("ok");
    expect(readdirSync(join(dir, "aside"))).toEqual([]);
    store.close();
    expect(value(openIn(dir).rules.all())).toHaveLength(300);
  });

  it("our own folding of the log into it is ours", () => {
    const { store } = withHistory();
    const before = statSync(store.file).mtimeMs;
    for (let round = 0; statSync(store.file).mtimeMs === before; round += 1)
      value(store.rules.save(...many.map((rule) => ({ ...rule, stateMs: t0 + round }))));
    value(store.keep(nothing));
    expect(store.health().state).toBe("ok");
    store.close();
  });
});

describe("what another program writes into its log", () => {
  const log = (store: Store): string => `${store.file}-wal`;
  it.each<[string, (file: string) => void]>([
    ["something else", (file) => scribble(file, Buffer.alloc(statSync(file).size, "other content"))],
    ["something else, longer", (file) => scribble(file, Buffer.alloc(statSync(file).size + 100_000, 7))],
    ["nothing any more", (file) => truncateSync(file)],
    ["half of it", (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ["its beginning one page further on", (file) => scribble(file, readFileSync(file).subarray(0, -4_120), 4_120)],
  ])("%s: told, kept aside as it is, and nothing of ours is lost", (_what, overwrite) => {
    const { dir, store, advance } = withHistory();
    overwrite(log(store));
    const found = readFileSync(log(store));
    const refused = store.keep(nothing);
    expect(refused).toMatchObject({
      ok: false,
      error: {
        message: expect.stringMatching(
          /wrote into .*pricebell\.db-wal.* no longer all there.* nothing is lost/,
        ) as string,
      },
    });
    const folder = join(dir, "aside", readdirSync(join(dir, "aside"))[0] ?? "");
    expect(readdirSync(folder)).toEqual(["pricebell.db-wal"]);
    expect(readFileSync(join(folder, "pricebell.db-wal")).equals(found)).toBe(true);
    advance(settleMs);
    value(store.rules.save(snapshot("newer")));
    expect(store.health().state).toBe("ok");
    store.close();
    const again = openIn(dir);
    expect(value(again.rules.all())).toHaveLength(301);
    expect(value(again.events.list({ limit: 500 }))).toHaveLength(300);
  });

  it.each<[string, (file: string) => void]>([
    ["its time is set and nothing else", (file) => utimesSync(`${file}-wal`, 1, 1)],
    ["SQLite adds to it", (file) => elsewhere(file, (db) => db.exec("UPDATE heartbeat SET started_ms = 7"))],
  ])("%s: nothing is told, nothing is moved", (_what, touch) => {
    const { dir, store } = withHistory();
    touch(store.file);
    value(store.keep(nothing));
    expect(store.health().state).toBe("ok");
    expect(readdirSync(join(dir, "aside"))).toEqual([]);
  });
});

it("where a program wrote to the log as it should and the disk damages the file, no program is said to have done that", () => {
  const { dir, store } = withHistory();
  elsewhere(store.file, (db) => db.pragma("wal_checkpoint(TRUNCATE)"));
  value(store.keep(nothing));
  elsewhere(store.file, (db) => db.exec("UPDATE heartbeat SET started_ms = 7"));
  const { atimeMs, mtimeMs } = statSync(store.file);
  scribble(store.file, Buffer.alloc(40_960, 7), 8_192);
  // A disk that fails leaves the time as it was.
  utimesSync(store.file, atimeMs / 1000, mtimeMs / 1000);
  const refused = store.keep(nothing);
  if (refused.ok) throw new Error("taken for what it was");
  expect(refused.error.message).toMatch(
    /^Something other than Pricebell wrote into .*, and what Pricebell wrote is no longer all there\./,
  );
  expect(refused.error.message).toMatch(/find out what did it|nothing is lost/);
  expect(refused.error.message).not.toMatch(/program wrote/i);
  expect(readdirSync(join(dir, "aside"))).toHaveLength(1);
});

describe.skipIf(process.platform === "win32")("what another program does to the index of its log", () => {
  const index = (store: Store): string => `${store.file}-shm`;
  const bytesOf = (store: Store): number => statSync(index(store)).size;

  it.each<[string, (store: Store) => void]>([
    ["cut to nothing", (store) => truncateSync(index(store))],
    ["cut to a part, whose head is as it was", (store) => truncateSync(index(store), 4_096)],
    ["overwritten with something else", (store) => scribble(index(store), Buffer.alloc(bytesOf(store), 7))],
    ["overwritten behind its head", (store) => scribble(index(store), Buffer.alloc(bytesOf(store) - 200), 200)],
    ["overwritten in its last byte", (store) => scribble(index(store), Buffer.from([0x5a]), bytesOf(store) - 1)],
    ["cut to nothing, and the log with it", (store) => (truncateSync(index(store)), truncateSync(`${store.file}-wal`))],
  ])("%s: told, and nothing of ours is lost", (_what, spoil) => {
    const { dir, store, advance } = withHistory();
    spoil(store);
    expect(store.keep(nothing)).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/pricebell\.db-(?:shm|wal).* nothing is lost/) as string },
    });
    advance(settleMs);
    value(store.rules.save(snapshot("newer")));
    expect(store.health().state).toBe("ok");
    store.close();
    const again = openIn(dir);
    expect(value(again.rules.all())).toHaveLength(301);
    expect(value(again.events.list({ limit: 500 }))).toHaveLength(300);
  });

  it("cut: a read that comes before any write finds everything, and does not end the process", () => {
    const { store } = withHistory();
    truncateSync(index(store));
    expect(value(store.rules.all())).toHaveLength(300);
    expect(store.keep(nothing)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("pricebell.db-shm") as string },
    });
    store.close();
  });

  it("replaced by an older one of itself: what was committed since is there, and is not written over", () => {
    const { dir, store, advance } = withHistory();
    const older = readFileSync(index(store));
    value(store.rules.save(snapshot("newer")));
    scribble(index(store), older);
    expect(store.keep(nothing).ok).toBe(false);
    advance(settleMs);
    value(store.rules.save(snapshot("newest")));
    store.close();
    expect(value(openIn(dir).rules.all())).toHaveLength(302);
  });

  it("read by SQLite in another program: nothing is told", () => {
    const { store } = withHistory();
    elsewhere(store.file, (db) => db.prepare("SELECT count(*) FROM rules").get());
    value(store.keep(nothing));
    expect(store.health().state).toBe("ok");
  });
});

it("what is neither in memory nor in the log comes from the newest backup, and that is told", async () => {
  const { dir, store, advance } = withHistory();
  value(await store.backups.make(t0));
  value(store.rules.save(snapshot("newer")));
  // What the connection had in memory it drops once another program has written, and the log is folded into the file and begins anew.
  elsewhere(store.file, (db) => {
    db.exec("UPDATE heartbeat SET started_ms = 7");
    db.pragma("wal_checkpoint(TRUNCATE)");
  });
  value(store.keep(nothing));
  expect(value(store.rules.all())).toHaveLength(301);
  copyFileSync(import.meta.filename, store.file);
  expect(store.keep(nothing)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining("part of the history may be missing") as string },
  });
  advance(settleMs);
  value(store.keep(nothing));
  store.close();
  const again = openIn(dir);
  expect(
    value(again.rules.all()).map(({ id }) => id),
    "alerts as they were last",
  ).toContain("newer");
  expect(value(again.events.list({ limit: 500 })), "the history of the backup").toHaveLength(300);
});
