import { expect, it } from "vitest";
import { DisplayThrottle } from "../../../renderer/lib/display-throttle.ts";
import { ManualClock } from "../../doubles/clock.ts";

const showEveryMs = 200;

function setUp() {
  const clock = new ManualClock();
  const shownMs: number[] = [];
  /** So many times more is said to wait. */
  const waits = { times: 0 };
  const startMs = clock.now().monoMs;
  const nowMs = () => clock.now().monoMs - startMs;
  const throttle = new DisplayThrottle({
    everyMs: showEveryMs,
    show: () => {
      shownMs.push(nowMs());
      return waits.times-- > 0;
    },
    nowMs,
    later: (act, delayMs) => {
      const timer = clock.after(delayMs, act);
      return () => timer.cancel();
    },
  });
  return { clock, shownMs, throttle, waits };
}

it("shows the first change at once, and those that follow closely together", () => {
  const { clock, shownMs, throttle } = setUp();
  for (let change = 0; change < 60; change++) {
    throttle.changed();
    clock.advance(10);
  }
  expect(shownMs).toEqual([0, showEveryMs, 2 * showEveryMs, 3 * showEveryMs]);
});

it("shows the last change though none comes after it, and the next one after a pause at once", () => {
  const { clock, shownMs, throttle } = setUp();
  throttle.changed();
  clock.advance(1);
  throttle.changed();
  clock.advance(1_000);
  expect(shownMs).toEqual([0, showEveryMs]);
  throttle.changed();
  expect(shownMs.at(-1)).toBe(1_001);
});

it("shows what waits in a frame that is drawn anyway, and nothing where nothing waits", () => {
  const { clock, shownMs, throttle } = setUp();
  throttle.flush();
  throttle.changed();
  throttle.flush();
  clock.advance(10);
  throttle.changed();
  clock.advance(10);
  throttle.flush();
  expect(shownMs).toEqual([0, 20]);
  throttle.changed();
  clock.advance(1_000);
  expect(shownMs).toEqual([0, 20, 20 + showEveryMs]);
});

it("comes again while more is to be shown, though nothing changes", () => {
  const { clock, shownMs, throttle, waits } = setUp();
  waits.times = 2;
  throttle.changed();
  clock.advance(10_000);
  expect(shownMs).toEqual([0, showEveryMs, 2 * showEveryMs]);
});

it("shows nothing after its end", () => {
  const { clock, shownMs, throttle } = setUp();
  throttle.changed();
  throttle.changed();
  throttle.end();
  clock.advance(1_000);
  expect(shownMs).toEqual([0]);
});
