import fc from "../../../doubles/generated.ts";
import { beforeEach, describe, expect, test } from "vitest";
import { readFrame } from "../../../../main/market/venues/kraken/frames.ts";
import { KrakenSession } from "../../../../main/market/venues/kraken/session.ts";
import { parseExactJson } from "../../../../main/market/venues/exact-json.ts";
import { recordedFrame } from "../recorded-frame.ts";
import { parseText, withQuotes } from "../session-client.ts";

let session: KrakenSession;
beforeEach(() => {
  session = new KrakenSession((symbol) => symbol.replace("-", "/"));
  const symbols = ["BTC-USD", "ALGO-USD", "BTC-USDT"];
  session.subscribe(new Map(symbols.map((symbol) => [symbol, withQuotes])));
});
const parse = (text: string) => parseText(session, text);
const parseRecorded = (name: string) => parse(recordedFrame("kraken", name));

describe("recorded frames", () => {
  test("two trades in one frame, JSON numbers kept as they were written", () => {
    expect(parseRecorded("trade_update_2026_two_trades")).toEqual([
      {
        kind: "price",
        channel: "trades",
        symbol: "BTC-USD",
        last: "85772.4",
        lastNumber: 85772.4,
        bid: null,
        bidNumber: Number.NaN,
        ask: null,
        askNumber: Number.NaN,
        size: "0.00043721",
        tradeId: "110386729",
        at: "2026-10-06T18:14:44.947782Z",
        faults: 0,
        origin: "live",
        sentAt: null,
      },
      expect.objectContaining({ last: "85772.5", size: "0.01898593", tradeId: "110386730", origin: "live" }),
    ]);
  });

  test("a ticker: 0.13110 keeps its last zero, and its time is not that of the trade", () => {
    expect(parseRecorded("ticker_snapshot_2026")).toMatchObject([
      {
        symbol: "ALGO-USD",
        channel: "ticker",
        last: "0.13110",
        bid: "0.13099",
        ask: "0.13108",
        at: null,
        sentAt: "2026-10-03T20:58:33.794283Z",
        origin: "snapshot",
        tradeId: null,
        size: null,
      },
    ]);
  });

  test("a ticker without a time is a quote of no known time", () => {
    expect(parseRecorded("ticker_snapshot_no_timestamp")).toMatchObject([
      { symbol: "BTC-USD", last: "108359.8", bid: "108359.8", ask: "108359.9", at: null, sentAt: null },
    ]);
  });

  test("after a trade the ticker is a quote alone, with its own time", () => {
    parseRecorded("trade_update_2026_two_trades");
    expect(parseRecorded("ticker_update_2026")).toMatchObject([
      { last: null, bid: "83744.2", ask: "83744.3", at: "2026-09-25T17:48:26.844359Z", origin: "live" },
    ]);
  });

  test("heartbeat and pong", () => {
    expect(parseRecorded("heartbeat")).toEqual([{ kind: "alive", at: null, reply: null }]);
    expect(parseRecorded("pong")).toEqual([{ kind: "alive", at: "2023-09-25T09:05:00.123500Z", reply: null }]);
  });

  test("each stream of a symbol is confirmed by itself, and the symbol with the last of them", () => {
    expect(parseRecorded("ack_trade_2026")).toEqual([
      { kind: "alive", at: "2026-09-25T17:48:24.746032Z", reply: null },
    ]);
    expect(parseRecorded("ack_ticker_2026")).toEqual([{ kind: "subscribed", symbols: ["BTC-USD"] }]);
  });

  test.each(["ack_ohlc_warnings_2026", "ohlc_update_2026", "ohlc_snapshot_2026_two_rows"])(
    "%s is of a stream that nobody asked for",
    (name) => {
      expect(parseRecorded(name)).toEqual([{ kind: "ignored" }]);
    },
  );

  test.each([
    ["nack_private_channel_2026", "Private data and trading are unavailable on this endpoint. Try ws-auth.kraken.com"],
    ["nack_session_2026", "ESession:Invalid session"],
    ["nack_bad_pair_2026", "Currency pair not supported XBT/USD"],
  ])("%s, of something that nobody asked for, is about the socket and about no key", (name, message) => {
    expect(parseRecorded(name)).toEqual([{ kind: "error", scope: "socket", message, retryAfterMs: null }]);
  });

  test("a refused name is refused under ours", () => {
    session = new KrakenSession(() => "XBT/USD");
    session.subscribe(new Map([["BTC-USD", withQuotes]]));
    expect(parseRecorded("nack_bad_pair_2026")).toEqual([
      {
        kind: "refused",
        symbols: ["BTC-USD"],
        message: "Kraken does not know BTC-USD (Currency pair not supported XBT/USD).",
      },
    ]);
  });

  test("the state, with an id that no double holds", () => {
    expect(parseRecorded("status_2026-09-10")).toEqual([
      { kind: "status", state: "online", from: null, to: null, message: "" },
    ]);
  });

  test("a maintenance that is announced, with its times", () => {
    expect(parseRecorded("status_2026-10-03_with_maintenance")).toEqual([
      {
        kind: "status",
        state: "online",
        from: "2026-10-05T09:00:00.000000Z",
        to: "2026-10-05T10:00:00.000000Z",
        message: "Kraken announces: Order Entry System Maintenance.",
      },
    ]);
  });
});

