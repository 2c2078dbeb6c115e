/** When a new socket is dialled beside the one in use, and when it may take over: sockets of the test's own, and its own moments. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Dialer } from "../../../main/market/feed/dialer.ts";
import { HeartbeatInterval } from "../../../main/market/feed/heartbeat-interval.ts";
import type { SessionSocket } from "../../../main/market/feed/session-socket.ts";
import { SocketReplacement } from "../../../main/market/feed/socket-replacement.ts";
import { StagedSocket } from "./connection-harness.ts";

let nowMs: number;
let dialled: StagedSocket[];
let waitMs: number;
let isAddress: boolean;
let old: SessionSocket;

beforeEach(() => {
  [nowMs, dialled, waitMs, isAddress] = [0, [], 0, true];
  // Dialled some time after the clock began.
  old = socketAt(500) as unknown as SessionSocket;
});

const socketAt = (monoMs: number): StagedSocket => new StagedSocket("a", new HeartbeatInterval(), monoMs);

function replacement(maxSocketAgeMs: number | null = null, random = 0): SocketReplacement {
  const dialer = {
    waitMs: () => waitMs,
    dial: () => {
      const socket = socketAt(nowMs);
      dialled.push(socket);
      return isAddress ? socket : null;
    },
  };
  return new SocketReplacement(dialer as unknown as Dialer, maxSocketAgeMs, () => random);
}

/** A replacement is wanted at 0, and its socket is open, and has proven itself and has everything as far as is said. */
function staged(
  more: { isProven?: boolean; isComplete?: boolean; isFull?: boolean } = {},
): [SocketReplacement, StagedSocket] {
  const one = replacement();
  one.want(0);
  const socket = dialled[0] as StagedSocket;
  Object.assign(socket, { openedMonoMs: 0, isProven: more.isProven ?? true, isFull: more.isFull ?? false });
  socket.subscriptions.isComplete = more.isComplete ?? false;
  return [one, socket];
}

describe("a new socket is dialled", () => {
  test.each([
    [0, 100_000],
    [0.5, 98_000],
  ])("at the age at which the old one has to go, a little earlier by chance (%d): at %d ms", (random, ageMs) => {
    const one = replacement(100_000, random);
    expect([one.check(old, 500 + ageMs - 1), dialled.length]).toEqual([false, 0]);
    expect(one.check(old, 500 + ageMs)).toBe(false);
    expect([dialled.length, dialled[0]?.isHolding]).toEqual([1, true]);
  });

  test("as soon as one may be dialled, and only one", () => {
    const one = replacement();
    waitMs = 1;
    one.want(0);
    expect(dialled).toHaveLength(0);
    waitMs = 0;
    one.check(old, 1_000);
    one.check(old, 2_000);
    one.want(2_000);
    expect(dialled).toHaveLength(1);
  });

  test("again after one that failed, in ever longer times up to a minute", () => {
    const one = replacement();
    one.want(0);
    for (const [at, afterMs] of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000].entries()) {
      one.fail(nowMs);
      expect([one.socket, dialled[at]?.isGivenUp]).toEqual([null, true]);
      one.check(old, nowMs + afterMs - 1);
      expect(dialled).toHaveLength(at + 1);
      nowMs += afterMs;
      one.check(old, nowMs);
      expect(dialled).toHaveLength(at + 2);
    }
  });

  test("again after an address that is none", () => {
    const one = replacement();
    isAddress = false;
    one.want(0);
    one.check(old, 4_999);
    expect(dialled).toHaveLength(1);
    one.check(old, 5_000);
    expect([dialled.length, one.socket]).toEqual([2, null]);
  });

  test.each(["stop", "take"] as const)(
    "no longer after `%s`; and when it is wanted anew, as if nothing had failed",
    (end) => {
      const one = replacement();
      one.want(0);
      one.fail(0);
      one.check(old, 5_000);
      one.fail(5_000);
      one[end]();
      one.check(old, 100_000);
      expect(dialled).toHaveLength(2);
      one.want(5_001);
      expect(dialled).toHaveLength(3);
      one.fail(5_001);
      one.check(old, 10_001);
      expect(dialled).toHaveLength(4);
    },
  );
});

describe("a new socket", () => {
  test("takes over a second after it has everything, from the moment at which it had it without a break", () => {
    const [one, socket] = staged({ isComplete: true });
    expect([one.socket, one.isComplete]).toEqual([socket, true]);
    expect([one.check(old, 100), one.check(old, 1_099), socket.checks]).toEqual([false, false, 2]);
    socket.subscriptions.isComplete = false;
    expect([one.isComplete, one.check(old, 1_100)]).toEqual([false, false]);
    socket.subscriptions.isComplete = true;
    expect([one.check(old, 2_000), one.check(old, 2_999), one.check(old, 3_000)]).toEqual([false, false, true]);
    expect([one.take(), one.socket, one.take()]).toEqual([socket, null, null]);
    expect(socket.isGivenUp).toBe(false);
  });

  test("begins that second anew after one that failed", () => {
    const [one] = staged({ isComplete: true });
    one.check(old, 0);
    one.fail(500);
    nowMs = 5_500;
    one.check(old, nowMs);
    Object.assign(dialled[1] as StagedSocket, { openedMonoMs: nowMs, isProven: true });
    (dialled[1] as StagedSocket).subscriptions.isComplete = true;
    expect([one.check(old, 5_600), one.check(old, 6_600)]).toEqual([false, true]);
  });

  test("takes over at once where it has all that one socket may have", () => {
    const [one] = staged({ isFull: true });
    expect(one.check(old, 100)).toBe(true);
  });

  test("takes over after 20 s with what it has", () => {
    const [one, socket] = staged();
    expect([one.check(old, 19_999), one.check(old, 20_000), socket.isGivenUp]).toEqual([false, true, false]);
  });

  test.each<[string, Partial<StagedSocket>]>([
    ["opened", { openedMonoMs: null }],
    ["proven itself", { isProven: false }],
  ])("is given up after 20 s where it has not %s", (_what, more) => {
    const [one, socket] = staged({ isComplete: true, isFull: true });
    Object.assign(socket, more);
    expect([one.check(old, 19_999), socket.isGivenUp, one.isComplete]).toEqual([false, false, false]);
    expect([one.check(old, 20_000), socket.isGivenUp, one.socket]).toEqual([false, true, null]);
  });

  test("is given up with the old one", () => {
    const [one, socket] = staged();
    one.stop();
    expect([socket.isGivenUp, one.socket, one.isComplete]).toEqual([true, null, false]);
  });
});
