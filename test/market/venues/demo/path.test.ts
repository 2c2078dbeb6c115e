/** The plan of a day: how many of its values there are, when it jumps, and how many days are kept. */
import { expect, test } from "vitest";
import { dayMs, minuteMs, Path } from "../../../../main/market/venues/demo/price-path.ts";
import { SharedFactor } from "../../../../main/market/venues/demo/price-simulator.ts";

const path = () => new Path(1, "BTC-USD", 0.026);

test("a day has a level for the start of each minute and of the next day, where that one goes on", () => {
  const plan = path().day(20_000);
  expect([plan.levels.length, plan.volatility.length, plan.activity.length]).toEqual([1_441, 1_440, 1_440]);
  expect(plan.levels[1_440]).toBeCloseTo(path().day(20_001).levels[0] as number, 9);
});

test("a jump happens at its millisecond, and not before", () => {
  const own = path();
  const { jumps, jumpAtMs } = own.day(20_000);
  const minutes = [...jumps.keys()].filter((minute) => jumps[minute] !== 0);
  expect(minutes.length).toBeGreaterThan(3);
  expect(minutes.slice(0, 4).map((minute) => [minute, jumpAtMs[minute]])).toEqual([
    [26, 27_307],
    [128, 25_366],
    [243, 47_847],
    [245, 17_457],
  ]);
  for (const minute of minutes) {
    const atMs = 20_000 * dayMs + minute * minuteMs + (jumpAtMs[minute] as number);
    const moved = own.level(atMs) - own.level(atMs - 1);
    const jump = jumps[minute] as number;
    expect(Math.abs(moved / jump - 1), String(minute)).toBeLessThan(0.01);
  }
});

test("the last days that were asked for are kept, at most six, and older ones are the same when they are made again", () => {
  const own = path();
  const first = [0, 1, 2, 3, 4, 5].map((index) => own.day(index));
  expect([0, 1, 2, 3, 4, 5].map((index) => own.day(index) === first[index])).toEqual(first.map(() => true));
  own.day(6);
  expect([3, 4, 5].map((index) => own.day(index) === first[index])).toEqual([true, true, true]);
  const again = own.day(0);
  expect(again).not.toBe(first[0]);
  expect(again).toEqual(first[0]);
  own.day(7);
  expect(own.day(2)).not.toBe(first[2]);
});

test("what moves all instruments goes on the same, however many ask at each moment", () => {
  const [once, often] = [new SharedFactor(1), new SharedFactor(1)];
  const moments = Array.from({ length: 20 }, (_, at) => 20_000 * dayMs + at * 1_000);
  const asked = (factor: SharedFactor, times: number) =>
    moments.map((atMs) => Array.from({ length: times }, () => factor.noiseAt(atMs)).at(-1));
  expect(asked(often, 3)).toEqual(asked(once, 1));
});
