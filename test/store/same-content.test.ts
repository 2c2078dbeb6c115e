/** Whether a file still holds the database that is open, row by row. */
import { copyFileSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeEach, expect, it } from "vitest";
import { isSameContent } from "../../main/store/same-content.ts";
import { afterTest } from "../doubles/after-test.ts";
import { openIn, snapshot, t0, tempDir, value } from "./store-harness.ts";

let file: string;
let copy: string;
let open: Database.Database;
const minute = { instrument: "demo:BTC-USD", openMs: t0, open: "1", high: "2", low: "1", close: "2" } as const;
/** What another program did to the copy of it. */
function change(sql: string): boolean {
  const other = new Database(copy);
  other.pragma("foreign_keys = OFF");
  other.exec(sql);
  other.close();
  return isSameContent(open, copy);
}

beforeEach(() => {
  const store = openIn(tempDir());
  file = store.file;
  value(store.rules.save(snapshot("r1"), snapshot("r2")));
  value(store.minutes.add([minute]));
  store.close();
  copy = join(file, "..", "copy.db");
  copyFileSync(file, copy);
  open = new Database(file);
  afterTest(() => void open.close());
});

it("the same rows are the same content, and no file stays open", () => {
  const openFiles = (): number => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);
  expect([isSameContent(open, copy), isSameContent(open, file)]).toEqual([true, true]);
  const before = openFiles();
  for (let i = 0; i < 4; i += 1) isSameContent(open, copy);
  expect(openFiles()).toBe(before);
});

it.each([
  ["an alert that is not there", "DELETE FROM rules WHERE id = 'r1'"],
  ["an alert in another state", "UPDATE rules SET state = 'paused' WHERE id = 'r2'"],
  ["another price of a minute", "UPDATE minutes SET close = '3'"],
  ["a minute less", "DELETE FROM minutes"],
  ["another program's mark, with the same rows", "PRAGMA application_id = 7"],
])("%s is other content", (_what, sql) => {
  expect(change(sql)).toBe(false);
});

it("how the file is laid out is none of it", () => {
  expect(change("VACUUM")).toBe(true);
});
