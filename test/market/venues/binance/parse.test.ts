import { beforeEach, describe, expect, test } from "vitest";
import { BinanceSession } from "../../../../main/market/venues/binance/session.ts";
import type { SessionMessage } from "../../../../main/market/venues/session.ts";
import fc from "../../../doubles/generated.ts";
import { recordedFrame } from "../recorded-frame.ts";
import { parseText, tradesOnly, withQuotes } from "../session-client.ts";
import { trade } from "./frames.ts";
import { listedAs } from "./listed.ts";

const shownOnly = { everyTrade: false, size: false, quotes: false };
const listed = listedAs(["NKN", "USDT"], ["BNB", "BTC"], ["BTC", "USDT"], ["币安人生", "USDT"]);

let session: BinanceSession;
beforeEach(() => {
  session = new BinanceSession(() => listed);
});
const parse = (frame: object | string): readonly SessionMessage[] =>
  parseText(session, typeof frame === "string" ? frame : JSON.stringify(frame));
const parseRecorded = (name: string) => parse(recordedFrame("binance", name));
/** Asked for and confirmed. */
function subscribe(symbol: string, need = tradesOnly): void {
  for (const frame of session.subscribe(new Map([[symbol, need]]))) confirm(frame);
}
function confirm(frame: string): readonly SessionMessage[] {
  return parse({ result: null, id: (JSON.parse(frame) as { id: number }).id });
}

describe("recorded frames", () => {
  beforeEach(() => {
    subscribe("NKN-USDT", withQuotes);
  });

  test("a trade: its id is that of its last fill, not the aggregate's; its time is the trade's, not the frame's", () => {
    const expected = [
      {
        kind: "price",
        channel: "trades",
        symbol: "NKN-USDT",
        last: "0.3528",
        lastNumber: 0.3528,
        bid: null,
        bidNumber: Number.NaN,
        ask: null,
        askNumber: Number.NaN,
        size: "58.00",
        tradeId: "19862790",
        at: "1633998523963",
        faults: 0,
        origin: "live",
        sentAt: "1633998523963",
      },
    ];
    const wrapped = recordedFrame("binance", "combined_aggTrade_2021");
    expect(parse(wrapped)).toEqual(expected);
    // The same without the wrapper is read from its bytes.
    expect(parse((JSON.parse(wrapped) as { data: object }).data)).toEqual(expected);
  });

  test("a best bid and ask, which has no event's name and no time", () => {
    const expected = {
      kind: "price",
      channel: "ticker",
      symbol: "NKN-USDT",
      last: null,
      bid: "0.3521",
      bidNumber: 0.3521,
      ask: "0.3526",
      askNumber: 0.3526,
      size: null,
      tradeId: null,
      at: null,
      sentAt: null,
      origin: "live",
      faults: 0,
    };
    const wrapped = recordedFrame("binance", "combined_bookTicker_2021");
    expect(parse(wrapped)).toMatchObject([expected]);
    expect(parse((JSON.parse(wrapped) as { data: object }).data)).toMatchObject([expected]);
  });

  test("a ticker, whose low has the letter of a trade's id", () => {
    subscribe("BNB-BTC", shownOnly);
    expect(parseRecorded("raw_24hrTicker_doc")).toMatchObject([
      { symbol: "BNB-BTC", last: "0.0025", bid: "0.0024", ask: "0.0026", tradeId: "18150", sentAt: "1672515782136" },
    ]);
  });

  test.for(["raw_serverShutdown_doc", "combined_serverShutdown_doc"])("%s says that it leaves", (name) => {
    expect(parseRecorded(name)).toMatchObject([{ kind: "leaving" }]);
  });

  test.for([
    "combined_kline_1m_2021",
    "combined_miniTicker_2025_ATOM",
    "combined_miniTicker_2025_BTC",
    "combined_trade_2026",
    "raw_avgPrice_doc",
    "raw_miniTicker_2026",
    "ack_ok",
    "ack_list",
  ])("%s, for which we did not ask, is ignored", (name) => {
    session = new BinanceSession(() => listed);
    expect(parseRecorded(name)).toEqual([{ kind: "ignored" }]);
  });

  test("errors are read flat, as documented, and nested, as observed", () => {
    expect(parseRecorded("nack_flat_documented")).toEqual([
      {
        kind: "error",
        scope: "socket",
        message: "Invalid request: request ID must be an unsigned integer",
        retryAfterMs: null,
      },
    ]);
    session = new BinanceSession(() => listed);
    session.subscribe(new Map([["BTC-USDT", tradesOnly]]));
    expect(parseRecorded("nack_too_many_observed")).toEqual([
      { kind: "refused", symbols: ["BTC-USDT"], message: "Too many subscriptions" },
    ]);
    expect(parseRecorded("nack_nested_observed")).toMatchObject([{ kind: "error", scope: "socket" }]);
  });

  test("what is asked is worded as the documentation shows", () => {
    session = new BinanceSession(() => listed);
    const [frame = ""] = session.subscribe(new Map([["BTC-USDT", tradesOnly]]));
    const documented = JSON.parse(recordedFrame("binance", "req_subscribe")) as object;
    expect(JSON.parse(frame)).toEqual({ ...documented, params: ["btcusdt@ticker", "btcusdt@aggTrade"] });
    expect(JSON.parse(session.probe())).toEqual({
      ...(JSON.parse(recordedFrame("binance", "req_list")) as object),
      id: 2,
    });
  });
});

