/** The store on a folder that cannot be written at the start: read from a copy, and back at the database when there is room. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCopy } from "../../main/store/in-memory-copy.ts";
import type { Store, StoreHealth } from "../../main/store/store.ts";
import { storeUntilWritable } from "../../main/store/until-writable.ts";
import { SmallDisk, smallDiskMissing } from "../doubles/small-disk.ts";
import { errorOf, fired, snapshot, openIn, t0, tempDir, value } from "./store-harness.ts";

const channels = ["desktop", "history"] as const;
let disk: SmallDisk | null;
let runtime: string;
let before: string | undefined;

beforeEach(() => {
  // Copies go where this test alone looks.
  runtime = tempDir();
  execFileSync("mkdir", ["-p", runtime]);
  before = process.env["XDG_RUNTIME_DIR"];
  process.env["XDG_RUNTIME_DIR"] = runtime;
  disk = SmallDisk.mount(2);
});
afterEach(() => {
  if (before === undefined) delete process.env["XDG_RUNTIME_DIR"];
  else process.env["XDG_RUNTIME_DIR"] = before;
  disk?.remove();
});

/** A database with two alerts, filled up and opened from a copy. */
function openFull(prepare: (store: Store) => void = () => undefined): Store {
  const dataDir = join(String(disk?.folder), "data");
  const store = openIn(dataDir);
  value(store.rules.save(snapshot("r1"), snapshot("r2")));
  prepare(store);
  store.close();
  disk?.fill();
  const error = errorOf(dataDir);
  expect(error.code).toBe("store-unwritable");
  const copy = openCopy({ dataDir, nowMs: t0 + 1, shownByWriting: ["history"] }, error);
  if (copy === null) throw new Error("There is no copy.");
  return copy;
}

/** What is in the database itself, whoever has it open. */
function inFile(sql: string): unknown[] {
  const db = new Database(join(String(disk?.folder), "data", "pricebell.db"), { readonly: true });
  try {
    return db.prepare(sql).pluck().all();
  } finally {
    db.close();
  }
}

function breakRule(file: string, id: string): void {
  const db = new Database(file);
  db.prepare("UPDATE rules SET spec = '{}' WHERE id = ?").run(id);
  db.close();
}

describe("a folder that cannot be written at the start", () => {
  it("everything is read, what would be written is refused and in neither file", (context) => {
    if (disk === null) return context.skip(smallDiskMissing);
    const store = openFull();
    expect(value(store.rules.all()).map(({ id }) => id)).toEqual(["r1", "r2"]);
    expect(store.commit([fired(snapshot("r1"))], channels, t0)).toMatchObject({
      ok: false,
      error: { code: "store-failed" },
    });
    expect(store.rules.save(snapshot("r3"))).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/disk is full/) as string },
    });
    expect(value(store.events.list())).toEqual([]);
    expect(store.health()).toMatchObject({ state: "failing" });
    store.close();
    expect(readdirSync(runtime), "the copy is removed").toEqual([]);
  });

  it("with room again the first write opens the database itself, and all that follows goes there", async (context) => {
    if (disk === null) return context.skip(smallDiskMissing);
    const store = openFull();
    const heard: StoreHealth[] = [];
    store.onHealth((health) => heard.push(health));
    disk?.makeRoom();
    expect(store.health().state, "nothing has been tried").toBe("failing");
    expect(value(store.commit([fired(snapshot("r1"))], channels, t0))).toMatchObject([{ ruleId: "r1" }]);
    expect(heard, "told when the write is done").toEqual([]);
    await Promise.resolve();
    expect(heard).toEqual([{ state: "ok", message: null }]);
    expect(inFile("SELECT rule_id FROM events")).toEqual(["r1"]);
    expect(value(store.events.list())).toHaveLength(1);
    expect(readdirSync(runtime), "the copy is removed").toEqual([]);
    expect(readdirSync(join(disk.folder, "data"))).not.toContain("pricebell.room");
    value(store.rules.save(snapshot("r3")));
    store.close();
    expect(value(openIn(join(disk.folder, "data")).rules.all()).map(({ id }) => id)).toEqual(["r1", "r2", "r3"]);
  });

  it("a second start is not let in, neither before there is room nor after", (context) => {
    if (disk === null) return context.skip(smallDiskMissing);
    const store = openFull();
    disk?.makeRoom();
    expect(errorOf(join(disk.folder, "data")).code).toBe("store-locked");
    value(store.rules.save(snapshot("r3")));
    expect(errorOf(join(disk.folder, "data")).code).toBe("store-locked");
    store.close();
    openIn(join(disk.folder, "data"));
  });

  it("what a crash left in flight is due at once, and due as well in the database when that is back", (context) => {
    if (disk === null) return context.skip(smallDiskMissing);
    const store = openFull((full) => {
      value(full.commit([fired(snapshot("r1"))], channels, t0));
      const ids = value(full.deliveries.due("desktop", t0, 500)).map(({ id }) => id);
      value(full.deliveries.begin(ids, { messageId: "m" }, t0));
    });
    const left = value(store.deliveries.recover("desktop", t0 + 2)).map(({ id }) => id);
    expect(left).toHaveLength(1);
    value(store.deliveries.retry(left, t0 + 2, t0 + 2));
    expect(value(store.deliveries.due("desktop", t0 + 2, 500)).map(({ id }) => id)).toEqual(left);
    disk?.makeRoom();
    expect(value(store.deliveries.begin(left, { messageId: "m" }, t0 + 3))).toEqual(left);
    value(store.deliveries.end(left, { state: "shown" }, t0 + 4));
    expect(inFile("SELECT state FROM deliveries WHERE destination = 'desktop'")).toEqual(["shown"]);
    store.close();
  });

  it("rows that cannot be read are told as they are found: those of the copy first, then those of the database", () => {
    const [dataDir, copyDir] = [tempDir(), tempDir()];
    const copy = openIn(copyDir);
    value(copy.rules.save(snapshot("r1"), snapshot("r2")));
    openIn(dataDir).close();
    const store = storeUntilWritable({
      dataDir,
      copy,
      unwritable: { code: "store-unwritable", message: "It cannot be written.", file: copy.file, backups: [] },
      reopen: () => ({ ok: true, value: openIn(dataDir) }),
      removeCopy: () => undefined,
      ended: () => undefined,
    });
    let told = 0;
    store.damagedRows.onAdded(() => (told += 1));
    breakRule(copy.file, "r1");
    expect([value(store.rules.all()).map(({ id }) => id), told]).toEqual([["r2"], 1]);
    value(store.rules.save(snapshot("r3"), snapshot("r4")));
    breakRule(store.file, "r3");
    expect([value(store.rules.all()).map(({ id }) => id), told]).toEqual([["r4"], 2]);
    store.close();
  });
});
