import Database from "better-sqlite3";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fillHistory } from "./full-history.ts";
import { errorOf, snapshot, openIn, t0, tempDir, value } from "./store-harness.ts";

/** A file of which the history is too large to be read to its end at a start; the number of the page where a table begins. */
function largeFile(dir: string, table: string): { file: string; damage: () => void } {
  const store = openIn(dir);
  value(store.rules.save(snapshot("r1")));
  store.close();
  const db = new Database(store.file);
  fillHistory(db, { events: 45_000, rules: 10 });
  const page =
    db.prepare<[string], number>("SELECT rootpage FROM sqlite_schema WHERE name = ?").pluck().get(table) ?? 0;
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
  expect(statSync(store.file).size).toBeGreaterThan(33 * 1024 * 1024);
  return {
    file: store.file,
    damage() {
      const bytes = readFileSync(store.file);
      bytes.fill(0x5a, (page - 1) * 4096, page * 4096);
      writeFileSync(store.file, bytes);
    },
  };
}

describe("a large file", () => {
  it.each([
    ["whose alerts are damaged", "rules"],
    ["whose count of events is damaged, without which none can be written,", "sqlite_sequence"],
  ])("%s is not opened", (_what, table) => {
    const dir = tempDir();
    largeFile(dir, table).damage();
    expect(errorOf(dir)).toMatchObject({ code: "store-corrupt" });
  });

  it("whose history is damaged watches its alerts, and says so when the history is looked at", () => {
    const dir = tempDir();
    largeFile(dir, "events").damage();
    const store = openIn(dir);
    expect(value(store.rules.all())).toEqual([snapshot("r1")]);
    expect(store.health().state).toBe("ok");
    expect(store.events.list()).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(store.health()).toMatchObject({ state: "failing", message: expect.stringContaining("damaged") as string });
  });

  it("gives a page of its history, and one of a rule's, from any depth", () => {
    const dir = tempDir();
    largeFile(dir, "events");
    const store = openIn(dir);
    const seqs = value(store.events.list({ limit: 500, beforeSeq: 20_001 })).map((event) => event.seq);
    expect(seqs).toEqual(Array.from({ length: 500 }, (_, i) => 20_000 - i));
    const ofRule = value(store.events.list({ limit: 3, beforeSeq: 101, ruleId: "rule-7" }));
    expect(ofRule.map((event) => [event.seq, event.deliveries.length])).toEqual([
      [97, 2],
      [87, 2],
      [77, 2],
    ]);
    expect(Date.parse(ofRule[0]?.decidedAt ?? "")).toBe(t0 + 97_000);
  });
});
