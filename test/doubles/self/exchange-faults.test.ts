import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startExchange } from "../exchange/exchange.ts";
import type { Exchange } from "../exchange/types.ts";
import { ManualClock } from "../clock.ts";
import { dial, hangUp, listener, restStatus, settled, until } from "../exchange/exchange-client.ts";

let clock: ManualClock;
let exchange: Exchange;

beforeEach(async () => {
  clock = new ManualClock();
  exchange = await startExchange({ clock, held: true, snapshotOnSubscribe: false });
});

afterEach(async () => {
  hangUp();
  await exchange.stop();
});

describe("silence", () => {
  test("stall: not a frame, not a pong, not a closing handshake, and no end either; afterwards it goes on", async () => {
    const client = await listener(exchange);
    await exchange.setFaults({ stall: true });
    const since = exchange.nextSeq("BTC-USD");
    let pongs = 0;
    client.ws.on("pong", () => (pongs += 1));
    client.ping();
    client.subscribe("ETH-USD");
    client.subscribe("NO-SUCH");
    await until("what the client says is still read", () => exchange.received.length === 3);
    clock.advance(60_000);
    exchange.setPrice("BTC-USD", "50.00");
    exchange.sendRaw("{}");
    exchange.sendGarbage("json");
    exchange.close(1000);
    const fresh = await dial(exchange.wsUrl);
    fresh.subscribe("BTC-USD");
    await until("the fresh one is heard", () => exchange.received.length === 4);
    expect(exchange.record("BTC-USD", { since }).map((one) => [one.price, one.sentTo])).toEqual([["50.00", 0]]);
    await exchange.setFaults({ stall: false });
    exchange.setPrice("BTC-USD", "60.00");
    await until("prices again", () => client.of("ticker").length === 2 && fresh.of("ticker").length === 1);
    expect([pongs, client.closed, client.texts.length, fresh.texts.length]).toEqual([0, null, 2, 1]);
    await exchange.setFaults({ stall: true });
    client.ws.close();
    client.ws.on("error", () => undefined);
    clock.advance(60_000);
    await until("the close frame was read", () => exchange.connections === 2);
    expect(client.closed).toBeNull();
  });

  test("stall wins over every fault that sends", async () => {
    const client = await listener(exchange);
    await exchange.setFaults({ stall: true, pingOnly: true });
    clock.advance(2_000);
    await exchange.setFaults({ pingOnly: false, garbage: ["json", "binary"], duplicate: true });
    clock.advance(2_000);
    for (let price = 1; price <= 40; price += 1) exchange.setPrice("BTC-USD", price);
    await exchange.clearFaults();
    await settled(client);
    expect([client.texts.length, client.pings]).toEqual([1, 0]);
  });

  test("ping only: WebSocket pings, no text", async () => {
    const client = await listener(exchange);
    await exchange.setFaults({ pingOnly: true });
    clock.advance(3_000);
    exchange.setPrice("BTC-USD", "50.00");
    await until("three pings", () => client.pings === 3);
    await settled(client);
    expect(client.texts.length).toBe(1);
  });

  test("heartbeat only, and its opposite", async () => {
    const client = await listener(exchange);
    await exchange.setFaults({ heartbeatOnly: true });
    clock.advance(2_000);
    exchange.setPrice("BTC-USD", "50.00");
    await settled(client);
    expect([client.of("heartbeat").length, client.of("ticker").length]).toEqual([2, 1]);
    await exchange.setFaults({ heartbeatOnly: false, noHeartbeat: true });
    clock.advance(2_000);
    exchange.setPrice("BTC-USD", "51.00");
    await settled(client);
    expect([client.of("heartbeat").length, client.of("ticker").length]).toEqual([2, 2]);
  });

  test("silent symbol: taken without complaint and never sent, while REST shows that it trades", async () => {
    await exchange.setFaults({ silentSymbols: ["ETH-USD"] });
    const client = await listener(exchange);
    client.subscribe("ETH-USD");
    await until("the subscription", () => exchange.subscriptions().ticker.includes("ETH-USD"));
    exchange.setPrice("ETH-USD", "50.00");
    exchange.setPrice("BTC-USD", "51.00");
    await settled(client);
    expect(client.frames.map((frame) => frame["symbol"])).toEqual(["BTC-USD", "BTC-USD"]);
    expect(exchange.record("ETH-USD").at(-1)).toMatchObject({ price: "50.00", sentTo: 0 });
  });
});

