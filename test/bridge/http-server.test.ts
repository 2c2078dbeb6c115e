import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bodyLimitOf, maxBodyBytes } from "../../main/bridge/request-body.ts";
import { fail } from "../../preload/contract/result.ts";
import { eventually } from "../doubles/eventually.ts";
import { startHarness, type Harness } from "./http-harness.ts";
import { aRule } from "./handlers-double.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  expect(harness.bugs).toEqual([]);
  await harness.stop();
});

const head = (lines: string[]): string => `${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`;

describe("a call by a script", () => {
  test("answers the value, and the handler knows of no window", async () => {
    const answer = await harness.call("rules.pause", { id: "rule-1" });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ ok: true, value: aRule });
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(harness.recorded).toEqual([{ call: "rules.pause", input: { id: "rule-1" }, context: { clientId: null } }]);
  });

  test("an empty body is an empty input, and no Content-Type is needed with the token", async () => {
    const answer = await harness.send("POST", "/api/rules.list", { authorization: `bearer ${harness.token}` });
    expect(answer.status).toBe(200);
  });

  test.each<[string, string, number, string]>([
    ["rules.pause", '{"id":7}', 400, "request-invalid"],
    ["rules.pause", "{", 400, "request-invalid"],
    ["rules.pause", "\ufffe", 400, "request-invalid"],
    ["rules.explode", "{}", 404, "not-found"],
    ["history.get", '{"id":"x"}', 404, "event-not-found"],
    ["__proto__.toString", "{}", 404, "not-found"],
  ])("%s %s is refused with %i %s", async (name, body, status, code) => {
    const answer = await harness.send("POST", `/api/${name}`, { authorization: `Bearer ${harness.token}` }, body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code } });
  });

  test("names the field of a refusal", async () => {
    const answer = await harness.call("market.watch", { symbol: "no good" });
    expect(JSON.parse(answer.text)).toMatchObject({ error: { field: "symbol" } });
  });

  test("a body over the limit is refused, whether it says its length or not", async () => {
    const body = JSON.stringify({ id: "x".repeat(maxBodyBytes) });
    const auth = { authorization: `Bearer ${harness.token}` };
    const said = await harness.send(
      "POST",
      "/api/rules.pause",
      { ...auth, "content-length": String(body.length) },
      body,
    );
    const chunked = await harness.send("POST", "/api/rules.pause", { ...auth, "transfer-encoding": "chunked" }, body);
    for (const answer of [said, chunked]) {
      expect(answer.status).toBe(413);
      expect(JSON.parse(answer.text)).toMatchObject({ error: { code: "too-large" } });
    }
    expect(harness.recorded).toEqual([]);
  });

  test("only a call that makes many alerts may be longer, and not without end", async () => {
    const bodyOf = (bytes: number): unknown => ({ rules: ["x".repeat(bytes)] });
    expect((await harness.call("rules.createMany", bodyOf(maxBodyBytes))).status).toBe(200);
    expect((await harness.call("rules.create", bodyOf(maxBodyBytes))).status).toBe(413);
    expect((await harness.call("rules.createMany", bodyOf(bodyLimitOf("rules.createMany")))).status).toBe(413);
    expect(harness.recorded.map(({ call }) => call)).toEqual(["rules.createMany"]);
  });

  test("anything but POST is refused", async () => {
    for (const method of ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      const answer = await harness.send(method, "/api/rules.list", { authorization: `Bearer ${harness.token}` });
      expect(answer.status, method).toBe(405);
    }
    expect(harness.recorded).toEqual([]);
  });
});

