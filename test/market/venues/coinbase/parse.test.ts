import { beforeEach, describe, expect, test } from "vitest";
import { CoinbaseSession } from "../../../../main/market/venues/coinbase/session.ts";
import { recordedFrame } from "../recorded-frame.ts";
import { parseText, tradesOnly, withQuotes } from "../session-client.ts";

let session: CoinbaseSession;
beforeEach(() => {
  session = new CoinbaseSession();
  const symbols = ["BTC-USD", "ETH-USD", "CRV-EUR", "SKL-BTC"];
  session.subscribe(new Map(symbols.map((symbol) => [symbol, withQuotes])));
});
const parse = (text: string) => parseText(session, text);
const parseRecorded = (name: string) => parse(recordedFrame("coinbase", name));

describe("recorded frames", () => {
  test("a trade of a small price, in the venue's own digits", () => {
    expect(parseRecorded("match_SKL-BTC_2021")).toEqual([
      {
        kind: "price",
        channel: "trades",
        symbol: "SKL-BTC",
        last: "0.00001305",
        lastNumber: 0.00001305,
        bid: null,
        bidNumber: Number.NaN,
        ask: null,
        askNumber: Number.NaN,
        size: "985",
        tradeId: "280232",
        at: "2021-04-17T16:43:37.089723Z",
        faults: 0,
        origin: "live",
        sentAt: null,
      },
    ]);
  });

  test("the last trade before subscribing is a snapshot, 107 s old by its own time", () => {
    expect(parseRecorded("last_match_CRV-EUR_2021")).toMatchObject([
      { symbol: "CRV-EUR", last: "3.2981", size: "400", tradeId: "99021", origin: "snapshot" },
    ]);
  });

  test.each([
    ["ticker_2026-10-03_full", "84737.58", "84737.58", "84737.59", "1102042811", "2026-10-03T20:58:31.127510Z"],
    ["ticker_2026-10-06", "85776.96", "85776.95", "85776.96", "1103088332", "2026-10-06T18:14:42.403338Z"],
    ["ticker_initial_stale_CRV-EUR_2021", "3.2981", "3.2943", "3.3029", "99021", "2021-04-17T16:41:49.984117Z"],
    [
      "ticker_small_price_SKL-BTC_2021",
      "0.00001303",
      "0.00001302",
      "0.00001305",
      "280231",
      "2021-04-17T16:43:37.067586Z",
    ],
  ])("%s: bid and ask, and the first price as a snapshot without a size", (name, last, bid, ask, tradeId, at) => {
    expect(parseRecorded(name)).toMatchObject([
      { channel: "ticker", last, bid, ask, size: null, tradeId, at, faults: 0, origin: "snapshot" },
    ]);
  });

  test("the ticker of a trade that was told is a quote alone", () => {
    parseRecorded("last_match_CRV-EUR_2021");
    expect(parseRecorded("ticker_initial_stale_CRV-EUR_2021")).toMatchObject([
      { last: null, bid: "3.2943", ask: "3.3029", tradeId: null, origin: "live" },
    ]);
  });

  test("heartbeats carry the venue's time", () => {
    expect(parseRecorded("heartbeat_2022")).toEqual([
      { kind: "alive", at: "2022-07-19T12:09:26.296459Z", reply: null },
    ]);
    expect(parseRecorded("heartbeat_doc")).toEqual([{ kind: "alive", at: "2014-11-07T08:19:28.464459Z", reply: null }]);
  });

  test("an acknowledgement lists everything, in another order, and confirms only what was asked for", () => {
    expect(parseRecorded("ack_subscriptions_cumulative_2021")).toEqual([
      { kind: "subscribed", symbols: ["CRV-EUR", "SKL-BTC"] },
    ]);
  });

  test("an acknowledgement of the ticker under another name confirms no trades", () => {
    expect(parseRecorded("ack_subscriptions_ticker_batch_2026")).toEqual([{ kind: "alive", at: null, reply: null }]);
  });

  test.each([
    [
      "error_bad_product",
      {
        kind: "refused",
        symbols: ["ETH-USD"],
        message: "Coinbase does not know ETH-USD (Failed to subscribe: ETH-USD is not a valid product).",
      },
    ],
    [
      "error_auth_required_channel",
      {
        kind: "error",
        scope: "socket",
        message: "Failed to subscribe: level2, level3, and full channels now require authentication.",
        retryAfterMs: null,
      },
    ],
    [
      "error_auth_failed",
      {
        kind: "error",
        scope: "socket",
        message: 'Authentication Failed: {"message":"Invalid API Key"}',
        retryAfterMs: null,
      },
    ],
  ])("%s", (name, message) => {
    expect(parseRecorded(name)).toEqual([message]);
  });
});

const match = (fields: object) =>
  JSON.stringify({
    type: "match",
    product_id: "BTC-USD",
    price: "1",
    size: "1",
    trade_id: 5,
    time: "2026-01-05T12:00:00Z",
    ...fields,
  });
const ticker = (fields: object) =>
  JSON.stringify({
    type: "ticker",
    product_id: "BTC-USD",
    price: "1",
    best_bid: "0.9",
    best_ask: "1.1",
    trade_id: 5,
    time: "2026-01-05T12:00:00Z",
    ...fields,
  });

