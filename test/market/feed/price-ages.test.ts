/** Which prices are from before (T6), one after the other as they come. Times in milliseconds after noon, by the venue's clock and by ours. */
import { describe, expect, test } from "vitest";
import { PriceAges } from "../../../main/market/feed/price-age.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { PriceAsOf, PriceOrigin, SessionPrice, VenueTime } from "../../../main/market/venues/session.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import { tickOf } from "./tick-of.ts";

const noon = Date.parse("2026-01-05T12:00:00.000Z");
/** Our wall clock is an hour wrong: it has no part in ages, except where nothing else is known. */
const momentAt = (ms: number): Moment => ({ monoMs: 1_000_000 + ms, wallMs: noon + 3_600_000 + ms });

class Instrument {
  readonly ages = new PriceAges();
  readonly watched = new Watched("demo:A-USD", "A-USD");

  /** The venue's clock is known, and the instrument is asked for at `askedMs`. */
  constructor(askedMs: number | null = 0, isClockKnown = true) {
    if (isClockKnown) this.ages.noteLive(noon, momentAt(0));
    if (askedMs !== null) this.watched.subscription.begin(momentAt(askedMs).monoMs);
  }

  stream(atMs: number | null, nowMs: number, more: { origin?: PriceOrigin; sentMs?: number } = {}): number | null {
    const timeOf = (ms: number | null | undefined): VenueTime => (ms == null ? null : noon + ms);
    const price = { origin: more.origin ?? "live", at: timeOf(atMs), sentAt: timeOf(more.sentMs) };
    return this.ages.ofStream(this.watched, price as SessionPrice, momentAt(nowMs));
  }

  rest(asOf: PriceAsOf, atMs: number | null, nowMs: number): number | null {
    const price = { last: "5", lastNumber: 5, tradeId: null, asOf, at: atMs === null ? null : noon + atMs };
    return this.ages.ofRest(this.watched, price, momentAt(nowMs));
  }

  accept(ageMs: number | null): void {
    this.watched.prices.accept(tickOf(ageMs === null ? {} : { ageMs }));
  }
}

describe("a price of the stream, asked for at noon", () => {
  test.each<[string, number | null, number, number | null]>([
    ["of a minute before its arrival is of now", -59_000, 1_000, null],
    ["a millisecond older is from before", -59_001, 1_000, 60_001],
    ["of an hour before is from before", -3_600_000, 1_000, 3_601_000],
    ["without a time is of now", null, 1_000, null],
    ["made after we asked is of now, however late it comes", 1, 200_000, null],
    ["made as we asked is of now", 0, 200_000, null],
    ["made just before we asked, and late, is from before", -1, 200_000, 200_001],
  ])("%s", (_what, atMs, nowMs, ageMs) => {
    expect(new Instrument().stream(atMs, nowMs)).toBe(ageMs);
  });

  test("is of now where the venue's clock is not known, and tells what that is", () => {
    const instrument = new Instrument(0, false);
    expect(instrument.ages.venueMsAt(momentAt(0))).toBe(null);
    expect(instrument.stream(-3_600_000, 1_000)).toBe(null);
    expect(instrument.ages.venueMsAt(momentAt(1_000))).toBe(noon - 3_600_000);
  });

  test("is from before by its own age alone where nothing was asked for", () => {
    expect(new Instrument(null).stream(-60_000, 1)).toBe(60_001);
    expect(new Instrument(null).stream(-60_000, 0)).toBe(null);
  });

  test("is of now as soon as one of now has come, until it is asked for anew", () => {
    const instrument = new Instrument();
    expect(instrument.stream(-3_600_000, 1_000)).toBe(3_601_000);
    expect(instrument.stream(500, 1_000)).toBe(null);
    expect(instrument.stream(-3_600_000, 1_000)).toBe(null);
    instrument.watched.filter.beginSubscription();
    expect(instrument.stream(-3_600_000, 1_000)).toBe(3_601_000);
  });
});

