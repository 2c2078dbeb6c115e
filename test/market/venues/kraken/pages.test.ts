/** Which answers of Kraken's past are asked for, when that ends, and whether what came is all of it. */
import { beforeEach, describe, expect, test } from "vitest";
import { krakenCandles } from "../../../../main/market/venues/kraken/candle-source.ts";
import { fetchCandles } from "../../../../main/market/venues/kraken/candles.ts";
import type { KrakenNames } from "../../../../main/market/venues/kraken/names.ts";
import type { KrakenPair } from "../../../../main/market/venues/kraken/pairs.ts";
import { fetchHistory } from "../../../../main/market/venues/kraken/trades.ts";
import type { RestAnswer, RestOutcome, RestRequest, Span } from "../../../../main/market/venues/session.ts";
import { away, json, never } from "../rest-answer.ts";

const minuteMs = 60_000;
const pair = { restName: "XXBTZUSD", otherNames: [], isTokenized: false } as unknown as KrakenPair;
let asked: RestRequest[];
let answer: (query: Readonly<Record<string, string>>) => RestOutcome<RestAnswer>;
const queryOf = (path: string) => Object.fromEntries(new URL(path, "http://x").searchParams);
const queries = () => asked.map(({ path }) => queryOf(path));
const gate = {
  get: (request: RestRequest) => (asked.push(request), Promise.resolve(answer(queryOf(request.path)))),
  holdOff: () => undefined,
};
const rowsOf = (rows: readonly unknown[], last?: string) =>
  json({ error: [], result: { XXBTZUSD: rows, ...(last === undefined ? {} : { last }) } });

beforeEach(() => {
  asked = [];
  answer = () => rowsOf([]);
});

/** `[price, size, seconds, side, kind, misc, id]`. */
const trade = (id: number, seconds = id) => ["5.0", "1", seconds, "b", "l", "", id];
const trades = (from: number, count: number) => Array.from({ length: count }, (_, at) => trade(from + at));

describe("the trades of a gap", () => {
  const whole: Span = { fromMs: 1_000, toMs: 601_000, afterTradeId: null, beforeTradeId: null };
  const between = (after: number, before: number) => ({ afterTradeId: String(after), beforeTradeId: String(before) });
  /** What kind came, the ids (or how many), and whether that is all. */
  async function history(span: Partial<Span> = {}): Promise<unknown> {
    const found = await fetchHistory(gate, "BTC-USD", pair, { ...whole, ...span }, never);
    if (!found.ok) return found.error.code;
    if (found.value.kind === "candles") return ["candles", found.value.complete];
    const ids = found.value.trades.map(({ tradeId }) => Number(tradeId));
    return [ids.length > 20 ? ids.length : ids, found.value.complete];
  }
  const kinds = () => asked.map(({ path }) => /public\/(\w+)/.exec(path)?.[1]);
  /** Answers with these one after the other; the last again and again. */
  const inTurn = (...pages: RestOutcome<RestAnswer>[]) => {
    answer = ({ interval }) => (interval === undefined && pages.length > 0 ? pages.shift()! : rowsOf([]));
  };

  test.each<[string, Partial<Span>, string]>([
    ["of ten minutes", {}, "Trades"],
    ["of a moment more", { toMs: 601_001 }, "OHLC"],
    ["of three thousand trades, however long", { ...between(10, 3_011), toMs: 1e9 }, "Trades"],
    ["of one more, however short", between(10, 3_012), "OHLC"],
  ])("%s are asked for as they are best told", async (_what, span, first) => {
    await history(span);
    expect(kinds()[0]).toBe(first);
  });

  test("are asked for from a second before the span on, in nanoseconds", async () => {
    await history({ fromMs: 5_000.9, toMs: 6_000 });
    expect(queries()).toEqual([{ pair: "XXBTZUSD", since: "4000000000" }]);
    expect(asked[0]?.symbols).toEqual(["BTC-USD"]);
    await history({ fromMs: 500, toMs: 6_000 });
    expect(Number(queries()[1]?.["since"]), "and not from before all time").toBe(0);
  });

  test("go on where a full answer ended, three times at most", async () => {
    inTurn(rowsOf(trades(1, 1_000), "11"), rowsOf(trades(1_001, 1_000), "12"), rowsOf(trades(2_001, 1_000), "13"));
    expect(await history(between(0, 3_001))).toEqual([3_000, true]);
    expect(queries().map(({ since }) => since)).toEqual(["0000000", "11", "12"]);
    asked = [];
    inTurn(rowsOf(trades(1, 1_000), "11"), rowsOf(trades(1_001, 1_000), "12"), rowsOf(trades(2_001, 1_000), "13"));
    expect(await history({ toMs: 600_000_000, ...between(0, 3_000) })).toEqual([2_999, true]);
    asked = [];
    inTurn(rowsOf(trades(1, 1_000), "11"), rowsOf(trades(1_001, 1_000), "12"), rowsOf(trades(2_001, 1_000), "13"));
    expect(
      await history({ fromMs: 1_000, toMs: 601_000, afterTradeId: "2500" }),
      "by time, and it was reached",
    ).toEqual([[], true]);
  });

  test.each<[string, unknown[], Partial<Span>, number]>([
    ["that is not full", trades(1, 999), between(0, 2_000), 1],
    ["that is full", trades(1, 1_000), between(0, 2_000), 2],
    ["that is full and has what ends the gap", trades(1, 1_000), between(0, 1_000), 1],
    ["that is full up to the end", trades(1, 1_000), between(0, 1_001), 2],
  ])("after an answer %s are asked for no more than that takes", async (_what, rows, span, requests) => {
    inTurn(rowsOf(rows, "11"), rowsOf([], "12"));
    await history(span);
    expect(kinds().filter((kind) => kind === "Trades")).toHaveLength(requests);
  });

  test.each([
    ["says no place to go on from", undefined],
    ["says the place it was asked from", "0000000"],
  ])("of a venue that %s end there", async (_what, last) => {
    inTurn(rowsOf(trades(1, 1_000), last), rowsOf(trades(1_001, 10)));
    expect(await history(between(0, 2_000))).toEqual(["candles", false]);
    expect(kinds()).toEqual(["Trades", "OHLC"]);
  });

  test("are told once each and in the order of their ids, in whatever order they came", async () => {
    inTurn(rowsOf([trade(12), trade(11), trade(13), trade(12), trade(10), trade(14)]));
    expect(await history(between(10, 14))).toEqual([[11, 12, 13], true]);
  });

  test("of which one is missing are candles, and of which there were none are not asked for", async () => {
    inTurn(rowsOf([trade(11), trade(13)]));
    expect(await history(between(10, 14))).toEqual(["candles", false]);
    asked = [];
    expect(await history(between(10, 11))).toEqual([[], true]);
    expect(asked).toEqual([]);
  });

  test("have their times to the millisecond, as they were", async () => {
    inTurn(rowsOf([["5.0", "1", "2.0019", "b", "l", "", 7]]));
    const found = await fetchHistory(gate, "BTC-USD", pair, { ...whole }, never);
    expect(found).toMatchObject({ value: { trades: [{ tradeId: "7", price: "5.0", size: "1", atMs: 2_001 }] } });
  });

  test("refused are a refusal, and so are the candles instead of them", async () => {
    answer = () => away;
    expect([await history(), await history({ toMs: 1e9 })]).toEqual(["unreachable", "unreachable"]);
    answer = () => rowsOf([null]);
    expect(await history()).toBe("invalid");
  });
});

