import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { once } from "node:events";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { assertDurable, makeDurable } from "../../main/store/database.ts";
import { latestVersion } from "../../main/store/migrations/index.ts";
import { childFile, start, fired, snapshot, errorOf, openIn, t0, tempDir, value } from "./store-harness.ts";

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe("permissions", () => {
  it("closes the folder and every file in it to others", async () => {
    const dir = tempDir();
    const store = openIn(dir);
    value(store.rules.save(snapshot("r1")));
    value(await store.backups.make(t0));
    expect(modeOf(dir)).toBe("700");
    const inIt = readdirSync(dir, { withFileTypes: true });
    expect(inIt.map((entry) => entry.name).sort()).toEqual(
      [
        "aside",
        "backups",
        "pricebell.db",
        "pricebell.db-shm",
        "pricebell.db-wal",
        "pricebell.lock",
        "pricebell.pid",
      ].sort(),
    );
    for (const entry of inIt)
      expect([entry.name, modeOf(join(dir, entry.name))]).toEqual([entry.name, entry.isFile() ? "600" : "700"]);
    const backups = readdirSync(join(dir, "backups"));
    expect(backups).toHaveLength(1);
    for (const name of backups) expect(modeOf(join(dir, "backups", name))).toBe("600");
  });

  it("closes what an earlier version or a copy by hand left open", () => {
    const dir = tempDir();
    openIn(dir).close();
    chmodSync(dir, 0o755);
    chmodSync(join(dir, "pricebell.db"), 0o644);
    openIn(dir);
    expect([modeOf(dir), modeOf(join(dir, "pricebell.db"))]).toEqual(["700", "600"]);
  });

  it("does not close a folder that is full of other things, only its own files", () => {
    const dir = tempDir();
    mkdirSync(dir, { recursive: true, mode: 0o755 });
    writeFileSync(join(dir, "letter.txt"), "");
    openIn(dir);
    expect([modeOf(dir), modeOf(join(dir, "pricebell.db"))]).toEqual(["755", "600"]);
  });
});

describe("durability", () => {
  it("runs WAL with synchronous FULL, also after writing, and notices where that is not so", () => {
    const dir = tempDir();
    mkdirSync(dir, { recursive: true });
    const db = new Database(join(dir, "x.db"));
    db.pragma("journal_mode = WAL");
    db.exec("CREATE TABLE t (x)");
    expect(() => assertDurable(db)).toThrow(/synchronous=1: not durable/);
    makeDurable(db);
    db.exec("INSERT INTO t VALUES (1)");
    assertDurable(db);
    expect(db.pragma("foreign_keys", { simple: true })).toBe(1);
    db.close();
  });

  it("leaves one whole file behind after a clean end, and says so at the next start", () => {
    const dir = tempDir();
    const store = openIn(dir);
    expect([store.created, store.heartbeat.last()]).toEqual([true, null]);
    value(store.heartbeat.beat(new Map([["demo", t0 + 5_000]])));
    store.close(new Map([["demo", t0 + 6_000]]));
    store.close();
    expect(existsSync(join(dir, "pricebell.db-wal"))).toBe(false);
    const next = openIn(dir, t0 + 60_000);
    expect([next.created, next.heartbeat.last()]).toEqual([false, { startedMs: t0, clean: true }]);
    expect([...next.heartbeat.watchedUntil()]).toEqual([["demo", t0 + 6_000]]);
    expect(store.rules.all()).toMatchObject({ ok: false, error: { code: "store-failed" } });
  });
});

describe("one process", () => {
  it("a second store on the folder is refused, with the holder's process id", () => {
    const dir = tempDir();
    const store = openIn(dir);
    const error = errorOf(dir);
    expect(error.code).toBe("store-locked");
    expect(error.message).toContain(`process ${process.pid}`);
    expect(error.message).toContain(dir);
    expect(store.rules.save(snapshot("r1")).ok).toBe(true);
    store.close();
    openIn(dir);
  });

  it("another process is refused while one runs, and not after SIGKILL", async () => {
    const dir = tempDir();
    const holder = start(process.execPath, [childFile, dir, "hold"]);
    const ended = once(holder, "exit");
    await once(holder.stdout, "data");
    const error = errorOf(dir);
    expect(error.code).toBe("store-locked");
    expect(error.message).toContain(`process ${String(holder.pid)}`);
    holder.kill("SIGKILL");
    await ended;
    const store = openIn(dir, t0 + 9_000);
    expect(store.heartbeat.last()).toEqual({ startedMs: t0, clean: false });
  });

  it("a refused start does not loosen the first one's lock", () => {
    const dir = tempDir();
    openIn(dir);
    errorOf(dir);
    const seen = execFileSync(process.execPath, [childFile, dir, "try"], { encoding: "utf8" });
    expect(JSON.parse(seen)).toMatchObject({ ok: false, code: "store-locked" });
  });
});

/** What the database and its log hold, as digests: a refusal must change neither. Looking may leave an empty log. */
function bytesOf(dir: string): Record<string, string> {
  const names = ["pricebell.db", "pricebell.db-wal"].filter((name) => existsSync(join(dir, name)));
  const contents = names.map((name) => ({ name, bytes: readFileSync(join(dir, name)) }));
  const held = contents.filter(({ name, bytes }) => name === "pricebell.db" || bytes.length > 0);
  return Object.fromEntries(held.map(({ name, bytes }) => [name, createHash("sha256").update(bytes).digest("hex")]));
}