describe("frames that claim to be prices and are none", () => {
  test.each([
    ["a price of 0", { price: "0" }, "price-zero"],
    ["a price of 0 written at length", { price: "0.00" }, "price-zero"],
    ["an empty price", { price: "" }, "price-empty"],
    ["no price", { price: undefined }, "price-missing"],
    ["null", { price: null }, "price-null"],
    ["words", { price: "abc" }, "price-invalid"],
    ["below zero", { price: "-1" }, "price-negative"],
    ["too long", { price: "1".repeat(41) }, "price-too-long"],
    ["no time", { time: undefined }, "time-missing"],
    ["an empty time", { time: "" }, "time-missing"],
  ])("%s", (_, fields, reason) => {
    expect(parse(match(fields))).toEqual([{ kind: "rejected", reason, symbol: "BTC-USD" }]);
  });

  test("a new product's ticker: a price of 0, and no time", () => {
    const frame =
      '{"type":"ticker","sequence":3,"product_id":"BTC-USD","price":"0","open_24h":"0","best_bid":"","best_ask":""}';
    expect(parse(frame)).toEqual([{ kind: "rejected", reason: "price-zero", symbol: "BTC-USD" }]);
  });

  test("a ticker without a time is of no time, quote and all", () => {
    expect(parse(ticker({ time: undefined }))).toEqual([
      { kind: "rejected", reason: "time-missing", symbol: "BTC-USD" },
    ]);
    expect(parse(ticker({ time: undefined, price: "0" }))).toEqual([
      { kind: "rejected", reason: "price-zero", symbol: "BTC-USD" },
    ]);
  });

  test("a ticker whose price is none has a good quote beside it", () => {
    expect(parse(ticker({ price: "0" }))).toMatchObject([
      { kind: "rejected", reason: "price-zero" },
      { kind: "price", last: null, bid: "0.9", ask: "1.1", origin: "live" },
    ]);
  });

  test("a bad side is counted and is no quote; an absent one is no fault", () => {
    expect(parse(ticker({ best_bid: "0", best_ask: "x" }))).toMatchObject([
      { bid: null, ask: null, faults: 3, last: "1" },
    ]);
    expect(parse(ticker({ best_bid: undefined }))).toMatchObject([{ bid: null, ask: "1.1", faults: 0 }]);
  });

  test("a quote of neither side is none; an empty book is no fault", () => {
    parse(match({}));
    expect(parse(ticker({ best_bid: "", best_ask: "" }))).toEqual([
      { kind: "rejected", reason: "quote-invalid", symbol: "BTC-USD" },
    ]);
    expect(parse(ticker({ best_bid: undefined, best_ask: undefined }))).toEqual([{ kind: "ignored" }]);
  });

  test("a bad size is counted, and the price is good", () => {
    expect(parse(match({ size: "0" }))).toMatchObject([{ last: "1", size: null, faults: 4 }]);
  });

  test.each([
    ["no JSON", "{", "json-invalid"],
    ["a list", "[]", "frame-invalid"],
    ["a text", '"match"', "frame-invalid"],
    ["no product", '{"type":"match","price":"1"}', "symbol-missing"],
    ["an acknowledgement without its list", '{"type":"subscriptions"}', "acknowledgement-invalid"],
  ])("%s", (_, text, reason) => {
    expect(parse(text)).toEqual([{ kind: "rejected", reason, symbol: null }]);
  });
});

test.each([
  ["an unknown kind of frame", '{"type":"rfq_match","product_id":"BTC-USD","price":"1"}'],
  ["a frame without a kind", '{"product_id":"BTC-USD","price":"1"}'],
])("%s says nothing", (_, text) => {
  expect(parse(text)).toEqual([{ kind: "ignored" }]);
});

test.each([
  ["a price with an exponent", { price: "1e-7" }, "0.0000001"],
  ["a price as a JSON number keeps its digits", { price: 12345.678 }, "12345.678"],
  ["18 decimals", { price: "0.000000000000000001" }, "0.000000000000000001"],
])("%s", (_, fields, last) => {
  expect(parse(match(fields))).toMatchObject([{ last, lastNumber: Number(last) }]);
});

test("ids beyond 2^53 keep their digits, and make no hole where none is", () => {
  const far = (id: string) => match({}).replace('"trade_id":5', `"trade_id":${id}`);
  parse(far("12345678901234567890"));
  expect(parse(far("12345678901234567891"))).toMatchObject([{ kind: "price", tradeId: "12345678901234567891" }]);
});

const slow = (words: string) => `Coinbase ends the connection, because it was read too slowly (${words}).`;

test.each([
  ["ErrSlowConsume", { kind: "leaving", message: slow("ErrSlowConsume") }],
  ["ErrSlowRead", { kind: "leaving", message: slow("ErrSlowRead") }],
  ["Message too big", { kind: "error", scope: "socket", message: "Message too big", retryAfterMs: null }],
  ["Too many requests", { kind: "error", scope: "rate", message: "Too many requests", retryAfterMs: null }],
])("before it closes the venue says %s", (message, expected) => {
  expect(parse(JSON.stringify({ type: "error", message }))).toEqual([expected]);
});

test("an error about a product that nobody asked for is about the socket, and one without words has some", () => {
  session = new CoinbaseSession();
  session.subscribe(new Map([["BTC-USD", tradesOnly]]));
  expect(parseRecorded("error_bad_product")).toMatchObject([{ kind: "error", scope: "socket" }]);
  expect(parse('{"type":"error"}')).toMatchObject([{ message: "Coinbase sent an error without words." }]);
});
