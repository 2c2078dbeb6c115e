import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { BlindRecord, PruneStep, Store } from "../../main/store/store.ts";
import { fillHistory } from "./full-history.ts";
import { fired, snapshot, openIn, spec, t0, tempDir, value } from "./store-harness.ts";

const day = 86_400_000;
const start = { afterSeq: 0, reachedMs: -Infinity };

/** Everything before `beforeMs`, step by step; how many went in each. */
function pruneAll(store: Store, beforeMs: number, limit = 500, nowMs = t0 + 100 * day): number[] {
  const deleted: number[] = [];
  let next: PruneStep["next"] = start;
  while (next !== null) {
    const step: PruneStep = value(store.events.prune({ beforeMs, nowMs, ...next, limit }));
    deleted.push(step.deleted);
    next = step.next;
  }
  return deleted;
}

const left = (store: Store): string[] => value(store.events.list()).map((event) => event.ruleId ?? event.kind);

/** A rule that fires again and again, decided that many days after `t0`. */
const repeated = (id: string, days: number) =>
  fired(snapshot(id, { spec: { ...spec, repeat: "always" } }), { decidedWallMs: t0 + days * day });

describe("deleting old events", () => {
  it("deletes what is older than that, with its deliveries, and nothing younger", () => {
    const store = openIn(tempDir());
    value(store.commit([repeated("r0", 0), repeated("r1", 1), repeated("r2", 2)], ["history"], t0));
    expect(pruneAll(store, t0 + 2 * day)).toEqual([2]);
    expect(left(store)).toEqual(["r2"]);
    const db = new Database(store.file, { readonly: true });
    expect(db.prepare("SELECT event_seq FROM deliveries").pluck().all()).toEqual([3]);
    db.close();
    expect(value(store.events.list({ ruleId: "r0" }))).toEqual([]);
  });

  it("keeps what is still to be shown, until it has been", () => {
    const store = openIn(tempDir());
    value(store.commit([repeated("r0", 0), repeated("r1", 0)], ["desktop", "history"], t0));
    const [first, second] = value(store.deliveries.due("desktop", t0, 500)).map((row) => row.id);
    value(store.deliveries.begin([first ?? 0], { messageId: "m" }, t0));
    expect([pruneAll(store, t0 + day), left(store)]).toEqual([[0], ["r1", "r0"]]);
    value(store.deliveries.end([first ?? 0], { state: "shown" }, t0));
    expect([pruneAll(store, t0 + day), left(store)]).toEqual([[1], ["r1"]]);
    value(store.deliveries.end([second ?? 0], { state: "skipped", error: "turned off" }, t0));
    expect([pruneAll(store, t0 + day), left(store)]).toEqual([[1], []]);
  });

  it("keeps an alert that fires once until it has been read, and one that has expired only while it is young", () => {
    const store = openIn(tempDir());
    const expired = { kind: "expired", rule: snapshot("r1"), generation: 1, decidedWallMs: t0 } as const;
    value(store.commit([fired(snapshot("r0")), expired], ["history"], t0));
    expect([pruneAll(store, t0 + day), left(store)]).toEqual([[1], ["r0"]]);
    value(store.events.markRead(9, t0 + day));
    expect([pruneAll(store, t0 + day), left(store)]).toEqual([[1], []]);
  });

  it("keeps a blind time that lasts, and one that was told of until it has been read", () => {
    const store = openIn(tempDir());
    const quiet: BlindRecord = { venue: "demo", instrument: null, fromMs: t0, toMs: null, because: "disconnected" };
    value(store.recordBlind(quiet, [], t0));
    expect([pruneAll(store, t0 + day), left(store)]).toEqual([[0], ["blind"]]);
    value(store.recordBlind({ ...quiet, toMs: t0 + 9 }, ["history"], t0 + 9));
    expect([pruneAll(store, t0 + day), left(store)]).toEqual([[0], ["blind"]]);
    value(store.events.markRead(9, t0 + day));
    expect([pruneAll(store, t0 + day), left(store)]).toEqual([[1], []]);
  });

  it("keeps an unread alert whose rule cannot be read", () => {
    const store = openIn(tempDir());
    value(store.commit([repeated("r0", 0)], ["history"], t0));
    const db = new Database(store.file);
    db.exec("UPDATE events SET rule = '{'");
    db.close();
    expect(pruneAll(store, t0 + day)).toEqual([0]);
  });

  it("goes by the order in which things happened where the clock was wrong for a while", () => {
    const store = openIn(tempDir());
    const wrong = [repeated("ahead", 500), repeated("r0", 0), repeated("r5", 5), repeated("behind", -9_000)];
    value(store.commit([...wrong, repeated("r6", 6)], ["history"], t0));
    expect(pruneAll(store, t0 + 3 * day)).toEqual([1]);
    expect(left(store)).toEqual(["r6", "behind", "r5", "ahead"]);
  });

  it("goes on in small steps past what it keeps, and ends at the first that is young", () => {
    const store = openIn(tempDir());
    const many = Array.from({ length: 7 }, (_, i) => (i % 2 === 0 ? fired(snapshot(`k${i}`)) : repeated(`r${i}`, 0)));
    value(store.commit([...many, repeated("young", 9)], ["history"], t0));
    expect(pruneAll(store, t0 + day, 2)).toEqual([1, 1, 1, 0]);
    expect(left(store)).toEqual(["young", "k6", "k4", "k2", "k0"]);
  });

  it("never lets an event that was deleted happen again: its rule knows", () => {
    const store = openIn(tempDir());
    const done = fired(snapshot("r0", { spec: { ...spec, repeat: "always" } }));
    value(store.rules.save(snapshot("r0", { spec: { ...spec, repeat: "always" } })));
    value(store.commit([done], ["history"], t0));
    pruneAll(store, t0 + day);
    expect(value(store.rules.all())).toMatchObject([{ id: "r0", state: "done" }]);
  });

  it("a step of a full history is short", () => {
    const store = openIn(tempDir());
    const db = new Database(store.file);
    fillHistory(db, { events: 5_000, rules: 10 });
    db.close();
    const step = value(store.events.prune({ beforeMs: t0 + 1_000_000 * day, nowMs: t0 + day, ...start, limit: 200 }));
    // Only the first day's clock is known: nothing from after `nowMs` goes.
    expect(step).toEqual({ deleted: 200, next: { afterSeq: 200, reachedMs: t0 + 200_000 } });
    expect(value(store.events.list({ limit: 1, beforeSeq: 202 }))).toMatchObject([{ seq: 201 }]);
  });
});
