/** What a connection outwards costs: with source maps on, as both hosts run, a stack trace that is read takes a third of a second once. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { systemClock } from "../../main/lib/clock.ts";
import { NetworkAgent } from "../../main/network/agent.ts";
import { httpGet } from "../../main/network/http-get.ts";
import { httpSend } from "../../main/network/http-send.ts";
import { dialWebSocket } from "../../main/network/web-socket.ts";
import { ServiceServer } from "../doubles/services/service-server.ts";

let service: ServiceServer;
let sockets: WebSocketServer;
beforeEach(async () => {
  service = await ServiceServer.start(() => ({ status: 200, body: "taken" }));
  sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(sockets, "listening");
});
afterEach(async () => {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  await service.stop();
});

/** How many stack traces were read while it ran. */
async function stacksRead(run: () => Promise<unknown>): Promise<number> {
  let read = 0;
  const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  Object.defineProperty(Error, "prepareStackTrace", { configurable: true, writable: true, value: () => (read += 1) });
  try {
    await run();
  } finally {
    if (before === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Object.defineProperty(Error, "prepareStackTrace", before);
  }
  return read;
}

const { signal } = new AbortController();

test.for<[string, () => Promise<unknown>]>([
  ["a GET", () => httpGet(service.origin, { headers: {}, signal, maxBodyBytes: 1000 })],
  [
    "a request to a service",
    () =>
      httpSend(
        { method: "POST", url: service.origin, headers: {}, body: "hello" },
        { agent: new NetworkAgent(() => Promise.resolve(null)), clock: systemClock, signal },
      ),
  ],
  ["a WebSocket", () => once(dialWebSocket(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`, {}), "open")],
])("%s is made without reading a stack trace", async ([, run]) => {
  expect(await stacksRead(run)).toBe(0);
});
