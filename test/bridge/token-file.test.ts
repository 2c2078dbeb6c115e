/** The token of a data folder: whom its file is for, when it stays, and when it is made anew. */
import {
  chmodSync,
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
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { loadToken, tokenFileName } from "../../main/bridge/token-file.ts";
import { afterTest } from "../doubles/after-test.ts";

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "pricebell-token-"));
  file = path.join(dir, tokenFileName);
  afterTest(() => rmSync(dir, { recursive: true, force: true }));
});

const other = "A".repeat(43);
const onPosix = test.skipIf(process.platform === "win32");

test("the token is 256 bits, lies in a file for the owner alone, and stays the same until another one is asked for", () => {
  const token = loadToken(dir);
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  expect(readFileSync(file, "utf8")).toBe(`${token}\n`);
  if (process.platform !== "win32") expect(statSync(file).mode & 0o7777).toBe(0o600);
  expect(readdirSync(dir)).toEqual([tokenFileName]);
  expect(loadToken(dir)).toBe(token);
  expect(loadToken(dir, { rotate: false })).toBe(token);
  const rotated = loadToken(dir, { rotate: true });
  expect(rotated).not.toBe(token);
  expect(loadToken(dir)).toBe(rotated);
});

onPosix.each([
  [0o600, true],
  [0o400, true],
  [0o700, true],
  [0o640, false],
  [0o620, false],
  [0o610, false],
  [0o604, false],
  [0o602, false],
  [0o601, false],
])("a file of mode %o is a secret: %s", (mode, isKept) => {
  writeFileSync(file, other);
  chmodSync(file, mode);
  expect(loadToken(dir) === other).toBe(isKept);
  expect(statSync(file).mode & 0o777).toBe(isKept ? mode : 0o600);
});

test.each(["", "short", `${other}A`, `${other.slice(1)}+`])("a file that holds %j holds no token", (text) => {
  writeFileSync(file, text, { mode: 0o600 });
  expect(loadToken(dir)).toMatch(/^[\w-]{43}$/u);
  expect(readFileSync(file, "utf8")).not.toContain(text === "" ? other : text);
});

onPosix("a link is not followed: neither where the token lies, nor where it is written aside", () => {
  const elsewhere = path.join(dir, "elsewhere");
  writeFileSync(elsewhere, other, { mode: 0o600 });
  symlinkSync(elsewhere, file);
  symlinkSync(elsewhere, `${file}.${process.pid}.new`);
  expect(loadToken(dir)).not.toBe(other);
  expect(readFileSync(elsewhere, "utf8")).toBe(other);
  expect(readdirSync(dir).toSorted()).toEqual(["elsewhere", tokenFileName].toSorted());
});

test("what a run that was cut off left beside it is in nobody's way", () => {
  writeFileSync(`${file}.${process.pid}.new`, "half a to");
  expect(loadToken(dir)).toBe(readFileSync(file, "utf8").trim());
});

test("a folder in its place is told, and left as it is", () => {
  mkdirSync(path.join(file, "inside"), { recursive: true });
  expect(() => loadToken(dir)).toThrow();
  expect(readdirSync(file)).toEqual(["inside"]);
});

test.skipIf(process.platform !== "linux")("no file is left open", () => {
  const openFiles = (): number => readdirSync("/proc/self/fd").length;
  const before = openFiles();
  for (let time = 0; time < 50; time++) loadToken(dir, { rotate: time % 2 === 0 });
  expect(openFiles() - before).toBeLessThan(25);
});
