import { describe, expect, it } from "vitest";
import type { Instrument } from "../../../preload/contract/instrument.ts";
import { matchesOf } from "../../../renderer/palette/matches.ts";

const on = (venue: string, ...symbols: string[]): Instrument[] => symbols.map((symbol) => ({ venue, symbol }));
const watched = on("demo", "BTC-USD", "ETH-USD", "DOGE-USD");
const known = on("demo", "BTC-USD", "UNI-USD", "MATIC-USD");
const demo = ["demo"];

describe("the quick search", () => {
  it("offers what is watched before what could be, and what begins with the text before what holds it", () => {
    expect(matchesOf("", watched, known, demo).map(({ instrument, how }) => `${how} ${instrument.symbol}`)).toEqual([
      "open BTC-USD",
      "open ETH-USD",
      "open DOGE-USD",
      "add UNI-USD",
      "add MATIC-USD",
    ]);
    expect(
      matchesOf("e", watched, known, demo)
        .map(({ instrument }) => instrument.symbol)
        .slice(0, 2),
    ).toEqual(["ETH-USD", "DOGE-USD"]);
  });

  it("offers what was typed where the venue may have it, written as symbols are", () => {
    expect(matchesOf("sol usd", watched, known, demo)).toEqual([
      { instrument: { venue: "demo", symbol: "SOL-USD" }, how: "add" },
    ]);
    expect(matchesOf("btc-usd", watched, known, demo)).toEqual([
      { instrument: { venue: "demo", symbol: "BTC-USD" }, how: "open" },
    ]);
    expect(matchesOf("$$", watched, known, demo)).toEqual([]);
  });

  it("offers a symbol on each venue that is on, and never takes one venue's for another's", () => {
    const found = matchesOf("btc-usd", watched, on("kraken", "BTC-USD"), ["coinbase", "kraken", "demo"]);
    expect(found.map(({ instrument, how }) => `${how} ${instrument.venue}:${instrument.symbol}`)).toEqual([
      "open demo:BTC-USD",
      "add kraken:BTC-USD",
      "add coinbase:BTC-USD",
    ]);
  });

  it("keeps room for what was typed among many", () => {
    const many = on("demo", ...Array.from({ length: 50 }, (_, index) => `A${index}-USD`));
    const matches = matchesOf("a1", many, [], demo, 5);
    expect(matches).toHaveLength(5);
    expect(matchesOf("a", many, [], demo, 5).every(({ how }) => how === "open")).toBe(true);
    expect(matches.at(-1)).toEqual({ instrument: { venue: "demo", symbol: "A1" }, how: "add" });
  });
});
