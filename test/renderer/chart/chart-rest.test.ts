import { expect, it } from "vitest";
import { ChartRest } from "../../../renderer/chart/chart-rest.ts";
import { ManualClock } from "../../doubles/clock.ts";

function setUp() {
  const clock = new ManualClock();
  const rests = { times: 0 };
  const rest = new ChartRest({
    later: (act, delayMs) => {
      const timer = clock.after(delayMs, act);
      return () => timer.cancel();
    },
    onRest: () => rests.times++,
  });
  return { clock, rests, rest };
}

it("rests once, a while after the last movement", () => {
  const { clock, rests, rest } = setUp();
  for (let move = 0; move < 20; move++) {
    rest.moved();
    clock.advance(100);
  }
  expect(rests.times).toBe(0);
  clock.advance(10_000);
  expect(rests.times).toBe(1);
});

it("does not rest under a hand, whatever is added meanwhile, and does once it is let go", () => {
  const { clock, rests, rest } = setUp();
  rest.moved();
  rest.hold(true);
  rest.moved();
  clock.advance(60_000);
  expect(rests.times).toBe(0);
  rest.hold(false);
  clock.advance(10_000);
  expect(rests.times).toBe(1);
});

it("rests no more after its end", () => {
  const { clock, rests, rest } = setUp();
  rest.moved();
  rest.end();
  clock.advance(10_000);
  expect([rests.times, clock.pending]).toEqual([0, 0]);
});
