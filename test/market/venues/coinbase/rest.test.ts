import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { coinbase } from "../../../../main/market/venues/coinbase/venue.ts";
import type { OpenedVenue } from "../../../../main/market/venues/session.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import { FakeCoinbase } from "../../../doubles/venues/coinbase/coinbase-venue.ts";
import { recordedFrame } from "../recorded-frame.ts";
import { openDouble } from "../open-double.ts";

const minuteMs = 60_000;
let clock: ManualClock;
let venue: FakeCoinbase;
let opened: OpenedVenue;
const { signal } = new AbortController();

beforeEach(async () => {
  clock = new ManualClock();
  venue = await FakeCoinbase.start({ clock, limits: { rest: { max: 10_000, perMs: 1_000 } } });
  venue.list("BTC-USD");
  venue.list("ETH-USD", { tickSize: "0.00000001" });
  opened = openDouble(coinbase, venue, clock);
});
afterEach(() => venue.stop());

const now = () => clock.now().wallMs;
const prices = (...symbols: string[]) => opened.rest.prices(symbols, signal);
const history = (span: Partial<Parameters<NonNullable<OpenedVenue["rest"]["history"]>>[1]>) =>
  opened.rest.history!("BTC-USD", { fromMs: 0, toMs: now(), afterTradeId: null, beforeTradeId: null, ...span }, signal);

/** Trades one a second, the newest now; gives the id of the first. */
function trade(count: number, price = (at: number) => String(45_000 + at)): number {
  const first = venue.trade("BTC-USD", price(0), { atMs: now() - (count - 1) * 1_000 }).id;
  for (let at = 1; at < count; at++) {
    venue.trade("BTC-USD", price(at), { atMs: now() - (count - 1 - at) * 1_000 });
  }
  return first;
}

describe("prices", () => {
  test("with the id and the time of the trade; what Coinbase does not know is refused by name, and harms no other", async () => {
    venue.trade("BTC-USD", "45000.10");
    venue.trade("ETH-USD", "0.00000012");
    const answer = await prices("BTC-USD", "DOGE-XYZ", "ETH-USD");
    expect(answer.ok && Object.fromEntries(answer.value)).toEqual({
      "BTC-USD": {
        ok: true,
        value: {
          last: "45000.10",
          lastNumber: 45000.1,
          tradeId: "1001",
          at: "2026-01-05T12:00:00.000Z",
          isTradeTime: true,
        },
      },
      "DOGE-XYZ": {
        ok: false,
        error: { code: "unknown-symbol", message: "Coinbase does not know DOGE-XYZ.", retryAfterMs: null },
      },
      "ETH-USD": {
        ok: true,
        value: {
          last: "0.00000012",
          lastNumber: 1.2e-7,
          tradeId: "1001",
          at: "2026-01-05T12:00:00.000Z",
          isTradeTime: true,
        },
      },
    });
  });

  test("a recorded answer", async () => {
    venue.restFault = () => ({ body: recordedFrame("coinbase", "rest_ticker") });
    const answer = await prices("BTC-USDT");
    expect(answer.ok && answer.value.get("BTC-USDT")).toMatchObject({
      ok: true,
      value: { last: "73367.8", tradeId: "18502105", at: "2024-03-13T11:10:41.270099Z" },
    });
  });

  test.each([
    ["a price of 0", { price: "0", trade_id: 1, time: "" }, "Coinbase's price of BTC-USD is unusable (price-zero)."],
    ["no JSON", "<html>", "The venue's answer is not JSON."],
  ])("%s is no price", async (_, body, message) => {
    venue.restFault = () => ({ body });
    const answer = await prices("BTC-USD");
    expect(answer.ok && answer.value.get("BTC-USD")).toMatchObject({ ok: false, error: { code: "invalid", message } });
  });

  test.each([
    [429, "rate-limited"],
    [403, "forbidden"],
    [451, "region"],
    [503, "maintenance"],
    [500, "unreachable"],
  ])("HTTP %d refuses all, and nothing more is asked", async (status, code) => {
    venue.restFault = () => ({ status, body: "" });
    const answer = await prices("BTC-USD", "ETH-USD");
    expect(answer).toMatchObject({ ok: false, error: { code } });
    expect(venue.server.requests).toHaveLength(1);
  });

  test("what was told before the venue refused stays told, the rest is missing", async () => {
    venue.trade("BTC-USD", "45000");
    venue.restFault = ({ path }) => (path.includes("ETH-USD") ? { status: 429, body: "" } : undefined);
    const answer = await prices("BTC-USD", "ETH-USD");
    expect(answer.ok && [...answer.value.keys()]).toEqual(["BTC-USD"]);
  });
});

