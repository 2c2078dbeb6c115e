import { beforeEach, describe, expect, test } from "vitest";
import type { OpenedVenue, Span } from "../../../../main/market/venues/session.ts";
import type { ManualClock } from "../../../doubles/clock.ts";
import type { FakeKraken } from "../../../doubles/venues/kraken/kraken-venue.ts";
import { recordedFrame } from "../recorded-frame.ts";
import { openKraken } from "./opened-kraken.ts";

const minuteMs = 60_000;
let clock: ManualClock;
let venue: FakeKraken;
let opened: OpenedVenue;
const { signal } = new AbortController();

beforeEach(async () => {
  ({ clock, venue, opened } = await openKraken());
});

const now = () => clock.now().wallMs;
const history = (span: Partial<Span>) =>
  opened.rest.history!("BTC-USD", { fromMs: 0, toMs: now(), afterTradeId: null, beforeTradeId: null, ...span }, signal);
const candles = (fromMs: number, toMs = now()) => opened.rest.candles!("BTC-USD", fromMs, toMs, signal);
/** Requests after those for the list. */
const asked = () => venue.server.requests.filter(({ path }) => !path.endsWith("AssetPairs")).map(({ url }) => url);

/** Trades `everyMs`, the newest now; gives the id of the first. */
function trade(count: number, everyMs = 1_000): number {
  const first = venue.trade("BTC/USD", "45000", { atMs: now() - (count - 1) * everyMs }).id;
  for (let at = 1; at < count; at++) {
    venue.trade("BTC/USD", String(45_000 + at), { atMs: now() - (count - 1 - at) * everyMs });
  }
  return first;
}

describe("what happened in a gap", () => {
  test("trades between two ids, oldest first, exactly those", async () => {
    const first = trade(10);
    const answer = await history({
      fromMs: now() - 7_000,
      afterTradeId: String(first + 2),
      beforeTradeId: String(first + 6),
    });
    expect(answer.ok && answer.value.kind === "trades" && answer.value.trades.map(({ price }) => price)).toEqual([
      "45003",
      "45004",
      "45005",
    ]);
    expect(answer.ok && answer.value.complete).toBe(true);
  });

  test("a thousand an answer, each begins where the last one ended, and none is told twice", async () => {
    const first = trade(2_500);
    const answer = await history({
      fromMs: now() - 2_499_000,
      afterTradeId: String(first),
      beforeTradeId: String(first + 2_499),
    });
    expect(answer.ok && answer.value.kind === "trades" && answer.value.trades.length).toBe(2_498);
    expect(answer.ok && answer.value.complete).toBe(true);
    expect(asked()).toHaveLength(3);
  });

  test("none between neighbours, without a request", async () => {
    await opened.rest.instruments!(signal);
    const answer = await history({ afterTradeId: "7", beforeTradeId: "8" });
    expect(answer).toEqual({ ok: true, value: { kind: "trades", trades: [], complete: true } });
    expect(asked()).toEqual([]);
  });

  test("without ids, the trades of a short span by their times", async () => {
    trade(100);
    const answer = await history({ fromMs: now() - 3_000 });
    expect(answer.ok && answer.value).toMatchObject({ kind: "trades", complete: true, trades: [{}, {}, {}, {}] });
  });

  test("an answer that leaves some out is made up for by candles", async () => {
    const first = trade(300);
    venue.instruments.get("BTC/USD")!.trades.splice(100, 1);
    const answer = await history({
      fromMs: now() - 299_000,
      afterTradeId: String(first),
      beforeTradeId: String(first + 299),
    });
    expect(answer.ok && [answer.value.kind, answer.value.complete]).toEqual(["candles", true]);
  });

  test("a recorded answer: two trades of one time, under a name that was not asked for", async () => {
    await opened.rest.instruments!(signal);
    venue.restFault = () => ({ body: recordedFrame("kraken", "rest_trades_key_BTC_USD_2026") });
    const answer = await history({ fromMs: 1_790_359_840_000, toMs: 1_790_359_842_000 });
    expect(answer.ok && answer.value).toEqual({
      kind: "trades",
      complete: true,
      trades: [
        { tradeId: "109118758", price: "83930.30000", size: "0.00005100", atMs: 1_790_359_840_939 },
        { tradeId: "109118759", price: "83928.00000", size: "0.00044682", atMs: 1_790_359_841_138 },
        { tradeId: "109118760", price: "83935.40000", size: "0.00551352", atMs: 1_790_359_841_138 },
      ],
    });
  });

  test.each([
    ["one unusable row", '{"XXBTZUSD":[["0","1",1,"b","l","",1]],"last":"1"}'],
    ["no rows", '{"last":"1"}'],
    ["rows of two pairs", '{"A":[],"B":[],"last":"1"}'],
  ])("%s makes the answer unusable", async (_, result) => {
    await opened.rest.instruments!(signal);
    venue.restFault = () => ({ body: `{"error":[],"result":${result}}` });
    expect(await history({ fromMs: now() - 1_000 })).toMatchObject({
      ok: false,
      error: { code: "invalid", message: "Kraken's trades are unusable." },
    });
  });
});

