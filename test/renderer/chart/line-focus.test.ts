import { expect, it } from "vitest";
import { nextOf } from "../../../renderer/chart/line-focus.ts";
import type { PlacedLevel } from "../../../renderer/chart/placed-levels.ts";

const placed = (levels: string): PlacedLevel[] =>
  levels.split(" ").flatMap((level) => {
    if (level === "") return [];
    return [{ line: { key: `k${level}`, rule: null, field: "level", level }, level, isMoving: false, y: 0 }];
  });

it.each([
  ["the one above it", "3 1 2", "3 1", "k2", "k3"],
  ["at the top, the one below it", "3 1 2", "1 2", "k3", "k2"],
  ["the next that stays, of several that go", "1 2 3 4", "1 4", "k2", "k4"],
  ["by number, not by letter", "9 10 100", "9 100", "k10", "k100"],
  ["none, where none stays", "1 2", "", "k1", null],
])("the focus of a line that goes away comes to %s", (_what, before, now, gone, next) => {
  expect(nextOf(placed(before), placed(now), gone)).toBe(next);
});
