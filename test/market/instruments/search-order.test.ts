/** In which order a search finds what fits: one venue's list, in the wrong order, and what was typed. */
import { expect, test } from "vitest";
import { InstrumentSearch } from "../../../main/market/instruments/search.ts";
import type { ListedInstrument } from "../../../preload/contract/listed-instrument.ts";

function listed(symbol: string, more: Partial<ListedInstrument> = {}): ListedInstrument {
  const [base = "", quote = ""] = symbol.split("-");
  const known = { symbol, wireSymbol: symbol, base, quote, name: null, tickSize: null };
  return { ...known, aliases: [], state: "trading", note: null, ...more };
}
const halted = (symbol: string, more: Partial<ListedInstrument> = {}) => listed(symbol, { ...more, state: "halted" });
const long = "LONG".repeat(9);

function order(text: string, instruments: readonly ListedInstrument[], label = "Kraken"): string[] {
  const search = new InstrumentSearch([{ venue: "kraken", label, instruments }]);
  return search.find(text, 9).map((found) => found.listed.symbol);
}

test.each<[string, string, ListedInstrument[]]>([
  ["the code itself before one that begins so", "eth", [halted("ETH-ZAR"), listed("ETHW-USD")]],
  ["the same of two words", "eth zar", [halted("ETH-ZAR"), listed("ETHW-ZAR")]],
  ["a code that begins so before a name that does", "eth", [halted("ETHW-ZAR"), listed("XX-USD", { name: "Ethic" })]],
  ["one of several codes that begins so as well", "eth", [halted("QQ-ZAR", { aliases: ["ETHW"] }), listed("WETH-USD")]],
  ["a name before a code with it inside", "eth", [halted("XX-ZAR", { name: "Ethic" }), listed("WETH-USD")]],
  ["what trades before what does not, whatever the quote", "eth", [listed("ETH-ZAR"), halted("ETH-USD")]],
  [
    "a delisted one is no better than a halted one",
    "eth",
    [listed("ETH-ZAR"), listed("ETH-USD", { state: "delisted" })],
  ],
  ["a usual quote before a short symbol", "lo", [listed(`${long}-USD`), listed("LONX-EUR")]],
  ["of two quotes that few use the shorter symbol", "lo", [listed("LONX-ZAR"), listed("LONXX-ZAR")]],
  [
    "a word that is a quote: those of that base first",
    "usd",
    [halted("USD-ZAR"), halted("USDC-USD"), listed("BTC-USD")],
  ],
  ["and those of which a name begins so", "usd", [listed("QQ-EUR", { name: "USD Q" }), listed("BTC-USD")]],
  ["and then a base with it inside is as good as the quote", "usd", [listed("BTC-USD"), listed("XUSD-EUR")]],
])("%s", (_what, text, expected) => {
  const symbols = expected.map(({ symbol }) => symbol);
  expect(order(text, expected.toReversed())).toEqual(symbols);
  expect(order(text, expected)).toEqual(symbols);
});

test.each<[string, string, ListedInstrument]>([
  ["the beginning of what the venue writes in one", "xethz", listed("ETH-USD", { wireSymbol: "XETHZUSD" })],
  ["the beginning of our symbol in one", "ethus", listed("ETH-USD", { wireSymbol: "XETHZUSD" })],
  ["a part of one of its codes", "eth", listed("QQ-EUR", { aliases: ["WETHX"] })],
  ["the beginning of the venue's name beside the base", "eth spo", listed("ETH-EUR")],
  ["the beginning of the quote beside the base", "eth eu", listed("ETH-EUR")],
])("it is found by %s", (_what, text, instrument) => {
  expect(order(text, [instrument], "Kraken Spot")).toEqual([instrument.symbol]);
});

test("the end of a venue's or a quote's name is none of them", () => {
  expect([order("eth aken", [listed("ETH-EUR")]), order("eth ur", [listed("ETH-EUR")])]).toEqual([[], []]);
});

test("of the venues that fit as well, one of that very name comes before one whose name begins so, else the first list", () => {
  const instruments = [listed("ETH-EUR")];
  const search = new InstrumentSearch(
    ["Spots", "Spot", "Spotted"].map((label) => ({ venue: label.toLowerCase(), label, instruments })),
  );
  const venues = (text: string): string[] => search.find(text, 9).map(({ venue }) => venue);
  expect(venues("eth spot")).toEqual(["spot", "spots", "spotted"]);
  expect(venues("eth")).toEqual(["spots", "spot", "spotted"]);
});

test("how much longer than any code of a person's a symbol is does not matter", () => {
  const [longer, shorter] = [listed(`LO${long}${long}-USD`), listed(`LO${long}-USD`)];
  expect(order("lo", [longer, shorter])).toEqual([longer.symbol, shorter.symbol]);
});
