/** Trades that are written as always are read from their bytes; the outcome is the one that `JSON.parse` would give. */
import { readdirSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { usualTrade as binanceTrade } from "../../../main/market/venues/binance/frames.ts";
import { BinanceSession } from "../../../main/market/venues/binance/session.ts";
import { unpadded } from "../../../main/market/venues/binance/unpadded.ts";
import { usualMatch as coinbaseTrade } from "../../../main/market/venues/coinbase/frames.ts";
import { CoinbaseSession } from "../../../main/market/venues/coinbase/session.ts";
import { usualTrade as krakenTrade } from "../../../main/market/venues/kraken/frames.ts";
import { KrakenSession } from "../../../main/market/venues/kraken/session.ts";
import type { SessionPrice, VenueSession } from "../../../main/market/venues/session.ts";
import * as hole from "../../../main/market/venues/trade-template.ts";
import fc from "../../doubles/generated.ts";
import { listedAs } from "./binance/listed.ts";
import { recordedFrame } from "./recorded-frame.ts";
import { parseText, withQuotes } from "./session-client.ts";

const template = hole.tradeTemplate`{"s":"${hole.symbol}","p":${hole.price},"q":"${hole.size}","f":${hole.firstId},"l":${hole.id},"t":"${hole.time}","b":${hole.anyBoolean},"x":"${hole.anyText}","E":${hole.sentNumber}}`;
const usual = '{"s":"A","p":0.130,"q":"70","f":8,"l":12,"t":"now","b":true,"x":"any","E":1633998523963}';
const subscriptions = new Map([
  ["A", { symbol: "A-USD" }],
  ["币", { symbol: "币-USD" }],
]);
const tell = (_: unknown, trade: SessionPrice): SessionPrice => trade;
const reads = (text: string) => template.read(text, subscriptions, tell);

describe("a trade that is written as the template", () => {
  test("is read with everything that it says, in the venue's own digits", () => {
    const told = vi.fn(tell);
    expect(template.read(usual, subscriptions, told)).toEqual({
      ...{ kind: "price", channel: "trades", symbol: "A-USD", last: "0.130", lastNumber: 0.13, size: "70" },
      ...{ bid: null, bidNumber: Number.NaN, ask: null, askNumber: Number.NaN, tradeId: "12", at: "now" },
      ...{ faults: 0, origin: "live", sentAt: "1633998523963" },
    });
    expect(told).toHaveBeenCalledExactlyOnceWith(subscriptions.get("A"), expect.anything(), "8");
  });

  test.each(["0.5", "1", "10.50", "9999999999999.9", "123456789012345", "0.0000000000001"])("at %s", (price) => {
    expect(reads(usual.replace("0.130", price))).toMatchObject({ last: price, lastNumber: Number(price) });
  });

  test.each([
    ["45000.00000000", "45000.00"],
    ["45000.10000000", "45000.10"],
    ["45000.00100000", "45000.001"],
    ["0.00001230", "0.0000123"],
    ["0.00000001", "0.00000001"],
    ["1234567890.12000000", "1234567890.12"],
    ["5.00", "5.00"],
  ])("at %s, without the zeros with which its venue pads decimals", (written, shown) => {
    const padded = hole.tradeTemplate`{"s":"${hole.symbol}","p":"${hole.paddedPrice}","q":"${hole.paddedSize}","l":${hole.id}}`;
    const text = `{"s":"A","p":"${written}","q":"${written}","l":5}`;
    const read = padded.read(text, subscriptions, tell);
    // Its time and the first of its ids, which this template has no place for, are none.
    expect(read).toMatchObject({ last: shown, lastNumber: Number(written), size: shown, at: null, sentAt: null });
    expect(padded.read(text, subscriptions, (_one, trade, firstId) => ({ ...trade, tradeId: firstId }))).toMatchObject({
      tradeId: null,
    });
    expect(unpadded(written)).toBe(shown);
    for (const unlike of ["5", "5.0", "0.00000000", "05.00", ".50", "5.00x", "-5.00", "1234567890123.12", ""])
      expect(padded.read(text.replace(written, unlike), subscriptions, tell)).toBeNull();
  });

  test("of as many digits as a double holds, and as long as trades are, is read, and of one more is not", () => {
    const digits = "123456789012345";
    for (const [from, to] of [
      ['"q":"70"', `"q":"${digits}"`],
      ['"l":12', `"l":${digits}`],
      ["any", "a".repeat(320 - usual.length + 3)],
    ] as const) {
      expect(reads(usual.replace(from, to))).not.toBeNull();
      expect(reads(usual.replace(from, to.replace(/5|a/, "$&$&")))).toBeNull();
    }
  });

  test("of letters beyond ASCII", () => {
    expect(reads(usual.replace('"A"', '"币"'))).toMatchObject({ symbol: "币-USD" });
  });

  test.each([
    ["an instrument that was not subscribed", '"A"', '"B"'],
    ["a price of zero", "0.130", "0.000"],
    ["a price of nothing", "0.130", ""],
    ["a price below zero", "0.130", "-1"],
    ["a price with a zero before it", "0.130", "01.5"],
    ["a price without digits before its point", "0.130", ".5"],
    ["a price without digits after its point", "0.130", "5."],
    ["a price with two points", "0.130", "1.2.3"],
    ["a price with an exponent", "0.130", "1e5"],
    ["a price as text", "0.130", '"1"'],
    ["a price of more digits than a double holds", "0.130", "1234567890123456"],
    ["the same with a point", "0.130", "1.234567890123456"],
    ["an id with a point", '"l":12', '"l":1.2'],
    ["an id with a zero before it", '"l":12', '"l":012'],
    ["an id of more digits than a double holds", '"l":12', '"l":1234567890123456'],
    ["no symbol", '"A"', '""'],
    ["a symbol with an escape", '"A"', '"\\u0041"'],
    ["a control character in what is not used", '"any"', '"a\ny"'],
    ["another literal", "true", "null"],
    ["a literal that goes on", "true", "truey"],
    ["a space", '"p":', '"p": '],
    ["another field", '{"s"', '{"a":1,"s"'],
    ["more after its end", "963}", "963}}"],
    ["an end too early", "963}", "963"],
    ["a text that makes it longer than trades are", "any", "a".repeat(300)],
    ["another name", '"f"', '"g"'],
  ])("is left to others with %s", (_, written, otherwise) => {
    expect(reads(usual)).not.toBeNull();
    expect(reads(usual.replace(written, otherwise))).toBeNull();
  });

  test.each([
    [1_500, "zeros", "0".repeat(1_500)],
    [100, "zeros", "0".repeat(100)],
    [100, "zeros and a one", `${"0".repeat(100)}1`],
    [100, "ones", "1".repeat(100)],
    [1_000_000, "zeros", "0".repeat(1_000_000)],
    [1_000_000, "zeros and a one", `${"0".repeat(1_000_000)}1`],
  ])("is left to others at once with a price or size of %d %s", (_count, _of, digits) => {
    const padded = hole.tradeTemplate`{"p":"${hole.paddedPrice}","q":"${hole.paddedSize}","s":"${hole.symbol}"}`;
    const plain = hole.tradeTemplate`{"p":"${hole.price}","q":"${hole.size}","s":"${hole.symbol}"}`;
    const startedMs = performance.now();
    for (const one of [padded, plain]) {
      for (const symbol of ["", "A"]) {
        for (const [price, size] of [
          [`1.00${digits}`, "1.00"],
          ["1.00", `1.00${digits}`],
          [`1.00${digits}`, `1.00${digits}`],
          [digits, digits],
        ])
          expect(one.read(`{"p":"${price}","q":"${size}","s":"${symbol}"}`, subscriptions, tell)).toBeNull();
      }
    }
    // Where zeros could be divided in two ways, price and size of 1500 took some seconds, and a megabyte would take days.
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });

  test("is left to others wherever it ends", () => {
    for (let length = 0; length < usual.length; length++) expect(reads(usual.slice(0, length))).toBeNull();
  });
});

/** A trade of each venue as it is written, of values that may be none. */
interface Written {
  readonly symbol: string;
  readonly price: string;
  readonly size: string;
  readonly id: string;
  readonly firstId: string;
  readonly time: string;
}
const venues: Readonly<
  Record<
    string,
    { template: hole.TradeTemplate; recorded: string; session: () => VenueSession; frame: (trade: Written) => string }
  >
> = {
  coinbase: {
    template: coinbaseTrade,
    recorded: recordedFrame("coinbase", "match_SKL-BTC_2021"),
    session: () => new CoinbaseSession(),
    frame: ({ symbol, price, size, id, time }) =>
      `{"type":"match","trade_id":${id},"maker_order_id":"a-1","taker_order_id":"b-2","side":"sell","size":"${size}","price":"${price}","product_id":"${symbol}","sequence":7,"time":"${time}"}`,
  },
  kraken: {
    template: krakenTrade,
    recorded: recordedFrame("kraken", "trade_update_2026_two_trades").replace(/,\{.*\}\]/, "]"),
    session: () => new KrakenSession((symbol) => symbol.replace("-", "/")),
    frame: ({ symbol, price, size, id, time }) =>
      `{"channel":"trade","type":"update","data":[{"symbol":"${symbol.replace("-", "/")}","side":"buy","price":${price},"qty":${size},"ord_type":"limit","trade_id":${id},"timestamp":"${time}"}]}`,
  },
  binance: {
    template: binanceTrade,
    recorded: JSON.stringify((JSON.parse(recordedFrame("binance", "combined_aggTrade_2021")) as { data: object }).data),
    session: () => new BinanceSession(() => listedAs(["SKL", "BTC"], ["BTC", "USD"], ["NKN", "USDT"])),
    frame: ({ symbol, price, size, id, firstId, time }) =>
      `{"e":"aggTrade","E":${time},"s":"${symbol.replace("-", "")}","a":5,"p":"${price}","q":"${size}","f":${firstId},"l":${id},"T":${time},"m":true,"M":true}`,
  },
};

