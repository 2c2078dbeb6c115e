/** How long ago something was, however the wall clock was set since. */
import { expect, test } from "vitest";
import { WallClockSteps } from "../../main/lib/wall-clock-steps.ts";
import { ManualClock } from "../doubles/clock.ts";

const hourMs = 3_600_000;

test.each([0, hourMs, -hourMs, 24 * hourMs, -24 * hourMs])("set by %i ms after it and before it", (setMs) => {
  const clock = new ManualClock();
  const steps = new WallClockSteps(clock);
  clock.advance(5_000);
  const before = clock.now().wallMs;
  clock.advance(1_000);
  steps.look();
  clock.advance(1_000);
  clock.stepWall(setMs);
  const after = clock.now().wallMs;
  clock.advance(90_000);
  expect([before, after].map((wallMs) => steps.agoMs(wallMs))).toEqual([92_000, 90_000]);
});

test("set forward and back again, and by less than clocks drift apart", () => {
  const clock = new ManualClock();
  const steps = new WallClockSteps(clock);
  const times: number[] = [];
  for (const setMs of [hourMs, -2 * hourMs, 900, -hourMs]) {
    times.push(clock.now().wallMs);
    clock.advance(10_000);
    steps.look();
    clock.stepWall(setMs);
    clock.advance(10_000);
    steps.look();
  }
  expect(times.map((wallMs) => Math.round(steps.agoMs(wallMs) / 10_000))).toEqual([8, 6, 4, 2]);
});

test("what happened before this run was as long ago as the clock said when it began", () => {
  const clock = new ManualClock();
  const { wallMs } = clock.now();
  const steps = new WallClockSteps(clock);
  clock.stepWall(-24 * hourMs);
  clock.advance(1_000);
  expect(steps.agoMs(wallMs - hourMs)).toBe(hourMs + 1_000);
  expect(steps.agoMs(wallMs - 2 * hourMs)).toBe(2 * hourMs + 1_000);
});

test("what was rounded up to the next millisecond has just happened", () => {
  const clock = new ManualClock();
  const steps = new WallClockSteps(clock);
  expect(steps.agoMs(clock.now().wallMs + 1)).toBe(-1);
});