describe("trades", () => {
  beforeEach(() => {
    subscribe("NKN-USDT");
  });

  test("that follow one another leave nothing out, however many fills are told as one", () => {
    for (const frame of [trade(5), trade(6, 9), trade(10)]) expect(parse(frame)).toMatchObject([{ kind: "price" }]);
  });

  test("that leave some out say which, before the trade that shows it", () => {
    parse(trade(5));
    expect(parse(trade(9, 12))).toMatchObject([
      { kind: "missed", symbol: "NKN-USDT", fromId: "6", toId: "8" },
      { kind: "price", tradeId: "12" },
    ]);
    expect(parse(trade(13))).toMatchObject([{ kind: "price" }]);
  });

  test("that come late, or twice, are no hole", () => {
    parse(trade(5, 8));
    for (const frame of [trade(5, 8), trade(3), trade(7, 8)]) expect(parse(frame)).toMatchObject([{ kind: "price" }]);
    expect(parse(trade(9))).toMatchObject([{ kind: "price" }]);
  });

  test.for([
    ["", "price-empty"],
    ["0", "price-zero"],
    ["0.00000000", "price-zero"],
    ["abc", "price-invalid"],
    ["-1", "price-negative"],
    [null, "price-null"],
    [[], "price-invalid"],
  ])("a price of %j is %s, never a tick; and it stays a hole, so that REST is asked for it", ([price, reason]) => {
    parse(trade(5));
    expect(parse(trade(6, 6, { p: price }))).toEqual([{ kind: "rejected", reason, symbol: "NKN-USDT" }]);
    expect(parse(trade(7))).toMatchObject([{ kind: "missed", fromId: "6", toId: "6" }, { kind: "price" }]);
  });

  test("one without a symbol is rejected, and one of a symbol that was not asked for bears its own name", () => {
    expect(parse(trade(5, 5, { s: "" }))).toEqual([{ kind: "rejected", reason: "symbol-missing", symbol: null }]);
    expect(parse(trade(5, 5, { s: undefined }))).toEqual([
      { kind: "rejected", reason: "symbol-missing", symbol: null },
    ]);
    expect(parse(trade(5, 5, { s: "BTCUSDT" }))).toMatchObject([{ kind: "price", symbol: "BTC-USDT" }]);
    expect(parse(trade(5, 5, { s: "NEWUSDT" }))).toMatchObject([{ kind: "price", symbol: "NEWUSDT" }]);
  });

  test("of a symbol that is not ASCII", () => {
    subscribe("币安人生-USDT");
    expect(parse(trade(5, 5, { s: "币安人生USDT" }))).toMatchObject([{ kind: "price", symbol: "币安人生-USDT" }]);
  });
});

test.for([
  ["", "json-invalid"],
  ["{", "json-invalid"],
  ["[1]", "frame-invalid"],
  ["null", "frame-invalid"],
  ['"text"', "frame-invalid"],
  ['{"stream":"btcusdt@aggTrade"}', "frame-invalid"],
])("%j is %s", ([text, reason]) => {
  expect(parse(text as string)).toEqual([{ kind: "rejected", reason, symbol: null }]);
});

test("an event that we do not know is ignored", () => {
  expect(parse({ e: "somethingNew", s: "NKNUSDT", p: "1" })).toEqual([{ kind: "ignored" }]);
});

test("what is read from the bytes is what JSON.parse gives, and nothing throws, whatever the frame", () => {
  subscribe("NKN-USDT", withQuotes);
  const value = fc.oneof(fc.constantFrom("aggTrade", "24hrTicker", "NKNUSDT", "0.5", "", "0"), fc.jsonValue());
  const frame = fc.dictionary(fc.constantFrom(..."eEspqTfblacLCx"), value);
  fc.assert(
    fc.property(
      fc.oneof(
        frame.map((one) => JSON.stringify(one)),
        fc.string(),
      ),
      (text) => {
        // With a space in it, it is for JSON.parse.
        const same = [text, text.replace("{", "{ ")].map((one) => {
          const fresh = new BinanceSession(() => listed);
          fresh.subscribe(new Map([["NKN-USDT", withQuotes]]));
          return parseText(fresh, one);
        });
        expect(same[0]).toEqual(same[1]);
      },
    ),
  );
});
