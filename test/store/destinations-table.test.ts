/** What a person has set up to be told at, as it is kept: what is written over, what stays, and a pause that cannot be read. */
import Database from "better-sqlite3";
import { beforeEach, expect, it } from "vitest";
import type { StoredDestination } from "../../main/store/destinations-table.ts";
import type { Store } from "../../main/store/store.ts";
import { openIn, t0, tempDir, value } from "./store-harness.ts";

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
