/** The venue's clock against ours: which of its times are believed, and for how long one of them counts. */
import { describe, expect, test } from "vitest";
import { VenueClock } from "../../../main/market/feed/venue-clock.ts";

const wallMs = 1_700_000_000_000;
const minuteMs = 60_000;
const at = (monoMs: number) => ({ wallMs: wallMs + monoMs, monoMs });

/** A clock that was told times `[our monotonic time, how late the venue's time came]`, and how late it takes them to come. */
function lateness(...told: readonly (readonly [monoMs: number, lateMs: number])[]): number | null {
  const clock = new VenueClock();
  for (const [monoMs, lateMs] of told) clock.note(wallMs + monoMs - lateMs, at(monoMs));
  const venueMs = clock.timeAt(at(0));
  return venueMs === null ? null : wallMs - venueMs;
}

test("before it was told a time nothing is known; then it is the shortest way that a time took, and ages go by it", () => {
  expect(lateness()).toBeNull();
  expect(lateness([0, 300], [50, 100], [90, 400])).toBe(100);
  const clock = new VenueClock();
  expect(clock.isKnown).toBe(false);
  clock.note(wallMs - 300, at(0));
  expect(clock.isKnown).toBe(true);
  expect([clock.timeAt(at(1_000)), clock.ageMs(wallMs - 300, at(1_000))]).toEqual([wallMs + 700, 1_000]);
});

test.each<[string, readonly (readonly [number, number])[], number]>([
  [
    "within the minute",
    [
      [0, 100],
      [minuteMs - 1, 500],
    ],
    100,
  ],
  [
    "in the next minute",
    [
      [0, 100],
      [minuteMs, 500],
    ],
    100,
  ],
  [
    "in the minute after that",
    [
      [0, 100],
      [minuteMs, 500],
      [2 * minuteMs, 900],
    ],
    500,
  ],
  [
    "after silence of nearly two minutes",
    [
      [0, 100],
      [2 * minuteMs - 1, 500],
    ],
    100,
  ],
  [
    "after silence of two minutes",
    [
      [0, 100],
      [2 * minuteMs, 500],
    ],
    500,
  ],
])("the shortest way counts %s", (_what, told, late) => {
  expect(lateness(...told)).toBe(late);
});

describe("a time that cannot be", () => {
  const tenMinutesMs = 10 * minuteMs;

  test("lies more than ten minutes ahead of our clock", () => {
    expect(lateness([0, -tenMinutesMs])).toBe(-tenMinutesMs);
    expect(lateness([0, -tenMinutesMs - 1])).toBeNull();
  });

  test("has jumped by more than ten minutes, unless it goes on so for ten seconds", () => {
    const jumped = 100 + tenMinutesMs + 1;
    expect(lateness([0, 100], [1, jumped - 1])).toBe(100);
    expect(lateness([0, 100], [1_000, jumped], [10_999, jumped])).toBe(100);
    expect(lateness([0, 100], [1_000, jumped], [11_000, jumped])).toBe(jumped);
    expect(lateness([0, 100], [1_000, jumped], [5_000, 100], [11_000, jumped])).toBe(100);
    // To yet another place: it is counted from there.
    expect(
      lateness([0, 100], [1_000, jumped], [5_000, jumped + tenMinutesMs + 1], [11_000, jumped + tenMinutesMs + 1]),
    ).toBe(100);
    expect(lateness([0, 100], [1_000, jumped], [5_000, jumped + tenMinutesMs], [11_000, jumped])).toBe(jumped);
  });

  test("lies that far from the date of the venue's answers, where nothing else is known yet", () => {
    const first = (lateMs: number, datedMs: number | null): boolean => {
      const clock = new VenueClock();
      clock.note(wallMs - lateMs, at(0), datedMs);
      return clock.isKnown;
    };
    expect([first(tenMinutesMs, wallMs), first(tenMinutesMs + 1, wallMs)]).toEqual([true, false]);
    expect(first(99 * tenMinutesMs, null)).toBe(true);
  });
});
