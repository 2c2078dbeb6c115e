import { expect, test } from "vitest";
import { formatReminder } from "../../preload/contract/text.ts";

const nowMs = Date.parse("2026-01-05T12:00:00.000Z");
const at = (ms: number): string => new Date(nowMs + ms).toISOString();

test.each<[number, string | null, string]>([
  [3, at(40_000), "repeating, 3 of 12, next in 0:40"],
  [3, at(39_001), "repeating, 3 of 12, next in 0:40"],
  [1, at(300_000), "repeating, 1 of 12, next in 5:00"],
  [2, at(-5_000), "repeating, 2 of 12, next in 0:00"],
  [12, null, "told 12 of 12 times, not acknowledged"],
])("told %i times, next at %s: %s", (times, nextAt, words) => {
  expect(formatReminder({ eventId: "e", times, maxTimes: 12, nextAt, escalatesAt: null }, nowMs)).toBe(words);
});
