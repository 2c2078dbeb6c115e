/** Time that goes on in sleep and that nobody can set, on computers whose clocks the test turns. */
import { beforeEach, describe, expect, test } from "vitest";
import { systemClock, wallMsOf } from "../../main/lib/clock.ts";
import { ContinuousTime } from "../../main/lib/continuous-time.ts";

const hourMs = 3_600_000;

describe("monotonic time on Linux, whose own clock stands still in sleep", () => {
  let wallMs: number, monoMs: number, uptimeMs: number, looks: number;
  let time: ContinuousTime;
  beforeEach(() => {
    [wallMs, monoMs, uptimeMs, looks] = [1_767_614_400_000, 5_000, 900_000, 0];
    time = new ContinuousTime({
      wallMs: () => wallMs,
      monoMs: () => monoMs,
      uptimeMs() {
        looks += 1;
        return Math.floor(uptimeMs / 10) * 10;
      },
    });
    looks = 0;
  });
  const pass = (ms: number): void => void ([wallMs, monoMs, uptimeMs] = [wallMs + ms, monoMs + ms, uptimeMs + ms]);
  const sleep = (ms: number): void => void ([wallMs, uptimeMs] = [wallMs + ms, uptimeMs + ms]);

  test("goes on by the time asleep, once, at the first look afterwards", () => {
    pass(700);
    sleep(8 * hourMs);
    pass(10);
    expect(time.now()).toEqual({ wallMs, monoMs: 5_710 + 8 * hourMs });
    pass(60_000);
    expect(time.now().monoMs).toBe(65_710 + 8 * hourMs);
    sleep(hourMs);
    expect(time.now().monoMs).toBe(65_710 + 9 * hourMs);
  });

  test.each([hourMs, -hourMs, 365 * 24 * hourMs])("is not moved by a wall clock that is set by %d ms", (stepMs) => {
    pass(700);
    wallMs += stepMs;
    expect(time.now()).toEqual({ wallMs, monoMs: 5_700 });
    pass(10_000);
    expect(time.now().monoMs).toBe(15_700);
  });

  test("counts a sleep that a wall clock set back hides, within a second", () => {
    pass(700);
    sleep(hourMs);
    wallMs -= hourMs;
    expect(time.now().monoMs).toBe(5_700);
    pass(300);
    expect(time.now().monoMs).toBe(6_000 + hourMs);
  });

  test("the roughness of the time since the start never adds up to a sleep", () => {
    for (let second = 0; second < 5_000; second += 1) {
      pass(1_003.7);
      time.now();
    }
    expect(time.now().monoMs).toBeCloseTo(5_000 + 5_000 * 1_003.7, 3);
  });

  test("asks the system at most once a second while nothing looks like sleep, and once for a clock that was set", () => {
    for (let tick = 0; tick < 1_000; tick += 1) {
      pass(10);
      time.now();
    }
    expect(looks).toBe(10);
    pass(10);
    wallMs += hourMs;
    for (let tick = 0; tick < 90; tick += 1) {
      time.now();
      pass(10);
    }
    expect(looks).toBe(11);
  });
});

test("where the monotonic clock counts sleep by itself nothing is added", () => {
  let monoMs = 5_000;
  const time = new ContinuousTime({ wallMs: () => 1, monoMs: () => monoMs, uptimeMs: null });
  monoMs += hourMs;
  expect(time.now()).toEqual({ wallMs: 1, monoMs: 5_000 + hourMs });
});

test("the clock of this computer is both of its clocks", () => {
  const { wallMs, monoMs } = systemClock.now();
  expect(Math.abs(wallMs - Date.now())).toBeLessThan(1_000);
  expect(Math.abs(monoMs - performance.now())).toBeLessThan(1_000);
});

describe("an earlier moment by the wall clock as it is set now", () => {
  const then = { wallMs: 1_000_000, monoMs: 500 };
  test.each([
    ["nobody set it", 1_060_000, 60_500, 1_000_000],
    ["two clocks that drift a little are not set", 1_060_900, 60_500, 1_000_000],
    ["set forward an hour", 1_060_000 + hourMs, 60_500, 1_000_000 + hourMs],
    ["set back an hour", 1_060_000 - hourMs, 60_500, 1_000_000 - hourMs],
    ["set by a second", 1_061_000, 60_500, 1_001_000],
  ])("%s", (_name, wallMs, monoMs, expected) => {
    expect(wallMsOf(then, { wallMs, monoMs })).toBe(expected);
  });
});
