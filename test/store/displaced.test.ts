/** The database or its lock is taken away under a running app: told, put back, and no second start on the same data. */
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { settleMs } from "../../main/store/live-connection.ts";
import { type Store } from "../../main/store/store.ts";
import { SmallDisk, smallDiskMissing } from "../doubles/small-disk.ts";
import {
  errorOf,
  fired,
  snapshot,
  openIn,
  t0,
  tempDir,
  value,
  openWithClock,
  openWithRule,
  ruleIdsIn,
} from "./store-harness.ts";

const nothing = { ticks: [], rules: [], watchedUntil: null };

/** Into the same file, as `cp` does it. */
const overwrite = (dir: string, content: string | Buffer): void => writeFileSync(join(dir, "pricebell.db"), content);

/** A sound database of Pricebell with one other alert. */
function aDatabase(): string {
  const store = openIn(tempDir());
  value(store.rules.save(snapshot("other")));
  store.close();
  return store.file;
}

const ways: [string, RegExp, (dir: string) => void][] = [
  ["the database is deleted", /pricebell\.db was deleted while/, (dir) => rmSync(join(dir, "pricebell.db"))],
  [
    "the database and everything of it are deleted",
    /pricebell\.db was deleted while/,
    (dir) => ["", "-wal", "-shm"].forEach((suffix) => rmSync(join(dir, `pricebell.db${suffix}`))),
  ],
  ["the whole folder is deleted", /pricebell\.db was deleted while/, (dir) => rmSync(dir, { recursive: true })],
  ["the whole folder is moved away", /pricebell\.db was deleted while/, (dir) => renameSync(dir, `${dir}-moved`)],
  [
    "the log is deleted",
    /pricebell\.db-wal, which holds .* was deleted/,
    (dir) => rmSync(join(dir, "pricebell.db-wal")),
  ],
  [
    "the index of the log is deleted",
    /pricebell\.db-shm, the index .* was deleted or replaced/,
    (dir) => rmSync(join(dir, "pricebell.db-shm")),
  ],
  [
    "the index of the log is replaced",
    /pricebell\.db-shm, the index .* was deleted or replaced/,
    (dir) => {
      writeFileSync(join(dir, "other"), Buffer.alloc(32_768));
      renameSync(join(dir, "other"), join(dir, "pricebell.db-shm"));
    },
  ],
  [
    "another file takes its place",
    /Another file was put in place of/,
    (dir) => {
      writeFileSync(join(dir, "other"), "another file");
      renameSync(join(dir, "other"), join(dir, "pricebell.db"));
    },
  ],
  [
    "other bytes are written into it",
    /Something other than Pricebell wrote into .*pricebell\.db while/,
    (dir) => overwrite(dir, "other bytes"),
  ],
  ["it is emptied", /Something other than Pricebell wrote into .*pricebell\.db while/, (dir) => overwrite(dir, "")],
  [
    "another database is copied over it",
    /Something other than Pricebell wrote into .*pricebell\.db while/,
    (dir) => overwrite(dir, readFileSync(aDatabase())),
  ],
];

