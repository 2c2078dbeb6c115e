/** The connection of an open store, looked after: what is found out of place, put back and told, and for how long. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, it } from "vitest";
import { stamp } from "../../main/store/backup-names.ts";
import { connect, type Connection } from "../../main/store/connection.ts";
import { pathsIn, prepareFolder, type Paths } from "../../main/store/data-folder.ts";
import { DatabaseAccess } from "../../main/store/database-access.ts";
import { LiveConnection, settleMs } from "../../main/store/live-connection.ts";
import { afterTest } from "../doubles/after-test.ts";
import { snapshot, t0, tempDir } from "./store-harness.ts";

let paths: Paths;
let monoMs: number;
/** Whether the folder is still locked by us, or what keeps us from finding that out. */
let isLocked: () => boolean;
let isCopying: boolean;
let access: DatabaseAccess;
let live: LiveConnection;
let partly: number;

function opened(): Connection {
  const connected = connect(paths, { dataDir: paths.dir, nowMs: t0, shownByWriting: [] });
  if (!connected.ok) throw new Error(connected.error.message);
  afterTest(() => connected.value.close());
  return connected.value;
}
const save = (id: string): void => live.current.atomically(() => live.current.tables.rules.save(snapshot(id)));
const ids = (): string[] => live.current.tables.rules.all().map(({ id }) => id);
/** What is told; null where all is well. */
const told = (): string | null => {
  const result = live.check();
  return result.ok ? null : result.error.message;
};
const thrown = (code: string | null): (() => never) => {
  return () => {
    throw code === null ? new TypeError("a bug") : Object.assign(new Error(code), { code, syscall: "open" });
  };
};

beforeEach(() => {
  paths = pathsIn(tempDir());
  prepareFolder(paths);
  monoMs = 70_000;
  isLocked = () => true;
  isCopying = false;
  partly = 0;
  access = new DatabaseAccess(paths.file);
  live = new LiveConnection({
    paths,
    store: { dataDir: paths.dir, nowMs: t0, monoMs: () => monoMs, shownByWriting: [] },
    lock: { renew: () => isLocked(), notePid: () => undefined, release: () => undefined },
    access,
    first: opened(),
    isCopying: () => isCopying,
  });
  live.partlyRestored.listen(() => (partly += 1));
  afterTest(() => live.current.close());
  save("r1");
  live.noteOwnWrite();
});

it("with everything in its place it can be read and written, and nothing is told", () => {
  expect([told(), live.checkReadable(), access.health().state]).toEqual([null, null, "ok"]);
});

describe("a file that was deleted", () => {
  it("is put back with all that was in it; that is told for a while, and then all is well", () => {
    const before = live.current;
    rmSync(paths.file);
    const words = told();
    expect(words).toContain("was deleted while Pricebell was running");
    expect(access.health()).toEqual({ state: "failing", message: words });
    expect([existsSync(paths.file), ids(), before.db.open]).toEqual([true, ["r1"], false]);
    expect([live.current.heartbeat, live.current.watchedUntil]).toEqual([before.heartbeat, before.watchedUntil]);
    monoMs += settleMs - 1;
    expect(told()).toBe(words);
    monoMs += 1;
    expect([told(), settleMs, partly]).toEqual([null, 3_000, 0]);
  });

  it("is put back at the end of the app without a word", () => {
    rmSync(paths.file);
    live.settle();
    expect([existsSync(paths.file), ids(), access.health().state]).toEqual([true, ["r1"], "ok"]);
  });

  it("is not while a backup is being made, nor where another process has the folder by now", () => {
    rmSync(paths.file);
    isCopying = true;
    expect(told()).toContain("a backup is being made");
    monoMs += settleMs;
    [isCopying, isLocked] = [false, () => false];
    expect([told()?.includes("another Pricebell has started"), existsSync(paths.file)]).toEqual([true, false]);
    monoMs += settleMs;
    isLocked = () => true;
    expect([told()?.includes("was deleted"), existsSync(paths.file)]).toEqual([true, true]);
  });

  it.each<[string, RegExp, () => void]>([
    ["it is none", /pricebell\.db.*SQLITE_NOTADB/, () => writeFileSync(paths.file, "garbage ".repeat(1_000))],
    [
      "it is another program's",
      /pricebell\.db/,
      () => {
        rmSync(paths.file);
        const other = new Database(paths.file);
        other.exec("CREATE TABLE letters (text)");
        other.close();
      },
    ],
  ])(
    "that could not be opened again as %s is told with why, for what reads too, and opened as soon as it can be",
    (_what, why, spoil) => {
      live.current.close();
      expect(live.checkReadable(), "nothing was looked at yet").toBe(null);
      const sound = readFileSync(paths.file);
      spoil();
      const words = told();
      expect(words).toMatch(why);
      expect(live.checkReadable()).toBe(words);
      live.noteOwnWrite();
      live.waitForOthers(10);
      writeFileSync(paths.file, sound);
      monoMs += settleMs;
      expect([told()?.startsWith(`${paths.file} was deleted`), live.checkReadable(), ids()]).toEqual([
        true,
        null,
        ["r1"],
      ]);
    },
  );
});

