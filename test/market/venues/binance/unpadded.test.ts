/** Binance pads every price and size to eight decimals; whatever way one comes in, it is told without that. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BinanceSession } from "../../../../main/market/venues/binance/session.ts";
import { unpadded } from "../../../../main/market/venues/binance/unpadded.ts";
import type { OpenedVenue } from "../../../../main/market/venues/session.ts";
import { parseText, tradesOnly, withQuotes } from "../session-client.ts";
import type { FakeBinance } from "../../../doubles/venues/binance/binance-venue.ts";
import { listedAs } from "./listed.ts";
import { good, minuteMs, openBinance } from "./opened-binance.ts";

test.for<[written: unknown, told: unknown]>([
  ["85041.01000000", "85041.01"],
  ["85041.10000000", "85041.10"],
  ["359.39000000", "359.39"],
  ["0.38210000", "0.3821"],
  ["0.00001230", "0.0000123"],
  ["0.00001234", "0.00001234"],
  ["5.00000000", "5.00"],
  ["5.00", "5.00"],
  ["5.0", "5.0"],
  ["100.", "100."],
  ["5000", "5000"],
  ["0.00000000", "0.00"],
  ["1.50000e-10", "1.50000e-10"],
  ["1.5e100", "1.5e100"],
  ["1.2.30000", "1.2.30"],
  ["x.00000000", "x.00"],
  ["1.abc0", "1.abc0"],
  ["1.:::0", "1.:::0"],
  ["0", "0"],
  ["", ""],
  [null, null],
  [undefined, undefined],
  [7, 7],
])("%j is told as %j", ([written, told]) => {
  expect(unpadded(written)).toBe(told);
});

describe("a padded price", () => {
  const never = new AbortController().signal;
  let venue: FakeBinance;
  let opened: OpenedVenue;
  let nowMs: number;

  beforeEach(async () => {
    ({ venue, opened, nowMs } = await openBinance());
    venue.trade("BTCUSDT", "85041.10000000", { size: "0.00100000", atMs: nowMs });
    venue.trade("ETHUSDT", "0.38210000");
  });
  afterEach(() => venue.stop());

  const btc = () => {
    const instrument = venue.instruments.get("BTCUSDT");
    const lastTrade = instrument?.lastTrade;
    if (instrument === undefined || !lastTrade) throw new Error("BTCUSDT was traded");
    return { instrument, lastTrade };
  };

  test.for([
    ["its usual writing", ""],
    ["any other", " "],
  ])("is told short by a trade in %s", ([, before]) => {
    const session = new BinanceSession(() => listedAs(["BTC", "USDT"]));
    session.subscribe(new Map([["BTC-USDT", tradesOnly]]));
    const frame = JSON.stringify(venue.aggTrade("BTCUSDT", btc().lastTrade));
    expect(parseText(session, `${before ?? ""}${frame}`)).toMatchObject([
      { channel: "trades", last: "85041.10", lastNumber: 85_041.1, size: "0.001" },
    ]);
  });

  test("is told short by the ticker and by the best bid and ask", () => {
    const session = new BinanceSession(() => listedAs(["BTC", "USDT"]));
    session.subscribe(new Map([["BTC-USDT", withQuotes]]));
    const sides = { bid: "85041.00000000", ask: "85041.20000000" };
    const told = { bid: "85041.00", bidNumber: 85_041, ask: "85041.20", askNumber: 85_041.2 };
    const ticker = { ...venue.ticker(btc().instrument), b: sides.bid, a: sides.ask };
    expect(parseText(session, JSON.stringify(ticker))).toMatchObject([{ last: "85041.10", ...told }]);
    const book = { u: 1, s: "BTCUSDT", b: sides.bid, B: "31.21000000", a: sides.ask, A: "40.66000000" };
    expect(parseText(session, JSON.stringify(book))).toMatchObject([told]);
  });

  test("is told short by REST, of one and of several, so that it is the text that the stream told", async () => {
    const one = good(await opened.rest.prices(["BTC-USDT"], never));
    const two = good(await opened.rest.prices(["BTC-USDT", "ETH-USDT"], never));
    for (const prices of [one, two]) expect(prices.get("BTC-USDT")).toMatchObject({ value: { last: "85041.10" } });
    expect(two.get("ETH-USDT")).toMatchObject({ value: { last: "0.3821" } });
  });

  test("is told short by past trades and by candles of either use", async () => {
    const span = { fromMs: nowMs - minuteMs, toMs: nowMs, afterTradeId: null, beforeTradeId: null };
    const { history, candles, candleSource } = opened.rest;
    expect(await history?.("BTC-USDT", span, never)).toMatchObject({
      value: { trades: [{ price: "85041.10", size: "0.001" }] },
    });
    const short = { open: "85041.10", high: "85041.10", low: "85041.10", close: "85041.10" };
    expect(await candles?.("BTC-USDT", nowMs, nowMs, never)).toMatchObject({ value: [short] });
    const page = { lengthMs: minuteMs, fromMs: nowMs - minuteMs, toMs: nowMs + minuteMs };
    expect(await candleSource?.fetch("BTC-USDT", page, never)).toMatchObject({ value: [short] });
  });
});
