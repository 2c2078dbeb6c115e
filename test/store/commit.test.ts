import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { BlindRecord } from "../../main/store/store.ts";
import { fired, snapshot, openIn, t0, tempDir, tick, value } from "./store-harness.ts";

const channels = ["desktop", "history"] as const;

describe("commit", () => {
  it("writes the rule's state, the event and a delivery for each channel together", () => {
    const store = openIn(tempDir());
    value(store.rules.save(snapshot("r1")));
    const events = value(store.commit([fired(snapshot("r1"))], channels, t0 + 1_012));
    expect(events).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        seq: 1,
        kind: "fired",
        ruleId: "r1",
        generation: 1,
        rule: snapshot("r1").spec,
        instrument: { venue: "demo", symbol: "BTC-USD" },
        previous: { price: "44999.99", at: "2026-01-05T12:00:00.500Z", tradeId: null },
        tick: { price: "45000.12", at: "2026-01-05T12:00:01.000Z", tradeId: "t-7" },
        receivedAt: "2026-01-05T12:00:01.010Z",
        decidedAt: "2026-01-05T12:00:01.011Z",
        decisionMicros: 38.5,
        gap: null,
        blind: null,
        deliveries: [
          {
            destination: "desktop",
            name: null,
            state: "pending",
            at: "2026-01-05T12:00:01.012Z",
            error: null,
            receipt: null,
            occasion: "event",
            nth: 1,
            isAgain: false,
          },
          {
            destination: "history",
            name: null,
            state: "shown",
            at: "2026-01-05T12:00:01.012Z",
            error: null,
            receipt: null,
            occasion: "event",
            nth: 1,
            isAgain: false,
          },
        ],
        readAt: null,
        acknowledgedAt: null,
        acknowledgedBy: null,
      },
    ]);
    expect(value(store.rules.all())).toEqual([snapshot("r1", { state: "done", lastFiredMs: t0 + 1_010 })]);
    expect(value(store.events.get(events[0]?.id ?? ""))).toEqual(events[0]);
  });

  it("makes no second event of the same arming, and answers the one there is", () => {
    const store = openIn(tempDir());
    value(store.rules.save(snapshot("r1")));
    const first = value(store.commit([fired(snapshot("r1"))], channels, t0));
    const again = value(store.commit([fired(snapshot("r1"), { tick: tick("46000") })], channels, t0 + 5));
    expect(again).toEqual(first);
    expect(value(store.events.list())).toHaveLength(1);
    expect(value(store.deliveries.due("desktop", t0 + 10, 500))).toHaveLength(1);
    const quiet = value(store.commit([fired(snapshot("r2"))], ["history"], t0));
    expect(value(store.commit([fired(snapshot("r2"))], channels, t0 + 5))).toEqual(quiet);
    expect(value(store.deliveries.due("desktop", t0 + 10, 500))).toHaveLength(1);
    expect(value(store.commit([fired(snapshot("r1", { generation: 2 }))], channels, t0))[0]?.id).not.toBe(first[0]?.id);
  });

  it.each([
    ["its rule was made at another time, so that its id is another", { createdMs: t0 + 5 }, null],
    ["nothing but its id is known of it any more", {}, "UPDATE events SET rule_id = 'r0'"],
  ])("nor where %s", (_what, changes, damage) => {
    const store = openIn(tempDir());
    const [first] = value(store.commit([fired(snapshot("r1"))], channels, t0));
    const other = new Database(store.file);
    if (damage !== null) other.exec(damage);
    other.close();
    expect(value(store.commit([fired(snapshot("r1", changes))], channels, t0 + 5))).toMatchObject([
      { id: first?.id, seq: 1, deliveries: [{ destination: "desktop" }, { destination: "history" }] },
    ]);
    expect(value(store.events.list())).toHaveLength(1);
  });

  it("a critical alert that fired awaits an answer, and nothing else does", () => {
    const store = openIn(tempDir());
    const critical = { ...snapshot("r").spec, notify: { to: "default", urgency: "critical" } } as const;
    const expired = { kind: "expired", rule: snapshot("r3", { spec: critical }), generation: 1, decidedWallMs: t0 };
    const blind: BlindRecord = { venue: "demo", instrument: null, fromMs: t0, toMs: null, because: "disconnected" };
    const [event] = value(
      store.commit(
        [fired(snapshot("r1", { spec: critical })), fired(snapshot("r2")), { ...expired, kind: "expired" }],
        channels,
        t0,
      ),
    );
    value(store.recordBlind(blind, channels, t0));
    expect(value(store.reminders.awaiting()).map(({ id }) => id)).toEqual([event?.id]);
    expect(value(store.events.acknowledge("none", { destination: null, name: null, person: null }, t0))).toBeNull();
  });

  it("the database itself refuses a second event of one arming", () => {
    const store = openIn(tempDir());
    value(store.rules.save(snapshot("r1")));
    value(store.commit([fired(snapshot("r1"))], channels, t0));
    const other = new Database(store.file);
    const copy = `INSERT INTO events (id, kind, rule_id, generation, tick, received_ms, decided_ms)
      SELECT 'other', kind, rule_id, generation, tick, received_ms, decided_ms FROM events`;
    expect(() => other.exec(copy)).toThrow(/UNIQUE constraint failed: events.rule_id, events.generation, events.kind/);
    other.close();
  });

  it("is all or nothing: a decision that the tables refuse takes the others of its commit with it", () => {
    const store = openIn(tempDir());
    value(store.rules.save(snapshot("r1")));
    value(store.rules.save(snapshot("r2")));
    const refused = fired(snapshot("r2"), { decisionMicros: "soon" as unknown as number });
    expect(() => store.commit([fired(snapshot("r1")), refused], channels, t0)).toThrow(
      /cannot store TEXT value in REAL column/,
    );
    expect(value(store.events.list())).toEqual([]);
    expect(value(store.rules.all()).map((rule) => rule.state)).toEqual(["armed", "armed"]);
    expect(value(store.ticks.all())).toEqual([]);
  });

  it("answers and tells in the order of the decisions, what was there before among them", () => {
    const store = openIn(tempDir());
    value(store.commit([fired(snapshot("r2"))], channels, t0));
    const decisions = ["r1", "r2", "r3", "r4"].map((id) => fired(snapshot(id)));
    const ids = value(store.commit(decisions, channels, t0 + 1)).map(({ ruleId }) => ruleId);
    expect(ids).toEqual(["r1", "r2", "r3", "r4"]);
    const due = value(store.deliveries.due("desktop", t0 + 1, 500)).map(({ event }) => event.ruleId);
    expect(due).toEqual(["r2", "r1", "r3", "r4"]);
  });

  it("keeps the gap, an expiry and a change without an event", () => {
    const store = openIn(tempDir());
    for (const id of ["r1", "r2", "r3"]) value(store.rules.save(snapshot(id)));
    const events = value(
      store.commit(
        [
          { kind: "changed", rule: snapshot("r3", { state: "holding", holdingSinceMs: t0 + 7 }) },
          fired(snapshot("r1"), { gap: { fromWallMs: t0 - 60_000, toWallMs: t0 }, previous: null }),
          { kind: "expired", rule: snapshot("r2", { state: "expired" }), generation: 1, decidedWallMs: t0 },
        ],
        channels,
        t0,
      ),
    );
    expect(events.map((event) => [event.kind, event.gap, event.previous, event.tick?.price ?? null])).toEqual([
      ["fired", { from: "2026-01-05T11:59:00.000Z", to: "2026-01-05T12:00:00.000Z" }, null, "45000.12"],
      ["expired", null, null, null],
    ]);
    expect(value(store.rules.all()).map((rule) => rule.state)).toEqual(["done", "expired", "holding"]);
  });

  it("keeps every field of a rule through a commit", () => {
    const store = openIn(tempDir());
    value(store.rules.save(snapshot("r1")));
    const changed = snapshot("r1", {
      generation: 4,
      state: "triggered",
      stateMs: t0 + 1,
      armedMs: t0 + 2,
      lastFiredMs: t0 + 3,
      cooldownUntilMs: t0 + 4,
      rearmAt: { below: "44955", above: null },
      armedBlind: true,
      holdingSinceMs: t0 + 5,
      snoozedUntilMs: t0 + 6,
      extreme: "45000.000000000000000001",
    });
    value(store.commit([{ kind: "changed", rule: changed }], channels, t0));
    expect(value(store.rules.all())).toEqual([changed]);
  });

  it("written late, it brings back no removed rule and takes back none armed anew, but the event stays", () => {
    const store = openIn(tempDir());
    value(store.rules.save(snapshot("removed")));
    value(store.rules.remove("removed"));
    value(store.rules.save(snapshot("edited", { generation: 5 })));
    value(store.commit([fired(snapshot("removed")), fired(snapshot("edited", { generation: 4 }))], channels, t0));
    expect(value(store.rules.all())).toEqual([snapshot("edited", { generation: 5 })]);
    expect(value(store.events.list({ ruleId: "removed" }))).toHaveLength(1);
  });

  it("keeps the tick that fired as the last one, unless a later one is known, and the ticks given along", () => {
    const store = openIn(tempDir());
    value(store.rules.save(snapshot("r1")));
    value(store.ticks.save([{ tick: tick("44999"), seen: { openMs: t0, high: "45001", low: "44990" } }]));
    value(store.commit([fired(snapshot("r1"))], channels, t0));
    const eth = { tick: tick("3000", { instrument: "demo:ETH-USD" }), seen: null };
    value(store.commit([], channels, t0, [eth]));
    value(
      store.commit(
        [fired(snapshot("r1", { generation: 2 }), { tick: tick("1", { receivedWallMs: t0 }) })],
        channels,
        t0,
      ),
    );
    expect(value(store.ticks.all())).toEqual([
      {
        tick: tick("45000.12", { tradeId: "t-7", receivedMonoMs: -Infinity }),
        seen: { openMs: t0, high: "45001", low: "44990" },
        blindSinceMs: null,
      },
      { ...eth, tick: { ...eth.tick, receivedMonoMs: -Infinity }, blindSinceMs: null },
    ]);
  });
});

