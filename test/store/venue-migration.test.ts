/** What a database from before settings were kept for each venue becomes. */
import Database from "better-sqlite3";
import { rmSync } from "node:fs";
import { expect, it } from "vitest";
import { openDatabase } from "../../main/store/database.ts";
import { pathsIn } from "../../main/store/data-folder.ts";
import { migrations } from "../../main/store/migrations/index.ts";
import { openIn, t0, tempDir, value } from "./store-harness.ts";

/** A data folder of version 8 with these rows in `settings`, values as they stand there. */
function folderOf(rows: Readonly<Record<string, string>>): string {
  const dir = tempDir();
  openIn(dir).close();
  rmSync(pathsIn(dir).file);
  const opened = openDatabase(pathsIn(dir), t0, migrations.slice(0, 8));
  if (!opened.ok) throw new Error(opened.error.kind);
  const { db } = opened.value;
  db.pragma("ignore_check_constraints = ON");
  for (const [key, text] of Object.entries(rows)) db.prepare("INSERT INTO settings VALUES (?, ?)").run(key, text);
  db.close();
  return dir;
}

const other = { wsUrl: '"ws://mine.test/ws"', restUrl: '"http://mine.test"' };
const asItComes = { wsUrl: null, restUrl: null, values: {} };

it.each([
  ["nothing of a venue", { theme: '"dark"' }, []],
  [
    "SecurityPro in use",
    { venue: '"securitypro"' },
    [
      ["demo", { isOn: false, ...asItComes }],
      ["securitypro", { isOn: true, ...asItComes }],
    ],
  ],
  [
    "its addresses, placement and pong while the demo exchange is in use",
    { ...other, keyPlacement: '"query"', sendPong: "true" },
    [
      [
        "securitypro",
        {
          isOn: false,
          wsUrl: "ws://mine.test/ws",
          restUrl: "http://mine.test",
          values: { keyPlacement: "query", sendPong: true },
        },
      ],
    ],
  ],
  [
    "its own addresses, written down",
    {
      venue: '"securitypro"',
      wsUrl: '"wss://api.securitypro.com/market/ws"',
      restUrl: '"https://api.securitypro.com"',
    },
    [
      ["demo", { isOn: false, ...asItComes }],
      ["securitypro", { isOn: true, ...asItComes }],
    ],
  ],
  [
    "a venue from outside in use",
    { venue: '"toy"', ...other },
    [
      ["demo", { isOn: false, ...asItComes }],
      ["securitypro", { isOn: false, wsUrl: "ws://mine.test/ws", restUrl: "http://mine.test", values: {} }],
    ],
  ],
])("%s stays as it was", (_what, rows, expected) => {
  const store = openIn(folderOf(rows));
  expect(store.migratedFrom).toBe(8);
  expect([...value(store.venues.all())]).toEqual(expected);
  expect(value(store.damagedRows.untold())).toEqual([]);
  const left = new Database(store.file, { readonly: true });
  const moved = Object.keys(rows).filter((key) => key !== "theme");
  const inUse = left.prepare("SELECT id FROM venues WHERE is_on").pluck().all();
  expect(inUse).toEqual("venue" in rows ? [JSON.parse(rows.venue)] : []);
  expect(left.prepare("SELECT key FROM settings").pluck().all()).toEqual(
    Object.keys(rows).filter((key) => !moved.includes(key)),
  );
  left.close();
});

it.each([
  ["a venue that is no JSON", { venue: "securitypro" }, "settings", "venue"],
  ["an address that is none", { venue: '"securitypro"', wsUrl: '"api.securitypro.com"' }, "venues", "securitypro"],
  ["a placement that is no text", { keyPlacement: "[1]" }, "venues", "securitypro"],
])("%s is put aside and told, and the rest is as it comes", (_what, rows, table, subject) => {
  const store = openIn(folderOf(rows));
  expect(value(store.venues.all()).has("securitypro")).toBe(table === "settings");
  expect(value(store.damagedRows.untold())).toMatchObject([{ table, subject }]);
});
