/** The lock of a data folder by itself: who has it, what is known of them, and what becomes of it when its file is taken away. */
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, it } from "vitest";
import { pathsIn, type Paths } from "../../main/store/data-folder.ts";
import { holderPid, takeLock, type Lock } from "../../main/store/lock.ts";
import { afterTest } from "../doubles/after-test.ts";
import { tempDir } from "./store-harness.ts";

let paths: Paths;

function take(): Lock {
  const taken = takeLock(paths);
  if (taken.kind !== "taken") throw new Error(taken.kind);
  afterTest(() => taken.lock.release());
  return taken.lock;
}
/** Whether another process could not take it: SQLite tells connections of one process apart as well. */
function isLocked(): boolean {
  const other = new Database(paths.lock, { timeout: 0 });
  try {
    other.exec("BEGIN EXCLUSIVE");
    return false;
  } catch {
    return true;
  } finally {
    other.close();
  }
}
const pidText = (): string => readFileSync(paths.pid, "utf8");

beforeEach(() => {
  paths = pathsIn(tempDir());
  mkdirSync(paths.dir, { recursive: true });
});

describe("taken", () => {
  it("it is nobody else's until it is let go; its file is empty, and for its owner alone", () => {
    const lock = take();
    const began = performance.now();
    expect([takeLock(paths).kind, isLocked()]).toEqual(["busy", true]);
    expect(performance.now() - began, "a run that ends just now is waited for").toBeGreaterThanOrEqual(400);
    expect([statSync(paths.lock).size, statSync(paths.lock).mode & 0o777]).toEqual([0, 0o600]);
    lock.release();
    expect([isLocked(), statSync(paths.lock).size]).toEqual([false, 0]);
    take().notePid();
    lock.release();
    expect([isLocked(), holderPid(paths)], "let go once more, it is still the next one's").toEqual([true, process.pid]);
  });

  it("nobody holds a file that is none of SQLite's, and it is left as it is", () => {
    writeFileSync(paths.lock, "garbage ".repeat(1_000));
    const openFiles = (): number => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);
    const before = openFiles();
    expect([takeLock(paths), openFiles()]).toEqual([{ kind: "garbage" }, before]);
    expect(readFileSync(paths.lock, "utf8")).toBe("garbage ".repeat(1_000));
  });

  it("a file that cannot be made is thrown", () => {
    rmSync(paths.dir, { recursive: true });
    expect(() => takeLock(paths)).toThrow("ENOENT");
  });
});

describe("who has it", () => {
  it("is written down when that is told, for its owner alone, and gone with it", () => {
    const lock = take();
    expect(existsSync(paths.pid)).toBe(false);
    lock.notePid();
    expect([pidText(), statSync(paths.pid).mode & 0o777, holderPid(paths)]).toEqual([
      ...[`${process.pid}\n`, 0o600, process.pid],
    ]);
    lock.release();
    expect([existsSync(paths.pid), holderPid(paths)]).toEqual([false, null]);
  });

  it("takes the place of what an earlier run left, never through its other name", () => {
    const lock = take();
    const other = join(paths.dir, "other");
    writeFileSync(other, "4711\n");
    chmodSync(other, 0o644);
    linkSync(other, paths.pid);
    lock.notePid();
    lock.notePid();
    expect([pidText(), statSync(paths.pid).mode & 0o777, readFileSync(other, "utf8")]).toEqual([
      ...[`${process.pid}\n`, 0o600, "4711\n"],
    ]);
  });

  it("what another process wrote stays", () => {
    const lock = take();
    writeFileSync(paths.pid, "4711\n");
    lock.release();
    expect(holderPid(paths)).toBe(4711);
  });

  it("is not known, and costs nothing, where a folder stands in the file's place or none is there", () => {
    const lock = take();
    expect(holderPid(paths)).toBe(null);
    mkdirSync(join(paths.pid, "folder"), { recursive: true });
    lock.notePid();
    expect(holderPid(paths)).toBe(null);
    lock.release();
    expect(existsSync(paths.pid)).toBe(true);
  });

  it.each([
    ["1\n", 1],
    ["12 34", 12],
    ["0", null],
    ["-5", null],
    ["", null],
    ["nobody", null],
    ["9".repeat(20), null],
  ])("%j is %s", (text, pid) => {
    writeFileSync(paths.pid, text);
    expect(holderPid(paths)).toBe(pid);
  });
});

describe("looked at again", () => {
  it("it is still the one, without being made anew", () => {
    const lock = take();
    expect([lock.renew(), existsSync(paths.pid)]).toEqual([true, false]);
  });

  it("deleted, it is made and taken anew, and who has it is written down; the one before is let go", () => {
    const lock = take();
    rmSync(paths.lock);
    expect([lock.renew(), isLocked(), pidText()]).toEqual([true, true, `${process.pid}\n`]);
    rmSync(paths.pid);
    expect([lock.renew(), existsSync(paths.pid)]).toEqual([true, false]);
    lock.release();
    expect(isLocked()).toBe(false);
  });

  it("taken by somebody else meanwhile it is not ours, and is again when they have let go", () => {
    const lock = take();
    rmSync(paths.lock);
    const other = new Database(paths.lock);
    afterTest(() => void other.close());
    other.exec("BEGIN EXCLUSIVE");
    expect(lock.renew()).toBe(false);
    other.close();
    expect([lock.renew(), isLocked()]).toEqual([true, true]);
  });

  it("with garbage in its place it is not ours", () => {
    const lock = take();
    rmSync(paths.lock);
    writeFileSync(paths.lock, "garbage ".repeat(1_000));
    expect(lock.renew()).toBe(false);
  });
});