describe("the page's files", () => {
  test("are served with headers that confine the page", async () => {
    const answer = await harness.send("GET", "/");
    expect(answer.status).toBe(200);
    expect(answer.text).toContain("The page");
    expect(answer.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    const policy = String(answer.headers["content-security-policy"]);
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toContain("unsafe");
  });

  test("come again only when they changed", async () => {
    const script = await harness.send("GET", "/assets/index-1a2b.js");
    expect(script.headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect(script.headers["cache-control"]).toContain("immutable");
    const again = await harness.send("GET", "/", {
      "if-none-match": String((await harness.send("HEAD", "/")).headers.etag),
    });
    expect(again.status).toBe(304);
    expect(again.text).toBe("");
  });

  test.each([
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/assets/../../secret.txt",
    "/assets/..%5c..%5csecret.txt",
    "/..\\secret.txt",
    "/....//secret.txt",
    "/%252e%252e/secret.txt",
    "//etc/passwd",
    "/secret.txt",
    "/assets",
    "/assets/",
    "/index.html%00.js",
    "/__proto__",
    "/constructor",
  ])("%s is not among them", async (target) => {
    const answer = await harness.raw(head([`GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${harness.server.port}`]));
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /u);
    expect(answer).not.toContain("not for the web");
  });

  test("where there is no built page, the address says what to run, and calls still work", async () => {
    await harness.stop();
    harness = await startHarness({ pageDir: "/nowhere/at/all" });
    const answer = await harness.send("GET", "/");
    expect(answer.status).toBe(503);
    expect(answer.text).toContain("npm run build");
    expect((await harness.call("rules.list", {})).status).toBe(200);
  });
});

describe("rough clients", () => {
  test("one that never ends its headers, or its body, is cut off", async () => {
    await harness.stop();
    harness = await startHarness({
      limits: { headersTimeoutMs: 100, requestTimeoutMs: 200, timeoutsCheckedEveryMs: 100 },
    });
    const host = `Host: 127.0.0.1:${harness.server.port}`;
    const [slowHead, slowBody] = await Promise.all([
      harness.raw(`GET / HTTP/1.1\r\n${host}\r\nX-Slow: `),
      harness.raw(
        `POST /api/rules.list HTTP/1.1\r\n${host}\r\nAuthorization: Bearer ${harness.token}\r\nContent-Length: 10\r\n\r\n{`,
      ),
    ]);
    expect(slowHead).toMatch(/^HTTP\/1\.1 408 /u);
    expect(slowBody).toMatch(/^HTTP\/1\.1 408 /u);
    expect(harness.recorded).toEqual([]);
  });

  test("one that hangs up in the middle of a body, or speaks no HTTP, harms nobody", async () => {
    const host = `Host: 127.0.0.1:${harness.server.port}`;
    await new Promise<void>((resolve) => {
      const socket = connect(harness.server.port, "127.0.0.1", () => {
        socket.write(
          `POST /api/rules.list HTTP/1.1\r\n${host}\r\nAuthorization: Bearer ${harness.token}\r\nContent-Length: 10\r\n\r\n{`,
        );
        setTimeout(() => socket.resetAndDestroy(), 20);
      });
      socket.on("close", () => resolve());
    });
    expect(await harness.raw("\u0016\u0003\u0001 hello\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /u);
    const fat = await harness.raw(head(["GET / HTTP/1.1", host, `X-Fat: ${"x".repeat(20_000)}`]));
    expect(fat).toMatch(/^HTTP\/1\.1 431 /u);
    expect((await harness.call("rules.list", {})).status).toBe(200);
  });

  test("a handler that throws is answered with 500 and nothing of what was sent", async () => {
    await harness.stop();
    harness = await startHarness({
      handlers: (whole) => ({
        ...whole,
        venues: {
          ...whole.venues,
          set: () => {
            throw new Error("broken");
          },
        },
        settings: { ...whole.settings, get: () => fail("store-failed", "The disk is full.") },
      }),
    });
    const answer = await harness.call("venues.set", { venue: "securitypro", apiKey: "s3cret-key" });
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: "internal" } });
    expect(String(harness.bugs.splice(0)[0])).not.toContain("s3cret-key");
    expect((await harness.call("settings.get", {})).status).toBe(503);
  });

  test("any number that say nothing lock nobody out: the oldest of them give way, one with the token does not", async () => {
    await harness.stop();
    harness = await startHarness({ limits: { maxUnauthenticated: 8, maxAuthenticated: 2 } });
    const push = await harness.push({ authorization: `Bearer ${harness.token}` });
    if (typeof push === "number") throw new Error(`refused with ${push}`);
    const idle = Array.from({ length: 40 }, () => connect(harness.server.port, "127.0.0.1"));
    const closed = idle.map((socket) => new Promise<void>((resolve) => socket.on("error", () => undefined).on("close", () => resolve()))); // prettier-ignore
    await Promise.all(idle.map((socket) => new Promise<void>((resolve) => socket.on("connect", () => resolve()))));
    for (let i = 0; i < 3; i++)
      expect((await harness.call("rules.list", {}, { connection: "close" })).status).toBe(200);
    await Promise.race(closed);
    expect(push.readyState).toBe(push.OPEN);
    for (const socket of idle) socket.destroy();
    await Promise.all(closed);
  });

  test("more with the token than there may be are told so, and make room when they end", async () => {
    await harness.stop();
    harness = await startHarness({ limits: { maxAuthenticated: 1 } });
    const push = await harness.push({ authorization: `Bearer ${harness.token}` });
    if (typeof push === "number") throw new Error(`refused with ${push}`);
    expect((await harness.call("rules.list", {})).status).toBe(503);
    expect(await harness.push({ authorization: `Bearer ${harness.token}` })).toBe(503);
    const gone = once(push, "close");
    push.close();
    await gone;
    await eventually("a call is answered", async () => (await harness.call("rules.list", {})).status === 200);
  });

  test("a port in use is a rejection with its code", async () => {
    await expect(startHarness({ port: harness.server.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
