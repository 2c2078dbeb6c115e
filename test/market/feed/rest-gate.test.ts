/** The one queue to a venue's REST, against a real HTTP server and with a clock of the test's own. */
import { createServer } from "node:net";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HttpRestGate, type HttpRestGateOptions } from "../../../main/market/feed/rest-gate.ts";
import type { RestAnswer, RestOutcome, RestRequest } from "../../../main/market/venues/session.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { until } from "../../doubles/until.ts";
import { VenueServer, type RestAnswer as ServerAnswer } from "../../doubles/venue-server.ts";

let server: VenueServer;
let clock: ManualClock;
let gate: HttpRestGate;

const never = new AbortController().signal;
const gateWith = (options: Partial<HttpRestGateOptions> = {}): HttpRestGate =>
  new HttpRestGate({
    clock,
    restUrls: [server.restUrl],
    limit: { max: 100, perMs: 1_000 },
    takesKey: false,
    ...options,
  });
const get = (path: string, request: Partial<RestRequest> = {}): Promise<RestOutcome<RestAnswer>> =>
  gate.get({ path, ...request }, never);
const paths = (): string[] => server.requests.map(({ path }) => path);
const arrived = (count: number): Promise<void> =>
  until(() => server.requests.length === count, `${count} requests (${paths().join(" ")})`);
/** Whatever was on its way has come by then: a request that goes round the loop takes longer. */
async function settle(): Promise<void> {
  await fetch(`${server.restUrl}/settle`);
  server.requests.splice(paths().indexOf("/settle"), 1);
}
const answering = (answer: ServerAnswer): void => void (server.rest = () => answer);

