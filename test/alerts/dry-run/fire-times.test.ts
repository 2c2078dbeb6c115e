/** The fires of a way through the candles, and the bounds of several ways. */
import { expect, test } from "vitest";
import { addFires, countOf, joined, lastFires } from "../../../main/alerts/dry-run/fire-times.ts";

const one = addFires(null, [10]);
const three = addFires(one, [20, 30]);

test("fires are added behind those before, which other ways go on from", () => {
  expect([null, addFires(null, []), one, three].map(countOf)).toEqual([0, 0, 1, 3]);
  expect(addFires(three, [])).toBe(three);
  expect(lastFires(addFires(one, [25]), 9)).toEqual([10, 25]);
  expect(lastFires(three, 9)).toEqual([10, 20, 30]);
});

test("the last so many are told, oldest first", () => {
  expect([0, 1, 2, 3].map((most) => lastFires(three, most))).toEqual([[], [30], [20, 30], [10, 20, 30]]);
  expect(lastFires(null, 3)).toEqual([]);
});

test("of several ways the least and the most count, and of equal ones the first", () => {
  const also = addFires(null, [11]);
  const ways = [
    { fewest: one, most: one },
    { fewest: also, most: three },
    { fewest: three, most: also },
  ];
  expect(joined(ways)).toEqual({ fewest: one, most: three });
  expect(joined(ways).fewest).toBe(one);
  expect(
    joined([
      { fewest: three, most: one },
      { fewest: null, most: also },
    ]),
  ).toEqual({ fewest: null, most: one });
  expect(joined([])).toEqual({ fewest: null, most: null });
});
