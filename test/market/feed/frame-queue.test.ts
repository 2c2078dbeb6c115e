/** Frames over one socket: their order, the venue's limit, its pauses, and the end of the socket. */
import { beforeEach, expect, test } from "vitest";
import { FrameQueue } from "../../../main/market/feed/frame-queue.ts";
import { ManualClock } from "../../doubles/clock.ts";

let clock: ManualClock;
let isOpen: boolean;
let sent: string[];
let queue: FrameQueue;

beforeEach(() => {
  clock = new ManualClock();
  isOpen = true;
  sent = [];
  const send = (frame: string): boolean => isOpen && sent.push(frame) > 0;
  queue = new FrameQueue({ clock, limit: { max: 2, perMs: 1_000 }, send });
});

/** What has been sent when so much more time has passed. */
function sentAfter(ms: number): string {
  clock.advance(ms);
  return sent.splice(0).join("");
}

test("as many as the venue bears go out at once, each other as soon as the window has left one behind", () => {
  queue.push(["a", "b", "c"]);
  expect(sentAfter(0)).toBe("ab");
  clock.advance(400);
  queue.push(["d", "e"]);
  expect([sentAfter(599), sentAfter(1), sentAfter(999), sentAfter(1)]).toEqual(["", "cd", "", "e"]);
  expect(clock.pending).toBe(0);
});

test("what must not be late goes before all that waits", () => {
  queue.push(["a", "b", "c", "d"]);
  queue.pushFirst("!");
  expect([sentAfter(0), sentAfter(1_000), sentAfter(1_000)]).toEqual(["ab", "!c", "d"]);
  sentAfter(2_000);
  queue.pushFirst("!");
  expect(sentAfter(0)).toBe("!");
});

test("during a pause that the venue asked for nothing goes out, whatever the limit allows", () => {
  queue.hold(5_000);
  queue.push(["a"]);
  queue.pushFirst("!");
  expect([sentAfter(4_999), sentAfter(1)]).toEqual(["", "!a"]);
});

test("what has a millisecond left to wait is not sent before that", () => {
  queue.push(["a"]);
  clock.advance(999);
  queue.push(["b", "c"]);
  expect([sentAfter(0), sentAfter(1)]).toEqual(["ab", "c"]);
});

test("however much is added while it waits, one timer waits for all of it", () => {
  queue.push(["a", "b", "c"]);
  queue.push(["d"]);
  queue.pushFirst("!");
  expect(clock.pending).toBe(1);
});

test("when it is cleared what waited is never sent, and nothing waits any more", () => {
  queue.push(["a", "b", "c"]);
  queue.clear();
  expect(clock.pending).toBe(0);
  expect(sentAfter(5_000)).toBe("ab");
  queue.push(["d"]);
  expect(sentAfter(0)).toBe("d");
});

test("a socket that is not open any more gets nothing, and what waited for it is dropped", () => {
  isOpen = false;
  queue.push(["a", "b"]);
  isOpen = true;
  expect(sentAfter(5_000)).toBe("");
  queue.push(["c"]);
  expect(sentAfter(0)).toBe("c");
});