describe("what happened in a gap", () => {
  test("trades between two ids, oldest first, exactly those", async () => {
    const first = trade(10);
    const answer = await history({ afterTradeId: String(first + 2), beforeTradeId: String(first + 6) });
    expect(answer).toMatchObject({
      ok: true,
      value: {
        kind: "trades",
        complete: true,
        trades: [
          { tradeId: String(first + 3), price: "45003", size: "0.5" },
          { tradeId: String(first + 4), price: "45004" },
          { tradeId: String(first + 5), price: "45005" },
        ],
      },
    });
  });

  test("several pages of them, by the venue's cursor", async () => {
    const first = trade(2_505);
    const answer = await history({ afterTradeId: String(first), beforeTradeId: String(first + 2_504) });
    expect(answer.ok && answer.value.kind === "trades" && [answer.value.trades.length, answer.value.complete]).toEqual([
      2_503,
      true,
    ]);
    expect(venue.server.requests.map(({ query }) => query.get("after"))).toEqual([
      String(first + 2_504),
      String(first + 1_504),
      String(first + 504),
    ]);
  });

  test("none between neighbours, without a request", async () => {
    expect(await history({ afterTradeId: "7", beforeTradeId: "8" })).toEqual({
      ok: true,
      value: { kind: "trades", trades: [], complete: true },
    });
    expect(venue.server.requests).toEqual([]);
  });

  test("an answer that leaves some out is not complete", async () => {
    const first = trade(10);
    venue.instruments.get("BTC-USD")!.trades.splice(4, 1);
    const answer = await history({ afterTradeId: String(first), beforeTradeId: String(first + 9) });
    expect(answer.ok && answer.value.complete).toBe(false);
  });

  test("a page that comes again ends the reading, incomplete", async () => {
    const first = trade(1_500);
    venue.restFault = () => ({
      body: [{ trade_id: first + 1_000, price: "1", size: "1", time: "2026-01-05T12:00:00Z" }],
    });
    const answer = await history({ afterTradeId: String(first), beforeTradeId: String(first + 1_499) });
    expect(answer.ok && answer.value.complete).toBe(false);
    expect(venue.server.requests).toHaveLength(2);
  });

  test("without ids, the trades of a short span by their times", async () => {
    trade(100);
    const answer = await history({ fromMs: now() - 5_000, toMs: now() - 2_000 });
    expect(answer.ok && answer.value.kind === "trades" && answer.value.trades.map(({ price }) => price)).toEqual([
      "45094",
      "45095",
      "45096",
      "45097",
    ]);
    expect(answer.ok && answer.value.complete).toBe(true);
  });

  test("more trades than a few requests bring are told as candles of a minute", async () => {
    trade(400);
    const answer = await history({ fromMs: now() - 300_000, afterTradeId: "1001", beforeTradeId: "5001" });
    expect(answer.ok && answer.value.kind === "candles" && answer.value.candles.length).toBe(6);
    expect(answer.ok && answer.value.complete).toBe(true);
  });

  test("candles that end before the last closed minute may still come: not complete", async () => {
    trade(400);
    clock.advance(3 * minuteMs);
    const answer = await history({ fromMs: now() - 700_000, afterTradeId: "1001", beforeTradeId: "5001" });
    expect(answer.ok && [answer.value.kind, answer.value.complete]).toEqual(["candles", false]);
  });
});

