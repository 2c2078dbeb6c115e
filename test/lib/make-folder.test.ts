/** Folders with what is missing above them. */
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "../../main/lib/make-folder.ts";
import { errorOf } from "../store/store-harness.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "pricebell-make-folder-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("are made for their owner alone, each of them, and one that is there is left as it is", () => {
  makeFolder(join(dir, "a", "b", "c"));
  const modeOf = (...names: string[]): number => statSync(join(dir, ...names)).mode & 0o777;
  expect([modeOf("a"), modeOf("a", "b"), modeOf("a", "b", "c")]).toEqual([0o700, 0o700, 0o700]);
  mkdirSync(join(dir, "open"), { mode: 0o755 });
  makeFolder(join(dir, "open"));
  symlinkSync(join(dir, "open"), join(dir, "link"));
  makeFolder(join(dir, "link", "within"));
  expect([modeOf("open"), modeOf("open", "within")]).toEqual([0o755, 0o700]);
});

test.each<[string, string, () => void]>([
  ["a file above it", "file/a/b", () => writeFileSync(join(dir, "file"), "")],
  ["a link above it that leads nowhere", "link/a", () => symlinkSync(join(dir, "nowhere"), join(dir, "link"))],
  ["such a link in its place", "link", () => symlinkSync(join(dir, "nowhere"), join(dir, "link"))],
  ["a name that is too long", "x".repeat(300), () => undefined],
])("are not made where there is %s", (_what, name, put) => {
  put();
  expect(() => makeFolder(join(dir, name))).toThrow(/^E[A-Z]+:/);
  expect(() => statSync(join(dir, "nowhere"))).toThrow();
});

test.runIf(process.platform === "linux")("a file system that has no room for folders is told, at once", () => {
  expect(errorOf("/proc/pricebell/data")).toMatchObject({ code: "store-unwritable" });
});
