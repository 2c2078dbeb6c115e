/** What a person has set up to be told at, as it is kept: what is written over, what stays, and a pause that cannot be read. */
import Database from "better-sqlite3";
import { beforeEach, expect, it } from "vitest";
import type { StoredDestination } from "../../main/store/destinations-table.ts";
import type { Store } from "../../main/store/store.ts";
import { fired, openIn, snapshot, t0, tempDir, value } from "./store-harness.ts";

const phone: StoredDestination = {
  id: "abcd1234",
  channel: "ntfy",
  name: "My phone",
  isOn: true,
  values: { topic: "t" },
  createdMs: t0,
  cursor: null,
  pause: null,
};
const pause = { sinceMs: t0 + 1, forMs: 30_000, words: "too many" };
let store: Store;
const all = () => value(store.destinations.all());

beforeEach(() => {
  store = openIn(tempDir());
  value(store.destinations.save(phone));
});

it("what was entered is written over; what was heard and asked for since stays", () => {
  value(store.destinations.saveCursor(phone.id, "c1"));
  value(store.destinations.savePause(phone.id, pause));
  value(store.destinations.save({ ...phone, name: "Phone", isOn: false, values: {}, cursor: "c0" }));
  expect(all()).toEqual([{ ...phone, name: "Phone", isOn: false, values: {}, cursor: "c1", pause }]);
  value(store.destinations.savePause(phone.id, null));
  expect(all()[0]?.pause).toBe(null);
});

it("they come in the order in which they were made, then of their ids", () => {
  value(store.destinations.save({ ...phone, id: "aaaa1111" }));
  value(store.destinations.save({ ...phone, id: "zzzz9999", createdMs: t0 - 1 }));
  expect(all().map(({ id }) => id)).toEqual(["zzzz9999", "aaaa1111", "abcd1234"]);
});

it("its name stands at what it is told from then on; the app's own have none", () => {
  const [event] = value(store.commit([fired(snapshot("r1"))], [phone.id, "history"], t0));
  const names = [
    [phone.id, "My phone"],
    ["history", null],
  ];
  expect(event?.deliveries.map(({ destination, name }) => [destination, name])).toEqual(names);
  expect(value(store.events.list())[0]?.deliveries.map(({ destination, name }) => [destination, name])).toEqual(names);
});

it("when messages were sent to it is told from the first to the last, each message once", () => {
  const decisions = ["r1", "r2", "r3", "r4"].map((id) => fired(snapshot(id)));
  value(store.commit(decisions, [phone.id], t0));
  const [a = 0, b = 0, c = 0, d = 0] = value(store.deliveries.due(phone.id, t0, 9)).map(({ id }) => id);
  const send = (ids: number[], messageId: string, atMs: number): void => {
    value(store.deliveries.begin(ids, { messageId }, atMs));
    value(store.deliveries.end(ids, { state: "sent" }, atMs));
  };
  send([a], "z", t0 + 1);
  send([b, c], "m", t0 + 2);
  send([d], "a", t0 + 3);
  const since = (ms: number): number[] => value(store.destinations.sentSince(phone.id, t0 + ms)).map((at) => at - t0);
  expect([since(0), since(2), since(4)]).toEqual([[1, 2, 3], [2, 3], []]);
});

it("an installation has a name of its own, the same after a restart", () => {
  const dir = tempDir();
  const first = openIn(dir);
  const name = value(first.destinations.installationId());
  expect(name).toMatch(/^[a-z0-9]{8}$/);
  expect(name).not.toBe(value(store.destinations.installationId()));
  first.close();
  const other = new Database(first.file);
  const second = openIn(dir);
  expect(value(second.destinations.installationId())).toBe(name);
  other.exec("DELETE FROM installation");
  other.close();
  expect(value(second.destinations.installationId()), "lost with its row, it is still a name").toBe("00000000");
});

/** What another program, or a failing disk, left in a column. */
function leave(column: string, text: string | number, id = phone.id): void {
  const other = new Database(store.file);
  other.pragma("ignore_check_constraints = ON");
  other.prepare(`UPDATE destinations SET ${column} = ? WHERE id = ?`).run(text, id);
  other.close();
}

it("a pause that cannot be read is none", () => {
  const { sinceMs, forMs, words } = pause;
  const partly = [
    { forMs, words },
    { sinceMs, words },
    { sinceMs, forMs },
    { ...pause, sinceMs: "1" },
  ];
  const pauses = ["{", "7", "null", "[]", ...partly.map((one) => JSON.stringify(one))].map((text) => {
    leave("pause", text);
    return all()[0]?.pause;
  });
  expect(new Set(pauses)).toEqual(new Set([null]));
  leave("pause", JSON.stringify(pause));
  expect(all()[0]?.pause).toEqual(pause);
});

it("one with a column that cannot be read is put aside, and the others are there", () => {
  const bad: [string, string | number][] = [
    ["own_values", "{"],
    ["own_values", "[]"],
    ["own_values", '{"topic":5}'],
    ["is_on", 7],
    ["channel", "?"],
  ];
  for (const [at, [column, text]] of bad.entries()) {
    value(store.destinations.save({ ...phone, id: `aaaa000${String(at)}` }));
    leave(column, text, `aaaa000${String(at)}`);
  }
  expect(all()).toEqual([phone]);
  const reasons = value(store.damagedRows.untold()).map(({ reason }) => reason);
  for (const [column] of bad)
    expect(
      reasons.some((reason) => reason.includes(column)),
      column,
    ).toBe(true);
  expect(reasons).toHaveLength(bad.length);
});
