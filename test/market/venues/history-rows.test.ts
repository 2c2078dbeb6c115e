/** Trades and candles of the past, row by row, and which of them lie in a span by id or by time: each end itself. */
import { describe, expect, test } from "vitest";
import { readAll, readCandle, readPastTrade, TradeSpan } from "../../../main/market/venues/history-rows.ts";
import type { Span } from "../../../main/market/venues/session.ts";

const candle = { openMs: 60_000, lengthMs: 60_000, open: "1.0", high: "2.0", low: "0.5", close: "1.5" };

test("a candle is read as it stands, its prices plain", () => {
  expect(readCandle({ ...candle, open: 1, close: "15e-1" })).toEqual({ ...candle, open: "1", close: "1.5" });
  expect(readCandle({ ...candle, high: "1", low: "1", open: "1", close: "1" })).not.toBeNull();
});

test.each<[string, object]>([
  ["no time", { openMs: Number.NaN }],
  ["no open", { open: undefined }],
  ["a high of zero", { high: "0" }],
  ["a low in words", { low: "low" }],
  ["no close", { close: null }],
  ["high and low the wrong way round", { high: "0.5", low: "2.0" }],
])("a candle with %s is none", (_what, changed) => {
  expect(readCandle({ ...candle, ...changed })).toBeNull();
});

const trade = { tradeId: "7", price: "1.5", size: "2", atMs: 5 };

test("a trade is read as it stands", () => {
  expect(readPastTrade({ ...trade, price: 1.5, size: 2 })).toEqual(trade);
});

test.each<[string, object]>([
  ["no id", { tradeId: null }],
  ["no price", { price: "" }],
  ["no size", { size: undefined }],
  ["no time", { atMs: Number.NaN }],
])("a trade with %s is none", (_what, changed) => {
  expect(readPastTrade({ ...trade, ...changed })).toBeNull();
});

test("all rows, or none where one cannot be read", () => {
  const even = (n: number): number | null => (n % 2 === 0 ? n : null);
  expect(readAll([2, 4], even)).toEqual([2, 4]);
  expect(readAll([2, 3, 4], even)).toBeNull();
  expect(readAll([], even)).toEqual([]);
});

describe("a span", () => {
  const span = (ends: Partial<Span>): TradeSpan =>
    new TradeSpan({ fromMs: 100, toMs: 200, afterTradeId: null, beforeTradeId: null, ...ends });
  const at = (tradeId: string, atMs: number) => ({ ...trade, tradeId, atMs });

  test("between two ids holds those between them, whatever their times", () => {
    const between = span({ afterTradeId: "10", beforeTradeId: "14" });
    expect([between.afterId, between.beforeId, between.count]).toEqual([10, 14, 3]);
    expect(["10", "11", "13", "14"].map((id) => between.has(at(id, 999)))).toEqual([false, true, true, false]);
    expect(["10", "11"].map((id) => between.isBefore(at(id, 0)))).toEqual([true, false]);
    expect(["13", "14"].map((id) => between.isAfter(at(id, 0)))).toEqual([false, true]);
  });

  test("of neighbours holds nothing, and never less than that", () => {
    expect(span({ afterTradeId: "10", beforeTradeId: "11" }).count).toBe(0);
    expect(span({ afterTradeId: "10", beforeTradeId: "5" }).count).toBe(0);
  });

  test("without ids goes by time, its ends included", () => {
    const timed = span({});
    expect(timed.count).toBeNull();
    expect([99, 100, 200, 201].map((atMs) => timed.has(at("1", atMs)))).toEqual([false, true, true, false]);
  });

  test("with one id goes by it on that side alone, and holds nobody knows how many", () => {
    const after = span({ afterTradeId: "10" });
    expect([after.count, after.has(at("11", 0)), after.has(at("11", 201))]).toEqual([null, true, false]);
    const before = span({ beforeTradeId: "10" });
    expect([before.count, before.has(at("9", 999)), before.has(at("9", 99))]).toEqual([null, true, false]);
  });

  test.each(["9007199254740993", "abc"])("takes %s for no id: it cannot be counted", (tradeId) => {
    expect(span({ afterTradeId: tradeId, beforeTradeId: "5" })).toMatchObject({ afterId: null, count: null });
  });
});
