import { describe, expect, it } from "vitest";
import { matchesOf } from "../../../renderer/palette/matches.ts";

const watched = ["BTC-USD", "ETH-USD", "DOGE-USD"];
const known = ["BTC-USD", "UNI-USD", "MATIC-USD"];

describe("the quick search", () => {
  it("offers what is watched before what could be, and what begins with the text before what holds it", () => {
    expect(matchesOf("", watched, known).map(({ symbol, how }) => `${how} ${symbol}`)).toEqual([
      "open BTC-USD",
      "open ETH-USD",
      "open DOGE-USD",
      "add UNI-USD",
      "add MATIC-USD",
    ]);
    expect(
      matchesOf("e", watched, known)
        .map(({ symbol }) => symbol)
        .slice(0, 2),
    ).toEqual(["ETH-USD", "DOGE-USD"]);
  });

  it("offers what was typed where the venue may have it, written as symbols are", () => {
    expect(matchesOf("sol usd", watched, known)).toEqual([{ symbol: "SOL-USD", how: "add" }]);
    expect(matchesOf("btc-usd", watched, known)).toEqual([{ symbol: "BTC-USD", how: "open" }]);
    expect(matchesOf("$$", watched, known)).toEqual([]);
  });

  it("keeps room for what was typed among many", () => {
    const many = Array.from({ length: 50 }, (_, index) => `A${index}-USD`);
    const matches = matchesOf("a1", many, [], 5);
    expect(matches).toHaveLength(5);
    expect(matchesOf("a", many, [], 5).every(({ how }) => how === "open")).toBe(true);
    expect(matches.at(-1)).toEqual({ symbol: "A1", how: "add" });
  });
});
