/** Rows that cannot be read, of every table: each costs itself alone, is kept as it was, and is told. */
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { Store } from "../../main/store/store.ts";
import { defaultSettings } from "../../preload/contract/settings.ts";
import { fired, snapshot, openIn, spec, t0, tempDir, tick, value } from "./store-harness.ts";

const channels = ["desktop", "history"] as const;

/** Two of everything, so that one can be damaged and the other has to be there still. */
function filled(): { dir: string; file: string } {
  const dir = tempDir();
  const store = openIn(dir);
  const lives = [snapshot("r1"), snapshot("r2")];
  value(store.rules.save(...lives));
  value(
    store.commit(
      lives.map((one) => fired(one)),
      channels,
      t0,
    ),
  );
  value(
    store.ticks.save([
      { tick: tick("1"), seen: null },
      { tick: tick("2", { instrument: "demo:ETH-USD" }), seen: null },
    ]),
  );
  value(store.watchlist.add("demo:BTC-USD"));
  value(store.watchlist.add("demo:ETH-USD"));
  value(store.settings.set({ theme: "dark", keepAwake: true }));
  for (const venue of ["demo", "securitypro"])
    value(store.venues.save(venue, { isOn: true, wsUrl: null, restUrl: null, values: {} }));
  const minute = { instrument: "demo:BTC-USD", open: "1", high: "2", low: "1", close: "2" } as const;
  value(
    store.minutes.add([
      { ...minute, openMs: t0 },
      { ...minute, openMs: t0 + 60_000 },
    ]),
  );
  value(store.heartbeat.beat(new Map([["demo", t0 + 5]])));
  store.close();
  return { dir, file: store.file };
}

/** As another program, an old bug or a failing disk would leave it: without the checks of the schema. */
function damage(file: string, sql: string): void {
  const db = new Database(file);
  db.pragma("ignore_check_constraints = ON");
  db.pragma("foreign_keys = OFF");
  db.exec(sql);
  db.close();
}

/** How many of each there are to read. */
const countsOf = (store: Store): Record<string, number> => ({
  rules: value(store.rules.all()).length,
  events: value(store.events.list()).length,
  due: value(store.deliveries.due("desktop", t0 + 1e9, 500)).length,
  deliveries: value(store.events.list()).flatMap((event) => event.deliveries).length,
  ticks: value(store.ticks.all()).length,
  minutes: value(store.minutes.list("demo:BTC-USD")).length,
  watchlist: value(store.watchlist.list()).length,
  venues: value(store.venues.all()).size,
});
const all = { rules: 2, events: 2, deliveries: 4, due: 2, ticks: 2, minutes: 2, watchlist: 2, venues: 2 };
const lessOne = (...names: (keyof typeof all)[]): Record<string, number> => ({
  ...all,
  ...Object.fromEntries(names.map((name) => [name, all[name] - 1])),
});
const oneEventLess = { ...lessOne("events", "due"), deliveries: 2 };
const setRule = (column: string, sql: string): string => `UPDATE rules SET ${column} = ${sql} WHERE id = 'r1'`;
const setSpec = (change: object): string => setRule("spec", `'${JSON.stringify({ ...spec, ...change })}'`);
const setEvent = (column: string, sql: string): string => `UPDATE events SET ${column} = ${sql} WHERE rule_id = 'r1'`;
const setVenue = (column: string, sql: string): string => `UPDATE venues SET ${column} = ${sql} WHERE id = 'demo'`;
const setTick = (column: string, sql: string): string =>
  `UPDATE last_ticks SET ${column} = ${sql} WHERE instrument = 'demo:BTC-USD'`;
const setDelivery = (column: string, sql: string): string =>
  `UPDATE deliveries SET ${column} = ${sql} WHERE id = (SELECT min(id) FROM deliveries WHERE destination = 'desktop')`;
const aDeliveryLess = lessOne("deliveries", "due");

