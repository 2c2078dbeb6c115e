/** What Binance is asked of the past: candles, and the trades of a gap. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OpenedVenue } from "../../../../main/market/venues/session.ts";
import type { FakeBinance } from "../../../doubles/venues/binance/binance-venue.ts";
import { good, minuteMs, openBinance } from "./opened-binance.ts";

const never = new AbortController().signal;
let venue: FakeBinance;
let opened: OpenedVenue;
let nowMs: number;

beforeEach(async () => {
  ({ venue, opened, nowMs } = await openBinance());
});
afterEach(() => venue.stop());

describe("candles", () => {
  const candles = async (fromMs: number, toMs: number) => {
    const outcome = await opened.rest.candles?.("BTC-USDT", fromMs, toMs, never);
    return good(outcome as NonNullable<typeof outcome>);
  };

  test("of a day come page by page, without a hole, oldest first", async () => {
    const openMs = nowMs - 1_500 * minuteMs;
    venue.trade("BTCUSDT", "100", { atMs: openMs });
    venue.trade("BTCUSDT", "120", { atMs: openMs + 1_200 * minuteMs });
    venue.trade("BTCUSDT", "90", { atMs: openMs + 1_200 * minuteMs + 5 });
    const all = await candles(openMs + 30_000, nowMs);
    expect(all).toHaveLength(1_501);
    expect(all.map((one) => one.openMs)).toEqual(Array.from({ length: 1_501 }, (_, at) => openMs + at * minuteMs));
    expect(all[1_200]).toEqual({
      openMs: openMs + 1_200 * minuteMs,
      lengthMs: minuteMs,
      open: "120",
      high: "120",
      low: "90",
      close: "90",
    });
    expect(venue.server.requests).toHaveLength(2);
  });

  test("of a market that opened later begin there", async () => {
    venue.trade("BTCUSDT", "100", { atMs: nowMs - 3 * minuteMs });
    expect(await candles(nowMs - 600 * minuteMs, nowMs)).toHaveLength(4);
  });

  const row = (openMs: number, high: unknown = "5") => [openMs, "4", high, "3", "4", "1", openMs + minuteMs - 1];
  test.for<[string, (fromMs: number) => unknown]>([
    [
      "the newest of a long span",
      (fromMs) => Array.from({ length: 1_000 }, (_, at) => row(fromMs + (at + 500) * minuteMs)),
    ],
    ["candles from before", (fromMs) => [row(fromMs - minuteMs), row(fromMs)]],
    ["candles that fall back", (fromMs) => [row(fromMs + minuteMs), row(fromMs)]],
    ["a price that is none", (fromMs) => [row(fromMs), row(fromMs + minuteMs, "abc")]],
    ["a row that is none", () => [7]],
    ["no list", () => ({})],
  ])("%s are refused: a touch could hide in what is missing", async ([, rows]) => {
    const fromMs = nowMs - 1_500 * minuteMs;
    venue.restFault = () => ({ body: rows(fromMs) });
    expect(await opened.rest.candles?.("BTC-USDT", fromMs, nowMs, never)).toMatchObject({
      ok: false,
      error: { code: "invalid" },
    });
  });

  test("of a symbol that is not listed are not asked for", async () => {
    expect(await opened.rest.candles?.("NO-SUCH", 0, 1, never)).toMatchObject({ error: { code: "unknown-symbol" } });
    expect(venue.server.requests).toEqual([]);
  });

  test("of a symbol beyond ASCII are asked for by its letters", async () => {
    venue.trade("币安人生USDT", "0.31");
    expect(await opened.rest.candles?.("币安人生-USDT", nowMs, nowMs, never)).toMatchObject({
      ok: true,
      value: [{ close: "0.31" }],
    });
  });
});

describe("history of a gap", () => {
  const history = async (fromMs: number, toMs: number, afterTradeId: string | null, beforeTradeId: string | null) => {
    const outcome = await opened.rest.history?.("BTC-USDT", { fromMs, toMs, afterTradeId, beforeTradeId }, never);
    return good(outcome as NonNullable<typeof outcome>);
  };
  /** `count` trades, one each `everyMs` up to now; their ids begin at 1001. */
  function traded(count: number, everyMs: number): void {
    for (let at = 0; at < count; at++)
      venue.trade("BTCUSDT", String(100 + (at % 7)), { atMs: nowMs - (count - 1 - at) * everyMs });
  }

  test("is its trades, by their ids, however our clock goes", async () => {
    traded(10, 100);
    const { kind, ...rest } = await history(nowMs - 1_000 + 1_500, nowMs + 1_500, "1003", "1008");
    expect(kind).toBe("trades");
    expect(rest).toMatchObject({
      complete: true,
      trades: [1_004, 1_005, 1_006, 1_007].map((id) => ({
        tradeId: String(id),
        price: String(100 + ((id - 1_001) % 7)),
      })),
    });
  });

  test("without ids is what was traded in that time", async () => {
    traded(10, 1_000);
    const told = await history(nowMs - 4_000, nowMs - 1_000, null, null);
    expect(told).toMatchObject({ kind: "trades", complete: true });
    expect(told.kind === "trades" && told.trades.map(({ tradeId }) => tradeId)).toEqual([
      "1006",
      "1007",
      "1008",
      "1009",
    ]);
  });

  test("goes on from page to page by the aggregate's own number", async () => {
    traded(2_500, 10);
    const told = await history(nowMs - 25_000, nowMs, "1001", null);
    expect(told.kind === "trades" && told.trades.length).toBe(2_499);
    expect(venue.server.requests).toHaveLength(3);
  });

  test.for<[string, string | null, string | null]>([
    ["at its beginning", "990", "1005"],
    ["at its end", "1004", "1020"],
  ])("that lacks trades %s says that it is not all", async ([, after, before]) => {
    traded(10, 100);
    expect(await history(nowMs - 1_000, nowMs, after, before)).toMatchObject({ kind: "trades", complete: false });
  });

  test("with more trades than a few requests bring is candles, found out early", async () => {
    traded(9_000, 100);
    expect(await history(nowMs - 900_000, nowMs, null, null)).toMatchObject({ kind: "candles", complete: true });
    expect(venue.server.requests.map(({ path }) => path)).toEqual(["/api/v3/aggTrades", "/api/v3/klines"]);
  });

  test("of more than an hour is candles", async () => {
    traded(10, 100);
    expect(await history(nowMs - 3_600_000, nowMs, null, null)).toMatchObject({ kind: "candles" });
    expect(venue.server.requests.map(({ path }) => path)).toEqual(["/api/v3/klines"]);
  });

  test("with a trade that cannot be read is refused", async () => {
    venue.restFault = () => ({ body: [{ a: 1, p: "0", q: "1", f: 1, l: 1, T: nowMs }] });
    expect(
      await opened.rest.history?.(
        "BTC-USDT",
        { fromMs: nowMs - 1, toMs: nowMs, afterTradeId: null, beforeTradeId: null },
        never,
      ),
    ).toMatchObject({ ok: false, error: { code: "invalid" } });
  });
});
