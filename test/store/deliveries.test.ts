import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { DeliveryOutcome, Store } from "../../main/store/store.ts";
import { fillHistory } from "./full-history.ts";
import { fired, snapshot, openIn, t0, tempDir, value } from "./store-harness.ts";

const inOne = { messageId: "m" };

/** A store with so many fired events, each with a desktop delivery; their ids. */
function withDeliveries(count = 1): { store: Store; ids: number[]; dir: string } {
  const dir = tempDir();
  const store = openIn(dir);
  const decisions = Array.from({ length: count }, (_, i) => fired(snapshot(`r${i}`)));
  value(store.commit(decisions, ["desktop", "history"], t0));
  return { store, ids: value(store.deliveries.due("desktop", t0, 500)).map((row) => row.id), dir };
}

describe("the outbox", () => {
  it("gives what is due with its event, and not before its time", () => {
    const { store, ids } = withDeliveries();
    expect(value(store.deliveries.nextDueMs("desktop"))).toBe(t0);
    expect(value(store.deliveries.due("desktop", t0 - 1, 500))).toEqual([]);
    expect(value(store.deliveries.due("desktop", t0, 500))).toMatchObject([
      {
        id: ids[0],
        destination: "desktop",
        occasion: "event",
        state: "pending",
        attempts: 0,
        externalId: null,
        event: { kind: "fired", ruleId: "r0" },
      },
    ]);
  });

  it("hands a delivery to one taker only, and counts the attempt", () => {
    const { store, ids } = withDeliveries(3);
    expect(value(store.deliveries.begin(ids.slice(0, 2), inOne, t0 + 1))).toEqual(ids.slice(0, 2));
    expect(value(store.deliveries.begin(ids, inOne, t0 + 2))).toEqual(ids.slice(2));
    expect(value(store.deliveries.due("desktop", t0 + 9, 500))).toEqual([]);
    expect(value(store.deliveries.nextDueMs("desktop"))).toBeNull();
  });

  it("shown is the end of it", () => {
    const { store, ids } = withDeliveries();
    value(store.deliveries.begin(ids, inOne, t0 + 1));
    expect(value(store.deliveries.end(ids, { state: "shown", externalId: "17" }, t0 + 2))).toEqual(ids);
    expect(value(store.deliveries.end(ids, { state: "failed", error: "late news" }, t0 + 3))).toEqual([]);
    expect(value(store.deliveries.retry(ids, t0, t0 + 4))).toEqual([]);
    expect(value(store.events.list())[0]?.deliveries[0]).toEqual({
      destination: "desktop",
      state: "shown",
      name: null,
      at: "2026-01-05T12:00:00.002Z",
      error: null,
      receipt: "17",
      occasion: "event",
      nth: 1,
      isAgain: false,
    });
  });

  it("what may work later comes back at its time, under the same external id", () => {
    const { store, ids } = withDeliveries();
    value(store.deliveries.begin(ids, inOne, t0 + 1));
    const outcome: DeliveryOutcome = {
      state: "pending",
      error: "no daemon",
      nextAttemptMs: t0 + 5_000,
      externalId: "17",
    };
    expect(value(store.deliveries.end(ids, outcome, t0 + 2))).toEqual(ids);
    expect(value(store.deliveries.due("desktop", t0 + 4_999, 500))).toEqual([]);
    expect(value(store.deliveries.due("desktop", t0 + 5_000, 500))).toMatchObject([
      { attempts: 1, error: "no daemon", externalId: "17" },
    ]);
    value(store.deliveries.begin(ids, inOne, t0 + 5_000));
    value(store.deliveries.end(ids, { state: "failed", error: "refused" }, t0 + 5_001));
    expect(value(store.deliveries.retry(ids, t0 + 6_000, t0 + 5_002))).toEqual(ids);
    expect(value(store.deliveries.due("desktop", t0 + 6_000, 500))).toMatchObject([{ attempts: 2, externalId: "17" }]);
  });

  it.each<[DeliveryOutcome["state"], number]>([
    ["skipped", 1],
    ["shown", 0],
    // It waited for a destination that could not be reached until nobody wanted to hear of it.
    ["failed", 1],
    ["unknown", 0],
    ["pending", 0],
  ])("one that was never begun can be %s: %i", (state, applied) => {
    const { store, ids } = withDeliveries();
    const outcome: DeliveryOutcome =
      state === "shown"
        ? { state }
        : state === "pending"
          ? { state, error: "x", nextAttemptMs: t0 }
          : { state, error: "turned off" };
    expect(value(store.deliveries.end(ids, outcome, t0 + 1))).toHaveLength(applied);
  });

  it("after a crash, what was being sent is unknown, and can be shown again under the same ids", () => {
    const { store, ids, dir } = withDeliveries(2);
    value(store.deliveries.begin(ids.slice(0, 1), inOne, t0 + 1));
    store.close();
    const next = openIn(dir, t0 + 60_000);
    const recovered = value(next.deliveries.recover("desktop", t0 + 60_000));
    expect(recovered).toMatchObject([{ id: ids[0], state: "unknown", attempts: 1 }]);
    expect(value(next.deliveries.recover("desktop", t0 + 60_000))).toEqual([]);
    expect(value(next.events.list({ ruleId: "r0" }))[0]?.deliveries[0]).toMatchObject({
      state: "unknown",
      error: "the app ended while it was being shown",
    });
    expect(value(next.deliveries.due("desktop", t0 + 60_000, 500)).map((row) => row.id)).toEqual(ids.slice(1));
    value(next.deliveries.retry(ids, t0 + 60_000, t0 + 60_000));
    expect(value(next.deliveries.due("desktop", t0 + 60_000, 500)).map((row) => [row.id, row.eventId])).toEqual([
      [ids[1], expect.any(String)],
      [ids[0], recovered[0]?.eventId],
    ]);
  });

  it("keeps in which message one is handed out, on disk and over a crash; names are found by it, oldest event first", () => {
    const { store, ids, dir } = withDeliveries(3);
    value(store.deliveries.begin([ids[2] ?? 0], inOne, t0 + 1));
    value(store.deliveries.end([ids[2] ?? 0], { state: "shown", externalId: "17" }, t0 + 2));
    value(store.deliveries.begin([ids[0] ?? 0], inOne, t0 + 3));
    store.close();
    const next = openIn(dir, t0 + 60_000);
    expect(value(next.deliveries.recover("desktop", t0 + 60_000))).toMatchObject([{ id: ids[0], messageId: "m" }]);
    value(next.deliveries.retry(ids, t0 + 60_000, t0 + 60_000));
    expect(value(next.deliveries.due("desktop", t0 + 60_000, 500)).map((row) => [row.id, row.messageId])).toEqual([
      [ids[1], null],
      [ids[0], "m"],
    ]);
    expect(value(next.deliveries.inMessage("desktop", "m"))).toMatchObject([
      { id: ids[0], state: "pending", event: { ruleId: "r0" } },
      { id: ids[2], state: "shown", externalId: "17", event: { ruleId: "r2" } },
    ]);
    expect(value(next.deliveries.inMessage("desktop", "another"))).toEqual([]);
  });

  it.each([
    [true, "m"],
    [undefined, null],
  ])("to be tried again, maybe seen (%s): it is bound to its message (%s)", (maybeSeen, messageId) => {
    const { store, ids } = withDeliveries();
    value(store.deliveries.begin(ids, inOne, t0 + 1));
    const seen = maybeSeen === undefined ? {} : { maybeSeen };
    value(store.deliveries.end(ids, { state: "pending", error: "x", nextAttemptMs: t0 + 5, ...seen }, t0 + 2));
    expect(value(store.deliveries.due("desktop", t0 + 5, 500))).toMatchObject([{ messageId }]);
  });

  it.each([undefined, false, true])(
    "to be tried again, saying that it may be a repetition: %s, and on from then",
    (isAgain) => {
      const { store, ids } = withDeliveries();
      const again = isAgain === undefined ? {} : { isAgain };
      value(store.deliveries.begin(ids, inOne, t0 + 1));
      value(store.deliveries.end(ids, { state: "pending", error: "x", nextAttemptMs: t0 + 5, ...again }, t0 + 2));
      expect(value(store.deliveries.due("desktop", t0 + 5, 500))).toMatchObject([{ isAgain: isAgain === true }]);
      value(store.deliveries.begin(ids, inOne, t0 + 6));
      value(store.deliveries.end(ids, { state: "shown" }, t0 + 7));
      expect(value(store.deliveries.inMessage("desktop", "m"))).toMatchObject([{ isAgain: isAgain === true }]);
    },
  );

  it("a joined message takes over what was shown alone, but not what the channel called that", () => {
    const { store, ids } = withDeliveries(3);
    for (const id of ids.slice(0, 2)) value(store.deliveries.begin([id], { messageId: `alone ${id}` }, t0 + 1));
    value(store.deliveries.end(ids.slice(0, 1), { state: "shown", externalId: "17" }, t0 + 2));
    const supersedes = value(store.events.list()).map((event) => event.id);
    value(store.deliveries.begin(ids.slice(2), { messageId: "joined", supersedes }, t0 + 3));
    expect(
      value(store.deliveries.inMessage("desktop", "joined")).map((row) => [
        row.id,
        row.destination,
        row.state,
        row.externalId,
      ]),
    ).toEqual([
      [ids[0], "desktop", "shown", null],
      [ids[2], "desktop", "sending", null],
    ]);
    // One that is in flight in its own message is not another's to name.
    expect(value(store.deliveries.inMessage("desktop", `alone ${ids[1] ?? 0}`))).toHaveLength(1);
  });

  it("those of one event come in the order in which they were made", () => {
    const store = openIn(tempDir());
    const [event] = value(store.commit([fired(snapshot("r"))], ["phone", "desktop", "mail"], t0));
    const rows = value(store.deliveries.ofEvent(event?.id ?? ""));
    expect(rows.map(({ destination }) => destination)).toEqual(["phone", "desktop", "mail"]);
  });

  it("taken by somebody else meanwhile, it takes nothing over", () => {
    const { store, ids } = withDeliveries(2);
    value(store.deliveries.begin(ids.slice(0, 1), { messageId: "alone" }, t0 + 1));
    value(store.deliveries.end(ids.slice(0, 1), { state: "shown", externalId: "17" }, t0 + 2));
    value(store.deliveries.begin(ids.slice(1), { messageId: "alone too" }, t0 + 3));
    const supersedes = value(store.events.list()).map((event) => event.id);
    expect(value(store.deliveries.begin(ids.slice(1), { messageId: "joined", supersedes }, t0 + 4))).toEqual([]);
    expect(value(store.deliveries.inMessage("desktop", "alone"))).toMatchObject([{ id: ids[0], externalId: "17" }]);
  });

  it("knows what was shown in a stretch of time, both ends included", () => {
    const { store, ids } = withDeliveries(3);
    value(store.deliveries.begin(ids, inOne, t0 + 10));
    for (const [index, id] of ids.entries()) value(store.deliveries.end([id], { state: "shown" }, t0 + 20 + index));
    const between = (from: number, to: number): number[] =>
      value(store.deliveries.shownBetween("desktop", t0 + from, t0 + to)).map((row) => row.id);
    expect([between(20, 22), between(21, 21), between(23, 99), between(1, 19)]).toEqual([ids, [ids[1]], [], []]);
  });
});

