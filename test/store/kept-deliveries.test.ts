/** What quiet hours keep back, as rows: not due, found again for each destination, and ended like any other. */
import { describe, expect, it } from "vitest";
import type { Store } from "../../main/store/store.ts";
import { fired, openIn, snapshot, t0, tempDir, value } from "./store-harness.ts";

/** So many events, each told on the desktop and on a phone; the ids of the desktop's deliveries. */
function withDeliveries(count: number): { store: Store; ids: number[]; dir: string } {
  const dir = tempDir();
  const store = openIn(dir);
  const decisions = Array.from({ length: count }, (_, i) => fired(snapshot(`r${i}`)));
  value(store.commit(decisions, ["desktop", "phone", "history"], t0));
  return { store, ids: value(store.deliveries.due("desktop", t0, 500)).map(({ id }) => id), dir };
}

const states = (store: Store): unknown[] =>
  value(store.events.list())
    .flatMap(({ deliveries }) => deliveries)
    .filter(({ destination }) => destination === "desktop")
    .map(({ state, error, isKept, keptUntil }) => ({ state, error, isKept, keptUntil }));

const waiting = { state: "pending", error: null } as const;

describe("kept back", () => {
  it("is not due, over a restart too, and says so; other destinations and what is not pending are left alone", () => {
    const { store, ids, dir } = withDeliveries(3);
    const [first = 0, ...others] = ids;
    value(store.deliveries.begin([first], { messageId: "m" }, t0));
    expect(value(store.deliveries.keep(ids))).toEqual(others);
    store.close();
    const again = openIn(dir);
    expect(value(again.deliveries.due("desktop", t0 + 9, 500))).toEqual([]);
    expect(value(again.deliveries.nextDueMs("desktop"))).toBeNull();
    expect(value(again.deliveries.kept("desktop")).map(({ id, isKept }) => [id, isKept])).toEqual(
      others.map((id) => [id, true]),
    );
    expect(value(again.deliveries.releaseDue("desktop", t0 + 9))).toEqual([]);
    expect(value(again.deliveries.due("phone", t0, 500))).toHaveLength(3);
    expect(value(again.destinations.waiting()).get("desktop") ?? 0).toBe(0);
    expect(states(again).slice(0, 2)).toEqual([
      { ...waiting, isKept: true },
      { ...waiting, isKept: true },
    ]);
  });

  it("and let go, it is due at once, all of it together, and remembers until when it was kept", () => {
    const { store, ids } = withDeliveries(3);
    value(store.deliveries.keep(ids));
    expect(value(store.deliveries.release("phone", t0 + 50))).toBe(0);
    expect(value(store.deliveries.release("desktop", t0 + 50))).toBe(3);
    expect(value(store.deliveries.releaseDue("desktop", t0 + 49))).toEqual([]);
    expect(value(store.deliveries.releaseDue("desktop", t0 + 50)).map(({ id }) => id)).toEqual(ids);
    expect(value(store.deliveries.due("desktop", t0 + 50, 500))).toMatchObject([
      { keptUntilMs: t0 + 50, isKept: false },
      { keptUntilMs: t0 + 50 },
      { keptUntilMs: t0 + 50 },
    ]);
    expect(states(store)[0]).toEqual({ ...waiting, keptUntil: new Date(t0 + 50).toISOString() });
  });

  it("once handed over it is let go no more, and in no other message while it may have been seen", () => {
    const { store, ids } = withDeliveries(2);
    const [first = 0, second = 0] = ids;
    value(store.deliveries.keep(ids));
    value(store.deliveries.begin([first], { messageId: "m" }, t0));
    expect(value(store.deliveries.release("desktop", t0 + 5))).toBe(1);
    value(store.deliveries.end([first], { state: "pending", error: "e", nextAttemptMs: t0, maybeSeen: true }, t0 + 5));
    expect(value(store.deliveries.releaseDue("desktop", t0 + 5)).map(({ id }) => id)).toEqual([second]);
  });

  it("kept back once more, it waits for the end of that", () => {
    const { store, ids } = withDeliveries(1);
    value(store.deliveries.keep(ids));
    value(store.deliveries.release("desktop", t0 + 5));
    expect(value(store.deliveries.keep(ids))).toEqual(ids);
    expect(value(store.deliveries.due("desktop", t0 + 9, 500))).toEqual([]);
    expect(states(store)).toEqual([{ ...waiting, isKept: true }]);
  });
});

describe("what is kept back ends", () => {
  it("as its event is acknowledged elsewhere", () => {
    const { store, ids } = withDeliveries(1);
    value(store.deliveries.keep(ids));
    const [event] = value(store.events.list());
    value(store.events.acknowledge(event?.id ?? "", { destination: "phone", name: null, person: null }, t0 + 1));
    expect(states(store)).toMatchObject([{ state: "skipped", isKept: undefined }]);
    expect(value(store.deliveries.release("desktop", t0 + 5))).toBe(0);
  });

  it("as its destination is removed, while the app runs or before it started", () => {
    const { store, ids } = withDeliveries(2);
    value(store.deliveries.keep(ids.slice(0, 1)));
    value(store.destinations.remove("desktop", t0 + 1));
    expect(states(store)).toMatchObject([{ state: "skipped" }, { state: "skipped" }]);
    value(store.deliveries.keep(value(store.deliveries.due("phone", t0, 1)).map(({ id }) => id)));
    expect(value(store.deliveries.giveUpRemoved(["desktop"], t0 + 1))).toBe(2);
  });
});