beforeEach(async () => {
  server = await VenueServer.start();
  answering({ body: { good: true } });
  clock = new ManualClock();
  gate = gateWith();
});
afterEach(async () => {
  await server.stop();
});

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
    gate = gateWith({ takesKey: true });
    answering({ status, body: "" });
    expect(await get("/price")).toMatchObject({ ok: false, error: { code: "key-refused" } });
  });

  test("no server there is a refusal in words, without the address", async () => {
    const unused = createServer().listen(0, "127.0.0.1");
    await once(unused, "listening");
    const { port } = unused.address() as { port: number };
    unused.close();
    await once(unused, "close");
    gate = gateWith({ restUrls: [`http://127.0.0.1:${port}`] });
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

describe("the limit", () => {
  test("is a sliding window: in no span of its length more than it allows, whatever is asked", async () => {
    gate = gateWith({ limit: { max: 3, perMs: 1_000 } });
    const outcomes = Array.from({ length: 7 }, (_, at) => get(`/${at}`));
    await Promise.all(outcomes.slice(0, 3));
    clock.advance(999);
    await settle();
    expect(paths()).toEqual(["/0", "/1", "/2"]);
    clock.advance(1);
    await Promise.all(outcomes.slice(0, 6));
    await settle();
    expect(paths()).toHaveLength(6);
    clock.advance(1_000);
    await Promise.all(outcomes);
    expect(clock.pending).toBe(0);
  });

  test("counts a request until a span after its answer: when the venue counts it lies between", async () => {
    gate = gateWith({ limit: { max: 1, perMs: 1_000 } });
    const answers = [Promise.withResolvers<ServerAnswer>(), Promise.withResolvers<ServerAnswer>()];
    server.rest = ({ path }) => (answers[Number(path.slice(1))] as PromiseWithResolvers<ServerAnswer>).promise;
    const first = get("/0");
    const second = get("/1");
    await arrived(1);
    clock.advance(5_000);
    await settleBeside();
    answers[0]?.resolve({ body: "" });
    await first;
    clock.advance(999);
    await settleBeside();
    expect(paths()).toEqual(["/0"]);
    clock.advance(1);
    await arrived(2);
    answers[1]?.resolve({ body: "" });
    await second;

    async function settleBeside(): Promise<void> {
      const { rest } = server;
      answering({ body: "" });
      await settle();
      server.rest = rest;
    }
  });

  test("is in the venue's weights; one that weighs more than all of it goes alone", async () => {
    gate = gateWith({ limit: { max: 10, perMs: 1_000 } });
    const outcomes = [get("/light", { weight: 1 }), get("/heavy", { weight: 40 }), get("/after", { weight: 10 })];
    await outcomes[0];
    await settle();
    expect(paths()).toEqual(["/light"]);
    clock.advance(1_000);
    await outcomes[1];
    await settle();
    expect(paths()).toEqual(["/light", "/heavy"]);
    clock.advance(1_000);
    await Promise.all(outcomes);
  });

  test("at most four are under way", async () => {
    server.rest = () => null;
    for (let at = 0; at < 6; at++) void get(`/${at}`);
    await arrived(4);
    answering({ body: "" });
    await settle();
    expect(paths()).toHaveLength(4);
  });

  test("lets first through what concerns an armed rule, also where that became so while it waited", async () => {
    const armed = new Set(["B"]);
    const isUrgent = (symbols: readonly string[]): boolean => symbols.some((symbol) => armed.has(symbol));
    gate = gateWith({ limit: { max: 1, perMs: 1_000 }, isUrgent });
    const outcomes = ["none", "A", "B", "C"].map((name) =>
      get(`/${name}`, name === "none" ? {} : { symbols: [name, "X"] }),
    );
    await outcomes[0];
    clock.advance(1_000);
    await outcomes[2];
    armed.add("C");
    clock.advance(1_000);
    await outcomes[3];
    clock.advance(1_000);
    await outcomes[1];
    expect(paths()).toEqual(["/none", "/B", "/C", "/A"]);
  });
});

describe("being told to wait", () => {
  test.for<[number, string | null, number]>([
    [429, "7", 7_000],
    [429, null, 30_000],
    [503, "9", 9_000],
    [418, "45", 45_000],
    [403, null, 30_000],
  ])("after %i with Retry-After %s nothing is asked for %i ms, then what waited is", async ([status, after, ms]) => {
    answering({ status, body: "", headers: after === null ? {} : { "Retry-After": after } });
    expect(await get("/a")).toMatchObject({ ok: false, error: { retryAfterMs: after === null ? null : ms } });
    answering({ body: "" });
    const waiting = get("/b");
    clock.advance(ms - 1);
    await settle();
    expect(paths()).toEqual(["/a"]);
    clock.advance(1);
    expect(await waiting).toMatchObject({ ok: true });
  });

  test("a ban is not asked into: what waits and what comes is told how long it still lasts, three days too", async () => {
    gate = gateWith({ limit: { max: 1, perMs: 1_000 } });
    answering({ status: 418, body: "", headers: { "retry-after": "259200" } });
    const banned = get("/a");
    const waiting = get("/b");
    expect(await banned).toMatchObject({ ok: false, error: { code: "banned", retryAfterMs: 259_200_000 } });
    expect(await waiting).toMatchObject({ ok: false, error: { code: "banned" } });
    clock.advance(259_200_000 - 90_000);
    answering({ body: "" });
    expect(await get("/c")).toMatchObject({
      ok: false,
      error: {
        code: "banned",
        retryAfterMs: 90_000,
        message: expect.stringContaining("It can be asked again in 90 s.") as string,
      },
    });
    expect(paths()).toEqual(["/a"]);
    clock.advance(90_000);
    expect(await get("/d")).toMatchObject({ ok: true });
    expect(clock.pending).toBe(0);
  });

  test("a ban of which the venue does not say how long lasts two minutes", async () => {
    answering({ status: 418, body: "" });
    expect(await get("/a")).toMatchObject({ ok: false, error: { retryAfterMs: 120_000 } });
    clock.advance(30_000);
    expect(await get("/b")).toMatchObject({ ok: false, error: { code: "banned", retryAfterMs: 90_000 } });
  });

  test("a venue that says so inside an answer of 200 is left in peace too", async () => {
    gate.holdOff(null);
    const waiting = get("/a");
    clock.advance(29_999);
    await settle();
    expect(paths()).toEqual([]);
    clock.advance(1);
    await waiting;
    gate.holdOff(5_000);
    gate.holdOff(2_000);
    const later = get("/b");
    clock.advance(4_999);
    await settle();
    expect(paths()).toEqual(["/a"]);
    clock.advance(1);
    await later;
  });
});

describe("other addresses of the same venue", () => {
  test("one that is not there, or not for this region, gives way to the next, which is kept; the key stays", async () => {
    const other = await VenueServer.start();
    try {
      other.rest = () => ({ body: "other" });
      gate = gateWith({ restUrls: [server.restUrl, other.restUrl] });
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
    gate = gateWith({ limit: { max: 1, perMs: 1_000 } });
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
