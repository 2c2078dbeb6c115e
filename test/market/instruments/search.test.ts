/** What a search finds, as a table: what was typed, and what comes first. */
import { describe, expect, it } from "vitest";
import type { ListedInstrument } from "../../../preload/contract/listed-instrument.ts";
import { InstrumentSearch } from "../../../main/market/instruments/search.ts";
import { resolveSymbol } from "../../../main/market/instruments/resolve-symbol.ts";

function listed(symbol: string, wireSymbol: string, more: Partial<ListedInstrument> = {}): ListedInstrument {
  const at = symbol.lastIndexOf("-");
  return {
    symbol,
    wireSymbol,
    base: symbol.slice(0, at),
    quote: symbol.slice(at + 1),
    name: null,
    aliases: [],
    tickSize: null,
    state: "trading",
    note: null,
    ...more,
  };
}

const binance = ["BTC-USDT", "ETH-USDT", "ETH-BTC", "WBTC-BTC", "币安人生-USDT", "USDC-USDT"].map((symbol) =>
  listed(symbol, symbol.replace("-", "")),
);
const kraken = [
  listed("BTC-USD", "BTC/USD", { aliases: ["XBT"] }),
  listed("BTC-EUR", "BTC/EUR", { aliases: ["XBT"] }),
  listed("AAPLx-USD", "AAPLx/USD", { name: "Apple xStock" }),
  listed("ETH-USD", "ETH/USD", { state: "halted", note: "Cancel only." }),
];
const coinbase = ["BTC-USD", "BTC-EUR", "ETH-USD", "SOL-USD"].map((symbol) => listed(symbol, symbol));
const search = new InstrumentSearch([
  { venue: "coinbase", label: "Coinbase", instruments: coinbase },
  { venue: "kraken", label: "Kraken", instruments: kraken },
  { venue: "binance", label: "Binance", instruments: binance },
]);
const found = (text: string, limit = 20): string[] =>
  search.find(text, limit).map(({ venue, listed: { symbol } }) => `${venue}:${symbol}`);

describe("A search over the lists of several venues", () => {
  it.each([
    ["btc usd", ["coinbase:BTC-USD", "kraken:BTC-USD", "binance:BTC-USDT"]],
    ["BTC/USD", ["coinbase:BTC-USD", "kraken:BTC-USD", "binance:BTC-USDT"]],
    ["btcusdt", ["binance:BTC-USDT"]],
    ["xbt eur", ["coinbase:BTC-EUR", "kraken:BTC-EUR"]],
    ["bitcoin kraken", ["kraken:BTC-USD", "kraken:BTC-EUR"]],
    ["usd btc", ["coinbase:BTC-USD", "kraken:BTC-USD", "binance:BTC-USDT"]],
    ["apple", ["kraken:AAPLx-USD"]],
    ["aaplx", ["kraken:AAPLx-USD"]],
    ["币安", ["binance:币安人生-USDT"]],
    ["solana", ["coinbase:SOL-USD"]],
    ["ｂｔｃ　ＵＳＤ", ["coinbase:BTC-USD", "kraken:BTC-USD", "binance:BTC-USDT"]],
    ["\u202a\u200bsol\u202c", ["coinbase:SOL-USD"]],
  ])("finds for %j first %j", (text, first) => {
    expect(found(text).slice(0, first.length)).toEqual(first);
  });

  it("takes a name that the venue gives for as good as the same of ours", () => {
    const named = listed("BTC-USD", "BTC-USD", { name: "Bitcoin" });
    const cash = listed("BCH-USD", "BCH-USD", { name: "Bitcoin Cash" });
    const lists = [{ venue: "kraken", label: "Kraken", instruments: [cash, named, listed("BTC-EUR", "BTC/EUR")] }];
    const symbols = new InstrumentSearch(lists).find("bitcoin", 9).map(({ listed: { symbol } }) => symbol);
    expect(symbols).toEqual(["BTC-USD", "BTC-EUR", "BCH-USD"]);
  });

  it("puts what does not trade behind what does, and says why it does not", () => {
    expect(found("eth usd")).toEqual(["coinbase:ETH-USD", "binance:ETH-USDT", "kraken:ETH-USD"]);
    expect(search.find("eth kraken", 1)[0]?.listed.note).toBe("Cancel only.");
  });

  it("puts instruments of which the word is the base before those of which it is the quote", () => {
    const all = found("btc");
    expect(all.indexOf("binance:BTC-USDT")).toBeLessThan(all.indexOf("binance:ETH-BTC"));
    expect(all).toContain("binance:WBTC-BTC");
  });

  it.each(["", "   ", "-", "btc nothinglikeit", "qqq"])("finds nothing for %j", (text) => {
    expect(found(text)).toEqual([]);
  });

  it("puts usual quotes first, one that few trade in last, and of two alike the shorter one", () => {
    const odd = ["BTC-ZAR", "BTC-USD", "BTC-EUR", "BTC-USDT", "BTC-AUSD1"].map((symbol) => listed(symbol, symbol));
    const alone = new InstrumentSearch([{ venue: "coinbase", label: "Coinbase", instruments: odd }]);
    const order = alone.find("btc", 20).map(({ listed: { symbol } }) => symbol);
    expect(order[0]).toBe("BTC-USD");
    expect(order.slice(-2)).toEqual(["BTC-ZAR", "BTC-AUSD1"]);
    expect(alone.find("btc zar", 1)[0]?.listed.symbol).toBe("BTC-ZAR");
  });

  it("gives no more than it is asked for", () => {
    expect(found("usd", 2)).toHaveLength(2);
  });
});

