import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { Minute } from "../../main/store/store.ts";
import { defaultSettings } from "../../preload/contract/settings.ts";
import { snapshot, openIn, t0, tempDir, tick, value } from "./store-harness.ts";

const minuteMs = 60_000;

describe("rules", () => {
  it("come back as they were saved, in order of creation", () => {
    const store = openIn(tempDir());
    const later = snapshot("a", { createdMs: t0 + 1, rearmAt: { below: "1", above: "2" }, extreme: "0.00000001" });
    value(store.rules.save(later));
    value(store.rules.save(snapshot("b")));
    value(store.rules.save({ ...later, state: "paused" }));
    expect(value(store.rules.all())).toEqual([snapshot("b"), { ...later, state: "paused" }]);
    expect([value(store.rules.remove("a")), value(store.rules.remove("a"))]).toEqual([true, false]);
  });
});

describe("settings", () => {
  it("are the defaults until set, and survive a restart", () => {
    const dir = tempDir();
    const store = openIn(dir);
    expect(value(store.settings.get())).toEqual(defaultSettings);
    expect(value(store.settings.set({ theme: "dark", blindAfterMs: 60_000 }))).toEqual({
      ...defaultSettings,
      theme: "dark",
      blindAfterMs: 60_000,
    });
    store.close();
    expect(value(openIn(dir).settings.get()).theme).toBe("dark");
  });

  it("a value that no longer makes sense falls back alone, and is kept", () => {
    const dir = tempDir();
    const store = openIn(dir);
    value(store.settings.set({ theme: "dark", keepAwake: true }));
    const other = new Database(store.file);
    other.exec(
      `UPDATE settings SET value = '"plaid"' WHERE key = 'theme'; INSERT INTO settings VALUES ('ofLater', '1')`,
    );
    expect(value(store.settings.get())).toEqual({ ...defaultSettings, keepAwake: true });
    expect(other.prepare("SELECT key FROM settings ORDER BY key").pluck().all()).toEqual(["keepAwake", "ofLater"]);
    expect(value(store.damagedRows.untold())).toMatchObject([{ table: "settings", subject: "theme" }]);
    other.close();
  });

  it("keep nothing that is no setting, such as a key: neither in nor out", () => {
    const store = openIn(tempDir());
    const patch = { theme: "light", apiKey: "sk-very-secret" } as const;
    value(store.settings.set(patch));
    expect(JSON.stringify(value(store.settings.get()))).not.toMatch(/secret|apiKey/);
    const other = new Database(store.file);
    expect(JSON.stringify(other.prepare("SELECT * FROM settings").all())).not.toContain("sk-very-secret");
    other.close();
  });
});

it("what is set of a venue comes back, texts and switches", () => {
  const store = openIn(tempDir());
  const venue = { isOn: false, wsUrl: "wss://example.org", restUrl: null, values: { plan: "pro", isFast: true } };
  value(store.venues.save("demo", venue));
  expect(value(store.venues.all())).toEqual(new Map([["demo", venue]]));
});

describe("watchlist", () => {
  it("keeps the person's order", () => {
    const store = openIn(tempDir());
    for (const key of ["demo:A", "demo:B", "demo:C", "demo:A"] as const) value(store.watchlist.add(key));
    expect(value(store.watchlist.list())).toEqual(["demo:A", "demo:B", "demo:C"]);
    value(store.watchlist.reorder(["demo:C", "demo:X", "demo:A"]));
    expect(value(store.watchlist.list())).toEqual(["demo:C", "demo:A", "demo:B"]);
    value(store.watchlist.remove("demo:A"));
    value(store.watchlist.add("demo:A"));
    expect(value(store.watchlist.list())).toEqual(["demo:C", "demo:B", "demo:A"]);
  });
});

describe("last ticks", () => {
  it("keep a quote that has no last price; a tick saved with a decision takes nothing away", () => {
    const store = openIn(tempDir());
    const quote = { last: null, lastNumber: Number.NaN, bid: "99", ask: "101" };
    value(store.ticks.save([{ tick: tick("1", quote), seen: null }]));
    expect(value(store.ticks.all())[0]?.tick).toMatchObject(quote);
    value(store.ticks.save([{ tick: tick("100"), seen: null }]));
    expect(value(store.ticks.all())[0]?.tick).toMatchObject({ last: "100", lastNumber: 100, bid: "99", ask: "101" });
  });

  it("come back whole, except that nothing of before a restart can pass for just now", () => {
    const dir = tempDir();
    const store = openIn(dir);
    const exact = tick("0.000000000000000001", {
      bid: "1.10",
      ask: "1.20",
      size: "3",
      tradeId: "42",
      exchangeAt: 1_736_078_401_000_000,
    });
    value(store.ticks.save([{ tick: exact, seen: { openMs: t0, high: "9", low: "8" } }]));
    store.close();
    const [found] = value(openIn(dir).ticks.all());
    expect(found).toEqual({
      tick: { ...exact, receivedMonoMs: -Infinity },
      seen: { openMs: t0, high: "9", low: "8" },
      blindSinceMs: null,
    });
  });

  it("of a minute of which part is missing come without it", () => {
    const dir = tempDir();
    for (const column of ["seen_open_ms", "seen_high", "seen_low"]) {
      const store = openIn(dir);
      value(store.ticks.save([{ tick: tick("1"), seen: { openMs: t0, high: "9", low: "8" } }]));
      const other = new Database(store.file);
      other.pragma("ignore_check_constraints = ON");
      other.exec(`UPDATE last_ticks SET ${column} = NULL`);
      other.close();
      expect(value(store.ticks.all()), column).toMatchObject([{ tick: { last: "1" }, seen: null }]);
      store.close();
    }
  });

  it("say since when an instrument is blind, from the first loss to its next price, whatever ends in between", () => {
    const dir = tempDir();
    let store = openIn(dir);
    const since = (): (number | null | undefined)[] => value(store.ticks.all()).map((kept) => kept.blindSinceMs);
    const other = tick("3", { instrument: "demo:ETH-USD" });
    value(store.ticks.save([tick("1"), other].map((last) => ({ tick: last, seen: null }))));
    value(store.ticks.lost(["demo:BTC-USD"], t0 + 5_000));
    value(store.ticks.lost(["demo:BTC-USD", "demo:ETH-USD", "demo:NEW-USD"], t0));
    store.close();
    store = openIn(dir);
    expect(since(), "not before its last price").toEqual([t0 + 5_000, other.receivedWallMs]);
    value(store.ticks.save([{ tick: tick("2"), seen: null }]));
    value(store.ticks.save([{ tick: other, seen: null, blindSinceMs: t0 + 7_000 }]));
    expect(since()).toEqual([null, t0 + 7_000]);
  });

  it("the last one given is the last, also where the clock was set back meanwhile", () => {
    const store = openIn(tempDir());
    value(store.ticks.save([{ tick: tick("2", { receivedWallMs: t0 + 2 }), seen: null }]));
    value(store.ticks.save([{ tick: tick("1", { receivedWallMs: t0 + 1 }), seen: null }]));
    expect(value(store.ticks.all())[0]?.tick.last).toBe("1");
    value(store.ticks.forget(["demo:BTC-USD"]));
    expect(value(store.ticks.all())).toEqual([]);
  });
});

