import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HttpRestGate } from "../../../../main/market/feed/rest-gate.ts";
import { binance } from "../../../../main/market/venues/binance/venue.ts";
import type { ListedInstrument, OpenedVenue, RestOutcome } from "../../../../main/market/venues/session.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import { FakeBinance } from "../../../doubles/venues/binance/binance-venue.ts";
import { listedAs } from "./listed.ts";

const never = new AbortController().signal;
const minuteMs = 60_000;

let clock: ManualClock;
let venue: FakeBinance;
let opened: OpenedVenue;
let listed: readonly ListedInstrument[];
let nowMs: number;

beforeEach(async () => {
  clock = new ManualClock();
  nowMs = clock.now().wallMs;
  venue = await FakeBinance.start({ clock });
  venue.list("BTC", "USDT");
  venue.list("ETH", "USDT");
  venue.list("币安人生", "USDT");
  listed = listedAs(["BTC", "USDT"], ["ETH", "USDT"], ["币安人生", "USDT"], ["GONE", "USDT"]);
  opened = open();
});
afterEach(() => venue.stop());

function open(): OpenedVenue {
  const gate = new HttpRestGate({
    clock,
    restUrls: [venue.restUrl],
    limit: { max: 3_000, perMs: minuteMs },
    takesKey: false,
  });
  const { wsUrl, restUrl } = venue;
  return binance.open({ wsUrl, restUrl, apiKey: null, values: {}, gate, listed: () => listed });
}
const queries = (): readonly string[] => venue.server.requests.map(({ query }) => query.toString());
function good<T>(outcome: RestOutcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}
const prices = async (...symbols: readonly string[]) => good(await opened.rest.prices(symbols, never));

describe("prices", () => {
  test("of one are those of its last trade, with its id and time", async () => {
    venue.trade("BTCUSDT", "84000.10", { atMs: nowMs - 90_000 });
    expect((await prices("BTC-USDT")).get("BTC-USDT")).toEqual({
      ok: true,
      value: { last: "84000.10", lastNumber: 84000.1, tradeId: "1001", asOf: "trade", at: nowMs - 90_000 },
    });
  });

  test("of several in one request, with the last trade's id; when it was nobody says", async () => {
    venue.trade("BTCUSDT", "84000.10", { atMs: nowMs - 90_000 });
    venue.trade("币安人生USDT", "0.31");
    const both = await prices("BTC-USDT", "币安人生-USDT");
    expect(both.get("BTC-USDT")).toEqual({
      ok: true,
      value: { last: "84000.10", lastNumber: 84000.1, tradeId: "1001", asOf: "unknown", at: null },
    });
    expect(both.get("币安人生-USDT")).toMatchObject({ ok: true, value: { last: "0.31" } });
    expect(venue.server.requests).toHaveLength(1);
  });

  test("of a hundred go out by twenties, which weigh least", async () => {
    const symbols = Array.from({ length: 100 }, (_, at) => `S${at}`);
    for (const base of symbols) venue.list(base, "USDT").trade("1.5", nowMs);
    listed = listedAs(...symbols.map((base) => [base, "USDT"] as const));
    const all = await prices(...symbols.map((base) => `${base}-USDT`));
    expect([...all.values()].every(({ ok }) => ok)).toBe(true);
    expect([all.size, venue.rest.busiestWeight]).toEqual([100, 10]);
  });

  test("one that left Binance does not take the others with it, and nothing is asked of one that is not listed", async () => {
    for (const wireSymbol of ["BTCUSDT", "ETHUSDT"]) venue.trade(wireSymbol, "5");
    const all = await prices("BTC-USDT", "GONE-USDT", "ETH-USDT", "NO-SUCH");
    expect(all.get("BTC-USDT")).toMatchObject({ ok: true });
    expect(all.get("ETH-USDT")).toMatchObject({ ok: true });
    expect(all.get("GONE-USDT")).toMatchObject({ ok: false, error: { code: "unknown-symbol" } });
    expect(all.get("NO-SUCH")).toMatchObject({ ok: false, error: { code: "unknown-symbol" } });
    expect(queries().join()).not.toContain("NOSUCH");
  });

  test("of a market in which nothing was ever traded are none", async () => {
    expect((await prices("BTC-USDT")).get("BTC-USDT")).toMatchObject({
      ok: false,
      error: { code: "invalid", message: "BTC-USDT has never been traded on Binance." },
    });
  });

  test.for<[number, unknown, string]>([
    [451, { code: 0, msg: "restricted" }, "region"],
    [403, "<html>", "forbidden"],
    [418, "", "banned"],
    [429, "", "rate-limited"],
    [200, { code: -1003, msg: "Way too many requests" }, "rate-limited"],
    [400, { code: -1100, msg: "Illegal characters" }, "unknown-symbol"],
    [200, "not json", "invalid"],
    [200, { price: "1" }, "invalid"],
    [520, "", "unreachable"],
  ])("HTTP %i %j is %s, and never a price", async ([status, body, code]) => {
    venue.restFault = () => ({ status, body });
    const outcome = await opened.rest.prices(["BTC-USDT"], never);
    const told = outcome.ok ? outcome.value.get("BTC-USDT") : outcome;
    expect(told).toMatchObject({ ok: false, error: { code } });
  });

  test("what others on this network use of the limit is left to them until the minute is over", async () => {
    venue.trade("BTCUSDT", "5");
    venue.rest.usedByOthers = 5_500;
    await prices("BTC-USDT");
    const later = prices("BTC-USDT");
    clock.advance(minuteMs - 1);
    expect(venue.server.requests).toHaveLength(1);
    venue.rest.usedByOthers = 0;
    clock.advance(1);
    await later;
    expect(venue.server.requests).toHaveLength(2);
  });
});

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

