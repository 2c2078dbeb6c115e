import { beforeEach, describe, expect, test } from "vitest";
import type { OpenedVenue } from "../../../../main/market/venues/session.ts";
import type { ManualClock } from "../../../doubles/clock.ts";
import type { FakeKraken } from "../../../doubles/venues/kraken/kraken-venue.ts";
import { type SessionClient, tradesOnly, withQuotes } from "../session-client.ts";
import { dialKraken, subscribed } from "./opened-kraken.ts";

let clock: ManualClock;
let venue: FakeKraken;
let opened: OpenedVenue;
let client: SessionClient;

beforeEach(async () => {
  ({ clock, venue, opened, client } = await dialKraken());
});

describe("subscribing", () => {
  test("asks for trades with those before, and for quotes only where a rule waits for bid or ask; names in a list", async () => {
    await subscribed(client, { "BTC-USD": withQuotes, "ETH-USD": tradesOnly });
    expect(venue.socket.received).toEqual([
      {
        method: "subscribe",
        params: { channel: "trade", symbol: ["BTC/USD", "ETH/USD"], snapshot: true },
        req_id: 1,
      },
      {
        method: "subscribe",
        params: { channel: "ticker", symbol: ["BTC/USD"], event_trigger: "bbo", snapshot: true },
        req_id: 2,
      },
    ]);
    expect(client.of("subscribed").map(({ symbols }) => symbols)).toEqual([["ETH-USD"], ["BTC-USD"]]);
  });

  test("puts at most 100 symbols into a frame", () => {
    const needs = new Map(Array.from({ length: 201 }, (_, at) => [`S${at}-USD`, tradesOnly] as const));
    const frames = client.session.subscribe(needs);
    const symbols = frames.map((frame) => (JSON.parse(frame) as { params: { symbol: string[] } }).params.symbol);
    expect(symbols.map(({ length }) => length)).toEqual([100, 100, 1]);
    expect(symbols.flat()).toContain("S200/USD");
  });

  test("one refused symbol of three is refused in words, and the two others live", async () => {
    client.subscribe({ "BTC-USD": tradesOnly, "DOGE-XYZ": tradesOnly, "ETH-USD": tradesOnly });
    await client.has("subscribed", 2);
    expect(client.of("refused")).toEqual([
      {
        kind: "refused",
        symbols: ["DOGE-XYZ"],
        message: "Kraken does not know DOGE-XYZ (Currency pair not supported DOGE/XYZ).",
      },
    ]);
    venue.trade("ETH/USD", "3000.10");
    await client.has("price", 1);
    expect(client.prices).toEqual([["ETH-USD", "3000.10", "live"]]);
  });

  test("what is subscribed already is confirmed, and no refusal", async () => {
    await subscribed(client, { "BTC-USD": tradesOnly });
    venue.socket.send({
      error: "Already subscribed",
      method: "subscribe",
      success: false,
      symbol: "BTC/USD",
      req_id: 1,
    });
    await client.has("subscribed", 2);
    expect([...client.of("refused"), ...client.of("error")]).toEqual([]);
  });

  test("what is subscribed no more is ended, and no error", async () => {
    await subscribed(client, { "BTC-USD": tradesOnly });
    venue.socket.remove("trade", "BTC/USD");
    client.unsubscribe("BTC-USD");
    await client.has("unsubscribed", 1);
    expect(client.of("unsubscribed")[0]?.symbols).toEqual(["BTC-USD"]);
    expect(client.of("error")).toEqual([]);
  });

  test("subscribing again after a change asks from what is wanted, never from an answer: names stand in a list", async () => {
    await subscribed(client, { "BTC-USD": withQuotes });
    client.subscribe({ "BTC-USD": tradesOnly });
    client.subscribe({ "BTC-USD": withQuotes });
    await client.has("subscribed", 2);
    expect(venue.socket.received.slice(2).map(({ method, params }) => [method, params])).toEqual([
      ["unsubscribe", { channel: "ticker", symbol: ["BTC/USD"] }],
      ["subscribe", { channel: "ticker", symbol: ["BTC/USD"], event_trigger: "bbo", snapshot: true }],
    ]);
    expect(client.of("error")).toEqual([]);
  });

  test("too many frames: nothing for 5 s, and what has no answer is asked for again", async () => {
    for (let at = 0; at < 10; at++) client.send([client.session.probe() as string]);
    client.subscribe({ "BTC-USD": tradesOnly });
    await client.has("error", 1);
    expect(client.of("error")).toEqual([
      { kind: "error", scope: "rate", message: "Exceeded msg rate", retryAfterMs: 5_000 },
    ]);
    clock.advance(5_000);
    await subscribed(client, { "BTC-USD": tradesOnly });
    expect(client.session.subscribe(new Map([["BTC-USD", tradesOnly]]))).toEqual([]);
  });

  test("the end of a subscription is confirmed once, and what is still on its way says nothing", async () => {
    venue.trade("BTC/USD", "44999");
    await subscribed(client, { "BTC-USD": withQuotes });
    client.unsubscribe("BTC-USD");
    venue.trade("BTC/USD", "45000");
    await client.has("unsubscribed", 1);
    expect(client.of("unsubscribed")).toHaveLength(1);
    expect(client.prices.map(([, last]) => last)).not.toContain("45000");
    expect(client.of("rejected")).toEqual([]);
  });
});

describe("names", () => {
  test("the list says XBT, the stream takes BTC alone: mapped by the list, and rules written with XBT follow", async () => {
    await opened.rest.instruments!(new AbortController().signal);
    await subscribed(client, { "XBT-USD": tradesOnly });
    venue.trade("BTC/USD", "45000.0");
    await client.has("price", 1);
    expect(client.prices).toEqual([["XBT-USD", "45000.0", "live"]]);
  });

  test("two names of ours for one of Kraken's are both confirmed and both told", async () => {
    await opened.rest.instruments!(new AbortController().signal);
    await subscribed(client, { "BTC-USD": tradesOnly });
    client.subscribe({ "XBT-USD": tradesOnly });
    await client.has("subscribed", 2);
    expect(client.of("subscribed")[1]?.symbols).toEqual(["BTC-USD", "XBT-USD"]);
    venue.trade("BTC/USD", "45000");
    await client.has("price", 2);
    venue.trade("BTC/USD", "46000", { isTold: false });
    venue.trade("BTC/USD", "45001");
    await client.has("price", 4);
    expect(client.of("missed").map(({ symbol, fromId }) => [symbol, fromId])).toEqual([
      ["BTC-USD", "1002"],
      ["XBT-USD", "1002"],
    ]);
    client.unsubscribe("XBT-USD");
    venue.trade("BTC/USD", "45002");
    await client.has("price", 5);
    expect(client.prices.slice(4)).toEqual([["BTC-USD", "45002", "live"]]);
  });

  test("a tokenised share has a lower case letter, and keeps it", async () => {
    venue.list("AAPLx/USD", { isTokenized: true });
    await subscribed(client, { "AAPLx-USD": tradesOnly });
    venue.trade("AAPLx/USD", "250.12");
    await client.has("price", 1);
    expect(client.prices).toEqual([["AAPLx-USD", "250.12", "live"]]);
  });
});
