/** What lies in a data folder, looked at entry by entry: each name that Pricebell gives, and nothing else. */
import { chmodSync, chownSync, lchownSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stamp } from "../../main/store/backup-names.ts";
import { pathsIn, type Paths } from "../../main/store/data-folder.ts";
import { findEntryFault, findFolderFault } from "../../main/store/folder-check.ts";
import { t0, tempDir } from "./store-harness.ts";

const files = [
  ...["pricebell.db", "market.db"].flatMap((name) => ["", "-wal", "-shm", "-journal"].map((end) => name + end)),
  ...["pricebell.db.new", "pricebell.lock", "pricebell.lock-journal", "pricebell.pid", "pricebell.reserve"],
  ...["http-token", "api-key", "api-key.new", "api-key.json", "api-key.json.new", "window.json", "window.json.new"],
  ...["api-key-kraken", "destination-ntfy-1a2b3c4d", "destination-dead-man-switch"].flatMap((name) =>
    ["", ".new", ".json", ".json.new"].map((end) => name + end),
  ),
];
const folders = ["backups", "aside", "logs", "crashes", "chromium"];

function emptyFolder(): Paths {
  const paths = pathsIn(tempDir());
  mkdirSync(paths.dir, { recursive: true, mode: 0o700 });
  return paths;
}
const putFile = (path: string, mode = 0o600): void => {
  writeFileSync(path, "", { mode });
  chmodSync(path, mode);
};

it("all of them as they should be: nothing is wrong", () => {
  const paths = emptyFolder();
  expect(findEntryFault(paths)).toBe(null);
  for (const name of files) putFile(join(paths.dir, name));
  // A folder is closed to others as a matter of course.
  for (const name of folders) mkdirSync(join(paths.dir, name), { mode: 0o777 });
  expect([findFolderFault(paths), findEntryFault(paths)]).toEqual([null, null]);
});

it("a mode is told whole", () => {
  const paths = emptyFolder();
  putFile(paths.file, 0o4667);
  expect(findEntryFault(paths)).toContain("its mode is 4667");
});

describe.each(files)("%s", (name) => {
  it("may not be a link, nor a folder, nor open to others", () => {
    const faultWith = (put: (path: string) => void): string => {
      const paths = emptyFolder();
      put(join(paths.dir, name));
      return findEntryFault(paths)?.replace(join(paths.dir, name), "IT") ?? "nothing";
    };
    expect(faultWith((path) => symlinkSync("/nowhere", path))).toMatch(/^IT is a link/);
    expect(faultWith((path) => mkdirSync(path))).toMatch(/IT.*should be a file/);
    expect(faultWith((path) => putFile(path, 0o620))).toMatch(/IT.*its mode is 620/);
    expect(faultWith((path) => putFile(path, 0o602))).toMatch(/IT.*its mode is 602/);
    expect(faultWith((path) => putFile(path, 0o644))).toBe("nothing");
  });
});

it.each(folders)("%s may not be a link, nor a file", (name) => {
  const [linked, filed] = [emptyFolder(), emptyFolder()];
  symlinkSync("/nowhere", join(linked.dir, name));
  expect(findEntryFault(linked)).toContain("is a link");
  putFile(join(filed.dir, name));
  expect(findEntryFault(filed)).toContain("should be a folder");
});

describe("the folder itself", () => {
  it.each([
    [0o700, null],
    [0o755, null],
    [0o720, "720"],
    [0o702, "702"],
    [0o1777, "1777"],
  ])("of mode %i: %s", (mode, told) => {
    const paths = emptyFolder();
    chmodSync(paths.dir, mode);
    const fault = findFolderFault(paths);
    if (told === null) expect(fault).toBe(null);
    else expect(fault).toMatch(new RegExp(`${paths.dir}.*its mode is ${told}`));
  });

  it("that is none is told when something is made in it", () => {
    const paths = pathsIn(tempDir());
    putFile(paths.dir, 0o666);
    expect(findFolderFault(paths)).toBe(null);
  });

  it.skipIf(process.geteuid?.() !== 0).each([1, 54_321])(
    "is of this user, and so is a link to it: not of %i",
    (stranger) => {
      const paths = emptyFolder();
      const link = pathsIn(`${paths.dir}-link`);
      symlinkSync(paths.dir, link.dir);
      expect([findFolderFault(link), findFolderFault(paths)]).toEqual([null, null]);
      lchownSync(link.dir, stranger, stranger);
      expect(findFolderFault(link)).toContain(`another user (number ${stranger})`);
      chownSync(paths.dir, stranger, stranger);
      expect(findFolderFault(paths)).toContain(`another user (number ${stranger})`);
    },
  );

  it("and what lies in it may be anybody's on Windows, where a file's mode says nothing", () => {
    const paths = emptyFolder();
    chmodSync(paths.dir, 0o777);
    putFile(paths.file, 0o666);
    const { geteuid } = process;
    delete process.geteuid;
    try {
      expect([findFolderFault(paths), findEntryFault(paths)]).toEqual([null, null]);
    } finally {
      if (geteuid !== undefined) process.geteuid = geteuid;
    }
  });
});

it("of the backups one that is sound does not end the search", () => {
  const paths = emptyFolder();
  mkdirSync(paths.backups);
  for (const at of [0, 1, 2])
    putFile(join(paths.backups, `pricebell-${stamp(t0 + at * 60_000)}.db`), at === 2 ? 0o660 : 0o600);
  expect(findEntryFault(paths)).toContain(stamp(t0 + 120_000));
});

it("what is not Pricebell's is left alone, whatever it is", () => {
  const paths = emptyFolder();
  for (const name of ["letter.txt", "destination", "my-destination-x", "api-key-1.txt"])
    putFile(join(paths.dir, name), 0o666);
  symlinkSync("/nowhere", join(paths.dir, "link"));
  mkdirSync(join(paths.dir, "folder"), { mode: 0o777 });
  expect(findEntryFault(paths)).toBe(null);
});

it("among the backups a copy that others can change is a fault; a link and other files are not", () => {
  const paths = emptyFolder();
  mkdirSync(paths.backups);
  const name = `pricebell-${stamp(t0)}.db`;
  symlinkSync("/nowhere", join(paths.backups, name));
  putFile(join(paths.backups, "letter.txt"), 0o666);
  expect(findEntryFault(paths)).toBe(null);
  const other = `pricebell-${stamp(t0 + 60_000)}.db`;
  putFile(join(paths.backups, other), 0o660);
  expect(findEntryFault(paths)).toContain(join(paths.backups, other));
});
