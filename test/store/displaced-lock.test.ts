/** The lock of the data folder, deleted or taken while the store is open. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { settleMs } from "../../main/store/live-connection.ts";
import { restoreBackup } from "../../main/store/store.ts";
import {
  childFile,
  errorOf,
  snapshot,
  openIn,
  start,
  t0,
  tempDir,
  value,
  openWithRule,
  ruleIdsIn,
} from "./store-harness.ts";

const nothing = { ticks: [], rules: [], watchedUntil: null };

describe("the lock", () => {
  it("deleted: another process is refused all the same, and the lock is made anew", () => {
    const { dir, store } = openWithRule();
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
    const { dir, store } = openWithRule();
    const { name } = value(await store.backups.make(t0));
    rmSync(join(dir, "pricebell.lock"));
    expect(restoreBackup(dir, name, t0)?.code).toBe("store-locked");
    expect(readdirSync(join(dir, "aside"))).toEqual([]);
    store.close();
  });

  it("taken by another process meanwhile: told, and nothing more is written", () => {
    const { dir, store, advance } = openWithRule();
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
    expect(ruleIdsIn(dir)).toEqual(["held"]);
    reader.close();
  });

  it("a program that reads the file after a clean end keeps nobody out", () => {
    const { dir, store } = openWithRule();
    store.close();
    const reader = new Database(join(dir, "pricebell.db"), { readonly: true });
    expect(reader.prepare("SELECT count(*) FROM rules").pluck().get()).toBe(1);
    expect(existsSync(join(dir, "pricebell.pid"))).toBe(false);
    expect(ruleIdsIn(dir)).toEqual(["r1"]);
    reader.close();
  });
});
