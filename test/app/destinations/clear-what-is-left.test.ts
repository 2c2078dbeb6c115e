/** What is left to be cleared of acknowledged events, over the end of the process and at a destination that is opened anew. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { criticalDecision } from "../../delivery/reminders/reminder-harness.ts";
import { value } from "../../store/store-harness.ts";
import { ClearingHarness, t0 } from "./clearing-harness.ts";

let c: ClearingHarness;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
beforeEach(() => {
  c = new ClearingHarness();
  for (const id of ["phone-1", "phone-2"]) {
    const rest = { channel: "ntfy", name: id, isOn: true, values: {}, createdMs: t0, cursor: null, pause: null };
    value(c.store.destinations.save({ id, ...rest }));
  }
});
afterEach(() => c.store.close());

const left = (): string[] => value(c.store.events.toClear()).map(({ id }) => id);
/** Told at both, and acknowledged by a call. */
async function answered(): Promise<string> {
  const [id = ""] = c.fire(1, ["phone-1", "phone-2"]);
  for (const at of ["phone-1", "phone-2"]) c.end(c.begin(null, t0, at), `m-${at}`);
  c.acknowledge(id);
  await turn();
  return id;
}
async function restartAndGoOn(): Promise<void> {
  c.restart();
  c.cleared = [];
  c.goOn();
  await turn();
}

test("is taken up by the next start, and nothing that is done", async () => {
  c.answer = () => new Promise(() => undefined);
  const id = await answered();
  expect(left()).toEqual([id]);
  c.answer = () => Promise.resolve(true);
  await restartAndGoOn();
  expect(c.cleared.sort()).toEqual([`phone-1 ${id} m-phone-1`, `phone-2 ${id} m-phone-2`]);
  expect(left()).toEqual([]);
  await restartAndGoOn();
  expect(c.cleared).toEqual([]);
});

test("is kept until each of its messages is done", async () => {
  c.answer = (mark) => Promise.resolve(mark.startsWith("phone-1"));
  const id = await answered();
  expect(left()).toEqual([id]);
  await restartAndGoOn();
  expect(left()).toEqual([id]);
  c.answer = () => Promise.resolve(true);
  await restartAndGoOn();
  expect(left()).toEqual([]);
});

test("goes on at a destination that is opened anew, and there alone", async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  c.answer = () => promise;
  const id = await answered();
  c.cleared = [];
  c.answer = () => Promise.resolve(true);
  // What waited in the one before is let go a turn later.
  c.reopened.emit("phone-1");
  resolve(false);
  await turn();
  expect(c.cleared).toEqual([`phone-1 ${id} m-phone-1`]);
  expect(left(), "the other one was let go").toEqual([id]);
  c.reopened.emit("phone-2");
  await turn();
  expect(c.cleared).toEqual([`phone-1 ${id} m-phone-1`, `phone-2 ${id} m-phone-2`]);
  expect(left()).toEqual([]);
});

test("is not given up by another destination that is opened anew, as all are when a backup is restored", async () => {
  c.answer = () => Promise.resolve(false);
  const [id = ""] = c.fire(1, ["phone-2"]);
  c.end(c.begin(null, t0, "phone-2"), "m2");
  c.acknowledge(id);
  c.restart();
  c.cleared = [];
  for (const at of ["phone-1", "phone-2"]) c.reopened.emit(at);
  expect(c.cleared).toEqual([`phone-2 ${id} m2`]);
});

test("is nothing where it was never sent, or sent to the app's own destinations alone", () => {
  const [unsent = "", desktop = ""] = [
    ...c.fire(1),
    ...value(c.store.commit([criticalDecision(2, t0, 0)], ["desktop"], t0)),
  ].map((each) => (typeof each === "string" ? each : each.id));
  c.end(c.begin(null, t0, "desktop"), "bus/1");
  c.answer = () => new Promise(() => undefined);
  c.acknowledge(unsent);
  c.acknowledge(desktop);
  expect(left()).toEqual([]);
});

test("what is on its way is kept until it has arrived", async () => {
  const [id = ""] = c.fire(1, ["phone-1", "phone-2"]);
  c.end(c.begin(null), "m1");
  const inFlight = c.begin(null, t0, "phone-2");
  c.acknowledge(id);
  await turn();
  expect(c.cleared).toEqual([`phone-1 ${id} m1`]);
  expect(left()).toEqual([id]);
  c.end(inFlight, "m2");
  await restartAndGoOn();
  expect(c.cleared).toContain(`phone-2 ${id} m2`);
  expect(left()).toEqual([]);
});

test("nothing of many is one commit of the next start, which must not keep prices waiting", async () => {
  const ids = c.fire(5);
  for (const id of ids) c.end(c.begin(id), `m-${id}`);
  for (const id of ids) c.acknowledge(id, { destination: "phone-1", name: null, person: null });
  await turn();
  expect(left(), "marked where they were answered").toHaveLength(5);
  c.restart();
  const cleared = vi.spyOn(c.store.events, "cleared");
  c.goOn();
  expect([c.cleared, left(), cleared.mock.calls.length]).toEqual([[], [], 1]);
});

test("is given up after a day", async () => {
  c.answer = () => new Promise(() => undefined);
  const id = await answered();
  c.nowMs = t0 + 400_000 + 24 * 3_600_000;
  await restartAndGoOn();
  expect(c.cleared).toHaveLength(2);
  c.nowMs += 1;
  await restartAndGoOn();
  expect([c.cleared, left()], id).toEqual([[], []]);
});