describe("the list of instruments", () => {
  const instruments = async () => {
    const outcome = await opened.rest.instruments?.(never);
    return good(outcome as NonNullable<typeof outcome>);
  };

  test("has base, quote, the price's step, and each state in words", async () => {
    for (const status of ["HALT", "BREAK", "CANCEL_ONLY", "END_OF_DAY", "SOMETHING_NEW"])
      venue.list(status, "EUR", { status, tickSize: "0.00000000" });
    venue.list("SHIB", "USDT", { tickSize: "0.00000100" });
    venue.list("IDR", "T", { tickSize: "10.00000000" });
    const all = new Map((await instruments()).map((one) => [one.wireSymbol, one]));
    expect(all.get("币安人生USDT")).toEqual({
      symbol: "币安人生-USDT",
      wireSymbol: "币安人生USDT",
      base: "币安人生",
      quote: "USDT",
      name: null,
      aliases: [],
      tickSize: "0.01",
      state: "trading",
      note: null,
    });
    expect([all.get("SHIBUSDT")?.tickSize, all.get("IDRT")?.tickSize]).toEqual(["0.000001", "10"]);
    expect(
      [..."HALT BREAK CANCEL_ONLY END_OF_DAY SOMETHING_NEW".split(" ")].map((name) => all.get(`${name}EUR`)),
    ).toMatchObject([
      { state: "halted", tickSize: null, note: "Binance has halted trading." },
      { state: "halted", note: "Binance does not trade it at the moment." },
      { state: "halted", note: "Orders can only be cancelled at the moment." },
      { state: "halted", note: "Binance has ended trading for the day." },
      { state: "unknown", note: "Binance says that it is SOMETHING_NEW." },
    ]);
    expect(venue.server.requests[0]?.query.get("showPermissionSets")).toBe("false");
  });

  test("may be longer than other answers; a row that cannot be read is left out", async () => {
    const row = {
      symbol: "AB",
      baseAsset: "A",
      quoteAsset: "B",
      status: "TRADING",
      filters: [],
      more: "x".repeat(5_000_000),
    };
    venue.restFault = () => ({ body: { symbols: [7, {}, row] } });
    expect(await instruments()).toMatchObject([{ symbol: "A-B", tickSize: null }]);
  });

  test("that is none is refused", async () => {
    venue.restFault = () => ({ body: {} });
    expect(await opened.rest.instruments?.(never)).toMatchObject({ ok: false, error: { code: "invalid" } });
  });
});

describe("what the venue is dealt with by", () => {
  test("its frames are at /ws, of another server too; nothing secret of an address is shown", () => {
    const at = (wsUrl: string) =>
      binance.open({ wsUrl, restUrl: "", apiKey: null, values: {}, gate: never as never, listed: () => [] });
    expect(at("ws://127.0.0.1:9001").dialUrl).toBe("ws://127.0.0.1:9001/ws");
    expect(at("ws://me:pw@host:1/ws?t=s")).toMatchObject({
      dialUrl: "ws://me:pw@host:1/ws?t=s",
      shownUrl: "ws://host:1/ws",
    });
  });

  test.for<[number, string | null]>([
    [1000, null],
    [1001, null],
    [1006, null],
    [1008, "rate-limited"],
    [403, "forbidden"],
    [418, "banned"],
    [429, "rate-limited"],
    [451, "region"],
  ])("%i means %s, and never the key", ([code, meaning]) => {
    expect(opened.closeMeans(code, "")).toBe(meaning);
  });

  test("the ticker takes one stream, trades and quotes one more each", () => {
    const { streams } = binance.traits;
    expect(streams({ everyTrade: false, size: false, quotes: false })).toBe(1);
    expect(streams({ everyTrade: false, size: true, quotes: false })).toBe(2);
    expect(streams({ everyTrade: true, size: true, quotes: true })).toBe(3);
  });
});
