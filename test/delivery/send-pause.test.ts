/** How long nothing is handed to a service: our own pauses, what it asked for, and what of that a restart takes up. */
import { beforeEach, expect, test } from "vitest";
import { SendLimits } from "../../main/delivery/send-limits.ts";
import { SendPause } from "../../main/delivery/send-pause.ts";
import type { StoredPause } from "../../main/store/store-interface.ts";
import { ManualClock } from "../doubles/clock.ts";

const dayMs = 24 * 3_600_000;
let clock: ManualClock;
let kept: StoredPause | null;
let writes: number;
beforeEach(() => {
  clock = new ManualClock();
  kept = null;
  writes = 0;
});

const pauseOf = (): SendPause =>
  new SendPause(clock, {
    get: () => kept,
    set(pause) {
      kept = pause;
      writes += 1;
    },
  });

test("our own pauses grow to a quarter of an hour, count down with the clock, and begin anew once it was reached", () => {
  const pause = pauseOf();
  expect(pause.remainingMs).toBe(0);
  for (const [i, ms] of [1_000, 5_000, 30_000, 120_000, 900_000, 900_000].entries()) {
    pause.failed(null, "away");
    expect([pause.failures, pause.remainingMs]).toEqual([i + 1, ms]);
  }
  clock.advance(899_999);
  expect(pause.remainingMs).toBe(1);
  clock.advance(2);
  expect(pause.remainingMs).toBe(0);
  pause.over();
  expect([pause.failures, pause.remainingMs]).toEqual([0, 0]);
  pause.failed(null, "away");
  expect(pause.remainingMs).toBe(1_000);
  // None of it was asked for: nothing is written.
  expect(writes).toBe(0);
});

test.each([
  ["less than our own", 10, 1_000],
  ["more", 61_000, 61_000],
  ["more than a day", dayMs + 1, dayMs],
])("of what the service asks for and our own the longer one counts: %s", (_what, askedMs, ms) => {
  const pause = pauseOf();
  pause.failed(askedMs, "too many");
  expect(pause.remainingMs).toBe(ms);
  expect(kept).toEqual({ sinceMs: clock.now().wallMs, forMs: ms, words: "too many" });
});

test.each([
  ["at once", 0, 60_000],
  ["a while later", 59_999, 1],
  ["when it is over", 60_000, null],
  ["with the clock set back", -1_000, 60_000],
])("the next start %s has the rest of what was asked for", (_what, laterMs, leftMs) => {
  pauseOf().failed(60_000, "too many");
  clock.stepWall(laterMs);
  const next = pauseOf();
  expect(next.resume()).toBe(leftMs === null ? null : "too many");
  expect([next.remainingMs, next.failures]).toEqual(leftMs === null ? [0, 0] : [leftMs, 1]);
});

test("of two that end together the words of the newer one are kept", () => {
  const pause = pauseOf();
  pause.failed(60_000, "too many");
  pause.failed(60_000, "far too many");
  expect(kept?.words).toBe("far too many");
  clock.advance(1);
  pause.failed(59_998, "once more");
  expect([kept?.words, pause.remainingMs], "one that ends sooner ends none").toEqual(["far too many", 59_999]);
});

test("one that was asked for in answer to something else than a message counts no failure, and is kept", () => {
  const pause = pauseOf();
  expect(pause.hold(5_000, "slow down")).toBe(true);
  expect([pause.failures, pause.remainingMs, kept?.words]).toEqual([0, 5_000, "slow down"]);
  expect(kept).toEqual({ sinceMs: clock.now().wallMs, forMs: 5_000, words: "slow down" });
  expect([pause.hold(5_000, "the same"), pause.hold(4_999, "less"), kept?.words]).toEqual([false, false, "slow down"]);
  expect([pause.hold(2 * dayMs, "more"), pause.remainingMs, kept?.words]).toEqual([true, dayMs, "more"]);
  pause.over();
  expect([pause.remainingMs, kept]).toEqual([0, null]);
});

test("a computer that has just been started waits for nothing", () => {
  clock = new ManualClock(undefined, 0);
  const pause = pauseOf();
  expect(pause.remainingMs).toBe(0);
  pause.failed(null, "away");
  pause.over();
  expect(pause.remainingMs).toBe(0);
});

test("a pause that no service would ask for is taken up as a day, one that is over after a restart is forgotten in the file too", () => {
  kept = { sinceMs: clock.now().wallMs, forMs: 10 * dayMs, words: "banned" };
  const pause = pauseOf();
  expect(pause.resume()).toBe("banned");
  expect(pause.remainingMs).toBe(dayMs);
  pause.over();
  expect([kept, writes]).toEqual([null, 1]);
  pause.over();
  expect(writes).toBe(1);
  expect(pauseOf().resume()).toBeNull();
});

test("what only a person can mend ends by no clock, and counts as a failure", () => {
  const pause = pauseOf();
  pause.untilMended();
  clock.advance(10 * dayMs);
  expect([pause.remainingMs, pause.failures]).toEqual([Infinity, 1]);
});

test("a limit holds back what is one too many, until the first of them is as old as its window", () => {
  const limits = new SendLimits([{ messages: 3, withinMs: 1_000 }]);
  for (const atMs of [0, 100, 200]) {
    expect(limits.waitMs(atMs)).toBe(0);
    limits.sent(atMs);
  }
  expect([200, 999, 1_000].map((atMs) => limits.waitMs(atMs))).toEqual([800, 1, 0]);
  limits.sent(1_000);
  expect(limits.waitMs(1_000)).toBe(100);
});

test("of several limits the strictest counts, of a share of less than one message, one in so much more time", () => {
  const limits = new SendLimits([
    { messages: 1, withinMs: 10 },
    { messages: 4, withinMs: 10_000 },
  ]);
  for (const atMs of [0, 100, 200, 300]) limits.sent(atMs);
  expect(limits.waitMs(301)).toBe(9_699);
  // Half of four: the second last counts, that of 200.
  expect(limits.waitMs(301, { share: 0.5 })).toBe(9_899);
  // A tenth of four is less than one: one in two and a half times the time, after the last.
  expect(limits.waitMs(301, { share: 0.1 })).toBe(24_999);
  // A share between two is rounded down.
  expect(limits.waitMs(301, { share: 0.7 })).toBe(9_899);
  expect(new SendLimits([]).waitMs(0)).toBe(0);
});
