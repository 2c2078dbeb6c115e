/** Binance's ticker: by itself for an instrument that is only looked at, and beside the trades of one that a rule is on. */
import { beforeEach, describe, expect, test } from "vitest";
import { BinanceSession } from "../../../../main/market/venues/binance/session.ts";
import type { SessionMessage } from "../../../../main/market/venues/session.ts";
import { parseText, tradesOnly, withQuotes } from "../session-client.ts";
import { ticker, trade } from "./frames.ts";
import { listedAs } from "./listed.ts";

const shownOnly = { everyTrade: false, size: false, quotes: false };
const listed = listedAs(["NKN", "USDT"], ["BNB", "BTC"], ["BTC", "USDT"], ["币安人生", "USDT"]);

let session: BinanceSession;
beforeEach(() => {
  session = new BinanceSession(() => listed);
});
const parse = (frame: object | string): readonly SessionMessage[] =>
  parseText(session, typeof frame === "string" ? frame : JSON.stringify(frame));
/** Asked for and confirmed. */
function subscribe(symbol: string, need = tradesOnly): void {
  for (const frame of session.subscribe(new Map([[symbol, need]]))) confirm(frame);
}
function confirm(frame: string): readonly SessionMessage[] {
  return parse({ result: null, id: (JSON.parse(frame) as { id: number }).id });
}

describe("the ticker of an instrument that is only looked at", () => {
  beforeEach(() => {
    subscribe("NKN-USDT", shownOnly);
  });

  test("tells first what was known before, of no known time, and then what is traded", () => {
    expect(parse(ticker(7, "0.35"))).toMatchObject([
      { last: "0.35", bid: "0.3521", tradeId: "7", origin: "snapshot", at: null, sentAt: "1633998524000" },
    ]);
    expect(parse(ticker(9, "0.36"))).toMatchObject([
      { last: "0.36", tradeId: "9", origin: "live", at: "1633998524000" },
    ]);
  });

  test("is a quote alone as long as nothing is traded", () => {
    parse(ticker(7, "0.35"));
    expect(parse(ticker(7, "0.35", { b: "0.3522" }))).toMatchObject([
      { kind: "price", last: null, bid: "0.3522", tradeId: null, origin: "live" },
    ]);
  });

  test("of a market without a trade for a day has an old price, once", () => {
    expect(parse(ticker(-1, "0.35"))).toMatchObject([{ last: "0.35", tradeId: null, origin: "snapshot", at: null }]);
    expect(parse(ticker(-1, "0.35"))).toMatchObject([{ last: null, bid: "0.3521" }]);
    expect(parse(ticker(3, "0.36"))).toMatchObject([{ last: "0.36", tradeId: "3", origin: "live" }]);
  });

  test("of a market in which nothing was ever traded has none, and an empty side of its book is no fault", () => {
    expect(parse(ticker(-1, "0.00000000", { b: "0.00000000" }))).toMatchObject([
      { kind: "price", last: null, bid: null, ask: "0.3526", faults: 0 },
    ]);
    expect(parse(ticker(-1, "0.00000000", { b: "0.00000000", a: "0.00000000" }))).toEqual([{ kind: "ignored" }]);
  });

  test("with a price that is none is rejected, and its quote is good", () => {
    expect(parse(ticker(7, "abc"))).toMatchObject([
      { kind: "rejected", reason: "price-invalid" },
      { kind: "price", last: null, bid: "0.3521" },
    ]);
    expect(parse(ticker(7, "0", { b: "x", a: "0.3526" }))).toMatchObject([
      { kind: "rejected", reason: "price-zero" },
      { kind: "price", bid: null, ask: "0.3526", faults: 1 },
    ]);
  });
});

describe("the ticker beside the trades", () => {
  test("tells bid and ask alone once the trades are confirmed, and the price until then", () => {
    const [frame = ""] = session.subscribe(new Map([["NKN-USDT", tradesOnly]]));
    expect(parse(ticker(7, "0.35"))).toMatchObject([{ last: "0.35" }]);
    confirm(frame);
    expect(parse(ticker(8, "0.36"))).toMatchObject([{ last: null, bid: "0.3521" }]);
  });

  test("shows the trades between what it told last and the first one told by itself", () => {
    subscribe("NKN-USDT", shownOnly);
    parse(ticker(7, "0.35"));
    subscribe("NKN-USDT", tradesOnly);
    expect(parse(trade(10))).toMatchObject([{ kind: "missed", fromId: "8", toId: "9" }, { kind: "price" }]);
  });

  test("shows that the newest trade was lost, where the trades have not told it a ticker later", () => {
    subscribe("NKN-USDT");
    parse(trade(5));
    expect(parse(ticker(7, "0.35"))).toMatchObject([{ kind: "price", last: null }]);
    parse(trade(6, 6));
    expect(parse(ticker(8, "0.35"))).toMatchObject([
      { kind: "missed", symbol: "NKN-USDT", fromId: "7", toId: "7" },
      { kind: "price", last: null },
    ]);
    parse(trade(8));
    expect(parse(ticker(8, "0.35"))).toMatchObject([{ kind: "price" }]);
  });

  test("tells each trade that was lost once, however many tickers pass without a trade", () => {
    subscribe("NKN-USDT");
    parse(trade(5));
    parse(ticker(7, "0.35"));
    const told = [8, 9, 9, 9].flatMap((tradeId) => parse(ticker(tradeId, "0.35")));
    expect(told.filter(({ kind }) => kind === "missed")).toMatchObject([
      { fromId: "6", toId: "7" },
      { fromId: "8", toId: "8" },
      { fromId: "9", toId: "9" },
    ]);
  });

  test("leaves bid and ask to the book's own stream where that is confirmed", () => {
    subscribe("NKN-USDT", withQuotes);
    expect(parse(ticker(7, "0.35"))).toEqual([{ kind: "ignored" }]);
  });
});

