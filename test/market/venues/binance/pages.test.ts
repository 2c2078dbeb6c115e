/** Which pages of Binance's past are asked for, when that ends, and whether what came is all of it. */
import { beforeEach, describe, expect, test } from "vitest";
import { fetchCandlePage, lengthsMs } from "../../../../main/market/venues/binance/candle-source.ts";
import { fetchCandles } from "../../../../main/market/venues/binance/candles.ts";
import { fetchHistory } from "../../../../main/market/venues/binance/history.ts";
import type { RestAnswer, RestOutcome, RestRequest, Span } from "../../../../main/market/venues/session.ts";
import { away, json, never } from "../rest-answer.ts";

const minuteMs = 60_000;
const market = { symbol: "A-USDT", wireSymbol: "AUSDT" };
let asked: RestRequest[];
let answers: RestOutcome<RestAnswer>[];
const gate = {
  get: (request: RestRequest) => (asked.push(request), Promise.resolve(answers.shift() ?? json([]))),
  holdOff: () => undefined,
};
const queries = () => asked.map(({ path }) => Object.fromEntries(new URL(path, "http://x").searchParams));

beforeEach(() => {
  asked = [];
  answers = [];
});

/** The fills `f` to `l` at a time; the aggregate's own number is 1,000 more than its last fill's. */
const fill = (f: number, l: number, T: number, fields: object = {}) => ({
  a: l + 1_000,
  p: "5.00000000",
  q: "1.00000000",
  f,
  l,
  T,
  ...fields,
});
/** `count` trades from the id `first` on at `fromMs`, the last of them at `lastMs`. */
const fills = (first: number, count: number, fromMs: number, lastMs = fromMs) =>
  Array.from({ length: count }, (_, at) => fill(first + at, first + at, at === count - 1 ? lastMs : fromMs));

