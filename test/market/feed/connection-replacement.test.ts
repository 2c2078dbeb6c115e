/** A socket that is to take over from the one in use: what is heard of it before, and when it does. */
import { beforeEach, describe, expect, test } from "vitest";
import { ConnectionHarness, type StagedSocket } from "./connection-harness.ts";

let h: ConnectionHarness;
let old: StagedSocket;
let next: StagedSocket;

beforeEach(async () => {
  h = new ConnectionHarness();
  await h.live();
  old = h.socket;
  h.connection.replace();
  next = h.socket;
  h.clock.advance(500);
});

/** The new one is open, proven, and has everything. */
async function complete(): Promise<void> {
  h.open(next);
  await h.text("price", next);
  next.subscriptions.isComplete = true;
}

test("the new socket holds its prices, and nothing of it is heard while the other one is in use", async () => {
  expect([h.sockets.length, next.isHolding, h.connection.socket]).toEqual([2, true, old]);
  h.open(next);
  h.asked("A-USD", next);
  h.clock.advance(100);
  const { lastFrame } = h.connection.status();
  await h.text("heartbeat", next);
  expect([h.heard(), h.states(), next.isProven, h.connection.status().lastFrame]).toEqual([[], 0, true, lastFrame]);
  h.connection.resubscribe();
  expect([old, next].map(({ subscriptions }) => subscriptions.changes)).toEqual([1, 1]);
});

test("the new socket takes over a second after it has everything, without a loss, and is the one in use from then on", async () => {
  await h.text("heartbeat", old);
  await complete();
  h.clock.advance(1_000);
  expect([h.connection.socket, next.checks]).toEqual([old, 1]);
  h.clock.advance(1_000);
  expect([h.heard(), h.states(), h.connection.socket]).toEqual([["taken over by 1 at 2000"], 1, next]);
  expect([old.isGivenUp, next.isGivenUp, h.shown()]).toEqual([true, false, ["live", 0, null]]);
  // The time between the heartbeats of two sockets is no interval.
  await h.text("heartbeat", next);
  expect([h.connection.status().heartbeatIntervalMs, h.connection.status().lastFrame]).toEqual([null, h.clock.now()]);
  h.connection.replace();
  expect(h.sockets).toHaveLength(3);
});

describe("where the old one ends by itself", () => {
  test("it takes over at once where it has everything", async () => {
    await complete();
    h.lose({}, old);
    expect([h.heard(), h.connection.socket]).toEqual([["taken over by 1 at 500"], next]);
  });

  test("it does not where the key is refused", async () => {
    await complete();
    h.lose({ refused: true }, old);
    expect([h.heard(), next.isGivenUp]).toEqual([["lost disconnected 0", "closed"], true]);
    expect(h.shown()).toEqual(["key-refused", 1, 120_000]);
  });

  test("it is given up too where it has not everything yet", async () => {
    h.open(next);
    await h.text("price", next);
    h.lose({}, old);
    expect([h.heard(), next.isGivenUp, h.shown()]).toEqual([
      ["lost disconnected 0", "closed"],
      true,
      ["reconnecting", 1, 1_000],
    ]);
  });
});

test("the end of the new socket costs nothing, and another one is dialled 5 s later", async () => {
  h.lose({}, next);
  expect([h.heard(), h.shown(), next.isGivenUp]).toEqual([[], ["live", 0, null], true]);
  h.clock.advance(4_500);
  expect(h.sockets).toHaveLength(2);
  h.clock.advance(1_000);
  expect(h.sockets).toHaveLength(3);
});

test("a new socket is dialled by itself where the one in use has reached its age", async () => {
  h = new ConnectionHarness({ maxSocketAgeMs: 20_000 });
  await h.live();
  h.clock.advance(19_999);
  expect(h.sockets).toHaveLength(1);
  h.clock.advance(1);
  expect([h.sockets.length, h.heard()]).toEqual([2, []]);
});
