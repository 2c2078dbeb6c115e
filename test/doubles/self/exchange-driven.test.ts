import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../../main/lib/clock.ts";
import { startExchange } from "../exchange/exchange.ts";
import type { Exchange, ExchangeOptions } from "../exchange/types.ts";
import { ManualClock } from "../clock.ts";
import { dial, hangUp, until } from "../exchange/exchange-client.ts";

const running: Exchange[] = [];

async function start(options: Partial<ExchangeOptions> = {}): Promise<Exchange> {
  const exchange = await startExchange({ clock: systemClock, held: true, ...options });
  running.push(exchange);
  return exchange;
}

afterEach(async () => {
  hangUp();
  await Promise.all(running.splice(0).map((exchange) => exchange.stop()));
});

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

async function get(exchange: Exchange, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(exchange.restUrl + path, { headers: { connection: "close", ...headers } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("a client", () => {
  test("gets every price that the record says was sent", async () => {
    const exchange = await start({ held: false, ticksPerSecond: 800 });
    const client = await dial(exchange.wsUrl);
    client.subscribe("PEPE-USD");
    await until("five tickers", () => client.of("ticker").length >= 5);
    exchange.hold();
    const sent = exchange
      .record("PEPE-USD")
      .filter((one) => one.sentTo > 0)
      .map((one) => one.price);
    await until("the rest", () => client.of("ticker").length === sent.length);
    expect(client.of("ticker").map((frame) => frame["price"])).toEqual(sent);
  });

  test("has each of its frames kept", async () => {
    const exchange = await start();
    const client = await dial(exchange.wsUrl);
    client.say({ type: "pong", ts: "2026-01-05T12:00:03.000Z" });
    await until("the pong's arrival", () => exchange.received.length === 1);
    expect(exchange.received[0]).toMatchObject({ connection: 1, frame: { type: "pong" } });
  });

  test("that stops reading is let go before it fills the memory", async () => {
    const clock = new ManualClock();
    const exchange = await start({ clock, held: false });
    const client = await dial(exchange.wsUrl);
    await until("the connection", () => exchange.connections === 1);
    client.ws.pause();
    const megabyte = "x".repeat(1024 * 1024);
    for (let count = 0; count < 40; count += 1) exchange.sendRaw(megabyte);
    clock.advance(100);
    await until("its end", () => exchange.connections === 0);
  });

  test("no longer gets what it unsubscribes from", async () => {
    const exchange = await start({ snapshotOnSubscribe: false });
    const client = await dial(exchange.wsUrl);
    client.subscribe("BTC-USD");
    client.subscribe("ETH-USD");
    await until("both", () => exchange.subscriptions().ticker.length === 2);
    client.say({ op: "unsubscribe", channel: "ticker", symbol: "BTC-USD" });
    await until("one", () => exchange.subscriptions().ticker.length === 1);
    exchange.setPrice("BTC-USD", "1.00");
    exchange.setPrice("ETH-USD", "2.00");
    await until("the price", () => client.of("ticker").length === 1);
    expect(client.of("ticker")[0]).toMatchObject({ symbol: "ETH-USD", price: "2.00" });
    client.subscribe("BTC-USD", "trades");
    await until("trades", () => exchange.subscriptions().trades.length === 1);
    client.ws.terminate();
    await until("its end", () => exchange.connections === 0);
    expect(exchange.subscriptions()).toEqual({ ticker: [], trades: [] });
  });

  test("must show the key where one is required: in the frame, in the address, in the header", async () => {
    const exchange = await start({ requireKey: "right" });
    const wrong = await dial(exchange.wsUrl);
    wrong.subscribe("BTC-USD", "ticker", "wrong");
    await until("the close", () => wrong.closed !== null);
    expect(wrong.closed).toEqual({ code: 1008 });
    expect(wrong.of("error")[0]).toMatchObject({ code: "unauthorized", symbol: "BTC-USD" });
    const right = await dial(exchange.wsUrl);
    right.subscribe("BTC-USD", "ticker", "right");
    const byAddress = await dial(`${exchange.wsUrl}?apiKey=right`);
    byAddress.say({ op: "subscribe", channel: "ticker", symbol: "BTC-USD" });
    await until("both prices", () => right.of("ticker").length === 1 && byAddress.of("ticker").length === 1);
    expect((await get(exchange, "/v1/market/ticker?symbol=BTC-USD")).status).toBe(401);
    expect((await get(exchange, "/v1/market/ticker?symbol=BTC-USD", { "x-api-key": "right" })).status).toBe(200);
  });
});

describe("over HTTP", () => {
  test("candles cover every price of the record, and a day before it", async () => {
    const clock = new ManualClock();
    const exchange = await start({ clock, held: false, ticksPerSecond: 20, recordLimit: Infinity });
    const since = clock.now().wallMs;
    clock.advance(5 * 60_000);
    exchange.setPrice("DOGE-USD", "0.5");
    const to = clock.now().wallMs;
    const { body } = await get(exchange, `/v1/market/candles?symbol=DOGE-USD&from=${since - 86_400_000}&to=${to}`);
    const candles = body["candles"] as {
      openMs: number;
      lengthMs: number;
      open: string;
      high: string;
      low: string;
      close: string;
    }[];
    expect(candles.length).toBeGreaterThan(1_440);
    const record = exchange.record("DOGE-USD");
    expect(record.length).toBeGreaterThan(100);
    const byMinute = new Map<number, number[]>();
    for (const one of record) {
      const openMs = Math.floor(one.atMs / 60_000) * 60_000;
      byMinute.set(openMs, [...(byMinute.get(openMs) ?? []), Number(one.price)]);
    }
    expect(byMinute.size).toBeGreaterThanOrEqual(6);
    for (const [openMs, prices] of byMinute) {
      const candle = candles.find((one) => one.openMs === openMs);
      expect(candle).toBeDefined();
      expect([candle?.open, candle?.high, candle?.low, candle?.close].map(Number)).toEqual([
        prices[0],
        Math.max(...prices),
        Math.min(...prices),
        prices.at(-1),
      ]);
    }
    expect(candles.at(-1)?.close).toBe("0.5");
  });
});

describe("driven by a test", () => {
  test("the same seed and clock make the same prices, whoever listens; another seed others", async () => {
    const run = async (seed: number, listen: boolean): Promise<string[]> => {
      const clock = new ManualClock();
      const exchange = await start({ clock, seed, held: false, ticksPerSecond: 100 });
      if (listen) {
        const client = await dial(exchange.wsUrl);
        for (const symbol of exchange.symbols) client.subscribe(symbol, "trades");
        await until("subscriptions", () => exchange.subscriptions().trades.length === exchange.symbols.length);
      }
      clock.advance(10_000);
      return exchange.symbols.flatMap((symbol) =>
        exchange.record(symbol).map((one) => `${symbol} ${one.seq} ${one.price} ${one.atMs}`),
      );
    };
    const first = await run(4, false);
    expect(first.length).toBe(1_000 + 16);
    expect(await run(4, true)).toEqual(first);
    expect(await run(5, false)).not.toEqual(first);
  });

  test("holds and goes on, and keeps the rate asked for", async () => {
    const clock = new ManualClock();
    const exchange = await start({ clock, held: false, ticksPerSecond: 2_000 });
    const made = (): number => exchange.symbols.reduce((sum, symbol) => sum + exchange.nextSeq(symbol), 0);
    const before = made();
    clock.advance(3_000);
    expect(made() - before).toBe(6_000);
    exchange.hold();
    clock.advance(60_000);
    expect(made() - before).toBe(6_000);
    exchange.go();
    exchange.go();
    clock.advance(1_000);
    expect(made() - before).toBe(8_000);
    exchange.hold();
    expect(clock.pending).toBe(1);
  });

  test("sets a price, to the letter, and says to how many it went", async () => {
    const exchange = await start();
    const client = await dial(exchange.wsUrl);
    client.subscribe("BTC-USD");
    await until("the snapshot", () => client.of("ticker").length === 1);
    const since = exchange.nextSeq("BTC-USD");
    exchange.setPrice("BTC-USD", "45000.1234");
    exchange.setPrice("BTC-USD", 44_000);
    exchange.setPrice("ETH-USD", "2000.00");
    await until("both", () => client.of("ticker").length === 3);
    expect(
      client
        .of("ticker")
        .slice(1)
        .map((frame) => [frame["bid"], frame["price"], frame["ask"]]),
    ).toEqual([
      ["45000.11", "45000.1234", "45000.13"],
      ["43999.99", "44000.00", "44000.01"],
    ]);
    expect(exchange.record("BTC-USD", { since }).map((one) => [one.price, one.sentTo])).toEqual([
      ["45000.1234", 1],
      ["44000.00", 1],
    ]);
    expect(exchange.record("ETH-USD").at(-1)).toMatchObject({ price: "2000.00", sentTo: 0 });
    expect(exchange.record("BTC-USD")[0]?.sentTo).toBe(1);
    expect(exchange.crossings("BTC-USD", "44500", { since }).map((one) => one.direction)).toContain("down");
    expect(exchange.prices()["BTC-USD"]).toMatchObject({ price: "44000.00" });
    expect(() => exchange.setPrice("BTC-USD", "0")).toThrow(RangeError);
    expect(() => exchange.setPrice("NO-SUCH", "1")).toThrow(RangeError);
  });

  test("the simulated price goes on from one that was set", async () => {
    const clock = new ManualClock();
    const exchange = await start({ clock });
    exchange.setPrice("BTC-USD", "10000.00");
    exchange.go();
    clock.advance(2_000);
    const since = exchange.record("BTC-USD").slice(2);
    expect(since.length).toBeGreaterThan(2);
    for (const one of since) expect(Math.abs(Number(one.price) / 10_000 - 1)).toBeLessThan(0.02);
  });

  test("publishes what is no price, and late trades, without believing them", async () => {
    const exchange = await start({ snapshotOnSubscribe: false });
    const client = await dial(exchange.wsUrl);
    client.subscribe("BTC-USD");
    client.subscribe("BTC-USD", "trades");
    await until("both", () => exchange.subscriptions().trades.length === 1);
    const since = exchange.nextSeq("BTC-USD");
    exchange.publish("BTC-USD", { price: "" });
    exchange.publish("BTC-USD", { price: "0", size: "1", only: "trades" });
    exchange.publish("BTC-USD", { price: "7.00", size: "2.5", side: "sell", id: 900, only: "trades" });
    exchange.publish("BTC-USD", { price: "6.00", size: "1", id: 899, only: "trades", ts: "2001-01-01T00:00:00.000Z" });
    exchange.publish("BTC-USD", { price: "8.00", bid: "1.00", ask: "9.00", size: "3" });
    await until("all", () => client.frames.length === 6);
    expect(client.of("trade").map((frame) => [frame["price"], frame["size"], frame["id"]])).toEqual([
      ["0", "1", 2],
      ["7.00", "2.5", 900],
      ["6.00", "1", 899],
      ["8.00", "3", 901],
    ]);
    expect(client.of("trade")[2]?.["ts"]).toBe("2001-01-01T00:00:00.000Z");
    expect(client.of("ticker")[1]).toMatchObject({ bid: "1.00", price: "8.00", ask: "9.00" });
    expect(exchange.record("BTC-USD", { since }).map((one) => one.price)).toEqual(["7.00", "8.00"]);
  });

  test("stops, and leaves no timer, no socket and no port", async () => {
    const clock = new ManualClock();
    const exchange = await start({ clock, held: false });
    const client = await dial(exchange.wsUrl);
    await exchange.setFaults({ neverUpgrade: true });
    const waiting = dial(exchange.wsUrl).catch((error: unknown) => error);
    await exchange.setFaults({ neverUpgrade: false, slowHandshakeMs: 60_000 });
    const slow = dial(exchange.wsUrl).catch((error: unknown) => error);
    await until("three dials", () => exchange.dials === 3);
    await exchange.stop();
    await exchange.stop();
    expect(clock.pending).toBe(0);
    await until("its close", () => client.closed !== null);
    expect(await waiting).toBeInstanceOf(Error);
    expect(await slow).toBeInstanceOf(Error);
    await expect(dial(exchange.wsUrl)).rejects.toThrow("ECONNREFUSED");
    exchange.go();
    expect(clock.pending).toBe(0);
  });
});

describe("who listened when", () => {
  test("from the snapshot to the unsubscription or the end of the connection, by sequence number", async () => {
    const exchange = await start({ ticksPerSecond: 0 });
    const first = await dial(exchange.wsUrl);
    exchange.setPrice("BTC-USD", "45000.00");
    first.say('{"op":"subscribe","channel":"ticker","symbol":"BTC-USD"}');
    await until("the snapshot", () => first.of("ticker").length === 1);
    const since = exchange.nextSeq("BTC-USD") - 1;
    expect(exchange.listeners("BTC-USD")).toEqual([{ connection: 1, since, until: null }]);

    exchange.setPrice("BTC-USD", "45001.00");
    first.say('{"op":"unsubscribe","channel":"ticker","symbol":"BTC-USD"}');
    await until("the end of the span", () => exchange.listeners("BTC-USD")[0]?.until === since + 2);

    // Without a snapshot the next price is the first.
    await exchange.setFaults({ heartbeatOnly: true });
    const second = await dial(exchange.wsUrl);
    second.say('{"op":"subscribe","channel":"ticker","symbol":"BTC-USD"}');
    await until("the second span", () => exchange.listeners("BTC-USD").length === 2);
    expect(exchange.listeners("BTC-USD")[1]).toEqual({ connection: 2, since: since + 2, until: null });
    exchange.drop();
    await until("its end", () => exchange.listeners("BTC-USD")[1]?.until === since + 2);
  });
});
