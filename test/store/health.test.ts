/** What goes wrong while the store is open: told as a value, remembered as its health, and over when it is over. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Decision } from "../../main/alerts/decision.ts";
import { pathsIn } from "../../main/store/data-folder.ts";
import type { Store } from "../../main/store/store.ts";
import { SmallDisk, smallDiskMissing } from "../doubles/small-disk.ts";
import { childFile, start, fired, snapshot, openIn, t0, tempDir, value } from "./store-harness.ts";

const channels = ["desktop", "history"] as const;
/** Rules enough for a while of firing, one after the other. */
function decisions(store: Store, count: number): Decision[] {
  const lives = Array.from({ length: count }, (_, i) => snapshot(`r${i}`));
  value(store.rules.save(...lives));
  return lives.map((rule) => fired(rule));
}

describe("while the store is open", () => {
  it("a full disk: nothing half written, the same commit works when there is room", (context) => {
    const disk = SmallDisk.mount(1);
    if (disk === null) return context.skip(smallDiskMissing);
    onTestFinished(() => disk.remove());
    const store = openIn(join(disk.folder, "data"));
    const all = decisions(store, 100);
    disk.fill();
    const result = store.commit(all, channels, t0);
    expect(result).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(store.health().state).toBe("failing");
    expect(store.health().message).toMatch(/pricebell\.db cannot be written: the disk is full \(SQLITE_FULL\)/);
    expect(value(store.events.list())).toEqual([]);
    disk.makeRoom();
    expect(value(store.commit(all, channels, t0 + 1))).toHaveLength(100);
    expect(store.health()).toEqual({ state: "ok", message: null });
    expect(value(store.rules.all()).every((rule) => rule.state === "done")).toBe(true);
  });

  it("a disk that fails to write: nothing half written, the same commit works when it does again", async (context) => {
    if (!existsSync("/usr/bin/prlimit")) return context.skip("no prlimit here to keep a process from writing");
    // The log may not grow beyond this; any user can take such a limit, and take it back.
    const args = ["--fsize=300000:unlimited", process.execPath, childFile, tempDir(), "burst"];
    const confined = start("prlimit", args);
    const ended = once(confined, "exit");
    const lines = createInterface({ input: confined.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<unknown> => JSON.parse(String((await lines.next()).value));
    expect(await next()).toEqual({ state: "ok", message: null });
    confined.stdin.write("burst\n");
    expect(await next()).toEqual({
      ok: false,
      events: 0,
      health: {
        state: "failing",
        message: expect.stringMatching(/cannot be written: .*\(SQLITE_(IOERR_WRITE|FULL)\)/) as string,
      },
    });
    execFileSync("prlimit", ["--pid", String(confined.pid), "--fsize=unlimited:unlimited"]);
    confined.stdin.write("burst\n");
    expect(await next()).toEqual({ ok: true, events: 300, health: { state: "ok", message: null } });
    confined.stdin.end();
    await ended;
  });

  it("another program writing: told soon, and over when it is over", () => {
    const store = openIn(tempDir());
    const all = decisions(store, 3);
    const heard: string[] = [];
    store.onHealth(({ state }) => heard.push(state));
    const other = new Database(store.file);
    other.exec("BEGIN IMMEDIATE");
    const result = store.commit(all, channels, t0);
    expect(result).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(store.health().message).toMatch(/another program is using the file \(SQLITE_BUSY\)/);
    expect(value(store.events.unread())).toBe(0);
    expect(store.health().state).toBe("failing");
    expect(store.heartbeat.beat(new Map([["demo", t0]])).ok).toBe(false);
    other.exec("ROLLBACK");
    other.close();
    expect(value(store.commit(all, channels, t0))).toHaveLength(3);
    expect(store.health().state).toBe("ok");
    value(store.heartbeat.beat(new Map([["demo", t0]])));
    expect(heard, "each change once").toEqual(["failing", "ok"]);
  });

  it("another program writing for long: prices wait for it once, not at every try", () => {
    const store = openIn(tempDir());
    const all = decisions(store, 3);
    const other = new Database(store.file);
    other.exec("BEGIN IMMEDIATE");
    const heldUpMs = (): number => {
      const startedMs = performance.now();
      expect(store.commit(all, channels, t0).ok).toBe(false);
      return performance.now() - startedMs;
    };
    expect(heldUpMs()).toBeGreaterThan(200);
    const again = Array.from({ length: 9 }, heldUpMs).toSorted((a, b) => a - b);
    expect(again[4]).toBeLessThan(200);
    other.exec("ROLLBACK");
    expect(value(store.commit(all, channels, t0))).toHaveLength(3);
    other.exec("BEGIN IMMEDIATE");
    expect(heldUpMs(), "another time later").toBeGreaterThan(200);
    other.exec("ROLLBACK");
    other.close();
  });

  it("another program writing while the disk is full: an alert still waits for it once", () => {
    const dir = tempDir();
    const before = openIn(dir);
    const all = decisions(before, 1);
    before.close();
    writeFileSync(pathsIn(dir).reserve, "part of it");
    const store = openIn(dir);
    expect(store.health()).toMatchObject({ state: "failing", onReserve: true });
    const other = new Database(store.file);
    other.exec("BEGIN IMMEDIATE");
    const startedMs = performance.now();
    expect(store.commit(all, channels, t0).ok).toBe(false);
    expect(performance.now() - startedMs).toBeGreaterThan(200);
    other.exec("ROLLBACK");
    other.close();
    expect(value(store.commit(all, channels, t0))).toHaveLength(1);
  });

  it("damage: told, stays told though other pages can be written, until a backup takes its place", async () => {
    const dir = tempDir();
    const first = openIn(dir);
    decisions(first, 2_000);
    const backup = value(await first.backups.make(t0));
    const { file } = first;
    first.close();
    // Too large to be kept in memory whole: what is asked for is read from the file.
    const other = new Database(file);
    other.exec(
      "CREATE TABLE padding (bytes BLOB); INSERT INTO padding VALUES (zeroblob(26000000)); DROP TABLE padding",
    );
    other.close();
    const store = openIn(dir);
    // A disk that fails changes no time, to the nanosecond, where a program that writes into the file does.
    const asItWas = join(dir, "..", "time");
    execFileSync("touch", ["-r", store.file, asItWas]);
    // From another process: opening the file here by other means would drop SQLite's locks on it.
    const overwrite = `const fs = require("node:fs"); const fd = fs.openSync(process.argv[1], "r+");
      fs.writeSync(fd, Buffer.alloc(fs.fstatSync(fd).size - 40 * 4096, 0x5a), 0, undefined, 40 * 4096)`;
    execFileSync(process.execPath, ["-e", overwrite, store.file]);
    execFileSync("touch", ["-r", asItWas, store.file]);
    expect(store.rules.all()).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(store.health().message).toMatch(/the file is damaged \(SQLITE_CORRUPT.*restore a backup/);
    expect(store.heartbeat.beat(new Map([["demo", t0]])).ok).toBe(true);
    expect(store.health().state).toBe("failing");
    value(store.backups.restore(backup.name, t0));
    expect(store.health()).toEqual({ state: "ok", message: null });
    expect(value(store.rules.all())).toHaveLength(2_000);
  });

  it("after the end, every call says so", async () => {
    const store = openIn(tempDir());
    store.close();
    expect(store.commit([fired(snapshot("r"))], channels, t0)).toMatchObject({
      ok: false,
      error: { code: "store-failed" },
    });
    expect(await store.backups.make(t0)).toMatchObject({ ok: false });
    expect(store.backups.restore("x", t0)).toMatchObject({ ok: false });
  });
});