describe("what a trade leaves to the ticker", () => {
  test("is nothing of a price, once the trade has told its own", () => {
    session.subscribe(new Map([["NKN-USDT", tradesOnly]]));
    parse(trade(5));
    expect(parse(ticker(5, "0.35"))).toMatchObject([{ kind: "price", last: null, bid: "0.3521" }]);
    expect(parse(ticker(-1, "0.35")), "of no trade").toMatchObject([{ kind: "price", last: null }]);
  });

  test("is the first price, of no known time, where the trade has none that can be read", () => {
    session.subscribe(new Map([["NKN-USDT", tradesOnly]]));
    expect(parse(trade(5, 5, { p: "abc" }))).toMatchObject([{ kind: "rejected" }]);
    expect(parse(ticker(5, "0.35"))).toMatchObject([{ last: "0.35", origin: "snapshot", at: null }]);
  });

  test("is no hole where the ticker tells the very next trade", () => {
    session.subscribe(new Map([["NKN-USDT", tradesOnly]]));
    parse(trade(5));
    expect(parse(ticker(6, "0.36"))).toMatchObject([{ kind: "price", last: "0.36", tradeId: "6" }]);
    expect(parse(ticker(8, "0.37"))).toMatchObject([
      { kind: "missed", fromId: "7", toId: "7" },
      { kind: "price", last: "0.37" },
    ]);
  });

  test("stands before a price that cannot be read, which stands before the quote", () => {
    session.subscribe(new Map([["NKN-USDT", tradesOnly]]));
    parse(trade(5));
    expect(parse(ticker(8, "abc"))).toMatchObject([
      { kind: "missed", fromId: "6", toId: "7" },
      { kind: "rejected", reason: "price-invalid" },
      { kind: "price", last: null, bid: "0.3521" },
    ]);
  });

  test("is not judged by a trade of no first id, which stands for itself", () => {
    subscribe("NKN-USDT");
    parse(trade(5));
    expect(parse(trade(6, 6, { f: undefined }))).toMatchObject([{ kind: "price", tradeId: "6" }]);
    expect(parse(trade(7))).toMatchObject([{ kind: "price", tradeId: "7" }]);
  });
});

test.each<[bid: unknown, ask: unknown, told: object]>([
  ["0.3521", "0.3526", { bid: "0.3521", bidNumber: 0.3521, ask: "0.3526", askNumber: 0.3526, faults: 0 }],
  [".5", "0.75000000", { bid: "0.5", bidNumber: 0.5, ask: "0.75", askNumber: 0.75, faults: 0 }],
  ["x", "0.3526", { bid: null, bidNumber: Number.NaN, ask: "0.3526", faults: 1 }],
  ["0.3521", "x", { bid: "0.3521", ask: null, askNumber: Number.NaN, faults: 2 }],
  ["0.00000000", "0.3526", { bid: null, ask: "0.3526", faults: 0 }],
  ["x", "0.0", { kind: "rejected", reason: "quote-invalid" }],
  ["0", "x", { kind: "rejected", reason: "quote-invalid" }],
  ["x", "y", { kind: "rejected", reason: "quote-invalid" }],
])("a book of %j and %j", (b, a, told) => {
  subscribe("NKN-USDT", withQuotes);
  expect(parse({ u: 1, s: "NKNUSDT", b, a })).toMatchObject([{ symbol: "NKN-USDT", ...told }]);
});

test("a ticker's price beside a book of which neither side can be read has both faults, and its number", () => {
  subscribe("NKN-USDT", shownOnly);
  expect(parse(ticker(7, "0.35", { b: "x", a: "y" }))).toMatchObject([
    { kind: "price", last: "0.35", lastNumber: 0.35, bid: null, ask: null, faults: 3 },
  ]);
  expect(parse(ticker(7, "0.35"))).toMatchObject([{ last: null, lastNumber: Number.NaN }]);
});
