/** From where the server lets itself be called: names of this computer alone, and no foreign page. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sessionHeader } from "../../preload/contract/page-session.ts";
import { pageHeaders, startHarness, type Harness } from "./http-harness.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  expect(harness.bugs).toEqual([]);
  await harness.stop();
});

const head = (lines: string[]): string => `${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`;

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
    expect(await withHosts(good, good)).toContain('"request-invalid"');
    expect(await withHosts("evil.com")).toContain('"forbidden"');
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