describe("the trades of a gap", () => {
  const whole: Span = { fromMs: 2_000, toMs: 98_000, afterTradeId: null, beforeTradeId: null };
  /** What kind came, the ids (or how many), and whether that is all. */
  async function history(span: Partial<Span> = {}): Promise<unknown> {
    const found = await fetchHistory(gate, market, { ...whole, ...span }, never);
    if (!found.ok) return found.error.code;
    if (found.value.kind === "candles") return ["candles", found.value.candles.length, found.value.complete];
    const ids = found.value.trades.map(({ tradeId }) => Number(tradeId));
    return [ids.length > 20 ? ids.length : ids, found.value.complete];
  }
  const kinds = () => asked.map(({ path }) => (path.includes("/klines") ? "klines" : "aggTrades"));

  test("are asked for by time, a little more on both sides than the span, at their weight", async () => {
    await history({ fromMs: 100_000.5, toMs: 130_000.2 });
    expect(queries()).toEqual([{ symbol: "AUSDT", limit: "1000", startTime: "98000", endTime: "132001" }]);
    expect(asked[0]).toMatchObject({ weight: 4, symbols: ["A-USDT"] });
  });

  test.each([
    [3_595_999, "aggTrades"],
    [3_596_000, "klines"],
  ])("of a span of %i ms come from %s: an hour with what is asked beside it is too long", async (toMs, kind) => {
    await history({ fromMs: 0, toMs });
    expect(kinds()).toEqual([kind]);
  });

  test("end with a page that is not full", async () => {
    answers = [json(fills(1, 999, 3_000))];
    expect(await history()).toEqual([999, true]);
    expect(asked).toHaveLength(1);
  });

  test("go on after a full page with the number of its last aggregate", async () => {
    answers = [json(fills(1, 1_000, 3_000, 30_000)), json(fills(1_001, 1, 30_000))];
    expect(await history()).toEqual([1_001, true]);
    expect(queries().slice(1)).toEqual([{ symbol: "AUSDT", limit: "1000", fromId: "2001" }]);
  });

  test.each([
    ["after the end", {}, 98_001, 1],
    ["at the end", {}, 98_000, 2],
    ["after what was asked for, where the trade that ends the gap never came", { beforeTradeId: "9999" }, 100_001, 1],
    ["at the end of what was asked for", { beforeTradeId: "9999" }, 100_000, 2],
    ["after the trade that ends the gap", { beforeTradeId: "1000" }, 30_000, 1],
    ["before the trade that ends the gap", { beforeTradeId: "1001" }, 30_000, 2],
  ])("whose full page ends %s take %#: no more than are needed", async (_what, span, lastMs, requests) => {
    answers = [json(fills(1, 1_000, 3_000, lastMs))];
    await history(span);
    expect(kinds()).toEqual(Array.from({ length: requests }, () => "aggTrades"));
  });

  test.each([
    [20_000, "aggTrades"],
    [19_999, "klines"],
  ])("of which the first of five pages reaches to %i of 100000 ms go on with %s", async (lastMs, next) => {
    answers = [json(fills(1, 1_000, 3_000, lastMs))];
    await history();
    expect(kinds()).toEqual(["aggTrades", next]);
  });

  test("are asked for in five pages at most; of more the candles say as much", async () => {
    const page = (at: number, count = 1_000) => json(fills(at * 1_000 + 1, count, 3_000, (at + 1) * 20_000));
    answers = [page(0), page(1), page(2), page(3), page(4, 999)];
    expect(await history({ beforeTradeId: "5000" })).toEqual([4_999, true]);
    asked = [];
    answers = [page(0), page(1), page(2), page(3), page(4)];
    expect(await history({ beforeTradeId: "9999" })).toEqual(["candles", 0, true]);
    expect(kinds()).toEqual([...Array.from({ length: 5 }, () => "aggTrades"), "klines"]);
  });

  const between = (after: number | null, before: number | null) => ({
    afterTradeId: after === null ? null : String(after),
    beforeTradeId: before === null ? null : String(before),
  });
  test.each<[string, Partial<Span>, (readonly [number, number])[], [number[], boolean]]>([
    [
      "from neighbour to neighbour are all",
      between(10, 14),
      [
        [11, 12],
        [13, 13],
      ],
      [[12, 13], true],
    ],
    ["that lack the first are not", between(10, 14), [[12, 13]], [[13], false]],
    [
      "that lack one between are not",
      between(10, 14),
      [
        [11, 11],
        [13, 13],
      ],
      [[11, 13], false],
    ],
    ["that lack the last are not", between(10, 14), [[11, 12]], [[12], false]],
    ["of which there were none are all", between(10, 11), [], [[], true]],
    ["of which none came are not", between(10, 12), [], [[], false]],
    ["that are told with the one that ends the gap are among them", between(10, 12), [[11, 15]], [[15], true]],
    [
      "of both ends are not",
      between(10, 12),
      [
        [9, 10],
        [11, 11],
        [12, 12],
      ],
      [[11], true],
    ],
    ["of no known beginning begin anywhere", between(null, 14), [[12, 13]], [[13], true]],
    ["of no known end end anywhere", between(10, null), [[11, 12]], [[12], true]],
  ])("%s", async (_what, ends, ids, expected) => {
    answers = [json(ids.map(([f, l]) => fill(f, l, 5_000)))];
    expect(await history(ends)).toEqual(expected);
  });

  test("go by their times where no ids are known, the ends of the span included", async () => {
    answers = [json([1_999, 2_000, 98_000, 98_001].map((atMs, at) => fill(at + 1, at + 1, atMs)))];
    expect(await history()).toEqual([[2, 3], true]);
  });

  test.each<[string, unknown]>([
    ["no list", { rows: [] }],
    ["a row that is none", [null]],
    ["a trade of no first id", [fill(1, 1, 5_000, { f: undefined })]],
    ["an aggregate of no number", [fill(1, 1, 5_000, { a: "x" })]],
    ["a trade of no time", [fill(1, 1, 5_000, { T: "noon" })]],
  ])("with %s are unusable", async (_what, body) => {
    answers = [json(body)];
    expect(await history()).toBe("invalid");
    expect(asked).toHaveLength(1);
  });

  test("refused, or the candles instead of them, are a refusal", async () => {
    answers = [away];
    expect(await history()).toBe("unreachable");
    answers = [json(fills(1, 1_000, 3_000, 4_000)), away];
    expect(await history()).toBe("unreachable");
  });
});

/** A candle that opens at a minute and lasts `lengthMs`, with so many trades. */
const candle = (minute: number, fields: { readonly closeMs?: number; readonly trades?: number } = {}) => {
  const openMs = minute * minuteMs;
  const { closeMs = openMs + minuteMs - 1, trades = 7 } = fields;
  return [openMs, "4.00000000", "5.00000000", "3.00000000", "4.50000000", "1", closeMs, "1", trades];
};
const candlesFrom = (minute: number, count: number) => Array.from({ length: count }, (_, at) => candle(minute + at));