const status = (fields: object) =>
  parse(JSON.stringify({ channel: "status", type: "update", data: [{ system: "online", ...fields }] }))[0];

describe("the state of the venue", () => {
  test.each([
    ["online", "online"],
    ["limit_only", "online"],
    ["maintenance", "maintenance"],
    ["cancel_only", "halted"],
    ["post_only", "halted"],
  ])("%s: %s", (system, state) => {
    expect(status({ system })).toMatchObject({ kind: "status", state });
  });

  test("of several announcements the next one, and none that concerns no prices", () => {
    const advisory = (title: string, start: string, services: readonly string[]) => ({
      title,
      expected_start_utc: start,
      affected_services: services,
    });
    const upcoming = [
      advisory("later", "2026-10-07T00:00:00Z", ["spot_ws"]),
      advisory("futures", "2026-10-01T00:00:00Z", ["futures_trading"]),
      advisory("next", "2026-10-05T00:00:00Z", []),
    ];
    expect(status({ upcoming_maintenance: upcoming })).toMatchObject({
      from: "2026-10-05T00:00:00Z",
      to: null,
      message: "Kraken announces: next.",
    });
  });

  test("an emergency in words, with or without details", () => {
    expect(status({ emergency: [{ title: "Trading engine" }] })).toMatchObject({
      message: "Kraken reports an emergency: Trading engine.",
    });
    expect(status({ emergency: [{}] })).toMatchObject({
      message: "Kraken reports an emergency and gives no details.",
    });
  });

  test.each([[[]], [[{}]], ["online"]])("%j says nothing of it", (data) => {
    expect(parse(JSON.stringify({ channel: "status", data }))).toEqual([{ kind: "ignored" }]);
  });
});

const trade = (fields: string, price = "45000.1") =>
  `{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":${price},"qty":0.5,"trade_id":7${fields}}]}`;
const time = ',"timestamp":"2026-01-05T12:00:00Z"';
const ticker = (fields: string) => `{"channel":"ticker","type":"update","data":[{"symbol":"BTC/USD",${fields}}]}`;

describe("rows that claim to be prices and are none", () => {
  test.each([
    ["a price of 0", trade(time, "0"), "price-zero"],
    ["a price of 0.0", trade(time, "0.0"), "price-zero"],
    ["a price below zero", trade(time, "-1"), "price-negative"],
    ["null", trade(time, "null"), "price-null"],
    ["an empty text", trade(time, '""'), "price-empty"],
    ["words", trade(time, '"abc"'), "price-invalid"],
    ["digits without end", trade(time, "1".repeat(41)), "price-too-long"],
    ["no time", trade(""), "time-missing"],
    ["a ticker without anything", ticker('"volume":1'), "price-missing"],
  ])("%s", (_, text, reason) => {
    expect(parse(text)).toEqual([{ kind: "rejected", reason, symbol: "BTC-USD" }]);
  });

  test("one bad row harms no other of its frame", () => {
    const [good, bad] = [recordedFrame("kraken", "trade_update_2026_two_trades"), '"price":0.0'];
    expect(parse(good.replace('"price":85772.4', bad))).toMatchObject([
      { kind: "rejected", reason: "price-zero" },
      { kind: "price", last: "85772.5" },
    ]);
  });

  test("a pair that has never traded: its price of 0 is none, its quote is good", () => {
    expect(parse(ticker('"bid":1.10,"ask":1.20,"last":0.0'))).toMatchObject([
      { kind: "rejected", reason: "price-zero", symbol: "BTC-USD" },
      { kind: "price", last: null, bid: "1.10", ask: "1.20" },
    ]);
  });

  test.each([
    ["no JSON", "{", "json-invalid"],
    ["a list", "[]", "frame-invalid"],
    ["trades that are no list", '{"channel":"trade","type":"update","data":{}}', "frame-invalid"],
    ["tickers that are no list", '{"channel":"ticker","data":null}', "frame-invalid"],
    ["a row without a symbol", '{"channel":"trade","type":"update","data":[{"price":1}]}', "symbol-missing"],
    ["a row that is none", '{"channel":"trade","type":"update","data":[null]}', "symbol-missing"],
  ])("%s", (_, text, reason) => {
    expect(parse(text)).toEqual([{ kind: "rejected", reason, symbol: null }]);
  });

  test("a symbol that was never asked for is foreign", () => {
    expect(parse('{"channel":"trade","type":"update","data":[{"symbol":"LTC/USD","price":1}]}')).toEqual([
      { kind: "rejected", reason: "symbol-foreign", symbol: "LTC/USD" },
    ]);
  });
});

