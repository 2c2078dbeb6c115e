/** The database or its lock is taken away under a running app: told, put back, and no second start on the same data. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { settleMs } from "../../main/store/live-connection.ts";
import { openStore, restoreBackup, type Store } from "../../main/store/store.ts";
import { childFile, errorOf, fired, snapshot, openIn, start, t0, tempDir, value } from "./store-harness.ts";

const nothing = { ticks: [], rules: [], watchedUntil: null };

/** A store whose monotonic clock the test moves. */
function openWithClock(dir: string): { store: Store; advance: (ms: number) => void } {
  let monoMs = 1_000;
  const opened = openStore({ shownByWriting: ["history"], dataDir: dir, nowMs: t0, monoMs: () => monoMs });
  if (!opened.ok) throw new Error(opened.error.message);
  return { store: opened.value, advance: (ms) => (monoMs += ms) };
}

function withRule(): { dir: string; store: Store; advance: (ms: number) => void } {
  const dir = tempDir();
  const opened = openWithClock(dir);
  value(opened.store.rules.save(snapshot("r1")));
  return { dir, ...opened };
}

/** Starts afresh, as after the end of the process. */
function idsIn(dir: string): string[] {
  const store = openIn(dir);
  const ids = value(store.rules.all()).map(({ id }) => id);
  store.close();
  return ids;
}

/** Into the same file, as `cp` does it. */
const overwrite = (dir: string, content: string | Buffer): void => writeFileSync(join(dir, "pricebell.db"), content);

/** A sound database of Pricebell with one other alert. */
function aDatabase(): string {
  const store = openIn(tempDir());
  value(store.rules.save(snapshot("other")));
  store.close();
  return store.file;
}

const ways: [string, RegExp, (dir: string) => void][] = [
  ["the database is deleted", /pricebell\.db was deleted while/, (dir) => rmSync(join(dir, "pricebell.db"))],
  [
    "the database and everything of it are deleted",
    /pricebell\.db was deleted while/,
    (dir) => ["", "-wal", "-shm"].forEach((suffix) => rmSync(join(dir, `pricebell.db${suffix}`))),
  ],
  ["the whole folder is deleted", /pricebell\.db was deleted while/, (dir) => rmSync(dir, { recursive: true })],
  ["the whole folder is moved away", /pricebell\.db was deleted while/, (dir) => renameSync(dir, `${dir}-moved`)],
  [
    "the log is deleted",
    /pricebell\.db-wal, which holds .* was deleted/,
    (dir) => rmSync(join(dir, "pricebell.db-wal")),
  ],
  [
    "another file takes its place",
    /Another file was put in place of/,
    (dir) => {
      writeFileSync(join(dir, "other"), "another file");
      renameSync(join(dir, "other"), join(dir, "pricebell.db"));
    },
  ],
  ["other bytes are written into it", /wrote other content into/, (dir) => overwrite(dir, "other bytes")],
  ["it is emptied", /wrote other content into/, (dir) => overwrite(dir, "")],
  [
    "another database is copied over it",
    /wrote other content into/,
    (dir) => overwrite(dir, readFileSync(aDatabase())),
  ],
];