describe("a file that cannot be used", () => {
  async function withContent(dir: string): Promise<string> {
    const store = openIn(dir);
    value(store.rules.save(...Array.from({ length: 200 }, (_, i) => snapshot(`r${i}`))));
    value(store.commit([fired(snapshot("r1"))], ["desktop", "history"], t0));
    value(await store.backups.make(t0));
    store.close();
    return join(dir, "pricebell.db");
  }

  const damages: [string, (file: string) => void][] = [
    ["garbage", (file) => writeFileSync(file, "not a database, not at all".repeat(1000))],
    ["cut short inside a page", (file) => truncateSync(file, 10_000)],
    ["cut short between pages", (file) => truncateSync(file, 8192)],
    ["empty", (file) => truncateSync(file, 0)],
    [
      "overwritten in the middle",
      (file) => {
        const bytes = readFileSync(file);
        bytes.fill(0x5a, 4096, bytes.length - 4096);
        writeFileSync(file, bytes);
      },
    ],
    [
      "another program's database",
      (file) => {
        rmSync(file);
        new Database(file).exec("CREATE TABLE theirs (x)").close();
      },
    ],
  ];
  it.each(damages)("damaged (%s): kept as it is, named, with the backups there are", async (_name, damage) => {
    const dir = tempDir();
    const file = await withContent(dir);
    damage(file);
    const before = bytesOf(dir);
    const error = errorOf(dir);
    expect(error.code).toBe("store-corrupt");
    expect(error.message).toContain(file);
    expect(error.message).toMatch(/No alert is watched until/);
    expect(error.backups).toMatchObject([{ at: "2026-01-05T12:00:00.000Z", rules: 200 }]);
    expect(bytesOf(dir)).toEqual(before);
  });

  it("empty is said to be empty", () => {
    const dir = tempDir();
    const store = openIn(dir);
    store.close();
    truncateSync(store.file, 0);
    expect(errorOf(dir).message).toContain(`${store.file} is damaged (it is empty)`);
  });

  it("damaged with a log beside it: the log is kept too", async () => {
    const dir = tempDir();
    const file = await withContent(dir);
    const run = start(process.execPath, [childFile, dir, "hold"]);
    const ended = once(run, "exit");
    await once(run.stdout, "data");
    run.kill("SIGKILL");
    await ended;
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 8192, 40_960);
    writeFileSync(file, bytes);
    const before = bytesOf(dir);
    expect(Object.keys(before)).toEqual(["pricebell.db", "pricebell.db-wal"]);
    expect(errorOf(dir).code).toBe("store-corrupt");
    expect(bytesOf(dir)).toEqual(before);
  });

  it("written by a newer version: refused, not changed", () => {
    const dir = tempDir();
    const store = openIn(dir);
    store.close();
    const db = new Database(store.file);
    db.pragma(`user_version = ${latestVersion + 1}`);
    db.close();
    const before = bytesOf(dir);
    const error = errorOf(dir);
    expect(error.code).toBe("store-newer");
    expect(error.message).toContain(store.file);
    expect(error.message).toContain(`format ${latestVersion + 1}`);
    expect(bytesOf(dir)).toEqual(before);
  });

  it("a file in the folder's place: unwritable, in words", () => {
    const taken = tempDir();
    writeFileSync(taken, "");
    const error = errorOf(taken);
    expect(error.code).toBe("store-unwritable");
    expect(error.message).toContain(taken);
  });

  it("a file that can only be read: unwritable", (context) => {
    const dir = tempDir();
    const store = openIn(dir);
    store.close();
    const undo = makeReadOnly(store.file);
    if (undo === null) return context.skip("neither permission bits nor chattr bind this user here");
    try {
      expect(errorOf(dir)).toMatchObject({ code: "store-unwritable" });
      // The lock must not be left behind by the failed start.
    } finally {
      undo();
    }
    openIn(dir);
  });

  it("held by another program: locked, in words", () => {
    const dir = tempDir();
    const store = openIn(dir);
    store.close();
    const other = new Database(store.file);
    other.exec("BEGIN EXCLUSIVE");
    const error = errorOf(dir);
    other.close();
    expect(error.code).toBe("store-locked");
    expect(error.message).toContain(store.file);
    openIn(dir);
  });

  it("a log without its database is set aside, not replayed into a new one", () => {
    const dir = tempDir();
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, "pricebell.db-wal"), "old");
    const store = openIn(dir);
    expect(store.created).toBe(true);
    const aside = readdirSync(join(dir, "aside"));
    expect(readFileSync(join(dir, "aside", aside[0] ?? "", "pricebell.db-wal"), "utf8")).toBe("old");
    expect(dirname(store.file)).toBe(dir);
  });
});

/** Permission bits do not bind root; the immutable flag does, where the file system has it. */
function makeReadOnly(file: string): (() => void) | null {
  if (process.getuid?.() !== 0) {
    const folder = dirname(file);
    chmodSync(folder, 0o500);
    chmodSync(file, 0o400);
    return () => {
      chmodSync(folder, 0o700);
      chmodSync(file, 0o600);
    };
  }
  try {
    execFileSync("chattr", ["+i", file], { stdio: "ignore" });
  } catch {
    return null;
  }
  return () => void execFileSync("chattr", ["-i", file]);
}