test.each([
  ["1e-7", "0.0000001"],
  ["0.00000001", "0.00000001"],
  ["1234567890.12345678901", "1234567890.12345678901"],
  ['"45000.10"', "45000.10"],
])("a price of %s is %s", (price, last) => {
  expect(parse(trade(time, price))).toMatchObject([{ last, lastNumber: Number(last) }]);
});

test.each([
  ["an unknown stream", '{"channel":"level3","type":"update","data":[]}'],
  ["an answer to nothing", '{"method":"subscribe","success":true}'],
  ["an empty object", "{}"],
  ["a harmless refusal of nobody's", '{"error":"Already subscribed","method":"subscribe","success":false}'],
])("%s says nothing", (_, text) => {
  expect(parse(text)).toEqual([{ kind: "ignored" }]);
});

test("too many frames are complained of under any name, and are never the refusal of a symbol", () => {
  const rate = { kind: "error", scope: "rate", message: "Exceeded msg rate", retryAfterMs: 5_000 };
  expect(parse('{"Error":"Exceeded msg rate"}')).toEqual([rate]);
  expect(
    parse('{"error":"Exceeded msg rate","method":"subscribe","success":false,"symbol":"BTC/USD","req_id":1}'),
  ).toEqual([rate]);
});

test("a refusal that does not say the name is unknown does not say so either", () => {
  const text = '{"error":"Market is closed","method":"subscribe","success":false,"symbol":"BTC/USD"}';
  expect(parse(text)).toMatchObject([{ kind: "refused", message: "Kraken refuses BTC-USD (Market is closed)." }]);
});

test("usual frames are read without JSON.parse, and say what it says, whatever is broken or strange", () => {
  const frames = ["trade_update_2026_two_trades", "ticker_update_2026", "heartbeat"].map((name) =>
    recordedFrame("kraken", name),
  );
  const names = ["symbol", "price", "qty", "trade_id", "timestamp", "bid", "ask", "last"];
  const wanted = ({ channel, type, data }: { channel?: unknown; type?: unknown; data?: unknown }) => ({
    channel,
    type,
    rows: (data as readonly Record<string, unknown>[]).map((row) => names.map((name) => row[name])),
  });
  const cut = fc.record({
    at: fc.nat(400),
    drop: fc.nat(3),
    put: fc.oneof(fc.constantFrom('"', "\\", ",", ":", "{", "}", "[", "]", " ", "\0", "é", ".", "0", "-"), fc.string()),
  });
  fc.assert(
    fc.property(fc.constantFrom(...frames), fc.array(cut, { maxLength: 3 }), (whole, cuts) => {
      const text = cuts.reduce((left, { at, drop, put }) => left.slice(0, at) + put + left.slice(at + drop), whole);
      const frame = readFrame(text, Buffer.from(text));
      if (typeof frame === "string") return;
      const isUsual = frame.channel === "trade" || frame.channel === "ticker";
      if (!isUsual || !Array.isArray(frame.data)) return;
      const { channel } = frame;
      // What each stream's rows have beside its own fields is nobody's business.
      if (JSON.stringify(frame.data).includes(channel === "trade" ? '"last"' : '"price"')) return;
      expect(wanted(frame)).toEqual(wanted(parseExactJson(text) as object));
    }),
    { numRuns: 5_000 },
  );
});