it("acknowledging answers the event with who has seen it; the first answer counts", () => {
  const store = openIn(tempDir());
  const [event] = value(store.commit([fired(snapshot("r1"))], channels, t0));
  const by = { destination: "desktop", name: null, person: "Ann" };
  const answered = value(store.events.acknowledge(event?.id ?? "", by, t0 + 5));
  expect(answered).toMatchObject({ id: event?.id, acknowledgedBy: by, acknowledgedAt: "2026-01-05T12:00:00.005Z" });
  const later = store.events.acknowledge(event?.id ?? "", { ...by, person: "Bob" }, t0 + 6);
  expect(value(later)).toEqual(answered);
});

describe("recordBlind", () => {
  const blind: BlindRecord = { venue: "demo", instrument: null, fromMs: t0, toMs: null, because: "disconnected" };

  it("is one event from its opening to its end, with one delivery for each of the two", () => {
    const store = openIn(tempDir());
    const opened = value(store.recordBlind(blind, ["history"], t0 + 30_000));
    expect(opened.blind).toEqual({
      from: "2026-01-05T12:00:00.000Z",
      to: null,
      because: "disconnected",
      venue: "demo",
    });
    expect(value(store.deliveries.due("desktop", t0 + 200_000, 500))).toEqual([]);
    value(store.recordBlind({ ...blind, because: "key-refused" }, channels, t0 + 120_000));
    value(store.recordBlind(blind, channels, t0 + 121_000));
    expect(value(store.events.openBlind()).map((event) => event.id)).toEqual([opened.id]);
    const closed = value(store.recordBlind({ ...blind, toMs: t0 + 150_000 }, channels, t0 + 150_000));
    expect(closed.id).toBe(opened.id);
    expect(closed.blind).toEqual({
      from: "2026-01-05T12:00:00.000Z",
      to: "2026-01-05T12:02:30.000Z",
      because: "disconnected",
      venue: "demo",
    });
    expect(value(store.events.openBlind())).toEqual([]);
    const due = value(store.deliveries.due("desktop", t0 + 200_000, 500));
    expect(due.map((row) => [row.destination, row.occasion, row.eventId])).toEqual([
      ["desktop", "event", opened.id],
      ["desktop", "over", opened.id],
    ]);
    expect(closed.deliveries).toHaveLength(4);
  });

  it("does not open a blind time again that has its end", () => {
    const store = openIn(tempDir());
    value(store.recordBlind({ ...blind, toMs: t0 + 1 }, [], t0));
    expect(value(store.recordBlind(blind, [], t0)).blind?.to).toBe("2026-01-05T12:00:00.001Z");
  });

  it("tells the app, a venue and an instrument apart", () => {
    const store = openIn(tempDir());
    const app = value(store.recordBlind({ ...blind, venue: null, because: "not-running" }, [], t0));
    const venue = value(store.recordBlind(blind, [], t0));
    expect([app.blind?.venue, venue.blind?.venue]).toEqual([undefined, "demo"]);
    const event = value(store.recordBlind({ ...blind, instrument: "demo:BTC-USD" }, [], t0));
    expect(event.instrument).toEqual({ venue: "demo", symbol: "BTC-USD" });
    expect(event.ruleId).toBeNull();
    expect(event.blind?.venue).toBe("demo");
    expect(value(store.events.openBlind())).toHaveLength(3);
  });

  it("that is told as soon as it is written is unread", () => {
    const store = openIn(tempDir());
    expect([value(store.recordBlind(blind, channels, t0)).readAt, value(store.events.unread())]).toEqual([null, 1]);
  });

  it("counts as unread from when somebody is told of it, not before", () => {
    const store = openIn(tempDir());
    const quiet = value(store.recordBlind(blind, [], t0));
    expect([quiet.readAt, value(store.events.unread())]).toEqual(["2026-01-05T12:00:00.000Z", 0]);
    const told = value(store.recordBlind(blind, channels, t0 + 120_000));
    expect([told.readAt, value(store.events.unread())]).toEqual([null, 1]);
    value(store.events.markRead(told.seq, t0 + 121_000));
    value(store.recordBlind(blind, channels, t0 + 122_000));
    value(store.recordBlind({ ...blind, toMs: t0 + 150_000 }, channels, t0 + 150_000));
    expect(value(store.events.unread()), "what was read stays read: it is the same line of the history").toBe(0);
  });
});
