/** What Binance is asked of now: prices and the list of instruments; and what it tells of itself. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { binance } from "../../../../main/market/venues/binance/venue.ts";
import type { OpenedVenue } from "../../../../main/market/venues/session.ts";
import type { ManualClock } from "../../../doubles/clock.ts";
import type { FakeBinance } from "../../../doubles/venues/binance/binance-venue.ts";
import { listedAs } from "./listed.ts";
import { good, minuteMs, openBinance, type OpenedBinance } from "./opened-binance.ts";

const never = new AbortController().signal;

let at: OpenedBinance;
let clock: ManualClock;
let venue: FakeBinance;
let opened: OpenedVenue;
let nowMs: number;

beforeEach(async () => {
  at = await openBinance();
  ({ clock, venue, opened, nowMs } = at);
});
afterEach(() => venue.stop());

const queries = (): readonly string[] => venue.server.requests.map(({ query }) => query.toString());
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
    at.listed = listedAs(...symbols.map((base) => [base, "USDT"] as const));
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
      error: { code: "unknown-symbol", message: "BTC-USDT has never been traded on Binance." },
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
