import { expect, test } from "vitest";
import { keptWindow } from "../../../renderer/chart/candle-window.ts";
import { ChartRest } from "../../../renderer/chart/chart-rest.ts";
import { ManualClock } from "../../doubles/clock.ts";

const bounds = { usual: 2_000, most: 5_000 };

test.each([
  ["no more than usual: all", 2_000, { from: 0, to: 100 }, null],
  ["the end in view: the newest", 2_500, { from: 2_400, to: 2_504 }, { from: 500, to: 2_500 }],
  ["the beginning in view: the oldest", 2_500, { from: -20, to: 100 }, { from: 0, to: 2_000 }],
  ["the middle in view: around it", 4_000, { from: 1_900, to: 2_100 }, { from: 1_000, to: 3_000 }],
  ["more in view than usual: those and as many beside them", 4_800, { from: 100, to: 1_700 }, { from: 0, to: 3_200 }],
  ["never more than the most", 6_000, { from: 0, to: 6_000 }, { from: 0, to: 5_000 }],
  ["nothing drawn: the newest", 2_001, null, { from: 1, to: 2_001 }],
])("%s", (_what, count, inView, kept) => {
  expect(keptWindow(count, inView, bounds)).toEqual(kept);
});

test("a chart stands still once nothing moves and nobody holds it", () => {
  const clock = new ManualClock();
  let rests = 0;
  const rest = new ChartRest({
    later(act, delayMs) {
      const timer = clock.after(delayMs, act);
      return () => timer.cancel();
    },
    onRest: () => (rests += 1),
  });
  rest.moved();
  clock.advance(200);
  rest.moved();
  clock.advance(200);
  expect(rests).toBe(0);
  rest.hold(true);
  rest.moved();
  clock.advance(1_000);
  expect(rests).toBe(0);
  rest.hold(false);
  clock.advance(300);
  expect(rests).toBe(1);
  rest.moved();
  rest.end();
  clock.advance(1_000);
  expect([rests, clock.pending]).toEqual([1, 0]);
});
