import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { settleMs } from "../../main/store/live-connection.ts";
import { restoreBackup } from "../../main/store/store.ts";
import { fired, snapshot, errorOf, openIn, openWithClock, t0, tempDir, value } from "./store-harness.ts";

const dayMs = 86_400_000;

describe("a backup", () => {
  it("is a whole database in one file that verifies, made while the store is in use", async () => {
    const dir = tempDir();
    const store = openIn(dir);
    value(store.rules.save(...Array.from({ length: 2_000 }, (_, i) => snapshot(`r${i}`))));
    const making = store.backups.make(t0);
    value(store.rules.save(snapshot("during")));
    const backup = value(await making);
    expect(backup).toMatchObject({
      name: "pricebell-000001-20260105T120000000Z.db",
      at: "2026-01-05T12:00:00.000Z",
      rules: 2_001,
    });
    expect(readdirSync(join(dir, "backups"))).toEqual([backup.name]);
    const copy = new Database(join(dir, "backups", backup.name), { readonly: true });
    expect([copy.pragma("quick_check", { simple: true }), copy.pragma("journal_mode", { simple: true })]).toEqual([
      "ok",
      "delete",
    ]);
    copy.close();
    expect(store.backups.list(t0)).toEqual([backup]);
  });

  it.skipIf(process.platform === "win32")(
    "is whole although another program cuts the index of the log all the time; that is told afterwards",
    async () => {
      const { store, advance } = openWithClock(tempDir());
      value(store.rules.save(...Array.from({ length: 300 }, (_, i) => snapshot(`r${i}`))));
      let isMade = false;
      const cut = (): void => {
        if (isMade) return;
        truncateSync(`${store.file}-shm`);
        setImmediate(cut);
      };
      cut();
      const made = value(await store.backups.make(t0));
      isMade = true;
      expect(made.rules).toBe(300);
      const nothing = { ticks: [], rules: [], watchedUntil: null };
      expect(store.keep(nothing)).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining("pricebell.db-shm") as string },
      });
      advance(settleMs);
      value(store.keep(nothing));
    },
  );

  it("is made once a day; the newest seven are kept", async () => {
    const store = openIn(tempDir());
    for (let day = 0; day < 9; day += 1) {
      expect(value(await store.backups.makeDaily(t0 + day * dayMs))).not.toBeNull();
      expect(value(await store.backups.makeDaily(t0 + day * dayMs + dayMs - 1))).toBeNull();
    }
    const kept = store.backups.list(t0).map((backup) => backup.at);
    expect(kept).toHaveLength(7);
    expect([kept[0], kept[6]]).toEqual([
      new Date(t0 + 8 * dayMs).toISOString(),
      new Date(t0 + 2 * dayMs).toISOString(),
    ]);
  });

  it("is made again on the same day once there is a first alert: one without any would bring back nothing", async () => {
    const store = openIn(tempDir());
    value(await store.backups.makeDaily(t0));
    expect(value(await store.backups.makeDaily(t0 + 60_000))).toBeNull();
    value(store.rules.save(snapshot("first")));
    expect(value(await store.backups.makeDaily(t0 + 120_000))).toMatchObject({ rules: 1 });
    value(store.rules.save(snapshot("second")));
    expect(value(await store.backups.makeDaily(t0 + 180_000))).toBeNull();
    expect(store.backups.list(t0).map(({ rules }) => rules)).toEqual([1, 0]);
  });

  it("is made anew where its folder was taken away, and what stands in the folder's place is told", async () => {
    const dir = tempDir();
    const store = openIn(dir);
    value(await store.backups.makeDaily(t0));
    rmSync(join(dir, "backups"), { recursive: true });
    expect(value(await store.backups.makeDaily(t0 + 60_000))).not.toBeNull();
    rmSync(join(dir, "backups"), { recursive: true });
    writeFileSync(join(dir, "backups"), "no folder");
    expect(await store.backups.makeDaily(t0 + 120_000)).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(store.health().state).toBe("ok");
  });

  it("made twice at once is made once", async () => {
    const store = openIn(tempDir());
    const [first, second] = await Promise.all([store.backups.make(t0), store.backups.make(t0 + 1)]);
    expect(value(first)).toEqual(value(second));
  });

  it("that cannot be made is told, and the store is as good as before", async () => {
    const dir = tempDir();
    const store = openIn(dir);
    mkdirSync(join(dir, "backups", "draft.db"));
    const result = await store.backups.make(t0);
    expect(result).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(store.health().state).toBe("ok");
  });

  it("cut off by the end of the app is told, and leaves no backup that is none", async () => {
    const dir = tempDir();
    const store = openIn(dir);
    const making = store.backups.make(t0);
    store.close();
    expect((await making).ok).toBe(false);
    expect(openIn(dir).backups.list(t0)).toEqual([]);
  });
});