describe("what is sent", () => {
  test("reject symbol: one of two is refused, by name", async () => {
    await exchange.setFaults({ rejectSymbols: ["ETH-USD"] });
    const client = await listener(exchange);
    client.subscribe("ETH-USD");
    await until("the refusal", () => client.of("error").length === 1);
    expect(client.of("error")[0]).toMatchObject({ code: "unknown-symbol", symbol: "ETH-USD" });
    expect(exchange.subscriptions().ticker).toEqual(["BTC-USD"]);
  });

  test("refuse key: at the upgrade, by a frame, by a close; and over HTTP", async () => {
    await exchange.setFaults({ refuseKey: "upgrade" });
    await expect(dial(exchange.wsUrl)).rejects.toThrow("401");
    await exchange.setFaults({ refuseKey: "frame" });
    const told = await dial(exchange.wsUrl);
    told.subscribe("BTC-USD");
    await until("the refusal", () => told.of("error").length === 1);
    expect(told.of("error")[0]).toMatchObject({ code: "unauthorized" });
    expect(told.closed).toBeNull();
    await exchange.setFaults({ refuseKey: "close" });
    const closed = await dial(exchange.wsUrl);
    closed.subscribe("BTC-USD");
    await until("the close", () => closed.closed !== null);
    expect([closed.closed, closed.of("error").length]).toEqual([{ code: 1008 }, 0]);
    expect(await restStatus(exchange)).toBe(401);
    expect(exchange.subscriptions().ticker).toEqual([]);
  });

  test("timestamps ahead, on prices, heartbeats and REST", async () => {
    const client = await listener(exchange);
    await exchange.setFaults({ timestampOffsetMs: 3_600_000 });
    exchange.setPrice("BTC-USD", "51.00");
    clock.advance(1_000);
    await settled(client);
    expect(client.of("ticker")[1]?.["ts"]).toBe("2026-01-05T13:00:00.000Z");
    expect(client.of("heartbeat")[0]?.["ts"]).toBe("2026-01-05T13:00:01.000Z");
    expect(exchange.record("BTC-USD").at(-1)?.atMs).toBe(Date.parse("2026-01-05T12:00:00.000Z"));
  });

  test("duplicates: every price twice, the record once", async () => {
    const client = await listener(exchange);
    client.subscribe("BTC-USD", "trades");
    await until("trades", () => exchange.subscriptions().trades.length === 1);
    await exchange.setFaults({ duplicate: true });
    exchange.publish("BTC-USD", { price: "51.00", size: "1" });
    await settled(client);
    expect(client.of("ticker").map((frame) => frame["price"])).toEqual(["100.00", "51.00", "51.00"]);
    expect(new Set(client.of("trade").map((frame) => frame["id"])).size).toBe(1);
    expect(client.of("trade").length).toBe(2);
    expect(exchange.record("BTC-USD").filter((one) => one.price === "51.00").length).toBe(1);
  });

  test("channel only: as one example of the documentation has it", async () => {
    const client = await listener(exchange);
    client.subscribe("BTC-USD", "trades");
    await until("trades", () => exchange.subscriptions().trades.length === 1);
    await exchange.setFaults({ channelOnly: true });
    exchange.publish("BTC-USD", { price: "51.00", size: "1" });
    await settled(client);
    expect(client.frames.slice(1).map((frame) => [frame["type"], frame["channel"]])).toEqual([
      [undefined, "ticker"],
      [undefined, "trades"],
    ]);
  });

  test("garbage of every kind between good prices: a lenient client still gets those", async () => {
    const client = await listener(exchange);
    await exchange.setFaults({ garbage: ["json", "binary", "prices", "foreign", "shape"] });
    for (let price = 1; price <= 160; price += 1) exchange.setPrice("BTC-USD", price);
    await settled(client);
    const good = client.of("ticker").filter((frame) => frame["symbol"] === "BTC-USD" && "bid" in frame);
    expect(good.length).toBe(161);
    const notJson = client.texts.filter((text) => {
      try {
        JSON.parse(text);
        return false;
      } catch {
        return true;
      }
    });
    expect(notJson.length).toBeGreaterThan(0);
    expect(client.frames.some((frame) => frame["symbol"] === "NOBODY-ASKED")).toBe(true);
  });

  test("prices that are none: empty, zero, negative, words, null", async () => {
    const client = await listener(exchange);
    for (let turn = 0; turn < 14; turn += 1) exchange.sendGarbage("prices");
    await settled(client);
    const prices = client.frames.slice(1).map((frame) => frame["price"]);
    for (const bad of ["", "0", "abc", null, "-1", 0, "NaN"]) expect(prices).toContain(bad);
    expect(exchange.prices()["BTC-USD"]?.price).toBe("100.00");
  });

  test("oversized and invalid text end a careful client's connection", async () => {
    const small = await dial(exchange.wsUrl, { maxPayload: 1024 * 1024 });
    await until("the connection", () => exchange.connections === 1);
    exchange.sendGarbage("oversized");
    await until("the end", () => small.closed !== null);
    expect(small.closed?.code).toBe(1006);
    await until("its end here", () => exchange.connections === 0);
    const strict = await dial(exchange.wsUrl);
    await until("the connection", () => exchange.connections === 1);
    exchange.sendGarbage("utf8");
    await until("the end", () => strict.closed !== null);
  });

  test("REST down: a status, no answer, or a reset socket", async () => {
    await exchange.setFaults({ rest: 503 });
    expect(await restStatus(exchange)).toBe(503);
    await exchange.setFaults({ rest: "hang" });
    await expect(restStatus(exchange, 200)).rejects.toThrow("timeout");
    await exchange.setFaults({ rest: "drop" });
    await expect(restStatus(exchange)).rejects.toThrow("fetch failed");
    await exchange.clearFaults();
    expect(await restStatus(exchange)).toBe(200);
  });

  test("faults can be combined", async () => {
    await exchange.setFaults({ slowHandshakeMs: 5_000, acceptThenClose: 1012 });
    const dialled = dial(exchange.wsUrl);
    await until("the dial", () => exchange.dials === 1);
    clock.advance(5_000);
    const client = await dialled;
    await until("the end", () => client.closed !== null);
    expect(client.closed).toEqual({ code: 1012 });
  });
});