const openFiles = (): number => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);
/** Another file of its name, as a program that syncs puts it there. */
function replace(suffix: string): void {
  writeFileSync(`${paths.file}-other`, "another file");
  renameSync(`${paths.file}-other`, paths.file + suffix);
}

it.skipIf(process.platform === "win32").each<[string, () => void, RegExp, readonly string[]]>([
  ["the log is deleted", () => rmSync(`${paths.file}-wal`), /db-wal, which holds .* was deleted/, []],
  ["the log is replaced", () => replace("-wal"), /db-wal, which holds .* was deleted/, []],
  ["the index of the log is deleted", () => rmSync(`${paths.file}-shm`), /db-shm, the index/, []],
  ["the file is deleted", () => rmSync(paths.file), /db was deleted/, []],
  ["the file is replaced", () => replace(""), /Another file was put in place/, ["pricebell.db"]],
  ["the file is written into", () => writeFileSync(paths.file, "other"), /wrote into .*db while/, ["pricebell.db"]],
  [
    "the log is written into",
    () => writeFileSync(`${paths.file}-wal`, Buffer.alloc(9_000, 7)),
    /db-wal/,
    ["pricebell.db-wal"],
  ],
])("%s: all of it is there again, what stood there is kept, and no file stays open", (_what, spoil, words, kept) => {
  writeFileSync(`${paths.file}.new`, "left by a run that was cut off");
  const before = openFiles();
  spoil();
  expect(told()).toMatch(words);
  expect([ids(), openFiles()]).toEqual([["r1"], before]);
  const aside = readdirSync(paths.aside).flatMap((folder) => readdirSync(join(paths.aside, folder)));
  expect(aside).toEqual(kept);
  monoMs += settleMs;
  expect(told()).toBe(null);
  save("r2");
  live.current.close();
  const file = new Database(paths.file, { readonly: true });
  expect(file.prepare("SELECT id FROM rules ORDER BY id").pluck().all()).toEqual(["r1", "r2"]);
  file.close();
});

it("the log cannot be put back while another program reads it: that is told, and done when it has read", () => {
  const reader = new Database(paths.file, { readonly: true });
  reader.exec("BEGIN");
  reader.prepare("SELECT count(*) FROM rules").get();
  save("r2");
  live.noteOwnWrite();
  rmSync(`${paths.file}-wal`);
  expect(told()).toMatch(/cannot be put back .*SQLITE_BUSY/);
  expect(ids()).toEqual(["r1", "r2"]);
  reader.close();
  monoMs += settleMs;
  expect(told()).toContain("nothing is lost");
  expect(ids()).toEqual(["r1", "r2"]);
});