describe("the order of backups", () => {
  const yearMs = 366 * dayMs;
  const iso = (wallMs: number): string => new Date(wallMs).toISOString();

  it("is that of their making: one made while the clock was a year ahead comes between those before and after it", async () => {
    const store = openIn(tempDir());
    const times = [t0, t0 + yearMs, t0 + dayMs, t0 + 2 * dayMs];
    for (const wallMs of times) value(await store.backups.make(wallMs));
    expect(store.backups.list(t0 + 2 * dayMs).map(({ at }) => at)).toEqual(times.map(iso).reverse());
  });

  it("pushes out the oldest made, not the one of the earliest time", async () => {
    const store = openIn(tempDir());
    for (let i = 0; i < 7; i += 1) value(await store.backups.make(t0 + yearMs + i * dayMs));
    const made = value(await store.backups.make(t0));
    const listed = store.backups.list(t0);
    expect(listed).toHaveLength(7);
    expect([listed[0], listed[6]?.at]).toEqual([made, iso(t0 + yearMs + dayMs)]);
  });

  it("a run with the clock ahead makes one, not one at every look, and neither does the run after it", async () => {
    const store = openIn(tempDir());
    value(store.rules.save(snapshot("r1")));
    value(await store.backups.makeDaily(t0));
    expect(value(await store.backups.makeDaily(t0 + yearMs))).not.toBeNull();
    expect(value(await store.backups.makeDaily(t0 + yearMs + 300_000))).toBeNull();
    expect(value(await store.backups.makeDaily(t0 + 300_000)), "today's is there").toBeNull();
    expect(value(await store.backups.makeDaily(t0 + dayMs)), "a day later").not.toBeNull();
    expect(value(await store.backups.makeDaily(t0 + dayMs + 300_000))).toBeNull();
    expect(store.backups.list(t0 + dayMs).map(({ at }) => at)).toEqual([t0 + dayMs, t0 + yearMs, t0].map(iso));
  });

  it("with copies from the future alone one is due, once", async () => {
    const store = openIn(tempDir());
    for (let i = 0; i < 7; i += 1) value(await store.backups.make(t0 + yearMs + i * dayMs));
    const made = value(await store.backups.makeDaily(t0));
    expect(made).not.toBeNull();
    expect(value(await store.backups.makeDaily(t0 + 1))).toBeNull();
    expect(store.backups.list(t0 + 1)[0]).toEqual(made);
  });

  it("of names that earlier versions gave goes by their time; those from the future are the oldest", async () => {
    const dir = tempDir();
    const store = openIn(dir);
    const folder = join(dir, "backups");
    const old = ["20260103T120000000Z", "20260104T120000000Z-v1", "20270105T120000000Z", "20260102T120000000Z"];
    for (const name of old) {
      const made = value(await store.backups.make(t0));
      renameSync(join(folder, made.name), join(folder, `pricebell-${name}.db`));
    }
    const names = (): string[] => store.backups.list(t0).map(({ name }) => name.slice("pricebell-".length, -3));
    const inOrder = ["20260104T120000000Z-v1", "20260103T120000000Z", "20260102T120000000Z", "20270105T120000000Z"];
    expect(names()).toEqual(inOrder);
    value(await store.backups.makeDaily(t0));
    expect(names()).toEqual(["000001-20260105T120000000Z", ...inOrder]);
    for (let i = 0; i < 4; i += 1) value(await store.backups.make(t0));
    expect(names(), "the one from the future goes first").toEqual([
      ...[5, 4, 3, 2, 1].map((sequence) => `00000${sequence}-20260105T120000000Z`),
      ...inOrder.slice(0, 3),
    ]);
    value(store.backups.restore("pricebell-20260103T120000000Z.db", t0));
  });

  it("daily ones leave those from before a migration, and the other way round", async () => {
    const dir = tempDir();
    const store = openIn(dir);
    const folder = join(dir, "backups");
    const first = value(await store.backups.make(t0));
    renameSync(join(folder, first.name), join(folder, first.name.replace(".db", "-v1.db")));
    for (let i = 0; i < 8; i += 1) value(await store.backups.make(t0));
    const sequences = store.backups.list(t0).map(({ name }) => Number(/pricebell-(\d+)/.exec(name)?.[1]));
    expect(sequences).toEqual([9, 8, 7, 6, 5, 4, 3, 1]);
  });

  it("knows only files of its own names: no link, no folder, no time that never was", async () => {
    const dir = tempDir();
    const store = openIn(dir);
    const made = value(await store.backups.make(t0));
    const folder = join(dir, "backups");
    symlinkSync(join(folder, made.name), join(folder, "pricebell-000009-20260105T120000000Z.db"));
    mkdirSync(join(folder, "pricebell-000010-20260105T120000000Z.db"));
    writeFileSync(join(folder, "pricebell-000011-20261305T120000000Z.db"), "");
    writeFileSync(join(folder, "notes.txt"), "");
    expect(store.backups.list(t0)).toEqual([made]);
    expect(store.backups.restore("pricebell-000009-20260105T120000000Z.db", t0)).toMatchObject({ ok: false });
    expect(value(await store.backups.make(t0)).name).toBe("pricebell-000002-20260105T120000000Z.db");
  });
});