describe("minutes", () => {
  const minute = (i: number, changes: Partial<Minute> = {}): Minute => ({
    instrument: "demo:BTC-USD",
    openMs: t0 + i * minuteMs,
    open: "1",
    high: "3",
    low: "0.5",
    close: String(i + 1),
    ...changes,
  });

  it("are the newest ones, oldest first; the same minute again replaces it", () => {
    const store = openIn(tempDir());
    value(store.minutes.add([0, 1, 2, 3].map((i) => minute(i))));
    value(store.minutes.add([minute(3, { close: "33" }), minute(3, { instrument: "demo:ETH-USD" })]));
    expect(value(store.minutes.list("demo:BTC-USD", { limit: 2 }))).toEqual([minute(2), minute(3, { close: "33" })]);
    expect(value(store.minutes.list("demo:BTC-USD", { sinceMs: t0 + 3 * minuteMs }))).toHaveLength(1);
  });

  it("are the newest 60 where nobody says how many; the first one is known", () => {
    const store = openIn(tempDir());
    expect(value(store.minutes.first("demo:BTC-USD"))).toBeNull();
    value(store.minutes.add(Array.from({ length: 61 }, (_, i) => minute(i))));
    const listed = value(store.minutes.list("demo:BTC-USD"));
    expect([listed.length, listed[0]]).toEqual([60, minute(1)]);
    expect(value(store.minutes.first("demo:BTC-USD"))).toBe(t0);
  });

  it("are dropped after seven days", () => {
    const store = openIn(tempDir());
    const week = 7 * 24 * 60;
    value(store.minutes.add([minute(0), minute(1)]));
    value(store.minutes.add([minute(week)]));
    expect(value(store.minutes.list("demo:BTC-USD")).map((found) => found.close)).toEqual(["1", "2", String(week + 1)]);
    value(store.minutes.add([minute(week + 1)]));
    expect(value(store.minutes.list("demo:BTC-USD")).map((found) => found.close)).toEqual([
      "2",
      String(week + 1),
      String(week + 2),
    ]);
  });
});

describe("strictness", () => {
  it.each([
    ["a fraction for a time", "INSERT INTO heartbeat VALUES (1, 1.5, 0)", /cannot store REAL value in INTEGER column/],
    [
      "bytes for a price",
      "INSERT INTO minutes VALUES ('demo:A', 0, x'00', '1', '1', '1')",
      /cannot store BLOB value in TEXT column/,
    ],
    [
      "no price",
      "INSERT INTO minutes VALUES ('demo:A', 0, '1', NULL, '1', '1')",
      /NOT NULL constraint failed: minutes.high/,
    ],
    [
      "an unknown state",
      "INSERT INTO deliveries (event_seq, destination, occasion, state, at_ms, next_attempt_ms) VALUES (1, 'desktop', 'event', 'lost', 0, 0)",
      /CHECK constraint failed/,
    ],
    [
      "a delivery of no event",
      "INSERT INTO deliveries (event_seq, destination, occasion, state, at_ms, next_attempt_ms) VALUES (9, 'desktop', 'event', 'shown', 0, 0)",
      /FOREIGN KEY constraint failed/,
    ],
    [
      "a fired event without its tick",
      "INSERT INTO events (id, kind, rule_id, generation, decided_ms) VALUES ('e', 'fired', 'r', 1, 0)",
      /CHECK constraint failed/,
    ],
    ["JSON that is none", "INSERT INTO settings VALUES ('theme', 'dark')", /CHECK constraint failed: json_valid/],
  ])("the database refuses %s", (_name, sql, message) => {
    const store = openIn(tempDir());
    const db = new Database(store.file);
    expect(() => db.exec(sql)).toThrow(message);
    db.close();
  });

  it("a clock that gives fractions costs nothing", () => {
    const store = openIn(tempDir());
    value(store.rules.save(snapshot("r", { createdMs: t0 + 0.4, stateMs: t0 + 0.6 })));
    value(store.heartbeat.beat(new Map([["demo", t0 + 0.5]])));
    expect(value(store.rules.all())[0]).toMatchObject({ createdMs: t0, stateMs: t0 + 1 });
  });
});