describe("a snapshot", () => {
  test.each<[string, Instrument, number | null, number | undefined, number | null]>([
    ["without a time has the least age that is no more of now", new Instrument(), null, undefined, 60_000],
    ["is as old as the venue says by when it sent it", new Instrument(), -80_000, -10_000, 70_000],
    ["sent a minute after its trade is of now", new Instrument(), -80_000, -20_000, null],
    ["else by the venue's clock", new Instrument(), -80_000, undefined, 81_000],
    ["of a minute before by that clock is of now", new Instrument(), -59_000, undefined, null],
    ["else by our own clock", new Instrument(0, false), 0, undefined, 3_601_000],
  ])("%s", (_what, instrument, atMs, sentMs, ageMs) => {
    const sent = sentMs === undefined ? {} : { sentMs };
    expect(instrument.stream(atMs, 1_000, { origin: "snapshot", ...sent })).toBe(ageMs);
  });

  test("never tells of later prices", () => {
    const instrument = new Instrument();
    expect(instrument.stream(0, 1_000, { origin: "snapshot" })).toBe(null);
    expect(instrument.stream(-3_600_000, 1_000)).toBe(3_601_000);
  });
});

describe("a price by REST", () => {
  test.each<[string, PriceAsOf, number | null, number | null]>([
    ["of the answer is of now", "answer", 900, null],
    ["of the answer that is old by the stream's clock is from before", "answer", -3_600_000, 3_601_000],
    ["of a trade of now", "trade", 0, null],
    ["of a trade of before", "trade", -3_600_000, 3_601_000],
    ["of nobody knows when is from before", "unknown", null, 60_000],
  ])("%s", (_what, asOf, atMs, ageMs) => {
    expect(new Instrument().rest(asOf, atMs, 1_000)).toBe(ageMs);
  });

  test("of a trade is dated by the clock of the answers, where that is known", () => {
    const instrument = new Instrument(0, false);
    expect(instrument.rest("trade", -3_600_000, 1_000)).toBe(null);
    instrument.ages.noteAnswer(noon, momentAt(0));
    expect(instrument.rest("trade", -3_600_000, 1_000)).toBe(3_601_000);
    // The stream's clock is still not known.
    expect(instrument.rest("answer", -3_600_000, 1_000)).toBe(null);
  });

  test("is news beside a price of now of this connection, whatever its time", () => {
    const instrument = new Instrument();
    instrument.accept(70_000);
    expect(instrument.rest("trade", -3_600_000, 1_000)).toBe(3_601_000);
    expect(instrument.rest("unknown", null, 1_000)).toBe(null);
    instrument.accept(null);
    expect(instrument.rest("trade", -3_600_000, 1_000)).toBe(null);
    instrument.watched.prices.endConnection();
    expect(instrument.rest("trade", -3_600_000, 1_000)).toBe(3_601_000);
    instrument.watched.filter.noteLivePrice();
    expect(instrument.rest("trade", -3_600_000, 1_000)).toBe(null);
  });
});

describe("the venue's clock", () => {
  test("follows frames that say when they were sent, once a second", () => {
    const instrument = new Instrument();
    instrument.stream(0, 0);
    const timeAfter = (sentMs: number, nowMs: number): number => {
      instrument.stream(0, nowMs, { sentMs });
      return (instrument.ages.venueMsAt(momentAt(nowMs)) ?? 0) - noon - nowMs;
    };
    // A frame that took less time on its way says that the venue's clock is ahead of what was thought.
    expect([timeAfter(1_009, 999), timeAfter(1_010, 1_000), timeAfter(2_019, 1_999), timeAfter(2_020, 2_000)]).toEqual([
      0, 10, 10, 20,
    ]);
  });

  test("is told by nothing that carries no time", () => {
    const ages = new PriceAges();
    ages.noteLive(null, momentAt(0));
    expect(ages.venueMsAt(momentAt(0))).toBe(null);
    ages.noteLive(noon + 5, momentAt(5));
    expect(ages.venueMsAt(momentAt(25))).toBe(noon + 25);
  });
});
