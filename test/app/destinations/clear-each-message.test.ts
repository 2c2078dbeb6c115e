/** What was sent of an event is taken away once somebody has seen it: each message of it, and what was on its way at that moment. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { value } from "../../store/store-harness.ts";
import { ClearingHarness, t0 } from "./clearing-harness.ts";

let c: ClearingHarness;
beforeEach(() => {
  c = new ClearingHarness();
});
afterEach(() => c.store.close());

test("each message of it", () => {
  const [id = ""] = c.fire(1);
  c.end(c.begin(null), "m1");
  value(c.store.reminders.repeat({ eventId: id, destination: "phone-1", occasion: "event", nth: 2 }, t0 + 300_000));
  c.end(c.begin(null, t0 + 300_000), "m2", t0 + 300_000);
  c.acknowledge(id);
  expect(c.cleared).toEqual([`phone-1 ${id} m1`, `phone-1 ${id} m2`]);
});

test("where a person answered, the others of it alone", () => {
  const there = { destination: "phone-1", name: null, person: null };
  const [once = "", twice = ""] = c.fire(2);
  c.end(c.begin(null), "m");
  c.acknowledge(once, there);
  expect(c.cleared, "the service has marked what was answered").toEqual([]);
  value(c.store.reminders.repeat({ eventId: twice, destination: "phone-1", occasion: "event", nth: 2 }, t0 + 300_000));
  c.end(c.begin(null, t0 + 300_000), "m2", t0 + 300_000);
  c.acknowledge(twice, there);
  expect(c.cleared).toEqual([`phone-1 ${twice} m`, `phone-1 ${twice} m2`]);
});

test("what was on its way at that moment, once it has arrived, and once", () => {
  const [id = ""] = c.fire(1);
  c.end(c.begin(null), "m1");
  value(c.store.reminders.repeat({ eventId: id, destination: "phone-1", occasion: "event", nth: 2 }, t0 + 300_000));
  const inFlight = c.begin(null, t0 + 300_000);
  c.acknowledge(id);
  c.end(inFlight, "m2", t0 + 400_001);
  for (let told = 0; told < 2; told += 1) {
    const event = c.present(id);
    if (event !== null) c.eventChanged.emit(event);
  }
  expect(c.cleared).toEqual([`phone-1 ${id} m1`, `phone-1 ${id} m2`]);
});

test("one that stands for several, when each of them was seen", () => {
  const [first = "", second = ""] = c.fire(2);
  c.end(c.begin(`joined:${first}`), "m");
  c.acknowledge(second);
  expect(c.cleared).toEqual([]);
  c.acknowledge(first);
  expect(c.cleared).toEqual([`phone-1 joined:${first} m`]);
});

test("what took its own place while somebody answered, once more", () => {
  const [id = ""] = c.fire(1, ["desktop"]);
  c.end(c.begin(null, t0, "desktop"), "bus/1");
  value(c.store.reminders.repeat({ eventId: id, destination: "desktop", occasion: "event", nth: 2 }, t0 + 60_000));
  const inFlight = c.begin(null, t0 + 60_000, "desktop");
  c.acknowledge(id);
  c.end(inFlight, "bus/1", t0 + 400_001);
  for (let told = 0; told < 2; told += 1) {
    const event = c.present(id);
    if (event !== null) c.eventChanged.emit(event);
  }
  expect(c.cleared).toEqual([`desktop ${id} bus/1`, `desktop ${id} bus/1`]);
});

test("one that grew after each that it named was seen, once what it grew by was seen too", () => {
  const [first = "", second = "", third = ""] = c.fire(3);
  const due = value(c.store.deliveries.due("phone-1", t0, 9)).map((row) => row.id);
  const messageId = `joined:${first}`;
  value(c.store.deliveries.begin(due.slice(0, 2), { messageId }, t0));
  c.end(due.slice(0, 2), "m");
  c.acknowledge(first);
  c.acknowledge(second);
  const mark = `phone-1 ${messageId} m`;
  expect(c.cleared).toEqual([mark]);
  value(c.store.deliveries.begin(due.slice(2), { messageId }, t0));
  c.end(due.slice(2), "m");
  expect(c.cleared).toEqual([mark]);
  c.acknowledge(third);
  expect(c.cleared).toEqual([mark, mark]);
});

/** Each was sent alone; then a message about `other` took them over. */
function takenOver(alone: readonly (readonly [id: string, receipt: string])[], destination = "phone-1"): void {
  const due = value(c.store.deliveries.due(destination, t0, 9));
  for (const [id, receipt] of alone) {
    const rows = due.filter(({ eventId }) => eventId === id).map((row) => row.id);
    value(c.store.deliveries.begin(rows, { messageId: id }, t0));
    c.end(rows, receipt);
  }
  const others = due.filter(({ eventId }) => !alone.some(([id]) => id === eventId));
  const messageId = `joined:${others[0]?.eventId ?? ""}`;
  const supersedes = alone.map(([id]) => id);
  const rows = others.map((row) => row.id);
  value(c.store.deliveries.begin(rows, { messageId, supersedes }, t0));
  c.end(rows, "joined");
}

