import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bodyLimitOf, maxBodyBytes } from "../../main/bridge/request-body.ts";
import { failureBurst, sessionLifeMs } from "../../main/bridge/http-sessions.ts";
import { loadToken, tokenFileName } from "../../main/bridge/token-file.ts";
import { sessionHeader } from "../../preload/contract/page-session.ts";
import { fail } from "../../preload/contract/result.ts";
import { ManualClock } from "../doubles/clock.ts";
import { eventually } from "../doubles/eventually.ts";
import { pageHeaders, pageProtocols, startHarness, type Harness } from "./http-harness.ts";
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

describe("Host", () => {
  const auth = () => `Authorization: Bearer ${harness.token}`;
  const withHosts = (...hosts: string[]) =>
    harness.raw(
      head(["POST /api/rules.list HTTP/1.1", ...hosts.map((host) => `Host: ${host}`), auth(), "Content-Length: 0"]),
    );

  test.each(["127.0.0.1", "localhost", "[::1]"])("%s with the port is served", async (name) => {
    expect(await withHosts(`${name}:${harness.server.port}`)).toMatch(/^HTTP\/1\.1 200 /u);
  });

  test.each([
    (port: number) => `evil.com:${port}`,
    () => "evil.com",
    (port: number) => `127.0.0.1.evil.com:${port}`,
    (port: number) => `localhost.evil:${port}`,
    (port: number) => `evil.com#127.0.0.1:${port}`,
    (port: number) => `x@127.0.0.1:${port}`,
    (port: number) => `127.0.0.1:${port}.evil.com`,
    (port: number) => `127.0.0.1:${port === 65535 ? port - 1 : port + 1}`,
    () => "127.0.0.1",
    () => "localhost",
    (port: number) => `[::ffff:127.0.0.1]:${port}`,
    (port: number) => `2130706433:${port}`,
    (port: number) => `0.0.0.0:${port}`,
    (port: number) => `[::]:${port}`,
  ])("%s is refused, token or not", async (host) => {
    expect(await withHosts(host(harness.server.port))).toMatch(/^HTTP\/1\.1 403 /u);
    expect(harness.recorded).toEqual([]);
  });

  test("missing, empty and doubled are refused", async () => {
    const good = `127.0.0.1:${harness.server.port}`;
    expect(await withHosts()).toMatch(/^HTTP\/1\.1 400 /u);
    expect(await withHosts("")).toMatch(/^HTTP\/1\.1 40[03] /u);
    expect(await withHosts(good, "evil.com")).toMatch(/^HTTP\/1\.1 400 /u);
    expect(await withHosts(good, good)).toMatch(/^HTTP\/1\.1 400 /u);
    expect(await harness.raw(head(["POST /api/rules.list HTTP/1.0", auth(), "Content-Length: 0"]))).toMatch(
      /^HTTP\/1\.1 400 /u,
    );
    expect(harness.recorded).toEqual([]);
  });

  test("a target with a host of its own is refused", async () => {
    const target = `http://evil.com/api/rules.list`;
    const lines = [`POST ${target} HTTP/1.1`, `Host: 127.0.0.1:${harness.server.port}`, auth(), "Content-Length: 0"];
    expect(await harness.raw(head(lines))).toMatch(/^HTTP\/1\.1 400 /u);
  });
});