describe("candles", () => {
  test("a day is asked in parts of 300, each within the venue's limit, oldest first", async () => {
    for (let at = 1_439; at >= 0; at--) venue.trade("BTC-USD", String(45_000 + at), { atMs: now() - at * minuteMs });
    const answer = await opened.rest.candles!("BTC-USD", now() - 1_439 * minuteMs, now(), signal);
    expect(answer.ok && answer.value.length).toBe(1_440);
    expect(answer.ok && answer.value.every(({ openMs }, at, all) => at === 0 || openMs > all[at - 1]!.openMs)).toBe(
      true,
    );
    expect(venue.server.requests).toHaveLength(5);
  });

  test("low comes before high on the wire, and minutes without a trade are absent", async () => {
    const openMs = now() - 5 * minuteMs;
    for (const price of ["10.5", "12", "9.00000001", "11"]) venue.trade("BTC-USD", price, { atMs: openMs + 1 });
    const answer = await opened.rest.candles!("BTC-USD", openMs, now(), signal);
    expect(answer).toEqual({
      ok: true,
      value: [{ openMs, lengthMs: minuteMs, open: "10.5", high: "12", low: "9.00000001", close: "11" }],
    });
  });

  test("one from before the start is left out", async () => {
    venue.trade("BTC-USD", "1", { atMs: now() - minuteMs });
    venue.trade("BTC-USD", "2");
    const answer = await opened.rest.candles!("BTC-USD", now(), now(), signal);
    expect(answer.ok && answer.value.map(({ open }) => open)).toEqual(["2"]);
  });

  test("a recorded answer, newest first as it came", async () => {
    venue.restFault = () => ({ body: recordedFrame("coinbase", "rest_candles_3rows") });
    const answer = await opened.rest.candles!("BTC-USD", 1_591_514_040_000, 1_591_514_160_000, signal);
    expect(answer.ok && answer.value[0]).toEqual({
      openMs: 1_591_514_040_000,
      lengthMs: minuteMs,
      open: "0.02505",
      high: "0.02507",
      low: "0.02505",
      close: "0.02507",
    });
    expect(answer.ok && answer.value).toHaveLength(3);
  });

  test.each([
    ["one unusable row", "[[1591514160,0,1,1,1,1]]"],
    ["high before low", "[[1591514160,2,1,1,1,1]]"],
    ["no list", '{"candles":[]}'],
  ])("%s makes all of them unusable: a touch could hide there", async (_, body) => {
    venue.restFault = () => ({ body });
    const answer = await opened.rest.candles!("BTC-USD", now(), now(), signal);
    expect(answer).toMatchObject({
      ok: false,
      error: { code: "invalid", message: "Coinbase's candles are unusable." },
    });
  });

  test("the venue's words for a bad request are passed on", async () => {
    venue.restFault = () => ({ status: 400, body: { message: "granularity too small" } });
    const answer = await opened.rest.candles!("BTC-USD", now(), now(), signal);
    expect(answer).toMatchObject({
      ok: false,
      error: { code: "invalid", message: "Coinbase refused the request (granularity too small)." },
    });
  });
});

describe("the list of products", () => {
  test("base, quote, name, tick size and state, in words where it does not trade", async () => {
    venue.list("XLM-EUR", { status: "halted" });
    venue.list("REP-USD", { status: "delisted" });
    const answer = await opened.rest.instruments!(signal);
    expect(answer.ok && answer.value).toEqual([
      {
        symbol: "BTC-USD",
        wireSymbol: "BTC-USD",
        base: "BTC",
        quote: "USD",
        name: "Bitcoin",
        aliases: [],
        tickSize: "0.01",
        state: "trading",
        note: null,
      },
      {
        symbol: "ETH-USD",
        wireSymbol: "ETH-USD",
        base: "ETH",
        quote: "USD",
        name: "Ether",
        aliases: [],
        tickSize: "0.00000001",
        state: "trading",
        note: null,
      },
      {
        symbol: "XLM-EUR",
        wireSymbol: "XLM-EUR",
        base: "XLM",
        quote: "EUR",
        name: null,
        aliases: [],
        tickSize: "0.01",
        state: "halted",
        note: "Trading is paused.",
      },
      {
        symbol: "REP-USD",
        wireSymbol: "REP-USD",
        base: "REP",
        quote: "USD",
        name: null,
        aliases: [],
        tickSize: "0.01",
        state: "delisted",
        note: "Coinbase does not list it any more.",
      },
    ]);
  });

  test("is whole without the names", async () => {
    venue.restFault = ({ path }) => (path === "/currencies" ? { status: 500, body: "" } : undefined);
    const answer = await opened.rest.instruments!(signal);
    expect(answer.ok && answer.value.map(({ name }) => name)).toEqual([null, null]);
  });

  test.each([
    ["cancel_only", "halted"],
    ["post_only", "halted"],
    ["auction_mode", "halted"],
    ["limit_only", "trading"],
  ])("%s: %s", async (flag, state) => {
    const product = { id: "A-B", base_currency: "A", quote_currency: "B", status: "online", [flag]: true };
    venue.restFault = ({ path }) => ({ body: path === "/products" ? [product] : [] });
    const answer = await opened.rest.instruments!(signal);
    expect(answer.ok && answer.value[0]?.state).toBe(state);
  });

  test("an answer that is no list is refused", async () => {
    venue.restFault = () => ({ body: {} });
    expect(await opened.rest.instruments!(signal)).toMatchObject({ ok: false, error: { code: "invalid" } });
  });
});

test("what is dialled and shown, and what a refused dial means", () => {
  expect(opened.dialUrl).toBe(venue.wsUrl);
  expect([401, 403, 418, 429, 451, 503, 1008, 1001, 1000].map((code) => opened.closeMeans(code, ""))).toEqual([
    "forbidden",
    "forbidden",
    "banned",
    "rate-limited",
    "region",
    "maintenance",
    "rate-limited",
    null,
    null,
  ]);
});
