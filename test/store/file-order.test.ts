/** What a power cut must find: the order in which files are synced and renamed. Every call is the real one, and noted. */
import type fs from "node:fs";
import { existsSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { loadToken } from "../../main/bridge/token-file.ts";
import { moveAside, pathsIn } from "../../main/store/data-folder.ts";
import { openIn, t0, tempDir, value } from "./store-harness.ts";

const calls = vi.hoisted((): string[] => []);
vi.mock("node:fs", async (importOriginal) => {
  const real = await importOriginal<typeof fs>();
  const names = new Map<number, string>();
  const nameOf = (path: unknown): string => String(path).split("/").at(-1) ?? "";
  const openSync: typeof real.openSync = (path, flags, mode) => {
    const fd = real.openSync(path, flags, mode);
    names.set(fd, nameOf(path));
    return fd;
  };
  const fsyncSync: typeof real.fsyncSync = (fd) => {
    real.fsyncSync(fd);
    calls.push(`sync ${names.get(fd) ?? "?"}`);
  };
  const renameSync: typeof real.renameSync = (from, to) => {
    real.renameSync(from, to);
    calls.push(`rename ${nameOf(from)}`);
  };
  return { ...real, openSync, fsyncSync, renameSync };
});

afterEach(() => void calls.splice(0));

it("a backup is on the disk before it has its name, and its name on the disk before it is said to be made", async () => {
  const store = openIn(tempDir());
  calls.splice(0);
  value(await store.backups.make(t0));
  expect(calls).toEqual(["sync draft.db", "rename draft.db", "sync backups"]);
});

it("a new database is on the disk before it has its name", () => {
  const dir = tempDir();
  openIn(dir);
  expect(calls).toEqual(["sync pricebell.db.new", "rename pricebell.db.new", `sync ${basename(dir)}`]);
});

it("a backup that takes the database's place is on the disk before it does", async () => {
  const dir = tempDir();
  const store = openIn(dir);
  const backup = value(await store.backups.make(t0));
  calls.splice(0);
  value(store.backups.restore(backup.name, t0));
  expect(calls.slice(-3)).toEqual(["sync pricebell.db.new", "rename pricebell.db.new", `sync ${basename(dir)}`]);
});

it("a token is on the disk before it takes the place of the last one", () => {
  const dir = tempDir();
  openIn(dir);
  calls.splice(0);
  loadToken(dir);
  expect(calls).toEqual([`sync http-token.${process.pid}.new`, `rename http-token.${process.pid}.new`]);
});

it("a log is moved aside before its database: beside a stranger it would be replayed into that", () => {
  const dir = tempDir();
  openIn(dir).close();
  const paths = pathsIn(dir);
  for (const suffix of ["-wal", "-shm", "-journal"]) writeFileSync(paths.file + suffix, suffix);
  calls.splice(0);
  const folder = moveAside(paths, t0);
  expect(calls.map((call) => call.replace("rename pricebell.db", ""))).toEqual(["-wal", "-shm", "-journal", ""]);
  for (const suffix of ["-wal", "-shm", "-journal", ""])
    expect(existsSync(join(folder, `pricebell.db${suffix}`))).toBe(true);
});
