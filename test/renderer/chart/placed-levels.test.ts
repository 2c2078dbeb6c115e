import { describe, expect, it } from "vitest";
import type { LevelLine } from "../../../renderer/chart/levels.ts";
import { inSight, mostApart, withMoved, withoutMerged } from "../../../renderer/chart/placed-levels.ts";

const line = (level: number): LevelLine => ({
  key: `${level}.level`,
  rule: null,
  field: "level",
  level: String(level),
});
const lines = (count: number): LevelLine[] => Array.from({ length: count }, (_, at) => line(1 + at));
const place = (all: readonly LevelLine[], low: number, high: number) =>
  inSight(all, low, high, (level) => high - level);

describe("levels over a chart", () => {
  it("are asked for their place only where they are in sight", () => {
    const asked: number[] = [];
    const seen = inSight(lines(10_000), 20, 22, (level) => {
      asked.push(level);
      return level === 21 ? null : 22 - level;
    });
    expect(asked).toEqual([20, 21, 22]);
    expect(seen.map(({ level, y }) => [level, y])).toEqual([
      ["20", 2],
      ["22", 0],
    ]);
  });

  it("are each drawn while they are few, and by their tags alone where no hand could tell them apart", () => {
    const few = place(lines(mostApart), 1, mostApart);
    expect(withoutMerged(few, () => false)).toBe(few);
    const many = place(lines(mostApart + 1), 1, mostApart + 1);
    expect(withoutMerged(many, ({ level }) => Number(level) % 30 === 0).map(({ level }) => level)).toEqual([
      "30",
      "60",
    ]);
  });

  it("stay the same objects in the same order while one of them is moved", () => {
    const seen = place(lines(3), 0, 9);
    const moved = withMoved(seen, line(2));
    expect(moved[0]).toBe(seen[0]);
    expect(moved[1]).toEqual({ line: line(2), level: line(2).level, isMoving: true, y: 0 });
    expect(moved[2]).toBe(seen[2]);
    expect(withMoved(seen, line(8))).toHaveLength(4);
  });
});
