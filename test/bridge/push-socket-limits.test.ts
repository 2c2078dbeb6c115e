/** Push connections at the edges of their limits: on sockets whose buffers the test fills, which a real one's cannot be. */
import { EventEmitter } from "node:events";
import { beforeEach, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { Publisher } from "../../main/bridge/publisher.ts";
import { pushLimits, PushSockets } from "../../main/bridge/push-socket.ts";
import type { PushValue } from "../../preload/contract/contract.ts";
import { ManualClock } from "../doubles/clock.ts";
import { aRule } from "./handlers-double.ts";

interface Sent {
  readonly push: string;
  readonly value: { readonly last?: readonly string[] };
}

/** What `PushSockets` needs of a socket. How much of it is unsent is the system's doing otherwise. */
class SteeredSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  readonly sent: Sent[] = [];
  readonly done: (() => void)[] = [];
  readonly calls: string[] = [];
  send(text: string, onSent: () => void): void {
    this.sent.push(JSON.parse(text) as Sent);
    this.done.push(onSent);
  }
  ping(): void {
    this.calls.push("ping");
  }
  terminate(): void {
    this.calls.push("terminate");
  }
  close(code: number, reason: string): void {
    this.calls.push(`close ${code} ${reason}`);
  }
  get names(): string[] {
    return this.sent.map(({ push }) => push);
  }
  get prices(): (string | undefined)[] {
    return this.sent.flatMap(({ push, value }) => (push === "market.ticks" ? [value.last?.[0]] : []));
  }
}

let clock: ManualClock;
let publisher: Publisher;
let sockets: PushSockets;
let gone: string[];
beforeEach(() => {
  clock = new ManualClock();
  publisher = new Publisher((error) => {
    throw error;
  });
  gone = [];
  const limits = { ...pushLimits, ticksWaitBytes: 100, closeBytes: 1000, pingPeriodMs: 1000, maxClients: 2 };
  sockets = new PushSockets({ publisher, clock, onClientGone: (id) => gone.push(id), limits });
});

function add(id = "window"): SteeredSocket {
  const socket = new SteeredSocket();
  sockets.add(id, socket as unknown as WebSocket);
  return socket;
}

const price = (last: string): void => {
  const batch: PushValue<"market.ticks"> = {
    keys: ["demo:A"],
    last: [last],
    bid: [null],
    ask: [null],
    receivedMs: [1],
  };
  publisher.publish("market.ticks", batch);
};

test("prices never overtake those that wait, also where the way is free again and nobody has said so yet", () => {
  const socket = add();
  price("1");
  socket.bufferedAmount = 101;
  price("2");
  // Sent, and the callback of what was sent has not run yet.
  socket.bufferedAmount = 100;
  price("3");
  expect(socket.prices).toEqual(["1"]);
  socket.done[0]?.();
  expect(socket.prices).toEqual(["1", "3"]);
  price("4");
  expect(socket.prices).toEqual(["1", "3", "4"]);
});

test("prices wait beyond the limit, not at it; those that wait go on waiting until there is room, and not on a closed socket", () => {
  const socket = add();
  socket.bufferedAmount = 100;
  price("1");
  expect(socket.prices).toEqual(["1"]);
  socket.bufferedAmount = 101;
  price("2");
  socket.done[0]?.();
  expect(socket.prices).toEqual(["1"]);
  socket.bufferedAmount = 0;
  socket.readyState = 2;
  socket.done[0]?.();
  expect(socket.prices).toEqual(["1"]);
  socket.readyState = 1;
  socket.bufferedAmount = 100;
  socket.done[0]?.();
  expect(socket.prices).toEqual(["1", "2"]);
  // Nothing waits any more.
  socket.done[1]?.();
  expect(socket.prices).toEqual(["1", "2"]);
});

test("what is no price goes at once, also past prices that wait, and up to the limit at which a window is closed", () => {
  const socket = add();
  socket.bufferedAmount = 1000;
  price("1");
  publisher.publish("rules.changed", aRule);
  expect(socket.names).toEqual(["rules.changed"]);
  expect(sockets.has("window")).toBe(true);
  socket.bufferedAmount = 1001;
  publisher.publish("rules.changed", aRule);
  expect(socket.names).toEqual(["rules.changed"]);
  expect(socket.calls).toEqual(["close 1013 Too far behind"]);
  expect([sockets.has("window"), gone]).toEqual([false, ["window"]]);
});

test("one that was told to close and does not is cut off after a second; that it closed then is no second leaving", () => {
  const [stubborn, willing] = [add("stubborn"), add("willing")];
  expect(sockets.isFull).toBe(true);
  sockets.closeAll();
  expect(sockets.isFull).toBe(false);
  willing.emit("close");
  clock.advance(999);
  expect(stubborn.calls).toEqual(["close 1001 Pricebell is ending"]);
  clock.advance(1);
  expect(stubborn.calls).toEqual(["close 1001 Pricebell is ending", "terminate"]);
  expect(willing.calls).toEqual(["close 1001 Pricebell is ending"]);
  stubborn.emit("close");
  expect(gone).toEqual(["stubborn", "willing"]);
  expect(clock.pending).toBe(0);
});

test("a window that took the name of one that is being closed is not taken out with it", () => {
  const old = add();
  sockets.closeAll();
  const fresh = add();
  old.emit("close");
  expect([sockets.has("window"), gone]).toEqual([true, ["window"]]);
  publisher.publish("rules.changed", aRule);
  expect([old.names, fresh.names]).toEqual([[], ["rules.changed"]]);
});

test("each is pinged once a period and let go of when the one before was not answered; after the last nothing runs", () => {
  const [live, dead] = [add("live"), add("dead")];
  expect(clock.pending).toBe(1);
  clock.advance(1000);
  live.emit("pong");
  clock.advance(1000);
  expect(live.calls).toEqual(["ping", "ping"]);
  expect(dead.calls).toEqual(["ping", "terminate"]);
  expect(publisher.wants("market.ticks")).toBe(true);
  dead.emit("close");
  expect(publisher.wants("market.ticks")).toBe(true);
  expect(clock.pending).toBe(1);
  live.emit("close");
  expect(publisher.wants("market.ticks")).toBe(false);
  expect(clock.pending).toBe(0);
  const next = add("next");
  clock.advance(1000);
  publisher.publish("rules.changed", aRule);
  expect([next.calls, next.names]).toEqual([["ping"], ["rules.changed"]]);
});

test("what is for one window goes there alone, and for one that is gone nowhere; room is counted by window", () => {
  const one = add("one");
  expect(sockets.isFull).toBe(false);
  const two = add("two");
  expect(sockets.isFull).toBe(true);
  publisher.publishTo("two", "rules.changed", aRule);
  publisher.publishTo("three", "rules.changed", aRule);
  expect([one.names, two.names]).toEqual([[], ["rules.changed"]]);
});