describe("restoring", () => {
  it("goes on with the backup, and keeps what stood there", async () => {
    const dir = tempDir();
    const store = openIn(dir);
    value(store.rules.save(snapshot("old")));
    const backup = value(await store.backups.make(t0));
    value(store.rules.save(snapshot("new")));
    value(store.backups.restore(backup.name, t0 + 60_000));
    expect(value(store.rules.all()).map((rule) => rule.id)).toEqual(["old"]);
    expect(store.heartbeat.last()).toEqual({ startedMs: t0, clean: false });
    value(store.commit([fired(snapshot("old"))], ["history"], t0 + 60_001));
    expect(errorOf(dir).code).toBe("store-locked");
    const aside = join(dir, "aside", "20260105T120100000Z");
    const before = new Database(join(aside, "pricebell.db"), { readonly: true });
    expect(before.prepare("SELECT id FROM rules ORDER BY id").pluck().all()).toEqual(["new", "old"]);
    before.close();
    store.close();
    expect(value(openIn(dir).events.list())).toHaveLength(1);
  });

  it("works where the database could not be opened, and keeps the damaged file", async () => {
    const dir = tempDir();
    const store = openIn(dir);
    value(store.rules.save(snapshot("r1")));
    value(await store.backups.make(t0));
    store.close();
    writeFileSync(store.file, "garbage".repeat(2_000));
    const error = errorOf(dir);
    expect(error.code).toBe("store-corrupt");
    expect(restoreBackup(dir, error.backups[0]?.name ?? "", t0)).toBeNull();
    expect(readFileSync(join(dir, "aside", "20260105T120000000Z", "pricebell.db"), "utf8")).toBe(
      "garbage".repeat(2_000),
    );
    expect(value(openIn(dir).rules.all())).toEqual([snapshot("r1")]);
  });

  it.each(["pricebell-20200101T000000000Z.db", "../pricebell.db", "/etc/passwd", ""])(
    "refuses %j, changing nothing",
    (name) => {
      const dir = tempDir();
      const store = openIn(dir);
      value(store.rules.save(snapshot("r1")));
      expect(store.backups.restore(name, t0)).toMatchObject({ ok: false, error: { code: "not-found", field: "name" } });
      expect(value(store.rules.all())).toEqual([snapshot("r1")]);
      store.close();
      expect(restoreBackup(dir, name, t0)?.message).toContain("no sound backup");
    },
  );

  it("refuses a damaged backup, changing nothing", async () => {
    const dir = tempDir();
    const store = openIn(dir);
    value(store.rules.save(...Array.from({ length: 100 }, (_, i) => snapshot(`r${i}`))));
    const backup = value(await store.backups.make(t0));
    truncateSync(join(dir, "backups", backup.name), 8_192);
    expect(store.backups.restore(backup.name, t0)).toMatchObject({ ok: false, error: { code: "not-found" } });
    expect(value(store.rules.all())).toHaveLength(100);
    expect(existsSync(join(dir, "pricebell.db.new"))).toBe(false);
  });
});
