import { describe, expect, test } from "vitest";
import { Backoff } from "../../../main/market/feed/backoff.ts";
import { HeartbeatInterval } from "../../../main/market/feed/heartbeat-interval.ts";
import { retryAfterMs } from "../../../main/market/feed/retry-after.ts";
import { demoVenue } from "../../../main/market/venues/demo/venue.ts";
import { securityPro } from "../../../main/market/venues/securitypro/venue.ts";
import { exchangeMs } from "../../../preload/contract/exchange-time.ts";
import { openVenue } from "../../doubles/open-venue.ts";
import { VenueServer } from "../../doubles/venue-server.ts";

const noon = Date.parse("2026-01-05T12:00:00.125Z");

describe("a venue's time", () => {
  test.each<[string | number | null, number | null]>([
    ["2026-01-05T12:00:00.125Z", noon],
    ["2026-01-05T12:00:00.125456789Z", noon],
    [noon, noon],
    [String(noon), noon],
    [noon / 1000, noon],
    [String(noon / 1000), noon],
    [noon * 1000, noon],
    [noon * 1e6, noon],
    [null, null],
    ["", null],
    ["soon", null],
    [0, null],
    [-1, null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
  ])("%j", (at, expected) => expect(exchangeMs(at)).toBe(expected));
});

describe("Retry-After", () => {
  test.each<[string | null | undefined, number | null]>([
    ["7", 7_000],
    [" 7 ", 7_000],
    ["0", 0],
    ["86400", 3_600_000],
    [new Date(noon + 9_875).toUTCString(), 9_875],
    [new Date(noon - 60_000).toUTCString(), 0],
    ["soon", null],
    ["", null],
    [null, null],
    [undefined, null],
  ])("%j", (header, expected) => expect(retryAfterMs(header, null, noon)).toBe(expected));

  test("a date is by the clock of the server that gave it, which tells its own time", () => {
    const [until, ours] = [new Date(noon + 30_000).toUTCString(), noon + 86_400_000];
    expect(retryAfterMs(until, new Date(noon).toUTCString(), ours)).toBe(30_000);
    expect(retryAfterMs(until, "today", noon)).toBe(29_875);
    expect(retryAfterMs("7", new Date(noon).toUTCString(), ours)).toBe(7_000);
  });
});

describe("the learned heartbeat", () => {
  test("is not known at first: silence may last 45 s", () => {
    const { intervalMs, watchdogMs } = new HeartbeatInterval();
    expect([intervalMs, watchdogMs]).toEqual([null, 45_000]);
  });

  test("heartbeats that were held up and arrive together are not measured as a short interval", () => {
    const heartbeats = new HeartbeatInterval();
    for (const at of [0, 10_000, 20_000, 40_000, 40_001, 40_002]) heartbeats.beat(at);
    expect(heartbeats.watchdogMs).toBe(60_000);
    for (const at of [50_000, 60_000, 70_000, 80_000, 90_000]) heartbeats.beat(at);
    expect(heartbeats.watchdogMs).toBe(30_000);
  });
  test("the time between two sockets is no interval", () => {
    const heartbeats = new HeartbeatInterval();
    heartbeats.beat(0);
    heartbeats.newSocket();
    heartbeats.beat(300_000);
    expect(heartbeats.intervalMs).toBeNull();
  });
});

test("the ladder never overflows, however long it fails", () => {
  const backoff = new Backoff(() => 0.5);
  for (let at = 0; at < 5_000; at++) expect(backoff.next()).toBeLessThanOrEqual(30_250);
});

describe("a venue's address", () => {
  const access = {
    wsUrl: "wss://api.securitypro.com/market/ws",
    restUrl: "https://x",
    apiKey: "a b&c",
    values: { keyPlacement: "query" },
  };
  test.each([
    ["wss://api.securitypro.com/market/ws", null, null],
    ["wss://securitypro.com/", null, null],
    ["ws://127.0.0.1:9/", null, "ws://127.0.0.1:9/"],
    ["wss://notsecuritypro.com/", null, "wss://notsecuritypro.com/"],
    ["wss://api.securitypro.com/market/ws?v=2", "a b&c", "wss://api.securitypro.com/market/ws?v=2&apiKey=a+b%26c"],
  ])("%s with the key %j is dialled as %j", (wsUrl, apiKey, expected) => {
    expect(openVenue(securityPro, { ...access, wsUrl, apiKey }).dialUrl).toBe(expected);
  });
  test("is shown without user, password and query", () => {
    expect(openVenue(securityPro, { ...access, wsUrl: "wss://me:pw@host:1/p?apiKey=k" }).shownUrl).toBe(
      "wss://host:1/p",
    );
  });
});

test("the demo exchange lists its symbols; what is none is left out", async () => {
  const server = await VenueServer.start();
  server.rest = () => ({ body: { symbols: ["BTC-USD", "", 7, "ETH USD", "PEPE-USD"] } });
  const { wsUrl, restUrl } = server;
  const { instruments } = openVenue(demoVenue, { wsUrl, restUrl }).rest;
  const answer = await instruments?.(new AbortController().signal);
  await server.stop();
  if (answer?.ok !== true) throw new Error("The list is unusable.");
  expect(answer.value.map(({ symbol, base, quote }) => [symbol, base, quote])).toEqual([
    ["BTC-USD", "BTC", "USD"],
    ["PEPE-USD", "PEPE", "USD"],
  ]);
  expect(openVenue(securityPro, { wsUrl, restUrl }).rest.instruments).toBeUndefined();
});