describe("candles of a minute", () => {
  async function opened(fromMs: number, toMs: number): Promise<unknown> {
    const found = await fetchCandles(gate, market, fromMs, toMs, never);
    return found.ok ? found.value.map(({ openMs }) => openMs / minuteMs) : found.error.code;
  }

  test("are asked for from the minute in which the span begins, at their weight, and told as they are", async () => {
    answers = [json([candle(2)])];
    const found = await fetchCandles(gate, market, 2 * minuteMs + 1, 3 * minuteMs - 0.5, never);
    expect(queries()).toEqual([
      { symbol: "AUSDT", interval: "1m", startTime: "120000", endTime: "180000", limit: "1000" },
    ]);
    expect(asked[0]).toMatchObject({ weight: 2, symbols: ["A-USDT"] });
    const prices = { open: "4.00", high: "5.00", low: "3.00", close: "4.50" };
    expect(found).toEqual({ ok: true, value: [{ openMs: 120_000, lengthMs: minuteMs, ...prices }] });
  });

  test("of a moment are one, and of a span that ends before it begins none", async () => {
    answers = [json([candle(2)])];
    expect(await opened(2 * minuteMs, 2 * minuteMs)).toEqual([2]);
    expect(await opened(2 * minuteMs, 2 * minuteMs - 1)).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test("go on after a full page with the next minute, as long as that is in the span", async () => {
    answers = [json(candlesFrom(0, 1_000)), json(candlesFrom(1_000, 1))];
    expect(await opened(0, 1_000 * minuteMs)).toHaveLength(1_001);
    expect(queries()[1]).toMatchObject({ startTime: String(1_000 * minuteMs) });
    asked = [];
    answers = [json(candlesFrom(0, 1_000))];
    expect(await opened(0, 1_000 * minuteMs - 1)).toHaveLength(1_000);
    expect(asked).toHaveLength(1);
  });

  test.each<[string, unknown[], number]>([
    ["that begin later, for the market opened then", candlesFrom(3, 2), 2],
    ["of which some are missing between", [candle(0), candle(5)], 2],
    ["of a page that is all but full", candlesFrom(1, 999), 999],
    ["of a market that did not trade", [], 0],
    ["up to the end", [candle(0), candle(2_000)], 2],
    ["that last a moment", [candle(0, { closeMs: 0 })], 1],
  ])("%s are what came", async (_what, rows, count) => {
    answers = [json(rows)];
    expect(await opened(0, 2_000 * minuteMs)).toHaveLength(count);
  });

  test.each<[string, unknown[][]]>([
    ["a full page that begins late", [candlesFrom(1, 1_000)]],
    ["a second page that begins late", [candlesFrom(0, 1_000), [candle(1_001)]]],
    ["what is from before", [[candle(-1), candle(0)]]],
    ["what is from after", [[candle(0), candle(2_001)]]],
    ["the same minute twice", [[candle(0), candle(1), candle(1)]]],
    ["a minute before the one before it", [[candle(0), candle(2), candle(1)]]],
    ["one that ends before it begins", [[candle(0, { closeMs: -1 })]]],
    ["one that is none", [[candle(0), null]]],
  ])("with %s are refused: a touch could hide in what is missing", async (_what, pages) => {
    answers = pages.map((rows) => json(rows));
    expect(await opened(0, 2_000 * minuteMs)).toBe("invalid");
    expect(asked).toHaveLength(pages.length);
  });

  test("refused on a later page are refused", async () => {
    answers = [json(candlesFrom(0, 1_000)), away];
    expect(await opened(0, 2_000 * minuteMs)).toBe("unreachable");
  });
});

describe("a page of candles for a chart", () => {
  const page = (lengthMs: number, fromMs: number, toMs: number) =>
    fetchCandlePage(gate, market, { lengthMs, fromMs, toMs }, never);

  test("is asked for by the venue's own name of each length it has, its end not included", async () => {
    expect(lengthsMs).toEqual([1, 5, 15, 60, 240, 1_440].map((minutes) => minutes * minuteMs));
    for (const lengthMs of lengthsMs) await page(lengthMs, 0, lengthMs);
    const span = (interval: string, endTime: string) => ({ interval, startTime: "0", endTime, limit: "1000" });
    expect(queries()).toMatchObject([
      span("1m", "59999"),
      span("5m", "299999"),
      span("15m", "899999"),
      span("1h", "3599999"),
      span("4h", "14399999"),
      span("1d", "86399999"),
    ]);
    expect(asked.map(({ weight, symbols }) => [weight, symbols])).toEqual(lengthsMs.map(() => [2, undefined]));
    await expect(page(120_000, 0, 120_000)).rejects.toThrow("120000 ms");
  });

  test("has what opened in it and was traded", async () => {
    answers = [json([candle(0), candle(1), candle(2, { trades: 0 }), candle(3), candle(4)])];
    expect(await page(minuteMs, minuteMs, 4 * minuteMs)).toMatchObject({
      ok: true,
      value: [
        { openMs: 60_000, close: "4.50" },
        { openMs: 180_000, close: "4.50" },
      ],
    });
  });

  test.each<[string, RestOutcome<RestAnswer>, string]>([
    ["with a row that is none", json([candle(0), 7]), "invalid"],
    ["that is no list", json({}), "invalid"],
    ["that does not come", away, "unreachable"],
  ])("%s is refused", async (_what, answer, code) => {
    answers = [answer];
    expect(await page(minuteMs, 0, minuteMs)).toMatchObject({ ok: false, error: { code } });
  });
});
