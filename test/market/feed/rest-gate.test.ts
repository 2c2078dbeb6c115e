/** The one queue to a venue's REST, against a real HTTP server and with a clock of the test's own. */
import { createServer } from "node:net";
import { once } from "node:events";
import { beforeEach, describe, expect, test } from "vitest";
import { until } from "../../doubles/until.ts";
import { VenueServer } from "../../doubles/venue-server.ts";
import { answering, arrived, clock, gate, get, paths, server, startRestGate, useGate } from "./rest-gate-harness.ts";

beforeEach(startRestGate);

describe("what comes back", () => {
  test("an answer, whole, with its headers", async () => {
    answering({ body: '{"a":1}', headers: { "x-weight": "12" } });
    expect(await get("/price?symbol=BTC", { headers: { "X-Key": "k" } })).toEqual({
      ok: true,
      value: { status: 200, text: '{"a":1}', headers: expect.objectContaining({ "x-weight": "12" }) as object },
    });
    expect(server.requests[0]?.headers).toMatchObject({ "x-key": "k", "user-agent": "Pricebell" });
    expect(server.requests[0]?.query.get("symbol")).toBe("BTC");
    expect(clock.pending).toBe(0);
  });

  test("the venue's own words for a bad request come with 400, and are the venue's to read", async () => {
    answering({ status: 400, body: { code: -1121, msg: "Invalid symbol." } });
    expect(await get("/price")).toMatchObject({
      ok: true,
      value: { status: 400, text: '{"code":-1121,"msg":"Invalid symbol."}' },
    });
  });

  test("a page in place of an error's words is not read", async () => {
    answering({ status: 404, body: "<p>".repeat(10_000) });
    expect(await get("/price")).toMatchObject({ ok: true, value: { status: 404, text: "" } });
  });

  test("a status that the request names is the venue's to read", async () => {
    answering({ status: 520, body: "too long" });
    expect(await get("/price", { readsStatuses: [520] })).toMatchObject({
      ok: true,
      value: { status: 520, text: "too long" },
    });
  });

  test("an answer longer than allowed is none", async () => {
    answering({ body: "x".repeat(2_000) });
    expect(await get("/price", { maxBodyBytes: 1_999 })).toMatchObject({ ok: false, error: { code: "invalid" } });
    expect(await get("/price", { maxBodyBytes: 2_000 })).toMatchObject({ ok: true });
  });

  test.for<[number, string, string]>([
    [302, "unreachable", "which is not followed"],
    [401, "forbidden", "A firewall in front of the venue"],
    [403, "forbidden", "No key is needed there"],
    [418, "banned", "has banned this network address for 2 min"],
    [429, "rate-limited", "asked too often"],
    [451, "region", "not available in your region (HTTP 451). Choose another venue."],
    [500, "unreachable", "HTTP 500"],
    [503, "maintenance", "not in service at the moment"],
    [520, "unreachable", "HTTP 520"],
  ])("HTTP %i of a venue without keys is %s", async ([status, code, words]) => {
    answering({ status, body: "secret", headers: { location: "/elsewhere" } });
    const outcome = await get("/price");
    expect(outcome).toMatchObject({ ok: false, error: { code, message: expect.stringContaining(words) as string } });
    expect(JSON.stringify(outcome)).not.toMatch(/secret|the key/);
    expect(paths()).toEqual(["/price"]);
  });

  test.for([401, 403])("HTTP %i of a venue with keys is about the key", async (status) => {
    useGate({ takesKey: true });
    answering({ status, body: "" });
    expect(await get("/price")).toMatchObject({ ok: false, error: { code: "key-refused" } });
  });

  test("no server there is a refusal in words, without the address", async () => {
    const unused = createServer().listen(0, "127.0.0.1");
    await once(unused, "listening");
    const { port } = unused.address() as { port: number };
    unused.close();
    await once(unused, "close");
    useGate({ restUrls: [`http://127.0.0.1:${port}`] });
    expect(await get("/price?key=k")).toEqual({
      ok: false,
      error: {
        code: "unreachable",
        message: "The venue cannot be reached over HTTP (ECONNREFUSED).",
        retryAfterMs: null,
      },
    });
  });

  test("no answer in time is a refusal", async () => {
    server.rest = () => null;
    expect(await get("/price", { timeoutMs: 100 })).toMatchObject({
      ok: false,
      error: { code: "unreachable", message: "The venue did not answer within 0.1 s." },
    });
    expect(clock.pending).toBe(0);
  });
});

describe("other addresses of the same venue", () => {
  test("one that is not there, or not for this region, gives way to the next, which is kept; the key stays", async () => {
    const other = await VenueServer.start();
    try {
      other.rest = () => ({ body: "other" });
      useGate({ restUrls: [server.restUrl, other.restUrl] });
      answering({ status: 451, body: "" });
      expect(await get("/a", { headers: { "X-Key": "k" } })).toMatchObject({ ok: true, value: { text: "other" } });
      expect(await get("/b")).toMatchObject({ ok: true });
      expect(paths()).toEqual(["/a"]);
      expect(other.requests.map(({ path }) => path)).toEqual(["/a", "/b"]);
      expect(other.requests[0]?.headers).not.toHaveProperty("x-key");
      other.rest = () => ({ status: 451, body: "" });
      expect(await get("/c")).toMatchObject({ ok: false, error: { code: "region", retryAfterMs: 120_000 } });
      expect(paths()).toEqual(["/a", "/c"]);
      expect(await get("/d")).toMatchObject({ ok: false, error: { code: "region" } });
      expect(paths()).toEqual(["/a", "/c"]);
    } finally {
      await other.stop();
    }
  });
});

describe("giving up", () => {
  test("a request that waits goes away without having been sent", async () => {
    useGate({ limit: { max: 1, perMs: 1_000 } });
    await get("/a");
    const given = new AbortController();
    const waiting = gate.get({ path: "/b" }, given.signal);
    given.abort();
    await expect(waiting).rejects.toThrow("aborted");
    expect(clock.pending).toBe(0);
    clock.advance(1_000);
    await get("/c");
    expect(paths()).toEqual(["/a", "/c"]);
  });

  test("one that is under way is ended, and its place is free", async () => {
    server.rest = () => null;
    const given = new AbortController();
    const running = Array.from({ length: 4 }, (_, at) => gate.get({ path: `/${at}` }, given.signal));
    await arrived(4);
    answering({ body: "" });
    const next = get("/next");
    given.abort();
    for (const one of running) await expect(one).rejects.toThrow("aborted");
    expect(await next).toMatchObject({ ok: true });
    await until(() => server.openConnections === 0, "every connection to end");
  });

  test("one that is given up before it is asked is not asked", async () => {
    await expect(gate.get({ path: "/a" }, AbortSignal.abort())).rejects.toThrow("aborted");
    expect(paths()).toEqual([]);
  });
});
