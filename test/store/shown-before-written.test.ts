/** What a person was shown while the database refused, written afterwards. */
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { inMemoryBlind, inMemoryEvent } from "../../main/store/events-table.ts";
import type { AlreadyDelivered, BlindRecord } from "../../main/store/store.ts";
import { fired, snapshot, openIn, t0, tempDir, value } from "./store-harness.ts";

const channels = ["desktop", "history"] as const;

describe("what was shown before it could be written", () => {
  const desktop = (store: ReturnType<typeof openIn>, id: string): unknown =>
    value(store.events.get(id))?.deliveries.find((delivery) => delivery.destination === "desktop")?.state;

  it("has an id that is known before, and the same after a crash", () => {
    const decision = fired(snapshot("r1"));
    const later = fired(snapshot("r1"), { decidedWallMs: t0 + 90_000, gap: { fromWallMs: t0, toWallMs: t0 + 80_000 } });
    expect(inMemoryEvent(later).id).toBe(inMemoryEvent(decision).id);
    const store = openIn(tempDir());
    value(store.rules.save(snapshot("r1")));
    const [event] = value(store.commit([decision], channels, t0));
    expect(event).toEqual({ ...inMemoryEvent(decision), seq: 1, deliveries: event?.deliveries });
    const others = [
      fired(snapshot("r2")),
      fired(snapshot("r1", { generation: 2 })),
      { ...decision, kind: "expired" } as const,
    ];
    expect(new Set([decision, ...others].map((one) => inMemoryEvent(one).id)).size).toBe(4);
    const blind: BlindRecord = { venue: "demo", instrument: null, fromMs: t0, toMs: null, because: "disconnected" };
    expect(value(store.recordBlind(blind, [], t0)).id).toBe(inMemoryBlind({ ...blind, toMs: t0 + 9 }, t0 + 9).id);
  });

  it("is written as shown in the same transaction, with the id of what stands on the screen", () => {
    const store = openIn(tempDir());
    for (const id of ["seen", "unseen"]) value(store.rules.save(snapshot(id)));
    const eventId = inMemoryEvent(fired(snapshot("seen"))).id;
    const superseded = [{ messageId: eventId, externalId: ":1.5/6" }];
    const told: AlreadyDelivered = [
      { eventId, destination: "desktop", state: "shown", messageId: "joined:x", externalId: ":1.5/7", superseded },
    ];
    const [seen, unseen] = value(
      store.commit([fired(snapshot("seen")), fired(snapshot("unseen"))], channels, t0, [], told),
    );
    expect(seen?.deliveries.map(({ destination, state }) => [destination, state])).toEqual([
      ["desktop", "shown"],
      ["history", "shown"],
    ]);
    expect([desktop(store, seen?.id ?? ""), desktop(store, unseen?.id ?? "")]).toEqual(["shown", "pending"]);
    expect(value(store.deliveries.due("desktop", t0 + 1, 500)).map((row) => row.eventId)).toEqual([unseen?.id]);
    const file = new Database(store.file, { readonly: true });
    expect(
      file
        .prepare(
          "SELECT message_id, external_id, superseded, attempts FROM deliveries WHERE state = 'shown' AND destination = 'desktop'",
        )
        .all(),
    ).toEqual([{ message_id: "joined:x", external_id: ":1.5/7", superseded: JSON.stringify(superseded), attempts: 1 }]);
    file.close();
  });

  it("is written as shown on the channel that showed it, and on no other", () => {
    const store = openIn(tempDir());
    value(store.rules.save(snapshot("r1")));
    const eventId = inMemoryEvent(fired(snapshot("r1"))).id;
    const told: AlreadyDelivered = [
      { eventId, destination: "phone", state: "shown", messageId: eventId, externalId: null, superseded: [] },
    ];
    const [event] = value(store.commit([fired(snapshot("r1"))], ["desktop", "phone", "history"], t0, [], told));
    const states = [
      ["desktop", "pending"],
      ["phone", "shown"],
      ["history", "shown"],
    ];
    expect(event?.deliveries.map(({ destination, state }) => [destination, state])).toEqual(states);
    const stored = value(store.events.get(eventId));
    expect(stored?.deliveries.map(({ destination, state }) => [destination, state])).toEqual(states);
    expect(value(store.deliveries.due("phone", t0 + 1, 500))).toEqual([]);
    expect(value(store.deliveries.due("desktop", t0 + 1, 500)).map((row) => row.eventId)).toEqual([eventId]);
  });

  it.each(["pending", "shown"])(
    "in a joined message, where it was %s before: that takes over what was shown alone",
    (is) => {
      const store = openIn(tempDir());
      const [alone, joined] = [fired(snapshot("alone")), fired(snapshot("joined"))].map((one) => inMemoryEvent(one).id);
      if (alone === undefined || joined === undefined) throw new Error("no event");
      value(store.commit([fired(snapshot("alone")), fired(snapshot("joined"))], channels, t0));
      const idOf = (eventId: string): number =>
        value(store.deliveries.ofEvent(eventId)).find(({ destination }) => destination === "desktop")?.id ?? 0;
      const show = (eventId: string, externalId: string): void => {
        value(store.deliveries.begin([idOf(eventId)], { messageId: eventId }, t0));
        value(store.deliveries.end([idOf(eventId)], { state: "shown", externalId }, t0));
      };
      show(alone, "7");
      if (is === "shown") show(joined, "8");
      const told = {
        eventId: joined,
        destination: "desktop",
        state: "shown",
        messageId: "m",
        externalId: "9",
      } as const;
      value(store.commit([], channels, t0 + 1, [], [{ ...told, superseded: [], supersedes: [alone] }]));
      const [row] = value(store.deliveries.ofEvent(alone)).filter(({ destination }) => destination === "desktop");
      expect(row).toMatchObject(
        is === "pending"
          ? { messageId: "m", externalId: null, superseded: [{ messageId: alone, externalId: "7" }] }
          : { messageId: alone, externalId: "7", superseded: [] },
      );
    },
  );

  it("of a blind time, its beginning and its end are told apart", () => {
    const store = openIn(tempDir());
    const blind: BlindRecord = { venue: "demo", instrument: null, fromMs: t0, toMs: null, because: "disconnected" };
    const eventId = inMemoryBlind(blind, t0).id;
    const told: AlreadyDelivered = [
      { eventId, destination: "desktop", state: "shown", messageId: null, externalId: null, superseded: [] },
    ];
    value(store.recordBlind(blind, channels, t0, told));
    expect(value(store.deliveries.due("desktop", t0 + 1, 500))).toEqual([]);
    value(store.recordBlind({ ...blind, toMs: t0 + 5 }, channels, t0 + 5));
    expect(value(store.deliveries.due("desktop", t0 + 6, 500)).map((row) => row.occasion)).toEqual(["over"]);
  });
});
