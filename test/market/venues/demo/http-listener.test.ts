/** Who is let in by the demo exchange's port, how others are refused, and that its end waits for nobody. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { addressOf, isForeign, listen, refuseUpgrade } from "../../../../main/market/venues/demo/http-listener.ts";
import { until } from "../../../doubles/until.ts";

const request = (fields: object) => fields as IncomingMessage;

test.each([
  ["127.0.0.1:80", false],
  ["LOCALHOST:80", false],
  ["[::1]:80", false],
  ["127.0.0.1", true],
  ["127.0.0.1:81", true],
  ["localhost.evil.example:80", true],
  ["", true],
  [undefined, true],
])("a request to the host %j is foreign: %s", (host, foreign) => {
  expect(isForeign(request({ headers: { host } }), 80)).toBe(foreign);
});

test("an address is what is asked for, the root where that is not said, and none where it is none", () => {
  expect(["/a?b=c", undefined, "//"].map((url) => addressOf(request({ url }))?.pathname)).toEqual([
    "/a",
    "/",
    undefined,
  ]);
});

test.each([
  [403, null, "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"],
  [503, 10, "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 10\r\n\r\n"],
  [599, null, "HTTP/1.1 599 Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"],
])("an upgrade is refused with %i, to come back after %j s", (status, retryAfterS, expected) => {
  let answer = "";
  refuseUpgrade({ end: (text: string) => (answer = text) } as unknown as Duplex, status, retryAfterS);
  expect(answer).toBe(expected);
});

test("frames are read up to 64 KiB, never deflated; what is open is ended, and so is what is never answered", async () => {
  const lengths: number[] = [];
  let requests = 0;
  const open = await listen({
    onRequest: () => void requests++,
    onSocket: (ws) => {
      ws.on("message", (data) => lengths.push((data as Buffer).length));
      ws.on("error", () => ws.terminate());
    },
  });
  onTestFinished(() => open.stop());
  const dial = () => new WebSocket(`ws://127.0.0.1:${open.port}/market/ws`).on("error", () => undefined);
  const [kept, tooLong] = [dial(), dial()];
  await until(() => [kept, tooLong].every(({ readyState }) => readyState === WebSocket.OPEN), "both to be open");
  expect(kept.extensions).toBe("");
  kept.send("x".repeat(65_536));
  tooLong.send("x".repeat(65_537));
  await until(() => tooLong.readyState === WebSocket.CLOSED && lengths.length > 0, "one frame and one end");
  expect(lengths).toEqual([65_536]);
  const unanswered = fetch(`http://127.0.0.1:${open.port}/`).then(
    () => "answered",
    () => "ended",
  );
  await until(() => requests === 1, "the request");
  await open.stop();
  expect(await unanswered).toBe("ended");
  await until(() => kept.readyState === WebSocket.CLOSED, "the end of the socket");
});
