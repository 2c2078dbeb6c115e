/** What was sent of an event is taken away once somebody has seen it: each message of it, and what was on its way at that moment. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { clearAcknowledged } from "../../../main/app/destinations/clear-acknowledged.ts";
import type { Acknowledged } from "../../../main/app/history-service.ts";
import { Signal } from "../../../main/lib/signal.ts";
import type { Store } from "../../../main/store/store.ts";
import type { AcknowledgedBy, AlertEvent } from "../../../preload/contract/event.ts";
import { criticalDecision, somebody } from "../../delivery/reminders/reminder-harness.ts";
import { openIn, tempDir, value } from "../../store/store-harness.ts";

const t0 = Date.parse("2026-01-05T12:00:00.000Z");
let folder: string;
let store: Store;
let acknowledged: Signal<Acknowledged>;
let eventChanged: Signal<AlertEvent>;
let cleared: string[];
beforeEach(() => {
  folder = tempDir();
  store = openIn(folder, t0);
  cleared = [];
  startClearing();
});
afterEach(() => store.close());

function restart(): void {
  store.close();
  store = openIn(folder, t0);
  startClearing();
}

function startClearing(): void {
  acknowledged = new Signal();
  eventChanged = new Signal();
  clearAcknowledged({
    acknowledged,
    eventChanged,
    deliveries: store.deliveries,
    destination: (id) =>
      id === "history"
        ? null
        : {
            clear: (messageId, receipt) => {
              cleared.push(`${id} ${messageId} ${receipt}`);
              return Promise.resolve();
            },
          },
  });
}

function fire(count: number, destinations = ["phone-1"]): string[] {
  const decisions = Array.from({ length: count }, (_, index) => criticalDecision(index + 1, t0, 0));
  return value(store.commit(decisions, [...destinations, "history"], t0)).map(({ id }) => id);
}
function begin(messageId: string | null, atMs = t0, destination = "phone-1"): number[] {
  const due = value(store.deliveries.due(destination, atMs, 9));
  return due.flatMap((row) => value(store.deliveries.begin([row.id], { messageId: messageId ?? row.eventId }, atMs)));
}
function end(ids: readonly number[], receipt: string, atMs = t0): void {
  value(store.deliveries.end(ids, { state: "sent", externalId: receipt }, atMs));
}
function acknowledge(id: string, by: AcknowledgedBy = somebody): void {
  const event = value(store.events.acknowledge(id, by, t0 + 400_000));
  if (event !== null) acknowledged.emit({ event, by });
}
const present = (id: string): AlertEvent | null => value(store.events.get(id));

test("each message of it", () => {
  const [id = ""] = fire(1);
  end(begin(null), "m1");
  value(store.reminders.repeat({ eventId: id, destination: "phone-1", occasion: "event", nth: 2 }, t0 + 300_000));
  end(begin(null, t0 + 300_000), "m2", t0 + 300_000);
  acknowledge(id);
  expect(cleared).toEqual([`phone-1 ${id} m1`, `phone-1 ${id} m2`]);
});

test("where a person answered, the others of it alone", () => {
  const there = { destination: "phone-1", name: null, person: null };
  const [once = "", twice = ""] = fire(2);
  end(begin(null), "m");
  acknowledge(once, there);
  expect(cleared, "the service has marked what was answered").toEqual([]);
  value(store.reminders.repeat({ eventId: twice, destination: "phone-1", occasion: "event", nth: 2 }, t0 + 300_000));
  end(begin(null, t0 + 300_000), "m2", t0 + 300_000);
  acknowledge(twice, there);
  expect(cleared).toEqual([`phone-1 ${twice} m`, `phone-1 ${twice} m2`]);
});

test("what was on its way at that moment, once it has arrived, and once", () => {
  const [id = ""] = fire(1);
  end(begin(null), "m1");
  value(store.reminders.repeat({ eventId: id, destination: "phone-1", occasion: "event", nth: 2 }, t0 + 300_000));
  const inFlight = begin(null, t0 + 300_000);
  acknowledge(id);
  end(inFlight, "m2", t0 + 400_001);
  for (let told = 0; told < 2; told += 1) {
    const event = present(id);
    if (event !== null) eventChanged.emit(event);
  }
  expect(cleared).toEqual([`phone-1 ${id} m1`, `phone-1 ${id} m2`]);
});

test("one that stands for several, when each of them was seen", () => {
  const [first = "", second = ""] = fire(2);
  end(begin(`joined:${first}`), "m");
  acknowledge(second);
  expect(cleared).toEqual([]);
  acknowledge(first);
  expect(cleared).toEqual([`phone-1 joined:${first} m`]);
});

test("what took its own place while somebody answered, once more", () => {
  const [id = ""] = fire(1, ["desktop"]);
  end(begin(null, t0, "desktop"), "bus/1");
  value(store.reminders.repeat({ eventId: id, destination: "desktop", occasion: "event", nth: 2 }, t0 + 60_000));
  const inFlight = begin(null, t0 + 60_000, "desktop");
  acknowledge(id);
  end(inFlight, "bus/1", t0 + 400_001);
  for (let told = 0; told < 2; told += 1) {
    const event = present(id);
    if (event !== null) eventChanged.emit(event);
  }
  expect(cleared).toEqual([`desktop ${id} bus/1`, `desktop ${id} bus/1`]);
});

test("one that grew after each that it named was seen, once what it grew by was seen too", () => {
  const [first = "", second = "", third = ""] = fire(3);
  const due = value(store.deliveries.due("phone-1", t0, 9)).map((row) => row.id);
  const messageId = `joined:${first}`;
  value(store.deliveries.begin(due.slice(0, 2), { messageId }, t0));
  end(due.slice(0, 2), "m");
  acknowledge(first);
  acknowledge(second);
  const mark = `phone-1 ${messageId} m`;
  expect(cleared).toEqual([mark]);
  value(store.deliveries.begin(due.slice(2), { messageId }, t0));
  end(due.slice(2), "m");
  expect(cleared).toEqual([mark]);
  acknowledge(third);
  expect(cleared).toEqual([mark, mark]);
});

/** Each was sent alone; then a message about `other` took them over. */
function takenOver(alone: readonly (readonly [id: string, receipt: string])[], destination = "phone-1"): void {
  const due = value(store.deliveries.due(destination, t0, 9));
  for (const [id, receipt] of alone) {
    const rows = due.filter(({ eventId }) => eventId === id).map((row) => row.id);
    value(store.deliveries.begin(rows, { messageId: id }, t0));
    end(rows, receipt);
  }
  const others = due.filter(({ eventId }) => !alone.some(([id]) => id === eventId));
  const messageId = `joined:${others[0]?.eventId ?? ""}`;
  const supersedes = alone.map(([id]) => id);
  const rows = others.map((row) => row.id);
  value(store.deliveries.begin(rows, { messageId, supersedes }, t0));
  end(rows, "joined");
}

