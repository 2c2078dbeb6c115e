/** Which connection gives way when there are too many, and that those which have ended are counted no longer. */
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { ConnectionLimits } from "../../main/bridge/connection-limits.ts";

/** What is asked of a socket; when it ends is for the test to say. */
class SteeredSocket extends EventEmitter {
  destroyed = false;
  destroy(): void {
    this.destroyed = true;
  }
  end(): void {
    this.destroyed = true;
    this.emit("close");
  }
  get asSocket(): Socket {
    return this as unknown as Socket;
  }
}

function opened(limits: ConnectionLimits, count: number): SteeredSocket[] {
  return Array.from({ length: count }, () => {
    const socket = new SteeredSocket();
    limits.opened(socket.asSocket);
    return socket;
  });
}
const cutOff = (sockets: SteeredSocket[]): boolean[] => sockets.map(({ destroyed }) => destroyed);

test("as many as there may be without a credential stay, one more costs the oldest its place, each time one", () => {
  const limits = new ConnectionLimits({ maxUnauthenticated: 2, maxAuthenticated: 2 });
  const sockets = opened(limits, 2);
  expect(cutOff(sockets)).toEqual([false, false]);
  // That the first has closed is told only later.
  sockets.push(...opened(limits, 2));
  expect(cutOff(sockets)).toEqual([true, true, false, false]);
});

test("one that has ended makes room, and is cut off in nobody's place", () => {
  const limits = new ConnectionLimits({ maxUnauthenticated: 2, maxAuthenticated: 2 });
  const sockets = opened(limits, 2);
  sockets[1]?.end();
  sockets.push(...opened(limits, 1));
  expect(cutOff(sockets)).toEqual([false, true, false]);
});

test("one with a credential counts there alone, as long as it lives, and however often it shows it", () => {
  const limits = new ConnectionLimits({ maxUnauthenticated: 1, maxAuthenticated: 2 });
  const shows = ({ asSocket }: SteeredSocket): boolean => limits.authenticated(asSocket);
  const [first] = opened(limits, 1) as [SteeredSocket];
  expect([shows(first), shows(first), shows(first)]).toEqual([true, true, true]);
  const [second] = opened(limits, 1) as [SteeredSocket];
  expect(shows(second)).toBe(true);
  const [third] = opened(limits, 1) as [SteeredSocket];
  expect(shows(third)).toBe(false);
  expect(shows(first)).toBe(true);
  expect(cutOff([first, second, third])).toEqual([false, false, false]);
  // It is refused, and still one of those without.
  opened(limits, 1);
  expect(third.destroyed).toBe(true);
  first.end();
  const [fourth] = opened(limits, 1) as [SteeredSocket];
  expect(shows(fourth)).toBe(true);
});

test("one that closed before its request was read takes no place", () => {
  const limits = new ConnectionLimits({ maxUnauthenticated: 2, maxAuthenticated: 1 });
  const [gone, live] = opened(limits, 2) as [SteeredSocket, SteeredSocket];
  gone.end();
  expect(limits.authenticated(gone.asSocket)).toBe(true);
  expect(limits.authenticated(live.asSocket)).toBe(true);
});
