/** A critical alert that is told again: one delivery more each time, and none where it was answered or made before. */
import { beforeEach, describe, expect, it } from "vitest";
import type { PastReminder } from "../../main/store/reminders-table.ts";
import type { Store } from "../../main/store/store.ts";
import { fired, openIn, snapshot, spec, t0, tempDir, value } from "./store-harness.ts";

const critical = snapshot("r1", { spec: { ...spec, notify: { to: "default", urgency: "critical" } } });
const nobody = { destination: null, name: null, person: null };
let store: Store;
let eventId: string;

/** Each delivery but the first: where, for what, the how many-th, and in which state. */
const further = (): unknown[] =>
  value(store.deliveries.ofEvent(eventId))
    .slice(1)
    .map(({ destination, occasion, nth, state, isAgain }) => ({ destination, occasion, nth, state, isAgain }));

beforeEach(() => {
  store = openIn(tempDir());
  const [event] = value(store.commit([fired(critical)], ["desktop"], t0));
  eventId = event?.id ?? "";
  const ids = value(store.deliveries.due("desktop", t0, 9)).map(({ id }) => id);
  value(store.deliveries.begin(ids, { messageId: eventId }, t0));
  value(store.deliveries.end(ids, { state: "shown" }, t0));
});

describe("one time more at a destination", () => {
  const second = { destination: "desktop", occasion: "event", nth: 2 } as const;
  const repeat = (nth: number): boolean =>
    value(store.reminders.repeat({ ...second, eventId, nth }, t0 + nth * 60_000 + 0.4));

  it("is new once; there is no third one before the second was told", () => {
    expect([repeat(2), repeat(2), repeat(3)]).toEqual([true, false, false]);
    expect(further()).toEqual([{ ...second, state: "pending", isAgain: false }]);
    expect(value(store.deliveries.nextDueMs("desktop"))).toBe(t0 + 120_000);
  });

  it("there is none of what was acknowledged meanwhile", () => {
    value(store.events.acknowledge(eventId, nobody, t0 + 1));
    expect([repeat(2), further()]).toEqual([false, []]);
  });
});

it("the second step is told once, at each of its destinations, unless somebody has acknowledged it", () => {
  const escalate = (): boolean => value(store.reminders.escalate(eventId, ["desktop", "phone"], t0 + 60_000));
  expect([escalate(), escalate()]).toEqual([true, false]);
  const told = { occasion: "escalation", nth: 1, state: "pending", isAgain: false };
  expect(further()).toEqual(["desktop", "phone"].map((destination) => ({ destination, ...told })));
  const other = value(store.commit([fired({ ...critical, id: "r2" })], ["desktop"], t0))[0]?.id ?? "";
  value(store.events.acknowledge(other, nobody, t0 + 1));
  expect(value(store.reminders.escalate(other, ["phone"], t0 + 60_000))).toBe(false);
});

it.each([true, false])("one that was told in memory (again: %s) is written as it was, once", (isAgain) => {
  const past: PastReminder = {
    ...{ eventId, destination: "desktop", occasion: "event", nth: 2, state: "shown", attempts: 1, atMs: t0 + 60_000.4 },
    ...{ name: null, error: null, messageId: eventId, externalId: "8", superseded: [], isAgain },
  };
  value(store.reminders.add([past]));
  value(store.reminders.add([{ ...past, externalId: "9" }]));
  expect(value(store.deliveries.ofEvent(eventId))[1]).toMatchObject({ ...past, atMs: t0 + 60_000 });
  expect(further()).toHaveLength(1);
});

it("what is told no more awaits nobody, though nobody has acknowledged it", () => {
  expect(value(store.reminders.awaiting()).map(({ id }) => id)).toEqual([eventId]);
  value(store.reminders.end(eventId));
  expect(value(store.reminders.awaiting())).toEqual([]);
});