/** `[seconds, open, high, low, close, average, volume, count]`, of so many minutes. */
const candle = (minute: number, count = 3) => [minute * 60, "4", "5", "3", "4.5", "0", "1", count];
/** So many candles of an interval, the newest of which holds `minute`. */
const upTo = (minute: number, interval: number, count = 720) =>
  Array.from({ length: count }, (_, at) => candle((Math.floor(minute / interval) - (count - 1 - at)) * interval));

describe("candles", () => {
  const now = 200_003;
  /** The openings in minutes, whether each begins where the one before ended, and whether that is all. */
  async function candles(from: number, to: number) {
    const span = { fromMs: from * minuteMs, toMs: to * minuteMs };
    const found = await fetchCandles(gate, "BTC-USD", pair, span, never);
    if (!found.ok) throw new Error(found.error.code);
    const all = found.value.candles;
    return {
      first: (all[0]?.openMs ?? Number.NaN) / minuteMs,
      end: ((all.at(-1)?.openMs ?? Number.NaN) + (all.at(-1)?.lengthMs ?? 0)) / minuteMs,
      lengths: [...new Set(all.map(({ lengthMs }) => lengthMs / minuteMs))],
      isWhole: all.every(({ openMs }, at) => {
        const before = all[at - 1];
        return before === undefined || before.openMs + before.lengthMs === openMs;
      }),
      complete: found.value.complete,
    };
  }
  const intervals = () => queries().map(({ interval }) => Number(interval));
  beforeEach(() => {
    answer = ({ interval }) => rowsOf(upTo(now, Number(interval)));
  });
  const oldest = (interval: number) => (Math.floor(now / interval) - 719) * interval;

  test("are asked for from one before the span on, for whoever waits for them", async () => {
    await candles(now - 10, now);
    expect(queries()).toEqual([{ pair: "XXBTZUSD", interval: "1", since: String((now - 11) * 60) }]);
    expect(asked[0]?.symbols).toEqual(["BTC-USD"]);
    await candles(now - 10.001, now);
    expect(queries()[1]?.["since"], "in whole seconds").toBe(String((now - 11) * 60 - 1));
    await candles(0, now);
    expect(
      queries()
        .slice(2)
        .map(({ since }) => since),
    ).toEqual(["0", "0", "0", "0"]);
  });

  test("of a minute are enough as far as they reach", async () => {
    expect(await candles(oldest(1), now)).toEqual({
      first: oldest(1),
      end: now + 1,
      lengths: [1],
      isWhole: true,
      complete: true,
    });
    expect(intervals()).toEqual([1]);
  });

  test.each([
    [oldest(1) - 1, [5, 1]],
    [oldest(5), [5, 1]],
    [oldest(5) - 1, [15, 5, 1]],
    [oldest(15) - 1, [60, 15, 5, 1]],
    [oldest(60), [60, 15, 5, 1]],
  ])("from the minute %i on are of %j minutes, without a hole or an overlap", async (from, lengths) => {
    const found = await candles(from, now);
    expect(found).toMatchObject({ end: now + 1, lengths, isWhole: true, complete: true });
    expect(found.first).toBeLessThanOrEqual(from);
    expect(intervals()).toEqual([1, 5, 15, 60].slice(0, lengths.length));
  });

  test("that even the longest do not reach are what there is, and not all", async () => {
    expect(await candles(oldest(60) - 1, now)).toEqual({
      first: oldest(60),
      end: now + 1,
      lengths: [60, 15, 5, 1],
      isWhole: true,
      complete: false,
    });
  });

  test("of a market that opened later are all there are", async () => {
    answer = ({ interval }) => rowsOf(upTo(now, Number(interval), 719));
    expect(await candles(0, now)).toMatchObject({ lengths: [1], complete: true });
    expect(intervals()).toEqual([1]);
  });

  test("of a span that was over before those of a minute begin are the longer ones, all of it", async () => {
    expect(await candles(oldest(5) + 10, oldest(1) - 100)).toMatchObject({
      lengths: [5],
      isWhole: true,
      complete: true,
    });
  });

  test.each([
    [now + 1.999, true],
    [now + 2, false],
  ])("up to minute %d are all: %s, for that of now may be missing and no more", async (to, complete) => {
    expect(await candles(now - 5, to)).toMatchObject({ end: now + 1, complete });
  });

  test("end with the span, and leave out what ended before it and what had no trade", async () => {
    expect(await candles(now - 5, now - 2)).toMatchObject({ first: now - 5, end: now - 1 });
    answer = () => rowsOf([candle(9), candle(10, 0), candle(11), candle(12)]);
    expect(await candles(10, 12)).toMatchObject({ first: 11, end: 13, complete: true });
  });

  test("come in any order, and none at all is not all", async () => {
    answer = () => rowsOf([candle(12), candle(10), candle(11)]);
    expect(await candles(10, 12)).toMatchObject({ first: 10, end: 13, isWhole: true });
    answer = () => rowsOf([]);
    expect(await candles(10, 12)).toMatchObject({ lengths: [], complete: false });
  });

  test.each<[string, RestOutcome<RestAnswer>]>([
    ["no row", json({ error: [], result: { last: 1 } })],
    ["a row that is none", rowsOf([candle(1), null])],
    ["rows of two pairs", json({ error: [], result: { A: [candle(1)], B: [candle(2)], last: 1 } })],
    ["rows that are none", json({ error: [], result: { A: "none", last: 1 } })],
  ])("with %s are unusable", async (_what, unusable) => {
    answer = () => unusable;
    await expect(candles(0, 1)).rejects.toThrow("invalid");
  });
});

describe("a page of candles for a chart", () => {
  const names = { pairOf: () => Promise.resolve({ ok: true, value: pair }) } as unknown as KrakenNames;
  const source = krakenCandles(gate, names);

  test("is of each length that the venue has, from its beginning on, before its end, where there was a trade", async () => {
    expect(source.lengthsMs).toEqual([1, 5, 15, 30, 60, 240, 1_440].map((minutes) => minutes * minuteMs));
    answer = () => rowsOf([candle(595), candle(600), candle(605, 0), candle(610), candle(615)]);
    const span = { lengthMs: 5 * minuteMs, fromMs: 600 * minuteMs, toMs: 615 * minuteMs };
    expect(await source.fetch("BTC-USD", span, never)).toEqual({
      ok: true,
      value: [600, 610].map((minute) => ({
        openMs: minute * minuteMs,
        lengthMs: 5 * minuteMs,
        open: "4",
        high: "5",
        low: "3",
        close: "4.5",
      })),
    });
    expect(queries()).toEqual([{ pair: "XXBTZUSD", interval: "5", since: String(595 * 60) }]);
    expect(asked[0]?.symbols, "what a rule waits for goes first").toEqual([]);
  });
});
