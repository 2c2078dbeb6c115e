/** When the next of several marks is tried, and which are given up, to the millisecond. */
import { beforeEach, expect, test } from "vitest";
import type { SendOutcome } from "../../main/delivery/channels/remote-channel.ts";
import { clearWithinMs, ClearQueue } from "../../main/delivery/clear-queue.ts";
import { ManualClock } from "../doubles/clock.ts";

const done: SendOutcome = { kind: "accepted", receipt: null };
const away: SendOutcome = { kind: "unknown", code: "c", words: "" };
const broken: SendOutcome = { kind: "broken", code: "c", words: "" };

let clock: ManualClock;
let queue: ClearQueue;
let calls: string[];
let answers: (SendOutcome | Promise<SendOutcome>)[];
let waitMs: number;
beforeEach(() => {
  // The computer has run for two days.
  clock = new ManualClock(undefined, 2 * clearWithinMs);
  calls = [];
  answers = [];
  waitMs = 0;
  queue = new ClearQueue({
    clock,
    waitMs: () => waitMs,
    async clear(messageId) {
      calls.push(messageId);
      return answers.shift() ?? done;
    },
  });
});
const settle = () => new Promise((resolve) => setImmediate(resolve));
async function advance(ms: number): Promise<void> {
  clock.advance(ms);
  await settle();
}

test.each([1, 5_000])("it waits as long as the limits say: %i ms", async (ms) => {
  waitMs = ms;
  const marked = queue.add("a", null);
  await advance(ms - 1);
  expect(calls).toEqual([]);
  waitMs = 0;
  await advance(1);
  expect(await marked).toBe(true);
  expect(calls).toEqual(["a"]);
  expect(clock.pending).toBe(0);
});

test("each attempt that comes to nothing is followed by a longer pause, one that does not by none", async () => {
  answers = [away, away, done, away, done];
  const first = queue.add("a", null);
  await settle();
  const delays = [clock.nextDelayMs];
  await advance(1_000);
  delays.push(clock.nextDelayMs);
  await advance(5_000);
  expect(await first).toBe(true);
  const second = queue.add("b", null);
  await settle();
  delays.push(clock.nextDelayMs);
  expect(delays).toEqual([1_000, 5_000, 1_000]);
  await advance(1_000);
  expect(await second).toBe(true);
  expect(calls).toEqual(["a", "a", "a", "b", "b"]);
});

test.each([
  [clearWithinMs - 1, true],
  [clearWithinMs, false],
])("what could not be marked after %i ms is tried again: %s", async (ms, isTried) => {
  answers = [away];
  waitMs = ms;
  const marked = queue.add("a", null);
  waitMs = 0;
  await advance(ms);
  expect(calls).toEqual(["a"]);
  expect(clock.pending).toBe(isTried ? 1 : 0);
  await advance(1_000);
  expect(await marked).toBe(isTried);
});

test("what cannot be marked at all is not tried again", async () => {
  answers = [broken];
  expect(await queue.add("a", null)).toBe(false);
  expect(clock.pending).toBe(0);
});

test("what is sent again while it is marked is done with, and what waits behind it is marked all the same", async () => {
  const { promise, resolve } = Promise.withResolvers<SendOutcome>();
  answers = [promise];
  const first = queue.add("a", null);
  const second = queue.add("b", null);
  const third = queue.add("c", null);
  expect(queue.forget("c")).toBeNull();
  expect(await third).toBe(true);
  const ended = queue.forget("a");
  expect(await first).toBe(true);
  resolve(done);
  await ended;
  expect(await second).toBe(true);
  expect(calls).toEqual(["a", "b"]);
});

test("a queue that is stopped leaves no timer, and says that nothing was done", async () => {
  waitMs = 5_000;
  const marked = [queue.add("a", null), queue.add("b", null)];
  expect(queue.add("a", null), "what waits already is not marked twice").toBe(marked[0]);
  expect(queue.add("a", "another copy")).not.toBe(marked[0]);
  queue.stop();
  expect(await Promise.all(marked)).toEqual([false, false]);
  expect(clock.pending).toBe(0);
});
