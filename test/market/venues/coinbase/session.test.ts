import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CoinbaseSession } from "../../../../main/market/venues/coinbase/session.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import { until } from "../../../doubles/until.ts";
import { FakeCoinbase } from "../../../doubles/venues/coinbase/coinbase-venue.ts";
import { SessionClient, tradesOnly, withQuotes } from "../session-client.ts";

let clock: ManualClock;
let venue: FakeCoinbase;
let client: SessionClient;

beforeEach(async () => {
  clock = new ManualClock();
  venue = await FakeCoinbase.start({ clock });
  venue.list("BTC-USD");
  venue.list("ETH-USD");
  client = await SessionClient.dial(new CoinbaseSession(), venue.wsUrl);
});
afterEach(async () => {
  client.stop();
  await venue.stop();
});

/** Subscribes, and waits until it is confirmed. */
async function subscribed(symbols: Parameters<SessionClient["subscribe"]>[0]): Promise<void> {
  client.subscribe(symbols);
  await client.has("subscribed", 1);
}

describe("subscribing", () => {
  test("asks for trades and heartbeats, and for the ticker only where a rule waits for bid or ask", async () => {
    await subscribed({ "BTC-USD": withQuotes, "ETH-USD": tradesOnly });
    expect(venue.socket.received).toEqual([
      { type: "subscribe", product_ids: ["BTC-USD"], channels: ["matches", "heartbeat", "ticker"] },
      { type: "subscribe", product_ids: ["ETH-USD"], channels: ["matches", "heartbeat"] },
    ]);
  });

  test("puts at most 100 products into a frame", () => {
    const needs = new Map(Array.from({ length: 250 }, (_, at) => [`S${at}-USD`, tradesOnly] as const));
    const frames = client.session.subscribe(needs).map((frame) => JSON.parse(frame) as { product_ids: string[] });
    expect(frames.map(({ product_ids }) => product_ids.length)).toEqual([100, 100, 50]);
    expect(new Set(frames.flatMap(({ product_ids }) => product_ids)).size).toBe(250);
  });

  test("without a subscription within 5 s the venue ends the socket", async () => {
    clock.advance(5_000);
    await until(() => client.closeCode !== null, "the close");
    expect(client.closeCode).toBe(1000);
  });

  test("each product is confirmed once, though each answer lists all of them", async () => {
    await subscribed({ "BTC-USD": tradesOnly });
    client.subscribe({ "ETH-USD": tradesOnly });
    await client.has("subscribed", 2);
    expect(client.of("subscribed").map(({ symbols }) => symbols)).toEqual([["BTC-USD"], ["ETH-USD"]]);
  });

  test("an acknowledgement under another name confirms all the same", async () => {
    venue.confirmedAs = (stream) => `${stream}_1000`;
    await subscribed({ "BTC-USD": withQuotes });
    expect(client.of("subscribed")[0]?.symbols).toEqual(["BTC-USD"]);
  });

  test("one refused product of three is refused in words, and the two others live", async () => {
    client.subscribe({ "BTC-USD": tradesOnly, "DOGE-XYZ": tradesOnly, "ETH-USD": tradesOnly });
    await client.has("subscribed", 1);
    expect(client.of("refused")).toEqual([
      {
        kind: "refused",
        symbols: ["DOGE-XYZ"],
        message: "Coinbase does not know DOGE-XYZ (Failed to subscribe: DOGE-XYZ is not a valid product).",
      },
    ]);
    expect(client.of("subscribed")[0]?.symbols).toEqual(["BTC-USD", "ETH-USD"]);
    venue.trade("ETH-USD", "3000.10");
    await client.has("price", 1);
    expect(client.prices).toEqual([["ETH-USD", "3000.10", "live"]]);
  });

  test("other needs change the streams that differ, and renew nothing", async () => {
    await subscribed({ "BTC-USD": tradesOnly });
    client.subscribe({ "BTC-USD": withQuotes });
    await client.has("subscribed", 2);
    client.subscribe({ "BTC-USD": tradesOnly });
    await until(() => venue.socket.received.length === 3, "the frames");
    expect(venue.socket.received.slice(1)).toEqual([
      { type: "subscribe", product_ids: ["BTC-USD"], channels: ["ticker"] },
      { type: "unsubscribe", product_ids: ["BTC-USD"], channels: ["ticker"] },
    ]);
    expect(client.session.subscribe(new Map([["BTC-USD", tradesOnly]]))).toEqual([]);
  });

  test("what is not confirmed yet is asked for again, what is confirmed is not", async () => {
    const again = () => client.session.subscribe(new Map([["BTC-USD", tradesOnly]]));
    client.subscribe({ "BTC-USD": tradesOnly });
    expect(again()).toHaveLength(1);
    await client.has("subscribed", 1);
    expect(again()).toEqual([]);
  });

  test("a confirmed product that is in no later answer is missing, and is asked for again", async () => {
    await subscribed({ "BTC-USD": tradesOnly });
    venue.socket.remove("matches", "BTC-USD");
    client.subscribe({ "ETH-USD": tradesOnly });
    await client.has("alive", 1);
    expect(client.of("alive")[0]?.missing).toEqual(["BTC-USD"]);
    expect(client.session.subscribe(new Map([["BTC-USD", tradesOnly]]))).toHaveLength(1);
  });

  test("the end of a subscription is confirmed, and what is still on its way says nothing", async () => {
    await subscribed({ "BTC-USD": withQuotes, "ETH-USD": tradesOnly });
    client.unsubscribe("BTC-USD");
    venue.trade("BTC-USD", "45000");
    await client.has("unsubscribed", 1);
    expect(client.of("unsubscribed")[0]?.symbols).toEqual(["BTC-USD"]);
    expect(client.prices).toEqual([]);
    expect(client.of("ignored")).toHaveLength(2);
    expect(client.of("rejected")).toEqual([]);
  });

  test("a product that was never asked for is foreign", async () => {
    await subscribed({ "BTC-USD": tradesOnly });
    const eth = venue.list("LTC-USD").trade("80", clock.now().wallMs);
    venue.socket.send(venue.match("match", venue.list("LTC-USD"), eth));
    await client.has("rejected", 1);
    expect(client.of("rejected")).toEqual([{ kind: "rejected", reason: "symbol-foreign", symbol: "LTC-USD" }]);
  });
});