describe("while the store is open", () => {
  it.each(ways)("%s: told, put back, and everything of before and after is there", (_way, words, displace) => {
    const { dir, store, advance } = openWithRule();
    const heard: string[] = [];
    store.onHealth(({ state }) => heard.push(state));
    displace(dir);
    const refused = store.rules.save(snapshot("r2"));
    expect(refused).toMatchObject({
      ok: false,
      error: { code: "store-failed", message: expect.stringMatching(words) as string },
    });
    expect(store.health()).toMatchObject({ state: "failing", message: expect.stringMatching(words) as string });
    expect(store.health().message).toContain("nothing is lost");
    const copy = join(tempDir(), "..", "killed.db");
    copyFileSync(store.file, copy);
    const asKilled = new Database(copy, { readonly: true });
    expect(asKilled.prepare("SELECT id FROM rules").pluck().all(), "were the process killed now").toEqual(["r1"]);
    asKilled.close();

    expect(store.rules.save(snapshot("r2")).ok, "told for a while").toBe(false);
    advance(settleMs);
    value(store.commit([fired(snapshot("r1"))], ["history"], t0));
    value(store.rules.save(snapshot("r2")));
    expect(store.health()).toEqual({ state: "ok", message: null });
    expect(heard).toEqual(["failing", "ok"]);
    expect(store.heartbeat.last(), "of the run before, which there was none").toBeNull();
    expect(errorOf(dir).code, "and it is locked").toBe("store-locked");
    store.close();
    expect(ruleIdsIn(dir)).toEqual(["r1", "r2"]);
    const again = openIn(dir);
    expect(value(again.events.list())).toHaveLength(1);
  });

  it("a row that cannot be read is put aside only when there is writing again, and does not end before what is told", () => {
    const { dir, store, advance } = openWithRule();
    rmSync(join(dir, "pricebell.db"));
    expect(store.rules.save(snapshot("r2")).ok).toBe(false);
    const other = new Database(store.file);
    other.exec("UPDATE rules SET spec = '{}'");
    other.close();
    expect(value(store.rules.all())).toEqual([]);
    expect(store.health().state).toBe("failing");
    expect(value(store.damagedRows.untold())).toEqual([]);
    advance(settleMs);
    expect(value(store.rules.all())).toEqual([]);
    expect(store.health().state).toBe("ok");
    expect(value(store.damagedRows.untold())).toMatchObject([{ table: "rules" }]);
    store.close();
  });

  it.each(ways)("%s: found within a second also where nothing is decided", (_way, _words, displace) => {
    const { dir, store, advance } = openWithRule();
    value(store.keep(nothing));
    displace(dir);
    expect(store.keep(nothing).ok).toBe(false);
    advance(settleMs);
    value(store.keep(nothing));
    expect(store.health().state).toBe("ok");
    store.close();
    expect(ruleIdsIn(dir)).toEqual(["r1"]);
  });

  it.each(ways)("%s: found at the end of the app at the latest", (_way, _words, displace) => {
    const { dir, store } = openWithRule();
    displace(dir);
    store.close();
    expect(ruleIdsIn(dir)).toEqual(["r1"]);
  });

  it("prices that are written without waiting for the disk are not written into a file that is gone either", () => {
    const { dir, store } = openWithRule();
    rmSync(join(dir, "pricebell.db"));
    expect(store.ticks.saveUnsynced([]).ok).toBe(false);
    store.close();
  });

  it("what stood in its place is kept, with the log that belongs to it", () => {
    const { dir, store, advance } = openWithRule();
    for (const suffix of ["", "-wal"]) rmSync(join(dir, `pricebell.db${suffix}`));
    writeFileSync(join(dir, "pricebell.db"), "another database");
    writeFileSync(join(dir, "pricebell.db-wal"), "its log");
    value(store.rules.all());
    const refused = store.keep(nothing);
    const folder = join(dir, "aside", readdirSync(join(dir, "aside"))[0] ?? "");
    expect(refused).toMatchObject({ ok: false, error: { message: expect.stringContaining(folder) as string } });
    expect(readdirSync(folder).sort()).toEqual(["pricebell.db", "pricebell.db-wal"]);
    expect(readFileSync(join(folder, "pricebell.db-wal"), "utf8")).toBe("its log");
    advance(settleMs);
    value(store.rules.save(snapshot("r2")));
    store.close();
    expect(ruleIdsIn(dir)).toEqual(["r1", "r2"]);
  });

  it("a database that cannot be put back is told with why; it can be read, and is put back when that is over", () => {
    const { dir, store, advance } = openWithRule();
    rmSync(dir, { recursive: true });
    writeFileSync(dir, "in the way");
    expect(store.rules.save(snapshot("r2"))).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/cannot be put back \(.*ending Pricebell now would lose/) as string },
    });
    expect(value(store.rules.all())).toHaveLength(1);
    rmSync(dir);
    advance(settleMs);
    expect(store.rules.save(snapshot("r2")).ok).toBe(false);
    advance(settleMs);
    value(store.rules.save(snapshot("r2")));
    store.close();
    expect(ruleIdsIn(dir)).toEqual(["r1", "r2"]);
  });

  it("into a folder that leads somewhere else by now nothing is put back, and that is told", () => {
    const { dir, store, advance } = openWithRule();
    for (const name of ["pricebell.db", "aside"]) rmSync(join(dir, name), { recursive: true });
    symlinkSync(join(dir, "..", "elsewhere"), join(dir, "aside"));
    expect(store.keep(nothing)).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/aside.* is a link/) as string },
    });
    rmSync(join(dir, "aside"));
    advance(settleMs);
    expect(store.keep(nothing).ok).toBe(false);
    advance(settleMs);
    value(store.keep(nothing));
    store.close();
    expect(ruleIdsIn(dir)).toEqual(["r1"]);
  });

  it("waits for a backup that is being made", async () => {
    const { dir, store, advance } = openWithRule();
    const making = store.backups.make(t0);
    rmSync(join(dir, "pricebell.db"));
    expect(store.keep(nothing)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("a backup is being made") as string },
    });
    value(await making);
    advance(settleMs);
    expect(store.keep(nothing)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("nothing is lost") as string },
    });
    store.close();
    expect(ruleIdsIn(dir)).toEqual(["r1"]);
  });
});

it("an empty folder that another disk left behind is not taken for the one that was there", (context) => {
  const disk = SmallDisk.mount(4);
  if (disk === null) return context.skip(smallDiskMissing);
  onTestFinished(() => rmSync(disk.folder, { recursive: true }));
  let store: Store;
  try {
    store = openWithClock(disk.folder).store;
    value(store.rules.save(snapshot("r1")));
  } finally {
    disk.unmount();
  }
  expect(store.keep(nothing)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining("the disk that it was on is not there") as string },
  });
  expect(existsSync(join(disk.folder, "pricebell.db"))).toBe(false);
  store.close();
});
