/** Single bits of the file turned over: the store opens and works, or says what is wrong. It never throws. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Engine } from "../../main/alerts/engine.ts";
import { openStore, type Store } from "../../main/store/store.ts";
import { eventBody, eventTitle, ruleSentence } from "../../preload/contract/text.ts";
import { errorOf, fired, snapshot, openIn, spec, t0, tempDir, tick, value } from "./store-harness.ts";

const channels = ["desktop", "history"] as const;
const minute = { instrument: "demo:BTC-USD", open: "1", high: "2", low: "1", close: "2" } as const;

/** A small database with a few of everything, as one file. */
function sound(): Buffer {
  const dir = tempDir();
  const store = openIn(dir);
  const lives = Array.from({ length: 6 }, (_, i) => snapshot(`rule-${i}`, { createdMs: t0 + i }));
  const trailing = { ...spec, condition: { kind: "pulls-back", by: { percent: "5" } } } as const;
  const always = { ...spec, repeat: "always", rearmBy: { percent: "0.1" }, cooldownMs: 60_000 } as const;
  const triggered = {
    state: "triggered",
    rearmAt: { below: "44955", above: null },
    cooldownUntilMs: t0 + 9,
    spec: always,
  } as const;
  value(
    store.rules.save(
      ...lives,
      snapshot("trailing", { spec: trailing, extreme: "45001.5" }),
      snapshot("triggered", triggered),
    ),
  );
  value(
    store.commit(
      lives.slice(0, 4).map((one) => fired(one)),
      channels,
      t0,
    ),
  );
  const blind = { venue: "demo", instrument: null, fromMs: t0, because: "disconnected" } as const;
  value(store.recordBlind({ ...blind, toMs: null }, channels, t0));
  value(store.ticks.save([{ tick: tick("45000.12"), seen: { openMs: t0, high: "2", low: "1" } }]));
  value(store.watchlist.add("demo:BTC-USD"));
  value(store.settings.set({ theme: "dark", blindAfterMs: 60_000 }));
  value(
    store.venues.save("securitypro", {
      isOn: true,
      wsUrl: "wss://example.com/ws",
      restUrl: null,
      values: { sendPong: true },
    }),
  );
  value(
    store.minutes.add([
      { ...minute, openMs: t0 },
      { ...minute, openMs: t0 + 60_000 },
    ]),
  );
  value(store.heartbeat.beat(new Map([["demo", t0 + 5]])));
  store.close();
  return readFileSync(store.file);
}

/** What a start and a while of running do with the store. */
function use(store: Store): void {
  store.settings.get();
  store.watchlist.list();
  store.heartbeat.last();
  store.heartbeat.watchedUntil();
  store.ticks.all();
  store.minutes.list("demo:BTC-USD");
  const rules = store.rules.all();
  const engine = new Engine({ micros: () => 0 });
  const now = { wallMs: t0 + 60_000, monoMs: 1_000 };
  if (rules.ok) {
    engine.load(rules.value, now);
    for (const rule of rules.value) ruleSentence(rule.spec);
    engine.onTick(tick("45001", { receivedMonoMs: 1_500 }));
    engine.onTime(now, () => null);
  }
  const events = store.events.list();
  for (const event of events.ok ? events.value : []) expect(eventTitle(event) + eventBody(event)).not.toBe("");
  for (const event of events.ok ? events.value : []) store.events.get(event.id);
  store.events.openBlind();
  store.deliveries.recover("desktop", t0);
  const due = store.deliveries.due("desktop", t0 + 1e12, 500);
  const ids = due.ok ? due.value.map(({ id }) => id) : [];
  store.deliveries.begin(ids, { messageId: "m" }, t0);
  store.deliveries.end(ids, { state: "shown" }, t0);
  store.deliveries.shownBetween("desktop", t0 - 1e6, t0 + 1e6);
  store.commit(
    [0, 1, 2, 3, 4, 5].map((i) => fired(snapshot(`rule-${i}`, { createdMs: t0 + i }))),
    channels,
    t0,
  );
  store.recordBlind(
    { venue: "demo", instrument: null, fromMs: t0, toMs: t0 + 9, because: "disconnected" },
    channels,
    t0,
  );
  store.ticks.lost(["demo:BTC-USD"], t0);
  store.events.markRead(100, t0);
  store.keep({ ticks: [{ tick: tick("45002"), seen: null }], rules: [], watchedUntil: new Map([["demo", t0]]) });
  store.damagedRows.untold();
  store.settings.set({ theme: "light" });
}

it("any bit: it opens and works without what cannot be read, or names the file and what to do", () => {
  const file = sound();
  // Most of a small file is empty space; what matters is where something is.
  const written = [...file.keys()].filter((at) => file[at] !== 0);
  const outcomes = { opened: 0, refused: 0 };
  fc.assert(
    fc.property(fc.constantFrom(...written), fc.integer({ min: 0, max: 7 }), (at, bit) => {
      const dir = tempDir();
      mkdirSync(dir, { mode: 0o700 });
      const flipped = Buffer.from(file);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      writeFileSync(join(dir, "pricebell.db"), flipped);
      const opened = openStore({ shownByWriting: ["history"], dataDir: dir, nowMs: t0 + 60_000 });
      if (opened.ok) {
        outcomes.opened += 1;
        use(opened.value);
        opened.value.close();
      } else {
        outcomes.refused += 1;
        expect(opened.error.code).toMatch(/^store-(corrupt|newer)$/);
        expect(opened.error.message).toContain(join(dir, "pricebell.db"));
      }
    }),
    // Byte 47: a format of the schema that SQLite does not know (https://sqlite.org/fileformat2.html#the_database_header).
    { numRuns: 150, seed: 20_260_105, examples: [[47, 0]] },
  );
  expect(outcomes.opened).toBeGreaterThan(50);
  expect(outcomes.refused).toBeGreaterThan(5);
});

it("a definition whose text is marked as bytes is no definition: the file is refused", () => {
  const dir = tempDir();
  const store = openIn(dir);
  store.close();
  const db = new Database(store.file);
  db.unsafeMode();
  db.pragma("writable_schema = ON");
  db.exec("UPDATE sqlite_schema SET sql = CAST(sql AS BLOB) WHERE name = 'minutes'");
  db.close();
  expect(errorOf(dir)).toMatchObject({ code: "store-corrupt" });
});
