import { describe, expect, it } from "vitest";
import type { FoundInstrument } from "../../../preload/contract/listed-instrument.ts";
import { matchesOf } from "../../../renderer/palette/matches.ts";

const watched = ["BTC-USD", "ETH-USD", "DOGE-USD"].map((symbol) => ({ venue: "demo", symbol }));

function found(symbol: string, more: Partial<FoundInstrument> = {}): FoundInstrument {
  const [base = "", quote = ""] = symbol.split("-");
  return {
    instrument: { venue: "demo", symbol },
    wireSymbol: symbol,
    base,
    quote,
    name: null,
    tickSize: null,
    state: "trading",
    note: null,
    isListed: true,
    isWatched: false,
    ...more,
  };
}
const shown = (...given: Parameters<typeof matchesOf>): string[] =>
  matchesOf(...given).map(({ how, instrument: { symbol } }) => `${how} ${symbol}`);

describe("the quick search", () => {
  it("offers what is watched before what could be, and what begins with the text before what holds it", () => {
    expect(shown("", watched, [])).toEqual(["open BTC-USD", "open ETH-USD", "open DOGE-USD"]);
    expect(shown("e", watched, [found("ENJ-USD")])).toEqual(["open ETH-USD", "open DOGE-USD", "add ENJ-USD"]);
    expect(shown("btc usd", watched, [found("BTC-USDC")])).toEqual(["open BTC-USD", "add BTC-USDC"]);
  });

  it("opens what is watched where it was found by its name, and offers it once", () => {
    expect(shown("bitcoin", watched, [found("BTC-USD", { isWatched: true }), found("BTC-EUR")])).toEqual([
      "open BTC-USD",
      "add BTC-EUR",
    ]);
  });

  it("takes the same symbol on two venues for two instruments", () => {
    const kraken = found("BTC-USD", { instrument: { venue: "kraken", symbol: "BTC-USD" } });
    expect(matchesOf("btc-usd", watched, [kraken]).map(({ key, how }) => `${how} ${key}`)).toEqual([
      "open demo:BTC-USD",
      "add kraken:BTC-USD",
    ]);
  });

  it("says of one that does not trade that it does not, and of one that no list has that it has to be asked for", () => {
    const halted = found("LUNA-USD", { state: "halted", note: "Cancel only." });
    const typed = found("LUNA-USD", { instrument: { venue: "own", symbol: "LUNA-USD" }, isListed: false });
    expect(matchesOf("luna", [], [halted, typed]).map(({ trouble, isUnlisted }) => ({ trouble, isUnlisted }))).toEqual([
      { trouble: { state: "halted", note: "Cancel only." }, isUnlisted: false },
      { trouble: null, isUnlisted: true },
    ]);
  });

  it("keeps room for what was typed among many", () => {
    const many = Array.from({ length: 50 }, (_, index) => found(`A${index}-USD`));
    const typed = found("A1", { isListed: false, state: "unknown" });
    const matches = matchesOf("a1", [], [...many, typed], 5);
    expect(matches).toHaveLength(5);
    expect(matches.at(-1)).toMatchObject({ instrument: { symbol: "A1" }, how: "add", isUnlisted: true });
  });
});
