import { describe, expect, it } from "vitest";
import { Quotes } from "../../main/app/quotes.ts";
import { startOfDayMs } from "../../main/app/recorded-minutes.ts";
import type { FeedQuote } from "../../main/market/feed/feed-types.ts";
import type { Minute } from "../../main/market/history/minute-candles.ts";
import { tick } from "./app-harness.ts";

const instrument = { venue: "securitypro", symbol: "BTC-USD" } as const;
const midnightMs = startOfDayMs(Date.parse("2026-01-05T12:00:00Z"));
const noonMs = midnightMs + 43_200_000;

const minute = (openMs: number, price: string): Minute => ({
  openMs,
  open: price,
  high: price,
  low: price,
  close: price,
});
function quote(last: string, minutes: readonly Minute[] = []): FeedQuote {
  return {
    key: "securitypro:BTC-USD",
    tick: tick(last, { wallMs: noonMs, monoMs: 0 }),
    bid: "1",
    ask: "3",
    stale: false,
    minutes,
  };
}

describe("a price as a window starts with it", () => {
  it("is nothing, and stale, where the feed knows nothing", () => {
    expect(new Quotes().of(instrument, null, [])).toEqual({
      instrument,
      last: null,
      bid: null,
      ask: null,
      at: null,
      receivedAt: null,
      reference: null,
      minutes: [],
      stale: true,
    });
  });

  it.each<[string, string | number | null, string | null]>([
    ["as ISO", "2026-01-05T12:00:00.125Z", "2026-01-05T12:00:00.125Z"],
    ["as seconds", 1_767_614_400, "2026-01-05T12:00:00.000Z"],
    ["in words", "soon", null],
    ["not at all", null, null],
  ])("has the venue's time in one form; the venue wrote it %s", (_how, exchangeAt, at) => {
    const given = quote("110");
    const written: FeedQuote = { ...given, tick: given.tick === null ? null : { ...given.tick, exchangeAt } };
    expect(new Quotes().of(instrument, written, []).at).toBe(at);
  });

  it("says how old a price from before was when it came, and nothing of one of now", () => {
    const given = quote("110");
    const before: FeedQuote = { ...given, tick: given.tick === null ? null : { ...given.tick, ageMs: 90_000 } };
    expect(new Quotes().of(instrument, before, []).ageMs).toBe(90_000);
    expect(new Quotes().of(instrument, given, [])).not.toHaveProperty("ageMs");
  });

  it("changes from the first price of the day where that was seen", () => {
    const past = [minute(midnightMs - 60_000, "90"), minute(midnightMs + 60_000, "100")];
    expect(new Quotes().of(instrument, quote("110"), past).reference).toEqual({
      price: "100",
      at: new Date(midnightMs + 60_000).toISOString(),
      basis: "day",
    });
  });

  it("else from the first one of this run, which stays", () => {
    const quotes = new Quotes();
    const past = [minute(midnightMs + 300_000, "100")];
    const reference = { price: "110", at: new Date(noonMs).toISOString(), basis: "session" };
    expect(quotes.of(instrument, quote("110"), past).reference).toEqual(reference);
    expect(quotes.of(instrument, quote("120"), past).reference).toEqual(reference);
  });

  it("shows the last sixty minutes, live ones in place of what was fetched of them", () => {
    const past = Array.from({ length: 70 }, (_, i) => minute(noonMs - (70 - i) * 60_000, `1${i}`));
    const live = [minute(noonMs - 60_000, "7"), minute(noonMs, "8")];
    const { minutes } = new Quotes().of(instrument, quote("8", live), past);
    expect(minutes).toHaveLength(60);
    expect(minutes.slice(-3)).toEqual(["168", "7", "8"]);
  });
});