describe.each(Object.entries(venues))("%s", (name, { template: usualTrade, recorded, session, frame }) => {
  const symbols = ["SKL-BTC", "BTC-USD", "NKN-USDT"];
  const subscribed = (): VenueSession => {
    const one = session();
    one.subscribe(new Map(symbols.map((symbol) => [symbol, withQuotes])));
    return one;
  };

  test("a recorded trade is read without JSON.parse", () => {
    const any = { get: () => ({ symbol: "any" }) };
    expect(usualTrade.read(recorded, any, tell)).toMatchObject({ symbol: "any" });
    expect(parseText(subscribed(), recorded)).toMatchObject([{ kind: "price", origin: "live" }]);
  });

  test("frames mean what JSON.parse makes of them, one after the other, however they are written or broken", () => {
    const folder = new URL(`../../fixtures/frames/${name}/`, import.meta.url);
    const recordedFrames = readdirSync(folder).map((file) => recordedFrame(name, file.replace(/\.json$/, "")));
    const decimal = fc.oneof(
      fc.constantFrom(
        "0",
        "0.0",
        "1.5",
        "45000.00000000",
        "0.00001230",
        "5.10000000",
        "5.1",
        "0.00000000",
        "1234567890.10000000",
        "12345678901234.10000000",
        "1.5e-10",
        "01",
        "1.",
        ".5",
        "1e-7",
        "-1",
        "1234567890123456.7",
        "",
      ),
      fc.nat(100_000).map((cents) => (cents / 100).toFixed(2)),
    );
    const id = fc.oneof(
      fc.nat(30).map(String),
      fc.constantFrom("9007199254740993", "007", "1.0", "-1", '"5"', "null", ""),
    );
    const written = fc.record({
      symbol: fc.constantFrom(...symbols, "ETH-USD", "", "币-USD", "S\\u004bL-BTC"),
      price: decimal,
      size: decimal,
      id,
      firstId: id,
      time: fc.constantFrom("1633998523963", "2026-10-06T18:14:44.947782Z", "", "0"),
    });
    const whole = fc.oneof(written.map(frame), fc.constantFrom(recorded, ...recordedFrames));
    const cut = fc.record({
      at: fc.nat(300),
      drop: fc.nat(3),
      put: fc.oneof(
        fc.constantFrom("", '"', "\\", ",", ":", "{", "}", " ", "\0", "é", ".", "0", "-", "1"),
        fc.string(),
      ),
    });
    const broken = fc
      .tuple(whole, fc.array(cut, { maxLength: 2 }))
      .map(([text, cuts]) =>
        cuts.reduce((left, { at, drop, put }) => left.slice(0, at) + put + left.slice(at + drop), text),
      );
    fc.assert(
      fc.property(fc.array(fc.oneof(whole, broken), { minLength: 1, maxLength: 8 }), (texts) => {
        const [ours, byJson] = [subscribed(), subscribed()];
        // A space before it changes nothing of what a text means, and is in no template.
        for (const text of texts) expect(parseText(ours, text)).toEqual(parseText(byJson, ` ${text}`));
      }),
      { numRuns: 1_000 },
    );
  });
});