const cases: [what: string, sql: string, left: Record<string, number>, reason: RegExp][] = [
  ["a rule that is an empty object", setRule("spec", "'{}'"), lessOne("rules"), /^spec\.condition: /],
  ["a rule that is no JSON", setRule("spec", "'{'"), lessOne("rules"), /^spec: this is not JSON/],
  [
    "a level that is no number",
    setSpec({ condition: { kind: "crosses-up", level: "abc" } }),
    lessOne("rules"),
    /^spec\.condition\.level: /,
  ],
  [
    "a kind that there is not",
    setSpec({ condition: { kind: "crosses-op", level: "1" } }),
    lessOne("rules"),
    /^spec\.condition\.kind: /,
  ],
  [
    "a venue that there is not",
    setSpec({ instrument: { venue: "dema", symbol: "BTC-USD" } }),
    lessOne("rules"),
    /^spec\.instrument\.venue: /,
  ],
  ["a state that there is not", setRule("state", "'brmed'"), lessOne("rules"), /^state: /],
  ["a negative generation", setRule("generation", "-1"), lessOne("rules"), /^generation: /],
  ["a rule from beyond all dates", setRule("created_ms", "9000000000000000"), lessOne("rules"), /^created_ms: /],
  ["armed blind, twice", setRule("armed_blind", "2"), lessOne("rules"), /^armed_blind: /],
  ["bounds that are a list", setRule("rearm_at", "'[]'"), lessOne("rules"), /^rearm_at: /],
  ["a bound that is no number", setRule("rearm_at", `'{"below":"x","above":null}'`), lessOne("rules"), /^rearm_at: /],
  ["an extreme that is no price", setRule("extreme", "'-'"), lessOne("rules"), /^extreme: /],
  ["an event's tick that is no JSON", setEvent("tick", "'{'"), oneEventLess, /^tick: this is not JSON/],
  ["an event's tick without a price", setEvent("tick", "'{}'"), oneEventLess, /^tick\.price: /],
  ["an event's rule that is none", setEvent("rule", "'[]'"), oneEventLess, /^rule\.rule: /],
  ["an event from beyond all dates", setEvent("decided_ms", "9000000000000000"), oneEventLess, /^decided_ms: /],
  ["an event of no kind", setEvent("kind", "'fined'"), oneEventLess, /^kind: /],
  ["an event of a venue that there is not", setEvent("instrument", "'dem:BTC-USD'"), oneEventLess, /^instrument: /],
  ["a delivery to no destination", setDelivery("destination", "'Desk top'"), aDeliveryLess, /^destination: /],
  ["a delivery in no state", setDelivery("state", "'pendinf'"), aDeliveryLess, /^state: /],
  ["a delivery from beyond all dates", setDelivery("at_ms", "9000000000000000"), aDeliveryLess, /^at_ms: /],
  ["a delivery for no occasion", setDelivery("occasion", "'evenu'"), lessOne("deliveries", "due"), /^occasion: /],
  ["a delivery of no event", setDelivery("event_seq", "77"), aDeliveryLess, /^event_seq: /],
  ["a last price that is none", setTick("last", "'abc'"), lessOne("ticks"), /^last: this is not a price/],
  ["a last price of 0", setTick("last", "'0'"), lessOne("ticks"), /^last: /],
  ["a bid that is none", setTick("bid", "''"), lessOne("ticks"), /^bid: /],
  ["a price of no instrument", setTick("instrument", "CAST(x'64ff' AS TEXT)"), lessOne("ticks"), /^instrument: /],
  ["a venue's time that is no JSON", setTick("exchange_at", "'{'"), lessOne("ticks"), /^exchange_at: /],
  ["a venue's time that is an object", setTick("exchange_at", "'{}'"), lessOne("ticks"), /^exchange_at: /],
  [
    "a minute with a high that is none",
    `UPDATE minutes SET high = '2x' WHERE open_ms = ${t0}`,
    lessOne("minutes"),
    /^high: /,
  ],
  [
    "an instrument on the list that is none",
    "UPDATE watchlist SET instrument = CAST(x'00ff' AS TEXT) WHERE position = 0",
    lessOne("watchlist"),
    /^instrument: /,
  ],
  ["a setting that is no JSON", "UPDATE settings SET value = '{' WHERE key = 'theme'", all, /^value: this is not JSON/],
  ["a setting that cannot be", `UPDATE settings SET value = '"plaid"' WHERE key = 'theme'`, all, /^value: /],
  ["a venue neither on nor off", setVenue("is_on", "2"), lessOne("venues"), /^is_on: /],
  ["an address that is none", setVenue("ws_url", "'wsr://x'"), lessOne("venues"), /^ws_url: An address/],
  ["an address with a password", setVenue("rest_url", "'https://:p@x'"), lessOne("venues"), /^rest_url: Leave name/],
  ["values that are no JSON", setVenue("own_values", "'{'"), lessOne("venues"), /^own_values: this is not JSON/],
  ["values that are a list", setVenue("own_values", "'[]'"), lessOne("venues"), /^own_values: these are no settings/],
  ["a value of no kind", setVenue("own_values", `'{"a":1}'`), lessOne("venues"), /^own_values: "a" cannot/],
  ["a heartbeat from beyond all dates", "UPDATE heartbeat SET started_ms = 9000000000000000", all, /^started_ms: /],
  [
    "a venue watched until beyond all dates",
    "UPDATE watched_venues SET until_ms = 9000000000000000",
    all,
    /^until_ms: /,
  ],
];

