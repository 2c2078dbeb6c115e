/** How the days and times of quiet hours are shown and changed. */
import { expect, test } from "vitest";
import { weekdays, type Weekday } from "../../../preload/contract/quiet-hours.ts";
import { daysWithOrWithout, formatEnd, namedDays } from "../../../renderer/settings/quiet-periods.ts";

test("days have their names in the language in use, Monday first", () => {
  expect(namedDays("en").map(({ short }) => short)).toEqual(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
  expect(
    namedDays("de")
      .map(({ long }) => long)
      .at(-1),
  ).toBe("Sonntag");
  expect(namedDays("de").map(({ day }) => day)).toEqual(weekdays);
});

test.each([
  ["23:00", "07:00", "on the next day"],
  ["12:00", "14:00", null],
  ["22:00", "00:00", "on the next day"],
  ["00:00", "00:00", "a whole day, to the same time on the next"],
])("from %s until %s: %s", (from, to, words) => {
  expect(formatEnd({ from, to })).toBe(words);
});

test.each<[Weekday[], Weekday, Weekday[]]>([
  [["sun"], "mon", ["mon", "sun"]],
  [["mon", "sun"], "sun", ["mon"]],
  [["mon"], "mon", ["mon"]],
])("%o and %s: %o", (days, day, changed) => {
  expect(daysWithOrWithout(days, day)).toEqual(changed);
});