describe("candles", () => {
  test("of a minute, oldest first; a minute without a trade repeats a price and is none", async () => {
    const openMs = now() - 5 * minuteMs;
    for (const price of ["10.5", "12.0", "9.0", "11.0"]) venue.trade("BTC/USD", price, { atMs: openMs + 1 });
    expect(await candles(openMs)).toEqual({
      ok: true,
      value: [{ openMs, lengthMs: minuteMs, open: "10.5", high: "12.0", low: "9.0", close: "11.0" }],
    });
    expect(asked()).toHaveLength(1);
    expect(await candles(openMs + minuteMs), "it ended before").toEqual({ ok: true, value: [] });
  });

  test("what is older than the last 720 minutes comes in longer ones, without a hole or an overlap", async () => {
    trade(3_000, minuteMs);
    const fromMs = now() - 2_900 * minuteMs;
    const answer = await candles(fromMs);
    const all = answer.ok ? answer.value : [];
    expect(all[0]!.openMs).toBeLessThanOrEqual(fromMs);
    expect(all.at(-1)!.openMs).toBe(now());
    for (const [at, { openMs }] of all.slice(1).entries()) expect(openMs).toBe(all[at]!.openMs + all[at]!.lengthMs);
    expect(new Set(all.map(({ lengthMs }) => lengthMs / minuteMs))).toEqual(new Set([5, 1]));
    expect(asked().map((url) => /interval=(\d+)/.exec(url)?.[1])).toEqual(["1", "5"]);
  });

  test("a span that even the longest do not reach is not complete", async () => {
    trade(800, 60 * minuteMs);
    const span = { fromMs: now() - 790 * 60 * minuteMs, afterTradeId: "1", beforeTradeId: "9999" };
    const answer = await history(span);
    expect(answer.ok && [answer.value.kind, answer.value.complete]).toEqual(["candles", false]);
    expect(asked().map((url) => /interval=(\d+)/.exec(url)?.[1])).toEqual(["1", "5", "15", "60"]);
  });

  test("an answer with the oldest instead of the newest is not complete", async () => {
    const rows = Array.from({ length: 720 }, (_, at) => {
      return [(now() - 1_000 * minuteMs) / 1_000 + at * 60, "1", "1", "1", "1", "1", "1", 1];
    });
    await opened.rest.instruments!(signal);
    venue.restFault = () => ({ body: { error: [], result: { XXBTZUSD: rows, last: 1 } } });
    const answer = await history({ fromMs: now() - 1_000 * minuteMs, afterTradeId: "1", beforeTradeId: "9999" });
    expect(answer.ok && answer.value.complete).toBe(false);
  });

  test("a recorded answer begins at the time it is written with", async () => {
    await opened.rest.instruments!(signal);
    venue.restFault = () => ({ body: recordedFrame("kraken", "rest_ohlc_key_BTC_USD_2026") });
    const answer = await candles(1_790_348_400_000, 1_790_359_200_000);
    expect(answer.ok && answer.value.map(({ openMs, high, low }) => [openMs, high, low])).toEqual([
      [1_790_348_400_000, "84075.9", "83351.5"],
      [1_790_352_000_000, "84097.0", "83706.0"],
      [1_790_355_600_000, "83969.8", "83612.9"],
      [1_790_359_200_000, "84050.3", "83765.3"],
    ]);
  });

  test.each([
    ["one unusable row", '{"XXBTZUSD":[[1,"1","0","1","1","1","1",1]],"last":1}'],
    ["high before low", '{"XXBTZUSD":[[1,"1","1","2","1","1","1",1]],"last":1}'],
  ])("%s makes all of them unusable: a touch could hide there", async (_, result) => {
    await opened.rest.instruments!(signal);
    venue.restFault = () => ({ body: `{"error":[],"result":${result}}` });
    expect(await candles(0)).toMatchObject({ ok: false, error: { message: "Kraken's candles are unusable." } });
  });

  test("of a symbol that Kraken does not list there are none", async () => {
    expect(await opened.rest.candles!("DOGE-XYZ", 0, now(), signal)).toMatchObject({
      ok: false,
      error: { code: "unknown-symbol", message: "Kraken does not know DOGE-XYZ." },
    });
    expect(asked()).toEqual([]);
  });
});