describe("A symbol as somebody wrote it", () => {
  it.each([
    ["BTCUSDT", binance, "BTC-USDT"],
    ["btcusdt", binance, "BTC-USDT"],
    ["btc-usdt", binance, "BTC-USDT"],
    ["BTC/USDT", binance, "BTC-USDT"],
    ["币安人生USDT", binance, "币安人生-USDT"],
    ["BTC/USD", kraken, "BTC-USD"],
    ["XBT/USD", kraken, "BTC-USD"],
    ["xbt-eur", kraken, "BTC-EUR"],
    ["aaplx-usd", kraken, "AAPLx-USD"],
    ["AAPLX-USD", kraken, "AAPLx-USD"],
    ["AAPLx-USD", kraken, "AAPLx-USD"],
    ["BTCUSD", coinbase, "BTC-USD"],
    ["xbtusd", kraken, "BTC-USD"],
    ["B-TCUSD", coinbase, "B-TCUSD"],
    ["ｂｔｃ－ｕｓｄ", coinbase, "BTC-USD"],
    ["BTC-USD\u200b", coinbase, "BTC-USD"],
    ["NEW-USD", kraken, "NEW-USD"],
    ["new-usd", kraken, "NEW-USD"],
    ["btc-usd", [], "BTC-USD"],
    ["AAPLx-USD", [], "AAPLx-USD"],
  ])("%s is the instrument that the list has", (written, list, symbol) => {
    expect(resolveSymbol(written, list)).toBe(symbol);
  });

  it("is the first of a list that has it exactly, by our way of writing it or the venue's, whatever else is like it", () => {
    const same = [listed("ABc-USD", "X1"), listed("ABC-USD", "X2"), listed("Abc-USD", "X1")];
    expect(["X1", "X2", "ABC-USD"].map((written) => resolveSymbol(written, same))).toEqual([
      "ABc-USD",
      "ABC-USD",
      "ABC-USD",
    ]);
  });

  it("may be by a code that we know and the venue does not", () => {
    expect(resolveSymbol("xbt-usd", coinbase)).toBe("BTC-USD");
  });

  it("is left as it is where two instruments could be meant", () => {
    const two = [listed("ABc-USD", "ABc/USD"), listed("abC-USD", "abC/USD")];
    expect(resolveSymbol("ABC-USD", two)).toBe("ABC-USD");
    const quotes = [listed("ADA-USD", "ADA/USD"), listed("AD-AUSD", "AD/AUSD")];
    expect(resolveSymbol("ADAUSD", quotes)).toBe("ADAUSD");
  });
});
