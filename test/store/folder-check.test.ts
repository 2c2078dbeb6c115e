/** A data folder that others could change, or that leads somewhere else: refused in words, and nothing written through it. */
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCopy } from "../../main/store/in-memory-copy.ts";
import { restoreBackup } from "../../main/store/store.ts";
import { errorOf, snapshot, openIn, t0, tempDir, value } from "./store-harness.ts";

const isRoot = process.getuid?.() === 0;
/** Of nobody who runs this test. */
const stranger = 54_321;

function usedFolder(): string {
  const dir = tempDir();
  const store = openIn(dir);
  value(store.rules.save(snapshot("r1")));
  store.close();
  return dir;
}

function refusal(dir: string, path: string): string {
  const error = errorOf(dir);
  expect(error).toMatchObject({ code: "folder-refused", backups: [] });
  expect(error.message).toContain(path);
  expect(error.message).toMatch(/No alert is watched/);
  expect(openCopy({ dataDir: dir, nowMs: t0, shownByWriting: [] }, error), "nor is a copy of it used").toBeNull();
  return error.message;
}

const files = [
  "pricebell.db",
  "pricebell.db-wal",
  "pricebell.db-shm",
  "pricebell.db.new",
  "pricebell.lock",
  "pricebell.pid",
  "http-token",
  "api-key",
  "api-key.json",
  "window.json",
];
const folders = ["backups", "aside", "logs", "crashes", "chromium"];

describe("a link in the place of", () => {
  it.each([...files, ...folders])("%s is refused, and what it leads to is left alone", (name) => {
    const dir = usedFolder();
    const target = join(dirname(dir), "elsewhere");
    if (folders.includes(name)) mkdirSync(target);
    else writeFileSync(target, "theirs", { mode: 0o644 });
    rmSync(join(dir, name), { recursive: true, force: true });
    symlinkSync(target, join(dir, name));
    expect(refusal(dir, join(dir, name))).toContain("is a link");
    if (folders.includes(name)) expect(readdirSync(target)).toEqual([]);
    else expect([readFileSync(target, "utf8"), statSync(target).mode & 0o777]).toEqual(["theirs", 0o644]);
    rmSync(join(dir, name));
    openIn(dir);
  });

  it("anything, leading nowhere, is refused as well, and nothing is made there", () => {
    const dir = usedFolder();
    rmSync(join(dir, "backups"), { recursive: true });
    symlinkSync(join(dirname(dir), "nowhere"), join(dir, "backups"));
    refusal(dir, join(dir, "backups"));
    expect(readdirSync(dirname(dir))).toEqual(["data"]);
  });
});

describe("something else in the place of", () => {
  it.each(files)("%s: a folder is refused", (name) => {
    const dir = usedFolder();
    rmSync(join(dir, name), { force: true });
    mkdirSync(join(dir, name));
    expect(refusal(dir, join(dir, name))).toContain("should be a file");
  });

  it.each(folders)("%s: a file is refused", (name) => {
    const dir = usedFolder();
    rmSync(join(dir, name), { recursive: true, force: true });
    writeFileSync(join(dir, name), "");
    expect(refusal(dir, join(dir, name))).toContain("should be a folder");
  });

  it.each(["garbage", "garbage ".repeat(1_000)])("the lock file: %#, refused, and kept", (content) => {
    const dir = usedFolder();
    const file = join(dir, "pricebell.lock");
    writeFileSync(file, content, { mode: 0o600 });
    expect(refusal(dir, file)).toContain("not the lock file that Pricebell makes");
    expect(restoreBackup(dir, "x", t0)?.code).toBe("folder-refused");
    expect(readFileSync(file, "utf8")).toBe(content);
    rmSync(file);
    openIn(dir);
  });
});

it("a process id that is none costs nothing but a number in a message", () => {
  const dir = usedFolder();
  const store = openIn(dir);
  writeFileSync(join(dir, "pricebell.pid"), "not a number");
  expect(errorOf(dir).message).toContain("in use by another Pricebell. That one");
  store.close();
  expect(readFileSync(join(dir, "pricebell.pid"), "utf8"), "what is not ours is left").toBe("not a number");
  openIn(dir);
  expect(readFileSync(join(dir, "pricebell.pid"), "utf8")).toBe(`${process.pid}\n`);
});

it("a file that is known under a second name is not written through the first", () => {
  const dir = usedFolder();
  const other = join(dirname(dir), "other");
  writeFileSync(other, "theirs", { mode: 0o600 });
  linkSync(other, join(dir, "pricebell.pid"));
  openIn(dir);
  expect(readFileSync(other, "utf8")).toBe("theirs");
});

describe("rights of others", () => {
  it.each([0o666, 0o620, 0o602])("a file that they can change is refused: mode %i", (mode) => {
    const dir = usedFolder();
    const file = join(dir, "pricebell.db");
    chmodSync(file, mode);
    expect(refusal(dir, file)).toContain(`its mode is ${mode.toString(8)}`);
    expect(statSync(file).mode & 0o777, "left for the person to look at").toBe(mode);
    chmodSync(file, 0o600);
    openIn(dir);
  });

  it("a backup that they can change is refused", async () => {
    const dir = usedFolder();
    const store = openIn(dir);
    const { name } = value(await store.backups.make(t0));
    store.close();
    chmodSync(join(dir, "backups", name), 0o660);
    refusal(dir, join(dir, "backups", name));
  });

  it("a folder full of other things that they can change is refused; one of ours is closed", () => {
    const dir = tempDir();
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, "letter.txt"), "");
    chmodSync(dir, 0o777);
    refusal(dir, dir);
    const ours = usedFolder();
    chmodSync(ours, 0o777);
    openIn(ours);
    expect(statSync(ours).mode & 0o777).toBe(0o700);
  });
});

describe.skipIf(!isRoot)("what belongs to another user", () => {
  it.each(["", ...files.filter((name) => name !== "pricebell.db.new"), ...folders])("is refused: %j", (name) => {
    const dir = usedFolder();
    const path = join(dir, name);
    if (folders.includes(name)) mkdirSync(path, { recursive: true });
    else if (name !== "" && name !== "pricebell.db") writeFileSync(path, "", { mode: 0o600 });
    chownSync(path, stranger, stranger);
    expect(refusal(dir, path)).toContain(`another user (number ${stranger})`);
  });
});

it("the folder itself may be reached through a link of this user", () => {
  const dir = usedFolder();
  const link = join(mkdtempSync(join(tmpdir(), "pricebell-link-")), "data");
  symlinkSync(dir, link);
  const store = openIn(link);
  expect(value(store.rules.all())).toHaveLength(1);
  store.close();
  rmSync(dirname(link), { recursive: true });
});
