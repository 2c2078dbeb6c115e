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
