import { beforeEach, describe, expect, it } from "vitest";
import { MarketService, maxWatched } from "../../main/app/market-service.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import type { FeedSettings } from "../../main/market/feed/feed-types.ts";
import { Feed } from "../../main/market/feed/feed.ts";
import { demoVenue } from "../../main/market/venues/demo/venue.ts";
import { shownOnly, type Need } from "../../main/market/venues/need.ts";
import { securityPro } from "../../main/market/venues/securitypro/venue.ts";
import type { VenueKind } from "../../main/market/venues/venue.ts";
import type { Store } from "../../main/store/store-interface.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import { defaultSettings } from "../../preload/contract/settings.ts";
import { ManualClock } from "../doubles/clock.ts";
import { lock, openIn, tempDir, tick, value } from "./app-harness.ts";

const key = (symbol: string): InstrumentKey => `securitypro:${symbol}`;
const [a, b, c] = ["A-USD", "B-USD", "C-USD"].map(key) as [InstrumentKey, InstrumentKey, InstrumentKey];

const settings: FeedSettings = {
  ...defaultSettings,
  wsUrl: "ws://127.0.0.1:9",
  restUrl: "http://127.0.0.1:9",
  values: {},
};

describe("what is watched", () => {
  let store: Store;
  let clock: ManualClock;
  let feed: Feed;
  let needed: Map<InstrumentKey, Need>;
  let market: MarketService;
  let forgotten: InstrumentKey[];

  beforeEach(() => {
    clock = new ManualClock();
    store = openIn(tempDir(), clock.now().wallMs);
    needed = new Map();
    forgotten = [];
    feed = feedOf(securityPro);
    market = make();
  });

  /** Never started: what it is asked to watch is all that matters here. */
  function feedOf(venue: VenueKind): Feed {
    return new Feed({
      clock,
      random: () => 0,
      venue,
      settings,
      formatVenueText: new Redactor().formatOutsideText,
      apiKey: null,
      sink: {
        onTick: () => undefined,
        onHistory: () => undefined,
        onHistoryAwaited: () => undefined,
        onHistorySettled: () => undefined,
        onLost: () => undefined,
        onStatus: () => undefined,
      },
      lastKnown: [{ tick: tick("5", clock.now(), "A-USD"), minute: null }],
      lastWatchedMs: null,
    });
  }

  function make(): MarketService {
    const made = new MarketService(
      { clock, store, venueIds: ["demo", "securitypro"], ruleInstruments: () => needed },
      value(store.watchlist.list()),
    );
    made.forgotten.listen((gone) => forgotten.push(gone));
    made.connect("securitypro", feed);
    return made;
  }

  const watched = (of = feed): string[] =>
    of
      .status()
      .instruments.map(({ symbol }) => symbol)
      .sort();

  it("is the list in the person's order, which survives", () => {
    for (const one of [a, b, c]) value(market.watch(one));
    value(market.reorder([c, a, "securitypro:UNKNOWN"]));
    expect(market.list).toEqual([c, a, b]);
    expect(make().list).toEqual([c, a, b]);
    value(market.watch(a));
    expect(market.list, "watched already: where it was").toEqual([c, a, b]);
    expect(market.snapshot().map(({ instrument }) => instrument.symbol)).toEqual(["C-USD", "A-USD", "B-USD"]);
  });

  it("and what alerts need, whether listed or not, until neither wants it", () => {
    value(market.watch(a));
    needed.set(a, shownOnly).set(b, { ...shownOnly, everyTrade: true, size: true });
    market.sync();
    expect(watched()).toEqual(["A-USD", "B-USD"]);
    value(market.unwatch(a));
    expect([watched(), market.list, forgotten]).toEqual([["A-USD", "B-USD"], [], []]);
    needed.delete(a);
    market.sync();
    expect([watched(), forgotten]).toEqual([["B-USD"], [a]]);
  });

  it("mixes venues in the person's order; what is of a venue that is off keeps its place, and is watched when it is on", () => {
    for (const one of [a, "demo:X-USD", b] as const) value(market.watch(one));
    needed.set("demo:Y-USD", { ...shownOnly, everyTrade: true });
    market.sync();
    expect([market.list, watched()]).toEqual([
      [a, b],
      ["A-USD", "B-USD"],
    ]);
    value(market.reorder([b, a]));
    const demoFeed = feedOf(demoVenue);
    market.connect("demo", demoFeed);
    expect(market.list).toEqual([b, "demo:X-USD", a]);
    expect(market.snapshot().map(({ instrument }) => instrument)).toMatchObject([
      { venue: "securitypro", symbol: "B-USD" },
      { venue: "demo", symbol: "X-USD" },
      { venue: "securitypro", symbol: "A-USD" },
    ]);
    expect([watched(), watched(demoFeed)]).toEqual([
      ["A-USD", "B-USD"],
      ["X-USD", "Y-USD"],
    ]);
    value(market.unwatch("demo:X-USD"));
    expect([watched(), watched(demoFeed)]).toEqual([["A-USD", "B-USD"], ["Y-USD"]]);
  });

  it("of a venue that is switched off ends, and leaves its prices where the next gap begins and the other venue as it is", () => {
    const demoFeed = feedOf(demoVenue);
    market.connect("demo", demoFeed);
    for (const one of [a, "demo:X-USD"] as const) {
      value(market.watch(one));
      market.note({ ...tick("5", clock.now()), instrument: one });
    }
    market.save();
    market.disconnect("demo");
    expect([market.list, watched(), forgotten]).toEqual([[a], ["A-USD"], ["demo:X-USD"]]);
    expect([market.remembered(a)?.tick.last, market.remembered("demo:X-USD")]).toEqual(["5", null]);
    market.sync();
    expect(
      value(store.ticks.all())
        .map((kept) => kept.tick.instrument)
        .sort(),
    ).toEqual(["demo:X-USD", a]);
    expect([market.lastTick("demo:X-USD"), market.fresh("demo:X-USD")]).toEqual([null, null]);
  });

  it("stays as it is where the database refuses", () => {
    value(market.watch(a));
    value(market.watch(b));
    lock(store);
    expect(market.watch(c)).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(market.unwatch(a)).toMatchObject({ ok: false });
    expect(market.reorder([b, a])).toMatchObject({ ok: false });
    expect([market.list, watched()]).toEqual([
      [a, b],
      ["A-USD", "B-USD"],
    ]);
  });

  it("takes nothing of a venue that there is not", () => {
    expect(market.watch("nowhere:A-USD")).toMatchObject({
      ok: false,
      error: { code: "instrument-invalid", message: "There is no such venue; known are demo, securitypro." },
    });
    expect(market.list).toEqual([]);
  });

  it("has an end", () => {
    const many = Array.from({ length: maxWatched }, (_, i) => key(`S${i}-USD`));
    const full = new MarketService(
      { clock, store, venueIds: ["demo", "securitypro"], ruleInstruments: () => needed },
      many,
    );
    expect(full.watch(a)).toMatchObject({ ok: false, error: { code: "instrument-invalid" } });
  });

  it("writes each price that moved once, and offers it again where it was refused", () => {
    value(market.watch(a));
    market.note(tick("5", clock.now(), "A-USD"));
    const unlock = lock(store);
    market.save();
    unlock();
    market.save();
    expect(value(store.ticks.all()).map(({ tick: { instrument, last } }) => [instrument, last])).toEqual([[a, "5"]]);
    market.save((batch) => {
      expect(batch).toEqual([]);
      return true;
    });
  });

  it("keeps the price that alerts were judged by, not one that the feed still holds back", () => {
    value(market.watch(a));
    expect(market.lastTick(a)?.last).toBe("5");
    expect(market.remembered(a)).toBeNull();
    market.note(tick("4", clock.now(), "A-USD"));
    expect(market.remembered(a)).toMatchObject({ tick: { last: "4" }, blindSinceMs: clock.now().wallMs });
    value(market.unwatch(a));
    expect(market.remembered(a)).toBeNull();
  });

  it("forgets the price of what is watched no longer: for an alert made later it is no price to go by", () => {
    value(market.watch(a));
    value(market.watch(b));
    for (const symbol of ["A-USD", "B-USD"]) market.note(tick("5", clock.now(), symbol));
    market.save();
    market.note(tick("6", clock.now(), "A-USD"));
    value(market.unwatch(a));
    market.save();
    expect(value(store.ticks.all()).map((kept) => kept.tick.instrument)).toEqual([b]);
  });
});