it("what took its place is kept under the time of then", () => {
  writeFileSync(`${paths.file}-other`, "another file");
  renameSync(`${paths.file}-other`, paths.file);
  monoMs += 60_000;
  expect(told()).toContain(join(paths.aside, stamp(t0 + 60_000)));
  expect([readdirSync(paths.aside), ids()]).toEqual([[stamp(t0 + 60_000)], ["r1"]]);
});

describe("a file that was written into", () => {
  const overwrite = (): void => writeFileSync(paths.file, "other bytes");

  it("is put back whole, and damage that was met in it was not ours", () => {
    access.read(() => {
      throw new Database.SqliteError("malformed", "SQLITE_CORRUPT");
    });
    overwrite();
    expect(told()).toContain("nothing is lost");
    monoMs += settleMs;
    expect([told(), access.write(() => ids())]).toEqual([null, { ok: true, value: ["r1"] }]);
    expect([access.health().state, partly]).toEqual(["ok", 0]);
  });

  it("of which not all could be put back is told as that, once", () => {
    live.current.db.pragma("foreign_keys = OFF");
    live.current.db.exec(`INSERT INTO deliveries (event_seq, destination, occasion, state, at_ms, next_attempt_ms)
      VALUES (99, 'desktop', 'event', 'shown', 5, 5)`);
    live.noteOwnWrite();
    overwrite();
    const words = told();
    expect(words).toContain(paths.aside);
    expect(words).not.toContain("nothing is lost");
    expect([ids(), partly]).toEqual([["r1"], 1]);
  });
});

it.skipIf(process.platform === "win32")(
  "the index of the log is what our own last write left, whoever wrote there",
  () => {
    save("r2");
    live.noteOwnWrite();
    const index = readFileSync(`${paths.file}-shm`);
    writeFileSync(`${paths.file}-shm`, Buffer.alloc(index.length, 7));
    expect(told()).toContain("pricebell.db-shm");
    expect(ids()).toEqual(["r1", "r2"]);
  },
);

it.skipIf(process.platform === "win32")("before it is read, what was cut of the index of the log is put back", () => {
  writeFileSync(`${paths.file}-shm`, "");
  expect([live.checkReadable(), ids()]).toEqual([null, ["r1"]]);
});

describe("the lock", () => {
  it("that another process has is told after two seconds: a start that is refused holds it for a moment", () => {
    isLocked = () => false;
    expect(told()).toBe(null);
    monoMs += 1_999;
    expect(told()).toBe(null);
    monoMs += 1;
    expect(told()).toContain("another Pricebell has started");
    monoMs += settleMs;
    isLocked = () => true;
    expect(told()).toBe(null);
    isLocked = () => false;
    expect(told(), "the next time begins anew").toBe(null);
  });

  it("that cannot be made anew is told with why; a bug goes on", () => {
    isLocked = thrown("EACCES");
    expect(told()).toMatch(/pricebell\.lock.*EACCES/);
    monoMs += settleMs;
    isLocked = thrown(null);
    expect(told).toThrow("a bug");
  });
});

it("another database in its place is as good as at the start, whatever was told before", () => {
  rmSync(paths.file);
  expect(told()).not.toBe(null);
  live.current.close();
  const next = opened();
  live.replace(next);
  expect([told(), live.current]).toEqual([null, next]);
});

it("other programs that hold the file are waited for as long as that is said", () => {
  live.waitForOthers(10);
  expect(live.current.db.pragma("busy_timeout", { simple: true })).toBe(10);
});

it("without a clock of its own it goes by the one of the process", () => {
  const plain = new LiveConnection({
    paths,
    store: { dataDir: paths.dir, nowMs: t0, shownByWriting: [] },
    lock: { renew: () => true, notePid: () => undefined, release: () => undefined },
    access,
    first: live.current,
    isCopying: () => false,
  });
  expect(plain.check().ok).toBe(true);
  rmSync(paths.file);
  expect([plain.check().ok, plain.check().ok]).toEqual([false, false]);
  plain.current.close();
});
