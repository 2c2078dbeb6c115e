/** What a chart is answered: of a venue with history, of one without, and of one that is off. */
import { beforeEach, describe, expect, it } from "vitest";
import { CandleService } from "../../main/app/candle-service.ts";
import type { Minute } from "../../main/market/history/minute-candles.ts";
import type { CandleSource } from "../../main/market/venues/candle-source.ts";
import type { VenueRest } from "../../main/market/venues/session.ts";
import { openMarketDatabase } from "../../main/store/market-database.ts";
import type { Store } from "../../main/store/store-interface.ts";
import { ManualClock } from "../doubles/clock.ts";
import { openIn, tempDir, value } from "./app-harness.ts";

const minuteMs = 60_000;
const key = "kraken:BTC-USD";
const prices: VenueRest["prices"] = () => Promise.resolve({ ok: true, value: new Map() });

let clock: ManualClock;
let store: Store;
let live: Minute[];
let rest: VenueRest | null;
let candles: CandleService;
const now = (): number => clock.now().wallMs;
const minute = (openMs: number, price: string): Minute => ({
  ...{ openMs, open: price, high: price, low: price, close: price },
});

beforeEach(() => {
  clock = new ManualClock(Date.parse("2026-01-05T12:00:30.000Z"));
  store = openIn(tempDir(), now());
  live = [];
  rest = { prices };
  candles = new CandleService({
    clock,
    store,
    kept: openMarketDatabase(tempDir()).candles,
    watched: () => (rest === null ? null : { rest, minutes: live }),
    serverOf: () => "https://one",
    formatVenueText: (words) => words.replace("secret", "(key)"),
  });
});

const failing = (lengthsMs: readonly number[]): CandleSource => ({
  ...{ lengthsMs, perRequest: 300, reach: null },
  fetch: () =>
    Promise.resolve({ ok: false, error: { code: "unreachable", message: "No way to secret.", retryAfterMs: null } }),
});

describe("Candles of a venue without history", () => {
  it("are the minutes that were recorded, with those that came in since, and say when they began", async () => {
    const t = now() - 30_000;
    const minutes = [10, 9, 3].map((ago) => ({ instrument: key, ...minute(t - ago * minuteMs, String(ago)) }) as const);
    value(store.minutes.add(minutes));
    live = [minute(t - 2 * minuteMs, "2"), minute(t, "1")];
    const list = value(await candles.read(key, { interval: "1m" }));
    expect(list.close).toEqual(["10", "9", "3", "2", "1"]);
    expect(list).toMatchObject({ source: "recorded", beginsMs: t - 10 * minuteMs, isForming: true, failure: null });
    expect(list.covered).toEqual([{ fromMs: t - 10 * minuteMs, toMs: t + minuteMs }]);
    const fives = value(await candles.read(key, { interval: "5m", fromMs: t - 10 * minuteMs, toMs: t }));
    expect([fives.open, fives.close, fives.isForming]).toEqual([["10", "3"], ["9", "2"], false]);
  });

  it("begin now where nothing was recorded", async () => {
    const list = value(await candles.read(key, { interval: "1h" }));
    expect([list.openMs, list.beginsMs]).toEqual([[], now()]);
  });
});

describe("A request", () => {
  it("is for the time of so many candles, those of now or before a moment", async () => {
    const t = now() - 30_000;
    live = [minute(t, "1")];
    const latest = value(await candles.read(key, { interval: "1m", limit: 5 }));
    expect([latest.openMs, latest.isForming]).toEqual([[t], true]);
    const older = value(await candles.read(key, { interval: "1m", limit: 5, beforeMs: t }));
    expect([older.openMs, older.isForming]).toEqual([[], false]);
  });

  it.each([
    [{ interval: "1m", toMs: 5 }, /either/i],
    [{ interval: "1m", fromMs: 5, limit: 5 }, /either/i],
    [{ interval: "1m", fromMs: 600_000, toMs: 60_000 }, /ends before/i],
    [{ interval: "1m", fromMs: 0 }, /2,?000/],
  ] as const)("%j is refused in words", async (request, words) => {
    const refused = await candles.read(key, request);
    expect(refused).toMatchObject({ ok: false, error: { code: "request-invalid", field: "fromMs" } });
    expect(refused.ok ? "" : refused.error.message).toMatch(words);
  });

  it("of a venue that is off says so", async () => {
    rest = null;
    expect(await candles.read(key, { interval: "1m" })).toMatchObject({
      ok: false,
      error: { code: "venue-unreachable" },
    });
    expect(candles.days(key, "1m", { fromMs: 0, toMs: now() }, AbortSignal.timeout(1_000))).toBeNull();
  });
});

it("What the venue refuses is a failure in words, with what came in live beside it, and no secret", async () => {
  rest = { prices, candleSource: failing([minuteMs]) };
  live = [minute(now() - 30_000, "7")];
  const list = value(await candles.read(key, { interval: "1m", limit: 5 }));
  expect([list.close, list.source, list.covered]).toEqual([["7"], "venue", []]);
  expect(list.failure?.message).toMatch(/No way to \(key\)\. Alerts are watched/);
});

it("Old candles are dropped by and by, and nothing is left waiting at the end", () => {
  expect(clock.pending).toBe(1);
  clock.advance(3_600_000);
  expect(clock.pending).toBe(1);
  candles.stop();
  expect(clock.pending).toBe(0);
});