describe("while the store is open", () => {
  it.each(ways)("%s: told, put back, and everything of before and after is there", (_way, words, displace) => {
    const { dir, store, advance } = withRule();
    const heard: string[] = [];
    store.onHealth(({ state }) => heard.push(state));
    displace(dir);
    const refused = store.rules.save(snapshot("r2"));
    expect(refused).toMatchObject({
      ok: false,
      error: { code: "store-failed", message: expect.stringMatching(words) as string },
    });
    expect(store.health()).toMatchObject({ state: "failing", message: expect.stringMatching(words) as string });
    expect(store.health().message).toContain("nothing is lost");
    const copy = join(tempDir(), "..", "killed.db");
    copyFileSync(store.file, copy);
    const asKilled = new Database(copy, { readonly: true });
    expect(asKilled.prepare("SELECT id FROM rules").pluck().all(), "were the process killed now").toEqual(["r1"]);
    asKilled.close();

    expect(store.rules.save(snapshot("r2")).ok, "told for a while").toBe(false);
    advance(settleMs);
    value(store.commit([fired(snapshot("r1"))], ["history"], t0));
    value(store.rules.save(snapshot("r2")));
    expect(store.health()).toEqual({ state: "ok", message: null });
    expect(heard).toEqual(["failing", "ok"]);
    expect(store.heartbeat.last(), "of the run before, which there was none").toBeNull();
    expect(errorOf(dir).code, "and it is locked").toBe("store-locked");
    store.close();
    expect(idsIn(dir)).toEqual(["r1", "r2"]);
    const again = openIn(dir);
    expect(value(again.events.list())).toHaveLength(1);
  });

  it("a row that cannot be read is put aside only when there is writing again, and does not end before what is told", () => {
    const { dir, store, advance } = withRule();
    rmSync(join(dir, "pricebell.db"));
    expect(store.rules.save(snapshot("r2")).ok).toBe(false);
    const other = new Database(store.file);
    other.exec("UPDATE rules SET spec = '{}'");
    other.close();
    expect(value(store.rules.all())).toEqual([]);
    expect(store.health().state).toBe("failing");
    expect(value(store.damagedRows.untold())).toEqual([]);
    advance(settleMs);
    expect(value(store.rules.all())).toEqual([]);
    expect(store.health().state).toBe("ok");
    expect(value(store.damagedRows.untold())).toMatchObject([{ table: "rules" }]);
    store.close();
  });

  it.each(ways)("%s: found within a second also where nothing is decided", (_way, _words, displace) => {
    const { dir, store, advance } = withRule();
    value(store.keep(nothing));
    displace(dir);
    expect(store.keep(nothing).ok).toBe(false);
    advance(settleMs);
    value(store.keep(nothing));
    expect(store.health().state).toBe("ok");
    store.close();
    expect(idsIn(dir)).toEqual(["r1"]);
  });

  it.each(ways)("%s: found at the end of the app at the latest", (_way, _words, displace) => {
    const { dir, store } = withRule();
    displace(dir);
    store.close();
    expect(idsIn(dir)).toEqual(["r1"]);
  });

  it("prices that are written without waiting for the disk are not written into a file that is gone either", () => {
    const { dir, store } = withRule();
    rmSync(join(dir, "pricebell.db"));
    expect(store.ticks.saveUnsynced([]).ok).toBe(false);
    store.close();
  });

  it("what stood in its place is kept, with the log that belongs to it", () => {
    const { dir, store, advance } = withRule();
    for (const suffix of ["", "-wal"]) rmSync(join(dir, `pricebell.db${suffix}`));
    writeFileSync(join(dir, "pricebell.db"), "another database");
    writeFileSync(join(dir, "pricebell.db-wal"), "its log");
    value(store.rules.all());
    const refused = store.keep(nothing);
    const folder = join(dir, "aside", readdirSync(join(dir, "aside"))[0] ?? "");
    expect(refused).toMatchObject({ ok: false, error: { message: expect.stringContaining(folder) as string } });
    expect(readdirSync(folder).sort()).toEqual(["pricebell.db", "pricebell.db-wal"]);
    expect(readFileSync(join(folder, "pricebell.db-wal"), "utf8")).toBe("its log");
    advance(settleMs);
    value(store.rules.save(snapshot("r2")));
    store.close();
    expect(idsIn(dir)).toEqual(["r1", "r2"]);
  });

  it("a database that cannot be put back is told with why; it can be read, and is put back when that is over", () => {
    const { dir, store, advance } = withRule();
    rmSync(dir, { recursive: true });
    writeFileSync(dir, "in the way");
    expect(store.rules.save(snapshot("r2"))).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/cannot be put back \(.*ending Pricebell now would lose/) as string },
    });
    expect(value(store.rules.all())).toHaveLength(1);
    rmSync(dir);
    advance(settleMs);
    expect(store.rules.save(snapshot("r2")).ok).toBe(false);
    advance(settleMs);
    value(store.rules.save(snapshot("r2")));
    store.close();
    expect(idsIn(dir)).toEqual(["r1", "r2"]);
  });

  it("waits for a backup that is being made", async () => {
    const { dir, store, advance } = withRule();
    const making = store.backups.make(t0);
    rmSync(join(dir, "pricebell.db"));
    expect(store.keep(nothing)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("a backup is being made") as string },
    });
    value(await making);
    advance(settleMs);
    expect(store.keep(nothing)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("nothing is lost") as string },
    });
    store.close();
    expect(idsIn(dir)).toEqual(["r1"]);
  });
});

