import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { coinbase } from "../../../../main/market/venues/coinbase/venue.ts";
import type { OpenedVenue } from "../../../../main/market/venues/session.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import { FakeCoinbase } from "../../../doubles/venues/coinbase/coinbase-venue.ts";
import { recordedFrame } from "../recorded-frame.ts";
import { openDouble } from "../open-double.ts";

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

const prices = (...symbols: string[]) => opened.rest.prices(symbols, signal);

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
          asOf: "trade",
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
          asOf: "trade",
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

  test("a status that we do not know is told in Coinbase's own word", async () => {
    const product = { id: "A-B", base_currency: "A", quote_currency: "B", status: "internal" };
    venue.restFault = ({ path }) => ({ body: path === "/products" ? [product] : [] });
    const answer = await opened.rest.instruments!(signal);
    expect(answer.ok && answer.value[0]).toMatchObject({
      state: "unknown",
      note: "Coinbase says that it is internal.",
    });
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
