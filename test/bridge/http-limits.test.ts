/** What the loopback server lets its clients take: sizes, numbers and times, each at its edge. */
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { httpLimits, startHttpServer } from "../../main/bridge/http-server.ts";
import { bodyLimitOf } from "../../main/bridge/request-body.ts";
import { ManualClock } from "../doubles/clock.ts";
import { until } from "../doubles/until.ts";
import { startHarness, type Harness, type HarnessOptions } from "./http-harness.ts";

let harness: Harness;
afterEach(() => harness.stop());

async function start(options: HarnessOptions = {}): Promise<string> {
  harness = await startHarness(options);
  return `Host: 127.0.0.1:${harness.server.port}\r\nAuthorization: Bearer ${harness.token}\r\n`;
}

test("a window that sends more than 1 KiB over its push connection is closed, one that sends as much is not", async () => {
  await start();
  for (const [bytes, closes] of [
    [1024, false],
    [1025, true],
  ] as const) {
    const socket = await harness.push({ authorization: `Bearer ${harness.token}` });
    if (typeof socket === "number") throw new Error(`refused with ${socket}`);
    const ended = Promise.race([once(socket, "close"), once(socket, "pong")]);
    socket.send("x".repeat(bytes));
    socket.ping();
    await ended;
    expect(socket.readyState === socket.OPEN, `${bytes} bytes`).toBe(!closes);
    socket.terminate();
  }
});

test("headers may be as long as 16 KiB, a connection is kept for five seconds after an answer", async () => {
  const head = await start();
  const withHeader = (bytes: number): Promise<string> =>
    harness.raw(`GET / HTTP/1.1\r\n${head}Connection: close\r\nX-Long: ${"x".repeat(bytes)}\r\n\r\n`);
  expect(await withHeader(15_000)).toMatch(/^HTTP\/1\.1 200 /u);
  expect(await withHeader(17_000)).toMatch(/^HTTP\/1\.1 431 /u);
  const kept = await harness.send("GET", "/", { connection: "keep-alive" });
  expect(kept.headers["keep-alive"]).toBe("timeout=5");
});

test("a request under way at the end of the host has a second and a half, and holds it up no longer", async () => {
  const clock = new ManualClock();
  const called = Promise.withResolvers<void>();
  await start({
    clock,
    handlers: (whole) => ({
      ...whole,
      app: {
        info() {
          called.resolve();
          return new Promise(() => undefined);
        },
      },
    }),
  });
  const answer = harness.call("app.info", {}).catch((error: unknown) => error);
  await called.promise;
  let isOver = false;
  const stopped = harness.server.stop().then(() => (isOver = true));
  expect(clock.nextDelayMs).toBe(1500);
  clock.advance(1499);
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  clock.advance(1);
  expect(await answer).toBeInstanceOf(Error);
  await stopped;
  expect(clock.pending).toBe(0);
});

test("what follows a bug behind the registrar: it is told, and the caller gets an answer all the same", async () => {
  await start();
  const bugs: unknown[] = [];
  const broken = await startHttpServer({
    port: 0,
    token: "t",
    pageFiles: new Map(),
    registrar: { call: () => Promise.reject(new Error("a bug")) },
    publisher: harness.publisher,
    clock: new ManualClock(),
    onClientGone: () => undefined,
    onBug: (error) => bugs.push(error),
  });
  try {
    const answer = await fetch(`${broken.url}api/rules.list`, {
      method: "POST",
      headers: { authorization: "Bearer t", connection: "close" },
    });
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ ok: false, error: { code: "internal" } });
    expect(bugs).toEqual([new Error("a bug")]);
  } finally {
    await broken.stop();
  }
});

test("half an answer is cut off when its other half fails, and told once: its reader would wait for ever", async () => {
  await start();
  const bugs: unknown[] = [];
  const unsendable = { type: "text/html", etag: '"x"', body: { length: 5 } as unknown as Buffer };
  const broken = await startHttpServer({
    port: 0,
    token: "t",
    pageFiles: new Map([["/", unsendable]]),
    registrar: { call: () => Promise.reject(new Error("not called")) },
    publisher: harness.publisher,
    clock: new ManualClock(),
    onClientGone: () => undefined,
    onBug: (error) => bugs.push(error),
  });
  try {
    await expect(fetch(broken.url)).rejects.toThrow("fetch failed");
    expect(bugs).toHaveLength(1);
  } finally {
    await broken.stop();
  }
});

test("pushes are not compressed, whatever a window offers: that costs fifty times as much", async () => {
  await start();
  const headers = { authorization: `Bearer ${harness.token}` };
  const socket = new WebSocket(`${harness.origin.replace("http", "ws")}/api/push`, {
    headers,
    perMessageDeflate: true,
  });
  await once(socket, "open");
  expect(socket.extensions).toBe("");
  socket.terminate();
});

test("wrong credentials of upgrades are counted, those without any are not; too many say when to come again", async () => {
  await start({ clock: new ManualClock() });
  for (let i = 0; i < 30; i++) expect(await harness.push({})).toBe(401);
  for (let i = 0; i < 20; i++) expect(await harness.push({ authorization: "Bearer wrong" })).toBe(401);
  expect(await harness.push({ authorization: "Bearer wrong" })).toBe(429);
  const answer = await harness.call("rules.list", {}, { authorization: "Bearer wrong" });
  expect(answer.status).toBe(429);
  expect(answer.headers).toMatchObject({ "retry-after": "1", connection: "close" });
});

test("a closed window's name can be used again at once", async () => {
  await start();
  const headers = { authorization: `Bearer ${harness.token}` };
  const first = await harness.push(headers, "/api/push?client=window-0001");
  if (typeof first === "number") throw new Error(`refused with ${first}`);
  first.terminate();
  await until(() => harness.gone.length === 1, "the window to be gone");
  const second = await harness.push(headers, "/api/push?client=window-0001");
  expect(typeof second).not.toBe("number");
});

test.each([
  ["rules.create", 64 * 1024],
  ["rules.createMany", 8 * 1024 * 1024],
  ["rules.removeMany", 1024 * 1024],
  ["rules.restoreMany", 1024 * 1024],
  ["rules.pauseMany", 1024 * 1024],
  ["rules.resumeMany", 1024 * 1024],
  ["rules.setNotifyMany", 1024 * 1024],
  ["settings.set", 64 * 1024],
])("a body of %s has at most %i bytes", async (name, most) => {
  expect(bodyLimitOf(name)).toBe(most);
  await start();
  const bodyOf = (bytes: number): string => `{"ids":"${"x".repeat(bytes - 10)}"}`;
  const auth = { authorization: `Bearer ${harness.token}` };
  const sent = async (bytes: number) => (await harness.send("POST", `/api/${name}`, auth, bodyOf(bytes))).status;
  expect(await sent(most)).not.toBe(413);
  expect(await sent(most + 1)).toBe(413);
});

test("the limits a client meets are these", async () => {
  await start();
  expect(httpLimits).toEqual({
    headersTimeoutMs: 10_000,
    requestTimeoutMs: 15_000,
    timeoutsCheckedEveryMs: 1000,
    maxUnauthenticated: 64,
    maxAuthenticated: 256,
    ticksWaitBytes: 256 * 1024,
    closeBytes: 4 * 1024 * 1024,
    pingPeriodMs: 15_000,
    maxClients: 64,
  });
});