describe("a row that cannot be read", () => {
  it.each(cases)("%s: the rest is there, and it is kept and told", (_what, sql, left, reason) => {
    const { dir, file } = filled();
    damage(file, sql);
    const store = openIn(dir);
    expect(countsOf(store)).toEqual(left);
    expect(value(store.settings.get()).keepAwake).toBe(true);
    const [first, ...more] = value(store.damagedRows.untold());
    // An event takes its deliveries along.
    expect(more.every(({ reason: why }) => why === "its event cannot be read" || reason.test(why))).toBe(true);
    expect(
      [first, ...more].find((row) => reason.test(row?.reason ?? "")),
      "named",
    ).toBeDefined();
    expect(countsOf(store), "again").toEqual(left);
    expect(store.health()).toEqual({ state: "ok", message: null });
    store.close();

    const again = openIn(dir);
    expect(countsOf(again)).toEqual(left);
    value(
      again.damagedRows.markAlreadyDelivered(
        value(again.damagedRows.untold()).map(({ id }) => id),
        t0,
      ),
    );
    expect(value(again.damagedRows.untold())).toEqual([]);
  });

  it("is kept as the SQL that puts it back, byte for byte", () => {
    const { dir, file } = filled();
    damage(file, "UPDATE watchlist SET instrument = CAST(x'00ff27' AS TEXT) WHERE position = 0");
    damage(file, setEvent("tick", "'{''x'"));
    const rowsOf = (): unknown => {
      const db = new Database(file, { readonly: true });
      const rows = ["watchlist", "events", "deliveries"].map((table) =>
        db.prepare(`SELECT * FROM ${table} ORDER BY 1`).raw().all(),
      );
      db.close();
      return rows;
    };
    const before = rowsOf();
    const store = openIn(dir);
    countsOf(store);
    store.close();
    expect(rowsOf()).not.toEqual(before);
    const db = new Database(file);
    const keys = db.prepare("SELECT row_key FROM damaged_rows WHERE table_name = 'events'").pluck().all();
    expect(keys, "it says which row it was").toEqual(["1"]);
    db.pragma("foreign_keys = OFF");
    for (const sql of db.prepare<[], string>("SELECT statement FROM damaged_rows").pluck().all()) db.exec(sql);
    db.close();
    expect(rowsOf()).toEqual(before);
  });

  it("among many costs no place in a page of history", () => {
    const dir = tempDir();
    const store = openIn(dir);
    const lives = Array.from({ length: 12 }, (_, i) => snapshot(`r${i}`));
    value(store.rules.save(...lives));
    value(
      store.commit(
        lives.map((one) => fired(one)),
        channels,
        t0,
      ),
    );
    damage(store.file, "UPDATE events SET tick = '{' WHERE seq > 9");
    expect(value(store.events.list({ limit: 5 })).map(({ seq }) => seq)).toEqual([9, 8, 7, 6, 5]);
  });

  it("that cannot be put aside yet is left out all the same, and told of when it can be", () => {
    const { dir, file } = filled();
    const store = openIn(dir);
    damage(file, setRule("spec", "'{}'"));
    damage(file, `UPDATE settings SET value = '"plaid"' WHERE key = 'theme'`);
    let told = 0;
    store.damagedRows.onAdded(() => (told += 1));
    const other = new Database(file);
    other.exec("BEGIN IMMEDIATE");
    expect(value(store.rules.all()).map(({ id }) => id)).toEqual(["r2"]);
    expect(value(store.settings.get())).toEqual({ ...defaultSettings, keepAwake: true });
    expect([told, value(store.damagedRows.untold())]).toEqual([0, []]);
    other.exec("ROLLBACK");
    other.close();
    expect(value(store.rules.all()).map(({ id }) => id)).toEqual(["r2"]);
    expect([told, value(store.damagedRows.untold())]).toMatchObject([1, [{ table: "rules", subject: "r1" }]]);
  });

  it("found by a write alone, it is put aside and told then", () => {
    const { dir, file } = filled();
    const store = openIn(dir);
    const [event] = value(store.events.list());
    damage(file, `UPDATE events SET tick = '{' WHERE id = '${event?.id}'`);
    let told = 0;
    store.damagedRows.onAdded(() => (told += 1));
    value(store.events.acknowledge(event?.id ?? "", { destination: null, name: null, person: null }, t0));
    expect(told).toBe(1);
  });

  it("a setting that cannot be falls back to its default alone", () => {
    const { dir, file } = filled();
    damage(file, `UPDATE settings SET value = '"plaid"' WHERE key = 'theme'`);
    expect(value(openIn(dir).settings.get())).toEqual({ ...defaultSettings, keepAwake: true });
  });

  it("a blind time that cannot be read is recorded on, as it is now", () => {
    const dir = tempDir();
    const store = openIn(dir);
    const blind = { venue: "demo", instrument: null, fromMs: t0, toMs: null, because: "disconnected" } as const;
    const { id } = value(store.recordBlind(blind, channels, t0));
    damage(store.file, "UPDATE events SET decided_ms = 9000000000000000");
    const event = value(store.recordBlind({ ...blind, toMs: t0 + 5 }, channels, t0 + 5));
    expect(event).toMatchObject({ id, blind: { to: "2026-01-05T12:00:00.005Z" } });
  });

  it("an event that is decided once more is not made twice, though it cannot be read", () => {
    const { dir, file } = filled();
    damage(file, setEvent("tick", "'{'"));
    const store = openIn(dir);
    expect(value(store.commit([fired(snapshot("r1"))], channels, t0))).toMatchObject([{ ruleId: "r1", kind: "fired" }]);
    expect(value(store.deliveries.due("desktop", t0 + 1e9, 500)).map(({ event }) => event.ruleId)).toEqual(["r2"]);
  });
});
