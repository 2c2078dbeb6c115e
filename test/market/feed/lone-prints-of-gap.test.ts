/** A lone absurd print among the trades of a gap is dropped as it would have been live. */
import { describe, expect, test } from "vitest";
import { FeedCounters } from "../../../main/market/feed/counters.ts";
import { withoutLonePrints } from "../../../main/market/feed/outlier-filter.ts";
import { TickFilter } from "../../../main/market/feed/tick-filter.ts";

describe("the guard over trades of a gap", () => {
  const left = (prices: readonly string[], everyMs = 1_000): string[] =>
    withoutLonePrints(prices.map((price, at) => ({ price, atMs: at * everyMs }))).map(({ price }) => price);

  test.each<[string, string[], string[]]>([
    ["the $0.06 print", ["45000", "0.06", "45001"], ["45000", "45001"]],
    ["a real crash: two alike", ["100", "60", "61", "100"], ["100", "60", "61", "100"]],
    ["exactly 20 percent is none", ["100", "120", "80"], ["100", "120", "80"]],
    ["near neither: the new one is judged as well", ["100", "0.06", "50", "51"], ["100", "50", "51"]],
    ["one after another", ["100", "1", "1000", "100"], ["100", "100"]],
    ["two with one that counts between them", ["100", "1", "101", "50", "102"], ["100", "101", "102"]],
    ["the first, of which nothing is known", ["0.06", "45000", "45000"], ["0.06", "45000", "45000"]],
    ["the last, as well", ["45000", "45000", "0.06"], ["45000", "45000", "0.06"]],
  ])("%s", (_, prices, kept) => {
    expect(left(prices)).toEqual(kept);
  });

  test("no longer than 60 s after the trade before", () => {
    expect(left(["100", "50", "100"], 60_000)).toEqual(["100", "100"]);
    expect(left(["100", "50", "100"], 60_001)).toEqual(["100", "50", "100"]);
  });

  test.each<[boolean, string[], number]>([
    [true, ["100", "101"], 1],
    [false, ["100", "1", "101"], 0],
  ])("on: %s", (guard, kept, absurd) => {
    const counts = new FeedCounters();
    const filter = new TickFilter({ counts, backfills: null as never, guard });
    const trades = ["100", "1", "101"].map((price, at) => ({ price, atMs: at, tradeId: String(at), size: "1" }));
    const judged = filter.judgePast({ kind: "trades", trades, complete: true });
    expect(judged.kind === "trades" && judged.trades.map(({ price }) => price)).toEqual(kept);
    expect(counts.absurd).toBe(absurd);
    const candle = { openMs: 0, lengthMs: 60_000, open: "100", high: "900", low: "1", close: "100" };
    const candles = { kind: "candles", candles: [candle], complete: true } as const;
    expect(filter.judgePast(candles)).toBe(candles);
  });
});