describe("Origin, on calls", () => {
  const foreign = (port: number) => [
    "null",
    "http://evil.com",
    `https://127.0.0.1:${port}`,
    "http://127.0.0.1",
    `http://127.0.0.1:${port}.evil.com`,
    `http://localhost:${port}`,
    "",
  ];

  test("foreign, null or of another name is refused even with the token", async () => {
    for (const origin of foreign(harness.server.port)) {
      expect((await harness.call("rules.list", {}, { origin })).status, origin).toBe(403);
    }
    expect(harness.recorded).toEqual([]);
  });

  test("twice is refused, whichever of them comes first", async () => {
    const own = `Origin: ${harness.origin}`;
    const lines = ["POST /api/rules.list HTTP/1.1", `Host: 127.0.0.1:${harness.server.port}`];
    const auth = `Authorization: Bearer ${harness.token}`;
    for (const origins of [
      [own, own],
      [own, "Origin: http://evil.com"],
      ["Origin: http://evil.com", own],
    ]) {
      const answer = await harness.raw(head([...lines, auth, ...origins, "Content-Length: 0"]));
      expect(answer, origins.join()).toMatch(/^HTTP\/1\.1 403 /u);
    }
    expect(harness.recorded).toEqual([]);
  });

  test("foreign is refused for the page's own files too, and no CORS header is ever sent", async () => {
    const answer = await harness.send("GET", "/", { origin: "http://evil.com" });
    expect(answer.status).toBe(403);
    const own = await harness.send("GET", "/", { origin: harness.origin });
    expect(own.status).toBe(200);
    for (const { headers } of [answer, own]) {
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  test("our own page is served by its session, JSON and Origin: all three", async () => {
    const session = await harness.session();
    const whole = pageHeaders(harness.origin, session);
    expect((await harness.send("POST", "/api/rules.list", whole, "{}")).status).toBe(200);
    harness.recorded.length = 0;
    const { origin: _origin, ...originless } = whole;
    const [id, expiry, signature] = session.split(".") as [string, string, string];
    const spoilt: [Record<string, string>, number][] = [
      [originless, 403],
      [pageHeaders(harness.origin), 401],
      [{ ...whole, origin: "http://evil.com" }, 403],
      [{ ...whole, "content-type": "text/plain" }, 400],
      [{ ...whole, "content-type": "text/plain; application/json" }, 400],
      [{ ...whole, "content-type": "application/x-www-form-urlencoded" }, 400],
      [{ ...whole, "sec-fetch-site": "cross-site" }, 403],
      [{ ...whole, "sec-fetch-site": "same-site" }, 403],
      ...[
        "",
        ".",
        `${session}x`,
        `${session}, ${session}`,
        `${id}.${Number(expiry) + 1}.${signature}`,
        `x${id}.${expiry}.${signature}`,
        `${id}.${expiry}.`,
        harness.token,
      ].map((value): [Record<string, string>, number] => [pageHeaders(harness.origin, value), 401]),
    ];
    for (const [headers, status] of spoilt) {
      const answer = await harness.send("POST", "/api/rules.list", headers, "{}");
      expect(answer.status, JSON.stringify(headers)).toBe(status);
    }
    expect(harness.recorded).toEqual([]);
  });

  test("no cookie opens anything, whatever it says", async () => {
    const session = await harness.session();
    for (const name of [`pb_${harness.server.port}`, sessionHeader, "pricebell.session"]) {
      const headers = { ...pageHeaders(harness.origin), cookie: `${name}=${session}` };
      expect((await harness.send("POST", "/api/rules.list", headers, "{}")).status, name).toBe(401);
    }
    expect(harness.recorded).toEqual([]);
  });

  test("a form post of text/plain changes nothing, with the session or without", async () => {
    const session = await harness.session();
    const form = { "content-type": "text/plain", origin: "null", "sec-fetch-site": "cross-site" };
    for (const headers of [form, { ...form, [sessionHeader]: session }]) {
      expect((await harness.send("POST", "/api/rules.remove", headers, '{"id":"rule-1"}')).status).toBe(403);
    }
    expect(harness.recorded).toEqual([]);
  });
});

describe("the token", () => {
  test.each<[string, () => Record<string, string>]>([
    ["none", () => ({})],
    ["a wrong one", () => ({ authorization: "Bearer wrong" })],
    ["an empty one", () => ({ authorization: "Bearer " })],
    ["one without its scheme", () => ({ authorization: harness.token })],
    ["one of another scheme", () => ({ authorization: `Basic ${harness.token}` })],
    ["a longer one", () => ({ authorization: `Bearer ${harness.token}x` })],
    ["the beginning of it", () => ({ authorization: `Bearer ${harness.token.slice(0, -1)}` })],
  ])("%s: 401", async (_name, headers) => {
    const answer = await harness.send("POST", "/api/rules.list", headers(), "{}");
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code: "unauthorized" } });
    expect(harness.recorded).toEqual([]);
  });

  test("a wrong one is not made good by a session", async () => {
    const headers = { ...pageHeaders(harness.origin, await harness.session()), authorization: "Bearer wrong" };
    expect((await harness.send("POST", "/api/rules.list", headers, "{}")).status).toBe(401);
  });

  test("is refused in the address, with the right header or without", async () => {
    const target = `/api/rules.list?token=${harness.token}`;
    expect((await harness.send("POST", target, {}, "{}")).status).toBe(400);
    expect((await harness.send("POST", target, { authorization: `Bearer ${harness.token}` }, "{}")).status).toBe(400);
    expect(await harness.push({}, `/api/push?token=${harness.token}`)).toBe(401);
    expect(harness.recorded).toEqual([]);
  });

  test("too many wrong ones are told so and hung up on; the right one still works, and time forgives", async () => {
    await harness.stop();
    const clock = new ManualClock();
    harness = await startHarness({ clock });
    const wrong = async () => (await harness.call("rules.list", {}, { authorization: "Bearer wrong" })).status;
    for (let i = 0; i < failureBurst; i++) expect(await wrong()).toBe(401);
    expect(await wrong()).toBe(429);
    expect(await harness.push({ authorization: "Bearer wrong" })).toBe(429);
    expect((await harness.send("POST", "/api/rules.list", pageHeaders(harness.origin, "wrong"), "{}")).status).toBe(
      429,
    );
    expect(await harness.push({ origin: harness.origin }, undefined, pageProtocols("wrong"))).toBe(429);
    expect((await harness.send("POST", "/api/rules.list", {}, "{}")).status).toBe(401);
    expect((await harness.call("rules.list", {})).status).toBe(200);
    clock.advance(3000);
    expect(await wrong()).toBe(401);
  });

  test("lies in a file for the owner alone, is 256 bits, stays the same, and is made anew when others could read it", () => {
    const dir = mkdtempSync(path.join(tmpdir(), "pricebell-token-"));
    try {
      const file = path.join(dir, tokenFileName);
      const token = loadToken(dir);
      expect(Buffer.from(token, "base64url")).toHaveLength(32);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, "utf8")).toBe(`${token}\n`);
      expect(loadToken(dir)).toBe(token);
      expect(loadToken(dir, { rotate: true })).not.toBe(token);
      const rotated = loadToken(dir);
      chmodSync(file, 0o644);
      const remade = loadToken(dir);
      expect(remade).not.toBe(rotated);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      writeFileSync(file, "short");
      expect(loadToken(dir)).toHaveLength(43);
      const elsewhere = path.join(dir, "elsewhere");
      writeFileSync(elsewhere, "A".repeat(43), { mode: 0o600 });
      rmSync(file);
      symlinkSync(elsewhere, file);
      expect(loadToken(dir)).not.toBe("A".repeat(43));
      expect(readFileSync(elsewhere, "utf8")).toBe("A".repeat(43));
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe("a session", () => {
  test("is in the answer's body alone, sets no cookie, and says nothing of the token", async () => {
    const body = JSON.stringify({ token: harness.token });
    const answer = await harness.send("POST", "/api/session", pageHeaders(harness.origin), body);
    const { value } = JSON.parse(answer.text) as { value: { session: string } };
    // What a header and a subprotocol may hold, so that it needs no encoding in either.
    expect(value.session).toMatch(/^[\w-]{22}\.\d+\.[\w-]{43}$/u);
    expect(JSON.stringify(answer.headers)).not.toContain(value.session);
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(answer.text).not.toContain(harness.token);
    expect(await harness.session()).not.toBe(value.session);
  });

  test.each<[string, (whole: Record<string, string>) => Record<string, string>, number]>([
    ["no Origin", ({ origin: _origin, ...rest }) => rest, 403],
    ["a foreign Origin", (whole) => ({ ...whole, origin: "http://evil.com" }), 403],
    ["Origin null", (whole) => ({ ...whole, origin: "null" }), 403],
    ["a page of another port", (whole) => ({ ...whole, "sec-fetch-site": "same-site" }), 403],
    ["text/plain", (whole) => ({ ...whole, "content-type": "text/plain" }), 400],
  ])("is not opened with %s, though the token is right", async (_name, spoil, status) => {
    const body = JSON.stringify({ token: harness.token });
    const answer = await harness.send("POST", "/api/session", spoil(pageHeaders(harness.origin)), body);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('session":');
  });

  test("is not opened with a wrong token", async () => {
    for (const body of ['{"token":"wrong"}', "{}", "null", "[]", '{"token":7}']) {
      const answer = await harness.send("POST", "/api/session", pageHeaders(harness.origin), body);
      expect(answer.status, body).toBe(401);
      expect(answer.text).not.toContain('session":');
    }
  });

  test("outlives a restart on the same port, ends by time, is renewed in use, and ends with the token", async () => {
    await harness.stop();
    const clock = new ManualClock();
    harness = await startHarness({ clock });
    const session = await harness.session();
    const call = (value: string) => harness.send("POST", "/api/rules.list", pageHeaders(harness.origin, value), "{}");
    expect((await call(session)).headers[sessionHeader]).toBeUndefined();
    const { port } = harness.server;
    const { dir, token } = harness;
    await harness.server.stop();
    harness = await startHarness({ clock, port, dir });
    expect(harness.token).toBe(token);
    expect((await call(session)).status).toBe(200);
    clock.stepWall(sessionLifeMs / 2 + 1);
    const renewed = String((await call(session)).headers[sessionHeader]);
    expect(renewed.split(".")).toHaveLength(3);
    clock.stepWall(sessionLifeMs / 2);
    expect((await call(session)).status).toBe(401);
    expect((await call(renewed)).status).toBe(200);
    // Given out by a clock that was ahead by days: it would last as much longer.
    const aheadMs = sessionLifeMs / 2 + 2 * 86_400_000;
    clock.stepWall(-aheadMs);
    expect((await call(renewed)).status).toBe(401);
    clock.stepWall(aheadMs);
    await harness.server.stop();
    loadToken(dir, { rotate: true });
    harness = await startHarness({ clock, port, dir });
    expect((await call(renewed)).status).toBe(401);
  });

  test("is not renewed for a script, nor for a call that is refused", async () => {
    await harness.stop();
    const clock = new ManualClock();
    harness = await startHarness({ clock });
    const whole = pageHeaders(harness.origin, await harness.session());
    clock.stepWall(sessionLifeMs / 2 + 1);
    for (const more of [
      { authorization: `Bearer ${harness.token}` },
      { "sec-fetch-site": "cross-site" },
      { origin: "" },
    ]) {
      const answer = await harness.send("POST", "/api/rules.list", { ...whole, ...more }, "{}");
      expect(answer.headers[sessionHeader], JSON.stringify(more)).toBeUndefined();
    }
  });
});

test("a session of one port is none on another, though the token is the same", async () => {
  const other = await startHarness({ dir: harness.dir });
  try {
    expect(other.token).toBe(harness.token);
    const session = await harness.session();
    const headers = pageHeaders(other.origin, session);
    expect((await other.send("POST", "/api/rules.list", headers, "{}")).status).toBe(401);
    expect(await other.push({ origin: other.origin }, undefined, pageProtocols(session))).toBe(401);
  } finally {
    await other.server.stop();
  }
});

describe("the page's files", () => {
  test("are served with headers that fence the page in", async () => {
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
    harness = await startHarness({ limits: { headersTimeoutMs: 100, requestTimeoutMs: 200 } });
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