describe("the lock", () => {
  it("deleted: another process is refused all the same, and the lock is made anew", () => {
    const { dir, store } = withRule();
    rmSync(join(dir, "pricebell.lock"));
    rmSync(join(dir, "pricebell.pid"));
    const seen = execFileSync(process.execPath, [childFile, dir, "try"], { encoding: "utf8" });
    expect(JSON.parse(seen)).toEqual({ ok: false, code: "store-locked" });
    expect(errorOf(dir).message).toContain("pricebell.db is open in another program");
    value(store.keep(nothing));
    expect(readFileSync(join(dir, "pricebell.pid"), "utf8")).toBe(`${process.pid}\n`);
    expect(errorOf(dir).message).toContain(`in use by another Pricebell (process ${process.pid})`);
    expect(store.health().state).toBe("ok");
    store.close();
    openIn(dir);
  });

  it("deleted: no backup takes the place of the database that is in use", async () => {
    const { dir, store } = withRule();
    const { name } = value(await store.backups.make(t0));
    rmSync(join(dir, "pricebell.lock"));
    expect(restoreBackup(dir, name, t0)?.code).toBe("store-locked");
    expect(readdirSync(join(dir, "aside"))).toEqual([]);
    store.close();
  });

  it("taken by another process meanwhile: told, and nothing more is written", () => {
    const { dir, store, advance } = withRule();
    rmSync(join(dir, "pricebell.lock"));
    const other = new Database(join(dir, "pricebell.lock"));
    other.exec("BEGIN EXCLUSIVE");
    value(store.keep(nothing));
    advance(2_000);
    expect(store.keep(nothing)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("another Pricebell has started") as string },
    });
    expect(store.rules.save(snapshot("r2")).ok).toBe(false);
    other.close();
    advance(settleMs);
    value(store.rules.save(snapshot("r2")));
    store.close();
  });

  it("gone after SIGKILL, with a program that merely reads the file: the next start is let in", async () => {
    const dir = tempDir();
    const holder = start(process.execPath, [childFile, dir, "hold"]);
    const ended = once(holder, "exit");
    await once(holder.stdout, "data");
    const reader = new Database(join(dir, "pricebell.db"), { readonly: true });
    expect(reader.prepare("SELECT count(*) FROM rules").pluck().get()).toBe(1);
    rmSync(join(dir, "pricebell.lock"));
    expect(errorOf(dir).code).toBe("store-locked");
    holder.kill("SIGKILL");
    await ended;
    expect(idsIn(dir)).toEqual(["held"]);
    reader.close();
  });

  it("a program that reads the file after a clean end keeps nobody out", () => {
    const { dir, store } = withRule();
    store.close();
    const reader = new Database(join(dir, "pricebell.db"), { readonly: true });
    expect(reader.prepare("SELECT count(*) FROM rules").pluck().get()).toBe(1);
    expect(existsSync(join(dir, "pricebell.pid"))).toBe(false);
    expect(idsIn(dir)).toEqual(["r1"]);
    reader.close();
  });
});

it("an empty folder that another disk left behind is not taken for the one that was there", (context) => {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return context.skip("this user may not mount a disk");
  const dir = tempDir();
  mkdirSync(dir, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", dir], { stdio: "ignore" });
  } catch {
    return context.skip("no disk can be mounted here");
  }
  let store: Store;
  try {
    store = openWithClock(dir).store;
    value(store.rules.save(snapshot("r1")));
  } finally {
    execFileSync("umount", ["-l", dir]);
  }
  expect(store.keep(nothing)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining("the disk that it was on is not there") as string },
  });
  expect(existsSync(join(dir, "pricebell.db"))).toBe(false);
  store.close();
});
