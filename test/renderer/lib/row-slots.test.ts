import { expect, it } from "vitest";
import { RowSlots } from "../../../renderer/lib/row-slots.ts";

it("keeps the row of an item that stays, wherever it moves, and gives the rows of those that went to those that come", () => {
  const rows = new RowSlots();
  expect(rows.assign(["a", "b", "c"])).toEqual({ slots: [0, 1, 2], reused: new Set() });
  expect(rows.assign(["c", "b", "a"])).toEqual({ slots: [2, 1, 0], reused: new Set() });
  expect(rows.assign(["b", "d", "a"])).toEqual({ slots: [1, 2, 0], reused: new Set([2]) });
  expect(rows.assign(["x", "y", "z"])).toEqual({ slots: [1, 2, 0], reused: new Set([0, 1, 2]) });
});

it("makes rows only where none is free", () => {
  const rows = new RowSlots();
  rows.assign(["a", "b"]);
  expect(rows.assign(["b", "c", "d"])).toEqual({ slots: [1, 0, 2], reused: new Set([0]) });
  expect(rows.assign([])).toEqual({ slots: [], reused: new Set() });
  // The rows themselves are gone with their items: a number is not given to another one.
  expect(rows.assign(["a"]).slots).toEqual([3]);
});
