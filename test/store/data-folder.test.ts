/** The data folder and its files: for their owner alone, moved so that nothing of before is lost, and never two in one place. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { stamp } from "../../main/store/backup-names.ts";
import {
  copyAside,
  moveAside,
  pathsIn,
  prepareFolder,
  renameDurably,
  restrict,
  restrictFiles,
  touchPrivate,
  type Paths,
} from "../../main/store/data-folder.ts";
import { onWindows } from "../doubles/on-windows.ts";
import { t0, tempDir } from "./store-harness.ts";

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);
const put = (path: string, mode = 0o600, text = ""): string => {
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};
let paths: Paths;

beforeEach(() => {
  paths = pathsIn(tempDir());
});

describe("the folder is made ready", () => {
  it("anew, with those above it, and again: it and its own folders are for their owner alone", () => {
    paths = pathsIn(join(tempDir(), "above", "data"));
    for (const _time of ["at first", "again"]) {
      expect(prepareFolder(paths)).toBe(null);
      expect([paths.dir, paths.backups, paths.aside].map(modeOf)).toEqual(["700", "700", "700"]);
    }
  });

  it("closed to others where it is empty or holds the database; so are its own folders", () => {
    mkdirSync(paths.dir, { recursive: true });
    chmodSync(paths.dir, 0o777);
    expect([prepareFolder(paths), modeOf(paths.dir)]).toEqual([null, "700"]);
    put(paths.file);
    for (const dir of [paths.dir, paths.backups, paths.aside]) chmodSync(dir, 0o755);
    expect(prepareFolder(paths)).toBe(null);
    expect([paths.dir, paths.backups, paths.aside].map(modeOf)).toEqual(["700", "700", "700"]);
  });

  it("one that is full of other things stays as it is, and is refused where others can change it", () => {
    mkdirSync(paths.dir, { recursive: true });
    put(join(paths.dir, "letter.txt"));
    chmodSync(paths.dir, 0o755);
    expect([prepareFolder(paths), modeOf(paths.dir)]).toEqual([null, "755"]);
    chmodSync(paths.dir, 0o775);
    expect(prepareFolder(paths)).toContain(paths.dir);
    expect(modeOf(paths.dir)).toBe("775");
  });

  it("what is wrong with something in it is answered, and nothing is made there", () => {
    mkdirSync(paths.dir, { recursive: true });
    symlinkSync("/nowhere", paths.lock);
    expect(prepareFolder(paths)).toContain(paths.lock);
    expect(readdirSync(paths.dir)).toEqual([basename(paths.lock)]);
  });
});

it("files that an earlier version left open are closed to others, the backups too; what is not ours is left", () => {
  prepareFolder(paths);
  const own = [paths.file, `${paths.file}-wal`, `${paths.file}-shm`, paths.lock, paths.pid, paths.reserve];
  const ours = [...own, join(paths.backups, "pricebell-1.db")];
  for (const file of ours) put(file, 0o644);
  const theirs = put(join(paths.dir, "letter.txt"), 0o644);
  restrictFiles(paths);
  expect(ours.map(modeOf)).toEqual(ours.map(() => "600"));
  expect(modeOf(theirs)).toBe("644");
});

describe("rights are taken from others", () => {
  it.each([
    [0o644, 0o600, "600"],
    [0o601, 0o600, "600"],
    [0o600, 0o600, "600"],
    [0o400, 0o600, "600"],
    // A folder of many users, such as /tmp.
    [0o1777, 0o700, "1777"],
  ])("of mode %i to %i: %s", (before, mode, after) => {
    mkdirSync(paths.dir, { recursive: true });
    const path = join(paths.dir, "it");
    mkdirSync(path);
    chmodSync(path, before);
    restrict(path, mode);
    expect(modeOf(path)).toBe(after);
  });

  it("nothing happens to what is not there", () => {
    restrict(join(paths.dir, "none"), 0o600);
    expect(existsSync(paths.dir)).toBe(false);
  });

  it.skipIf(process.getuid?.() !== 0)("nor to what belongs to somebody else", () => {
    mkdirSync(paths.dir, { recursive: true });
    const file = put(join(paths.dir, "theirs"), 0o644);
    chownSync(file, 54_321, 54_321);
    restrict(file, 0o600);
    expect(modeOf(file)).toBe("644");
  });
});

it("a file that is made for SQLite is empty, for its owner alone, and never one that is there", () => {
  mkdirSync(paths.dir, { recursive: true });
  touchPrivate(paths.file);
  expect([modeOf(paths.file), statSync(paths.file).size]).toEqual(["600", 0]);
  expect(() => touchPrivate(paths.file)).toThrow("EEXIST");
});

it("a file takes the place of another, and no handle stays open", () => {
  mkdirSync(paths.dir, { recursive: true });
  put(paths.file, 0o600, "old");
  const openFiles = (): number => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);
  const before = openFiles();
  for (const text of ["new", "newer"]) {
    const from = put(`${paths.file}.new`, 0o600, text);
    renameDurably(from, paths.file, dirname(paths.file));
    expect([readFileSync(paths.file, "utf8"), existsSync(from)]).toEqual([text, false]);
  }
  touchPrivate(join(paths.dir, "another"));
  expect(openFiles()).toBe(before);
});

describe("aside", () => {
  const name = stamp(t0);
  const inFolder = (folder: string): Record<string, string> =>
    Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]));

  beforeEach(() => {
    prepareFolder(paths);
    for (const suffix of ["", "-wal", "-shm"]) put(paths.file + suffix, 0o600, `content${suffix}`);
  });

  it("goes the database with what belongs to it, into a folder of its own each time", () => {
    const folder = moveAside(paths, t0);
    expect([folder, modeOf(folder)]).toEqual([join(paths.aside, name), "700"]);
    const files = { "pricebell.db": "content", "pricebell.db-shm": "content-shm", "pricebell.db-wal": "content-wal" };
    expect(inFolder(folder)).toEqual(files);
    expect(readdirSync(paths.dir).sort()).toEqual(["aside", "backups"]);
    expect([moveAside(paths, t0), moveAside(paths, t0), moveAside(paths, t0 + 1)].map((one) => basename(one))).toEqual([
      ...[`${name}-2`, `${name}-3`],
      stamp(t0 + 1),
    ]);
  });

  it("goes only what does not belong to another database", () => {
    const folder = moveAside(paths, t0, (path) => path.endsWith("-wal"));
    expect(Object.keys(inFolder(folder)).sort()).toEqual(["pricebell.db", "pricebell.db-shm"]);
    expect(readFileSync(`${paths.file}-wal`, "utf8")).toBe("content-wal");
  });

  it.each(["", "-wal"] as const)(
    "goes a copy of one of them (%j), for its owner alone, and the files stay",
    (suffix) => {
      chmodSync(paths.file + suffix, 0o644);
      const folder = copyAside(paths, t0, suffix);
      expect(inFolder(folder)).toEqual({ [`pricebell.db${suffix}`]: `content${suffix}` });
      expect(modeOf(join(folder, `pricebell.db${suffix}`))).toBe("600");
      expect(readFileSync(paths.file + suffix, "utf8")).toBe(`content${suffix}`);
    },
  );
});

it("on Windows, where folders cannot be opened, only the file itself is brought to the disk", () => {
  mkdirSync(paths.dir, { recursive: true });
  const from = put(`${paths.file}.new`, 0o600, "new");
  onWindows(() => renameDurably(from, paths.file, join(paths.dir, "cannot be opened")));
  expect([readFileSync(paths.file, "utf8"), existsSync(from)]).toEqual(["new", false]);
});
