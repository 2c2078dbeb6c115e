/** The files of an open database, looked at by themselves: what became of them, and the index of the log, which is put back. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pathsIn, type Paths } from "../../main/store/data-folder.ts";
import { LogIndex } from "../../main/store/log-index.ts";
import { OpenFile, type Displacement } from "../../main/store/open-file.ts";
import { onWindows } from "../doubles/on-windows.ts";
import { tempDir } from "./store-harness.ts";

it.skipIf(process.platform === "win32").each<[string, (index: string) => void]>([
  ["cut", (index) => truncateSync(index)],
  ["overwritten", (index) => writeFileSync(index, Buffer.alloc(32_768, 7))],
])("an index that is %s is put back each time, and told until then", (what, spoil) => {
  const paths = pathsIn(tempDir());
  mkdirSync(paths.dir, { recursive: true });
  const index = `${paths.file}-shm`;
  const content = Buffer.alloc(32_768, 1);
  for (const suffix of ["", "-wal", "-shm"]) writeFileSync(paths.file + suffix, content);
  const open = new OpenFile(paths);
  for (const time of ["once", "again"]) {
    spoil(index);
    open.restoreCutIndex();
    if (what === "cut") expect(readFileSync(index).equals(content), "before it is read").toBe(true);
    expect(
      open.displacement(() => true),
      time,
    ).toBe("index-overwritten");
    expect(readFileSync(index).equals(content), time).toBe(true);
  }
  open.release();
});

describe.skipIf(process.platform === "win32")("what became of its files", () => {
  let paths: Paths;
  let open: OpenFile;
  const nameOf = (suffix: string): string => paths.file + suffix;
  const same = (): boolean => true;
  const other = (): boolean => false;
  /** With another time than before, however fast it is. */
  const write = (suffix: string, fill: number): void => {
    writeFileSync(nameOf(suffix), Buffer.alloc(32_768, fill));
    utimesSync(nameOf(suffix), fill, fill);
  };

  beforeEach(() => {
    paths = pathsIn(tempDir());
    mkdirSync(paths.dir, { recursive: true });
    for (const suffix of ["", "-wal", "-shm"]) write(suffix, 1);
    open = new OpenFile(paths);
  });
  afterEach(() => open.release());

  it.each<[string, () => void, () => boolean, Displacement | null]>([
    ["nothing", () => undefined, other, null],
    ["deleted", () => rmSync(nameOf("")), other, "deleted"],
    ["another file in its place", () => (write("-new", 1), renameSync(nameOf("-new"), nameOf(""))), same, "replaced"],
    ["its log deleted", () => rmSync(nameOf("-wal")), same, "log-gone"],
    [
      "another log in its place",
      () => (write("-new", 1), renameSync(nameOf("-new"), nameOf("-wal"))),
      same,
      "log-gone",
    ],
    ["written into by SQLite elsewhere", () => write("", 2), same, null],
    ["written into by something else", () => write("", 2), other, "overwritten"],
    ["its log added to by SQLite elsewhere", () => write("-wal", 2), same, null],
    ["its log written into by something else", () => write("-wal", 2), other, "log-overwritten"],
    ["both written into", () => (write("", 2), write("-wal", 2)), other, "overwritten"],
    ["its index deleted", () => rmSync(nameOf("-shm")), other, "index-gone"],
    ["its index written into", () => write("-shm", 2), other, "index-overwritten"],
  ])("%s", (_what, happens, isSameContent, expected) => {
    happens();
    open.restoreCutIndex();
    expect(open.displacement(isSameContent)).toBe(expected);
  });

  it("what SQLite elsewhere wrote into all three is what they should be from then on", () => {
    for (const suffix of ["", "-wal", "-shm"]) write(suffix, 2);
    expect([open.displacement(same), open.displacement(other)]).toEqual([null, null]);
    expect(readFileSync(nameOf("-shm"))[0]).toBe(2);
  });

  it("what we wrote is as well", () => {
    for (const suffix of ["", "-wal", "-shm"]) write(suffix, 2);
    open.noteOwnWrite();
    expect(open.displacement(other)).toBe(null);
    expect(readFileSync(nameOf("-shm"))[0]).toBe(2);
  });

  it("a file that took its place is none of ours, also after a write", () => {
    write("-new", 3);
    renameSync(nameOf("-new"), nameOf(""));
    open.noteOwnWrite();
    expect([open.isOurs(nameOf("")), open.isOurs(nameOf("-wal")), open.isOurs(nameOf("-none"))]).toEqual([
      ...[false, true, false],
    ]);
    expect(open.displacement(same)).toBe("replaced");
  });

  it("nor is a log, nor a file of another name", () => {
    write("-new", 3);
    expect(open.isOurs(nameOf("-new"))).toBe(false);
    renameSync(nameOf("-new"), nameOf("-wal"));
    open.noteOwnWrite();
    expect([open.isOurs(nameOf("-wal")), open.displacement(same)]).toEqual([false, "log-gone"]);
  });

  it.each([
    [95, "index-overwritten"],
    // What programs that only read write there as well.
    [96, null],
    [135, null],
    [136, "index-overwritten"],
  ])("a byte of its index at %i written by another program: %s", (at, expected) => {
    const bytes = readFileSync(nameOf("-shm"));
    bytes[at] = 9;
    writeFileSync(nameOf("-shm"), bytes);
    expect(open.displacement(other)).toBe(expected);
    expect(readFileSync(nameOf("-shm"))[at]).toBe(expected === null ? 9 : 1);
  });

  it("an index that is shorter than it was is none that we wrote", () => {
    writeFileSync(nameOf("-shm"), Buffer.alloc(100, 7));
    open.noteOwnWrite();
    open.restoreCutIndex();
    expect(readFileSync(nameOf("-shm")).equals(Buffer.alloc(32_768, 1))).toBe(true);
  });

  it("let go, it keeps no file open, and the index is looked at no more", () => {
    const openFiles = (): number => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);
    const before = openFiles();
    const another = new OpenFile(paths);
    another.release();
    another.release();
    expect(openFiles()).toBe(before);
    write("-shm", 2);
    another.restoreCutIndex();
    expect(another.displacement(other)).toBe(null);
  });

  it("its folder lies on its disk, as long as it is there", () => {
    expect(open.isOnItsDisk()).toBe(true);
    rmSync(paths.dir, { recursive: true });
    expect(open.isOnItsDisk()).toBe(false);
  });
});

it("on Windows, where a mapped file cannot be cut, the index is not held open and not written", () => {
  const file = `${pathsIn(tempDir()).dir}/index`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "index");
  const index = onWindows(() => new LogIndex(file));
  index.remember();
  truncateSync(file);
  expect([index.restoreCut(), index.restoreOverwritten(), readFileSync(file, "utf8")]).toEqual([false, false, ""]);
  index.close();
});
