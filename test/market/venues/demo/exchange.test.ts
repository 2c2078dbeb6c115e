/** What the demo exchange does for whoever connects. The exchange for tests is built on it: the same holds for both. */
import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startExchange } from "../../../../main/market/venues/demo/exchange.ts";
import { demoInstruments } from "../../../../main/market/venues/demo/instruments.ts";
import type { RunningVenue } from "../../../../main/market/venues/venue.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import { dial, hangUp, settled, until } from "../../../doubles/exchange/exchange-client.ts";
import { startExchange as startScriptable } from "../../../doubles/exchange/exchange.ts";

const kinds: readonly [string, (clock: ManualClock) => Promise<RunningVenue>][] = [
  ["the demo exchange", startExchange],
  ["the exchange for tests", (clock) => startScriptable({ clock })],
];

describe.each(kinds)("%s", (_, start) => {
  let clock: ManualClock;
  let exchange: RunningVenue;

  beforeEach(async () => {
    clock = new ManualClock();
    exchange = await start(clock);
  });

  afterEach(async () => {
    hangUp();
    await exchange.stop();
  });

  async function get(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(exchange.restUrl + path, { headers: { connection: "close" } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** Status of a plain request with a Host header of our own, which fetch does not allow. */
  function statusOf(host: string, path = "/v1/market/symbols"): Promise<number | undefined> {
    const { hostname, port } = new URL(exchange.restUrl);
    return new Promise((resolve, reject) => {
      const call = request({ hostname, port, path, headers: { host }, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.on("error", reject);
      call.end();
    });
  }

  test("sends the documented frames: trades with string prices, a size, a side, rising ids and a time", async () => {
    const client = await dial(exchange.wsUrl);
    client.say('{"op":"subscribe","channel":"trades","symbol":"BTC-USD","apiKey":"<API_KEY>"}');
    await settled(client);
    clock.advance(5_000);
    await settled(client);
    expect(client.of("trade").length).toBeGreaterThanOrEqual(3);
    for (const frame of client.of("trade")) {
      expect(frame).toMatchObject({ type: "trade", symbol: "BTC-USD" });
      expect(frame["price"]).toMatch(/^\d+\.\d{2}$/);
      expect(frame["size"]).toMatch(/^\d+\.\d{5}$/);
      expect(["buy", "sell"]).toContain(frame["side"]);
      expect(new Date(String(frame["ts"])).toISOString()).toBe(frame["ts"]);
    }
    const ids = client.of("trade").map((frame) => Number(frame["id"]));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(ids.length);
    expect(client.of("ticker")).toEqual([]);
  });

  test("sends a ticker at once and then with each trade, in the instrument's own decimals, bid below ask", async () => {
    const client = await dial(exchange.wsUrl);
    client.subscribe("PEPE-USD");
    await settled(client);
    expect(client.of("ticker").length).toBe(1);
    clock.advance(10_000);
    await settled(client);
    expect(client.of("ticker").length).toBeGreaterThanOrEqual(5);
    for (const frame of client.of("ticker")) {
      expect(Object.keys(frame)).toEqual(["type", "symbol", "bid", "ask", "price", "ts"]);
      for (const part of ["price", "bid", "ask"]) expect(frame[part]).toMatch(/^0\.\d{11}$/);
      expect(Number(frame["bid"])).toBeLessThan(Number(frame["ask"]));
    }
    expect((await get("/v1/market/ticker?symbol=PEPE-USD")).body["price"]).toBe(client.of("ticker").at(-1)?.["price"]);
  });

  test("makes 25 prices a second, the same for the same clock", async () => {
    const client = await dial(exchange.wsUrl);
    for (const { symbol } of demoInstruments) client.subscribe(symbol, "trades");
    await settled(client);
    clock.advance(4_000);
    await settled(client);
    expect(client.of("trade").length).toBe(100);
    const otherClock = new ManualClock();
    const other = await start(otherClock);
    otherClock.advance(4_000);
    const price = async (at: RunningVenue): Promise<unknown> =>
      (await (await fetch(`${at.restUrl}/v1/market/ticker?symbol=BTC-USD`)).json()) as unknown;
    expect(await price(other)).toEqual(await price(exchange));
    await other.stop();
  });

  test("sends a heartbeat each second, and takes a pong for an answer", async () => {
    const client = await dial(exchange.wsUrl);
    await settled(client);
    clock.advance(3_000);
    client.say({ type: "pong", ts: "2026-01-05T12:00:03.000Z" });
    await settled(client);
    expect(client.of("heartbeat").map((frame) => frame["ts"])).toEqual([
      "2026-01-05T12:00:01.000Z",
      "2026-01-05T12:00:02.000Z",
      "2026-01-05T12:00:03.000Z",
    ]);
    expect(client.of("error")).toEqual([]);
  });

  test("says what a client did wrong, and lets it stay connected", async () => {
    const client = await dial(exchange.wsUrl);
    client.subscribe("NO-SUCH");
    client.say({ op: "dance" });
    client.say({ op: "subscribe", channel: "candles", symbol: "BTC-USD" });
    client.say({ op: "subscribe", symbol: 7 });
    client.say("{not json");
    client.ws.send(Buffer.from('{"op":"subscribe","channel":"ticker","symbol":"BTC-USD"}'));
    client.say("[]");
    await settled(client);
    expect(client.of("error").map((frame) => frame["code"])).toEqual([
      "unknown-symbol",
      "unknown-op",
      "unknown-channel",
      "bad-request",
      "bad-request",
      "bad-request",
      "bad-request",
    ]);
    expect(client.of("error")[0]).toMatchObject({ symbol: "NO-SUCH", channel: "ticker" });
    expect(client.closed).toBeNull();
  });

  test("ends a client whose frame is too long, and no other", async () => {
    const [client, other] = [await dial(exchange.wsUrl), await dial(exchange.wsUrl)];
    client.ws.send("x".repeat(65_537));
    await until("its close", () => client.closed !== null);
    other.subscribe("BTC-USD");
    await settled(other);
    expect([other.closed, other.of("ticker").length]).toEqual([null, 1]);
  });

  test("sends no more of what a client has unsubscribed from", async () => {
    const client = await dial(exchange.wsUrl);
    client.subscribe("BTC-USD");
    client.subscribe("ETH-USD");
    client.subscribe("BTC-USD", "trades");
    client.say({ op: "unsubscribe", channel: "ticker", symbol: "BTC-USD" });
    client.say({ op: "unsubscribe", channel: "trades", symbol: "BTC-USD" });
    client.say({ op: "unsubscribe", channel: "trades", symbol: "NO-SUCH" });
    await settled(client);
    expect(client.of("ticker").map((frame) => frame["symbol"])).toEqual(["BTC-USD", "ETH-USD"]);
    clock.advance(5_000);
    await settled(client);
    expect(new Set(client.frames.slice(2).map((frame) => frame["symbol"]))).toEqual(new Set(["ETH-USD", undefined]));
    expect(client.of("error")).toEqual([]);
  });

  test("gives the price as documented over HTTP, and the symbols", async () => {
    const { body } = await get("/v1/market/ticker?symbol=BTC-USD");
    expect(Object.keys(body)).toEqual(["symbol", "price", "ts"]);
    expect(body).toMatchObject({ symbol: "BTC-USD", ts: "2026-01-05T12:00:00.000Z" });
    expect((await get("/v1/market/symbols")).body["symbols"]).toEqual(demoInstruments.map(({ symbol }) => symbol));
  });

  test("refuses what it does not know, and every attempt to change something", async () => {
    expect((await get("/v1/market/ticker?symbol=NO-SUCH")).status).toBe(404);
    expect((await get("/v1/market/ticker")).status).toBe(404);
    expect((await get("/elsewhere")).status).toBe(404);
    expect((await get("/v1/market/candles?symbol=BTC-USD&from=5&to=1")).status).toBe(400);
    expect((await get("/v1/market/candles?symbol=BTC-USD&from=x&to=1")).status).toBe(400);
    const post = await fetch(`${exchange.restUrl}/v1/market/ticker?symbol=BTC-USD`, {
      method: "POST",
      headers: { connection: "close" },
    });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET"]);
  });

  test("refuses a foreign Host, on requests and on upgrades: a page that was led here by name learns nothing", async () => {
    const { port } = new URL(exchange.restUrl);
    expect(await statusOf("evil.example")).toBe(403);
    expect(await statusOf(`evil.example:${port}`)).toBe(403);
    expect(await statusOf(`localhost:${port}`)).toBe(200);
    expect(await statusOf(`localhost:${port}`, "//")).toBe(404);
    await expect(dial(exchange.wsUrl, { headers: { host: `evil.example:${port}` } })).rejects.toThrow("403");
    await expect(dial(exchange.wsUrl.replace("/market/ws", "/other"))).rejects.toThrow("404");
  });

  test("takes 256 connections and no more", async () => {
    await Promise.all(Array.from({ length: 256 }, () => dial(exchange.wsUrl)));
    await expect(dial(exchange.wsUrl)).rejects.toThrow("503");
  });

  test("stops, and leaves no timer, no socket and no port", async () => {
    const client = await dial(exchange.wsUrl);
    await exchange.stop();
    await exchange.stop();
    expect(clock.pending).toBe(0);
    await until("its close", () => client.closed !== null);
    await expect(dial(exchange.wsUrl)).rejects.toThrow("ECONNREFUSED");
  });
});
