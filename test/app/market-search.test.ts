/** What a search answers over several venues, one of them without a list. */
import { describe, expect, it } from "vitest";
import { InstrumentLists } from "../../main/app/instrument-lists.ts";
import { searchMarkets } from "../../main/app/market-search.ts";
import type { ListedInstrument } from "../../preload/contract/listed-instrument.ts";
import { ManualClock } from "../doubles/clock.ts";

function listed(symbol: string, more: Partial<ListedInstrument> = {}): ListedInstrument {
  const [base = "", quote = ""] = symbol.split("-");
  return {
    symbol,
    wireSymbol: base + quote,
    base,
    quote,
    name: null,
    aliases: [],
    tickSize: "0.01",
    state: "trading",
    note: null,
    ...more,
  };
}

function setUp() {
  const clock = new ManualClock();
  const instruments = [listed("BTC-USDT"), listed("OLD-USDT", { state: "delisted", note: "Delisted in May." })];
  const lists = new InstrumentLists({
    clock,
    kept: { get: () => ({ instruments, readMs: clock.now().wallMs }), put: () => false },
  });
  lists.follow({ id: "binance", label: "Binance" }, () => Promise.reject(new Error("is fresh enough")));
  lists.follow({ id: "securitypro", label: "SecurityPro" }, null);
  const search = (text: string, limit?: number) =>
    searchMarkets(limit === undefined ? { text } : { text, limit }, lists, (key) => key === "binance:BTC-USDT");
  return {
    lists,
    search,
    keys: (text: string, limit?: number) => search(text, limit).map(({ instrument }) => instrument),
  };
}

describe("A search", () => {
  it("gives what the lists have first, then what was typed where a venue has no list", () => {
    expect(setUp().keys("btc usdt")).toEqual([
      { venue: "binance", symbol: "BTC-USDT" },
      { venue: "securitypro", symbol: "BTC-USDT" },
    ]);
  });

  it("says whether it is watched, whether a list has it, and why it does not trade", () => {
    const { search } = setUp();
    expect(search("btc")[0]).toMatchObject({ isWatched: true, isListed: true, wireSymbol: "BTCUSDT", note: null });
    expect(search("btc-eur")).toMatchObject([{ isWatched: false, isListed: false, base: "BTC", quote: "EUR" }]);
    expect(search("old")[0]).toMatchObject({ state: "delisted", note: "Delisted in May." });
  });

  it.each(["$$", "a", "", "x".repeat(60)])("offers nothing as typed for %j", (text) => {
    expect(
      setUp()
        .keys(text)
        .filter(({ venue }) => venue === "securitypro"),
    ).toEqual([]);
  });

  it("keeps room for what was typed, and for one that is listed", () => {
    expect(
      setUp()
        .keys("usdt", 2)
        .map(({ venue }) => venue),
    ).toEqual(["binance", "securitypro"]);
    expect(
      setUp()
        .keys("btc-usdt", 1)
        .map(({ venue }) => venue),
    ).toEqual(["binance"]);
  });

  it("does not offer a symbol of a venue that is off", () => {
    const { lists, keys } = setUp();
    lists.unfollow("securitypro");
    lists.unfollow("binance");
    expect(keys("btc-usdt")).toEqual([]);
  });
});