test.each(["phone-1", "desktop"])("at %s one that was sent alone before a message named it with others", (where) => {
  const [alone = "", other = ""] = fire(2, [where]);
  takenOver([[alone, "m1"]], where);
  acknowledge(alone);
  expect(cleared).toEqual([`${where} ${alone} m1`]);
  // Answered on the joined one, which the service has marked.
  acknowledge(other, { destination: where, name: null, person: null });
  expect(cleared).toEqual([`${where} ${alone} m1`]);
});

test("those that were sent alone, and the message that took them over, in whatever order they are seen and after a restart", () => {
  const [first = "", second = "", third = ""] = fire(3);
  takenOver([
    [first, "m1"],
    [second, "m2"],
  ]);
  acknowledge(third);
  expect(cleared, "the joined one names two that nobody has seen").toEqual([]);
  restart();
  acknowledge(second);
  expect(cleared).toEqual([`phone-1 ${second} m2`]);
  acknowledge(first);
  expect(cleared).toEqual([`phone-1 ${second} m2`, `phone-1 ${first} m1`, `phone-1 joined:${third} joined`]);
});

test("answered on the joined message, those that it took over", () => {
  const [alone = "", other = ""] = fire(2);
  takenOver([[alone, "m1"]]);
  const there = { destination: "phone-1", name: null, person: null };
  for (const id of [alone, other]) acknowledge(id, there);
  expect(cleared).toContain(`phone-1 ${alone} m1`);
});

test("a joined message that another one took over, once each that it named was seen", () => {
  const [first = "", second = "", third = ""] = fire(3);
  const due = value(store.deliveries.due("phone-1", t0, 9)).map(({ id }) => id);
  value(store.deliveries.begin(due.slice(0, 2), { messageId: `joined:${first}` }, t0));
  end(due.slice(0, 2), "j1");
  const supersedes = [first, second];
  value(store.deliveries.begin(due.slice(2), { messageId: `joined:${third}`, supersedes }, t0));
  end(due.slice(2), "j2");
  acknowledge(first);
  acknowledge(third);
  expect(cleared).toEqual([]);
  acknowledge(second);
  expect(cleared).toEqual([`phone-1 joined:${first} j1`, `phone-1 joined:${third} j2`]);
});