describe("prices", () => {
  test("the first is the last trade from before, as a snapshot with its own time; then each trade with its size", async () => {
    venue.trade("BTC-USD", "44999.50", { atMs: clock.now().wallMs - 107_000 });
    await subscribed({ "BTC-USD": tradesOnly });
    venue.trade("BTC-USD", "45000.00", { size: "0.00000025" });
    await client.has("price", 2);
    expect(client.of("price")).toMatchObject([
      { last: "44999.50", origin: "snapshot", tradeId: "1001", at: "2026-01-05T11:58:13.000000Z", channel: "trades" },
      { last: "45000.00", origin: "live", tradeId: "1002", size: "0.00000025", sentAt: null, faults: 0 },
    ]);
  });

  test("a ticker is a quote, and never the price of a trade that the trades tell", async () => {
    venue.trade("BTC-USD", "44999", { isTold: false });
    venue.quote("BTC-USD", "45000.1", "45000.2");
    await subscribed({ "BTC-USD": withQuotes });
    await client.has("price", 2);
    // Ids 1002 to 1005: the ticker of one comes before its trade.
    for (const price of ["45001", "45002", "45003", "45004"]) venue.trade("BTC-USD", price);
    await client.has("price", 10);
    const live = client.of("price").slice(2);
    expect(live.filter(({ channel }) => channel === "trades").map(({ last, size }) => [last, size])).toEqual([
      ["45001", "0.5"],
      ["45002", "0.5"],
      ["45003", "0.5"],
      ["45004", "0.5"],
    ]);
    const quotes = live.filter(({ channel }) => channel === "ticker");
    expect(quotes).toHaveLength(4);
    for (const quote of quotes) {
      expect(quote).toMatchObject({ last: null, bid: "45000.1", ask: "45000.2", tradeId: null, origin: "live" });
      expect(quote.lastNumber).toBeNaN();
      expect([quote.bidNumber, quote.askNumber]).toEqual([45000.1, 45000.2]);
    }
  });

  test("where no trade came yet, the ticker's price is the first one", async () => {
    await subscribed({ "BTC-USD": withQuotes });
    venue.socket.remove("matches", "BTC-USD");
    venue.trade("BTC-USD", "45000");
    await client.has("price", 1);
    expect(client.of("price")).toMatchObject([{ last: "45000", origin: "snapshot", tradeId: "1001", size: null }]);
  });

  test("several trades of one moment keep their order", async () => {
    await subscribed({ "BTC-USD": tradesOnly });
    for (const price of ["1", "3", "2"]) venue.trade("BTC-USD", price);
    await client.has("price", 3);
    expect(client.prices.map(([, last]) => last)).toEqual(["1", "3", "2"]);
  });
});