describe("history", () => {
  it("gives 100 events where nobody says how many, 500 at most and one at least", () => {
    const store = openIn(tempDir());
    const db = new Database(store.file);
    fillHistory(db, { events: 501, rules: 1 });
    db.close();
    const countOf = (limit?: number): number => value(store.events.list(limit === undefined ? {} : { limit })).length;
    expect([countOf(), countOf(501), countOf(500), countOf(0), countOf(-1)]).toEqual([100, 500, 500, 1, 1]);
    expect(value(store.events.list({ limit: 0, ruleId: "rule-0" }))).toMatchObject([{ seq: 501 }]);
  });

  it("pages backwards, by rule too, and counts what is unread", () => {
    const { store } = withDeliveries(7);
    value(store.commit([fired(snapshot("r3", { generation: 2 }))], ["history"], t0));
    expect(value(store.events.list({ limit: 3 })).map((event) => event.seq)).toEqual([8, 7, 6]);
    expect(value(store.events.list({ limit: 3, beforeSeq: 3 })).map((event) => event.seq)).toEqual([2, 1]);
    expect(value(store.events.list({ ruleId: "r3" })).map((event) => event.seq)).toEqual([8, 4]);
    expect(value(store.events.list({ ruleId: "r3", beforeSeq: 8 })).map((event) => event.seq)).toEqual([4]);
    expect(value(store.events.get("no such event"))).toBeNull();
    expect(value(store.events.unread())).toBe(8);
    expect(value(store.events.markRead(6, t0 + 9))).toBe(2);
    expect(value(store.events.markRead(6, t0 + 99))).toBe(2);
    expect(value(store.events.list({ beforeSeq: 7, limit: 1 }))[0]?.readAt).toBe("2026-01-05T12:00:00.009Z");
  });

  it("of a rule that fired and then expired in one arming gives both, the expiry first, page by page", () => {
    const store = openIn(tempDir());
    const rule = snapshot("r1", { generation: 5 });
    const expired = { kind: "expired", rule, generation: 5, decidedWallMs: t0 + 9_000 } as const;
    value(store.commit([fired(snapshot("r1", { generation: 4 })), fired(rule), expired], ["history"], t0));
    const page = (beforeSeq: number): [string, number | null][] =>
      value(store.events.list({ ruleId: "r1", limit: 1, beforeSeq })).map((event) => [event.kind, event.generation]);
    expect([page(9), page(3), page(2), page(1)]).toEqual([[["expired", 5]], [["fired", 5]], [["fired", 4]], []]);
  });
});

it("what waits for a channel that is no longer there is given up, and nothing else", () => {
  const store = openIn(tempDir());
  const rule = snapshot("r");
  value(store.rules.save(rule));
  value(store.commit([fired(rule)], ["desktop", "gone", "history", "left"], t0));
  const [left] = value(store.deliveries.due("left", t0, 1));
  value(store.deliveries.begin([left?.id ?? 0], { messageId: "m" }, t0));
  expect(value(store.deliveries.giveUpRemoved(["desktop"], t0 + 1))).toBe(2);
  const [event] = value(store.events.list());
  expect(event?.deliveries.map(({ destination, state, error }) => [destination, state, error])).toEqual([
    ["desktop", "pending", null],
    ["gone", "skipped", "this destination is no longer there"],
    ["history", "shown", null],
    ["left", "unknown", "this destination is no longer there"],
  ]);
  expect(value(store.deliveries.giveUpRemoved(["desktop"], t0 + 2))).toBe(0);
});