test.each(["phone-1", "desktop"])("at %s one that was sent alone before a message named it with others", (where) => {
  const [alone = "", other = ""] = c.fire(2, [where]);
  takenOver([[alone, "m1"]], where);
  c.acknowledge(alone);
  expect(c.cleared).toEqual([`${where} ${alone} m1`]);
  // Answered on the joined one, which the service has marked.
  c.acknowledge(other, { destination: where, name: null, person: null });
  expect(c.cleared).toEqual([`${where} ${alone} m1`]);
});

test("those that were sent alone, and the message that took them over, in whatever order they are seen and after a restart", () => {
  const [first = "", second = "", third = ""] = c.fire(3);
  takenOver([
    [first, "m1"],
    [second, "m2"],
  ]);
  c.acknowledge(third);
  expect(c.cleared, "the joined one names two that nobody has seen").toEqual([]);
  c.restart();
  c.acknowledge(second);
  expect(c.cleared).toEqual([`phone-1 ${second} m2`]);
  c.acknowledge(first);
  expect(c.cleared).toEqual([`phone-1 ${second} m2`, `phone-1 ${first} m1`, `phone-1 joined:${third} joined`]);
});

test("answered on the joined message, those that it took over", () => {
  const [alone = "", other = ""] = c.fire(2);
  takenOver([[alone, "m1"]]);
  const there = { destination: "phone-1", name: null, person: null };
  for (const id of [alone, other]) c.acknowledge(id, there);
  expect(c.cleared).toContain(`phone-1 ${alone} m1`);
});

test("a joined message that another one took over, once each that it named was seen", () => {
  const [first = "", second = "", third = ""] = c.fire(3);
  const due = value(c.store.deliveries.due("phone-1", t0, 9)).map(({ id }) => id);
  value(c.store.deliveries.begin(due.slice(0, 2), { messageId: `joined:${first}` }, t0));
  c.end(due.slice(0, 2), "j1");
  const supersedes = [first, second];
  value(c.store.deliveries.begin(due.slice(2), { messageId: `joined:${third}`, supersedes }, t0));
  c.end(due.slice(2), "j2");
  c.acknowledge(first);
  c.acknowledge(third);
  expect(c.cleared).toEqual([]);
  c.acknowledge(second);
  expect(c.cleared).toEqual([`phone-1 joined:${first} j1`, `phone-1 joined:${third} j2`]);
});

test("where the service leaves the buttons of what was answered, that message too", () => {
  const [id = ""] = c.fire(1, ["telegram-1"]);
  c.end(c.begin(null, t0, "telegram-1"), "17");
  c.acknowledge(id, { destination: "telegram-1", name: null, person: null });
  expect(c.cleared).toEqual([`telegram-1 ${id} 17`]);
});

test("what was on its way arrived while the clock was set back by an hour", () => {
  const [id = ""] = c.fire(1);
  const inFlight = c.begin(null);
  c.acknowledge(id);
  c.end(inFlight, "m", t0 - 3_600_000);
  const event = c.present(id);
  if (event !== null) c.eventChanged.emit(event);
  expect(c.cleared).toEqual([`phone-1 ${id} m`]);
});