describe("trades that were not told", () => {
  test("a jump of the ids says which, before the price that shows it", async () => {
    await subscribed({ "BTC-USD": tradesOnly });
    venue.trade("BTC-USD", "45000");
    venue.trade("BTC-USD", "46000", { isTold: false });
    venue.trade("BTC-USD", "47000", { isTold: false });
    venue.trade("BTC-USD", "45001");
    await client.has("price", 2);
    expect(client.messages.slice(-2)).toMatchObject([
      { kind: "missed", symbol: "BTC-USD", fromId: "1002", toId: "1003" },
      { kind: "price", last: "45001" },
    ]);
  });

  test("a heartbeat that knows a newer trade says so, once", async () => {
    await subscribed({ "BTC-USD": tradesOnly });
    venue.trade("BTC-USD", "45000");
    venue.trade("BTC-USD", "46000", { isTold: false });
    clock.advance(1_000);
    await client.has("alive", 1);
    clock.advance(1_000);
    await client.has("alive", 2);
    expect(client.of("missed")).toEqual([{ kind: "missed", symbol: "BTC-USD", fromId: "1002", toId: "1002" }]);
  });

  test("a trade that comes after the heartbeat that spoke of it is a price like any other", async () => {
    await subscribed({ "BTC-USD": tradesOnly });
    venue.trade("BTC-USD", "45000");
    const late = venue.trade("BTC-USD", "46000", { isTold: false });
    clock.advance(1_000);
    await client.has("missed", 1);
    venue.socket.send(venue.match("match", venue.instruments.get("BTC-USD")!, late));
    await client.has("price", 2);
    expect(client.prices.at(-1)).toEqual(["BTC-USD", "46000", "live"]);
    expect(client.of("missed")).toHaveLength(1);
  });

  test("nothing is missing of a product that has never traded, nor before its first trade here", async () => {
    venue.trade("ETH-USD", "3000", { isTold: false });
    await subscribed({ "BTC-USD": tradesOnly, "ETH-USD": tradesOnly });
    clock.advance(1_000);
    await client.has("alive", 2);
    venue.trade("BTC-USD", "45000");
    await client.has("price", 2);
    expect(client.of("missed")).toEqual([]);
    expect(client.of("alive")[0]?.at).toBe("2026-01-05T12:00:01.000000Z");
  });

  test("what was traded between the end of a subscription and a new one is no loss of this one", async () => {
    await subscribed({ "BTC-USD": tradesOnly });
    venue.trade("BTC-USD", "45000");
    await client.has("price", 1);
    client.unsubscribe("BTC-USD");
    await client.has("unsubscribed", 1);
    venue.trade("BTC-USD", "46000");
    client.subscribe({ "BTC-USD": tradesOnly });
    await client.has("subscribed", 2);
    venue.trade("BTC-USD", "47000");
    await client.has("price", 3);
    expect(client.of("missed")).toEqual([]);
  });
});

test("a confirmed product that stays silent is no price, and its heartbeat tells what it does not", async () => {
  await subscribed({ "BTC-USD": tradesOnly });
  venue.trade("BTC-USD", "45000");
  venue.trade("BTC-USD", "45001", { isTold: false });
  clock.advance(1_000);
  await client.has("missed", 1);
  expect(client.prices.map(([, last]) => last)).toEqual(["45000"]);
});

test("of a product of which nothing is told, not even a heartbeat, no price is made", async () => {
  venue.muted.add("BTC-USD");
  await subscribed({ "BTC-USD": tradesOnly, "ETH-USD": tradesOnly });
  venue.trade("BTC-USD", "45000");
  clock.advance(1_000);
  await client.has("alive", 1);
  expect(client.of("price")).toEqual([]);
});

test("more products than one socket bears end it as if nothing were wrong", async () => {
  venue.productsPerSocket = 1;
  client.subscribe({ "BTC-USD": tradesOnly, "ETH-USD": tradesOnly });
  await until(() => client.closeCode !== null, "the close");
  expect(client.closeCode).toBe(1000);
});
