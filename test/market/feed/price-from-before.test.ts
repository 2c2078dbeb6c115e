/** T6: what a venue sends on subscribing is known by its own time, and what it sends of now is never taken for old. */
import { describe, expect, test } from "vitest";
import { VenueClock } from "../../../main/market/feed/venue-clock.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { btc, eth, ticker, trade, type FeedHarness } from "./feed-harness.ts";
import { outage, start, startLive } from "./one-feed.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A time of a venue whose clock is `aheadMs` ahead of ours, `agoMs` ago. */
const at = (r: FeedHarness, agoMs: number, aheadMs = 0) =>
  new Date(r.clock.now().wallMs - agoMs + aheadMs).toISOString();
const beatAt = async (r: FeedHarness, aheadMs: number) => {
  r.server.send({ type: "heartbeat", ts: at(r, 0, aheadMs) });
  await r.settle();
};
const ages = (r: FeedHarness) => r.ticks.map(({ tick }) => tick.ageMs);
const fresh = (r: FeedHarness) => r.feed.fresh(btc, r.clock.now());

describe("a market that has been still for three days", () => {
  test("its first ticker is shown with its age and is no price of now; the next trade is", async () => {
    const r = await start();
    await r.connected();
    await beatAt(r, 0);
    r.server.send(ticker("105", { bid: "104", ask: "106", ts: at(r, 3 * dayMs) }));
    await r.settle();
    expect(r.ticks).toMatchObject([{ tick: { last: "105", ageMs: 3 * dayMs }, gap: null }]);
    expect(r.feed.quote(btc)).toMatchObject({ tick: { last: "105", ageMs: 3 * dayMs }, bid: "104", stale: false });
    expect(fresh(r)).toBeNull();
    expect(r.feed.minutes(btc)).toEqual([]);
    expect(r.health()).toMatchObject({ subscription: "live", health: "quiet" });
    // Far from the price of before, and no absurd print: three days have passed.
    r.server.send(trade("140", { size: "2", ts: at(r, 0) }));
    await r.settle();
    expect(r.ticks.at(-1)).toMatchObject({ tick: { last: "140", size: "2", ageMs: null } });
    expect(fresh(r)).toMatchObject({ last: "140" });
    expect(r.health()).toMatchObject({ health: "live", heldBack: [] });
  });

  test("a quote that moves beside the old trade is of now", async () => {
    const r = await start();
    await r.connected();
    await beatAt(r, 0);
    const ts = at(r, 3 * dayMs);
    r.server.send(ticker("105", { bid: "104", ask: "106", ts }), ticker("105", { bid: "103", ask: "106", ts }));
    await r.settle();
    expect(r.ticks.at(-1)).toMatchObject({ tick: { last: null, bid: "103", ask: "106", ageMs: null } });
    expect(fresh(r)).toMatchObject({ last: null, bid: "103" });
  });

  test("a replay is from before up to its end, and has no sizes", async () => {
    const r = await start();
    await r.connected();
    await beatAt(r, 0);
    r.server.send(
      ...[9, 8, 7].map((minutes) => trade(String(100 - minutes), { size: "5", ts: at(r, minutes * minuteMs) })),
    );
    r.server.send(trade("95", { size: "5", ts: at(r, 1_000) }), trade("96", { size: "5", ts: at(r, 5 * minuteMs) }));
    await r.settle();
    expect(ages(r)).toEqual([9 * minuteMs, 8 * minuteMs, 7 * minuteMs, null, null]);
    expect(r.ticks.map(({ tick }) => tick.size)).toEqual([null, null, null, "5", "5"]);
  });

  test("REST tells the same: an old price is from before, one without a time is of now", async () => {
    const times: Record<string, string | undefined> = { "BTC-USD": "2026-01-02T12:00:00.000Z" };
    const r = await start({
      watch: [btc, eth],
      before: (server) => {
        server.rest = ({ query }) => {
          const symbol = query.get("symbol") ?? "";
          return { body: { symbol, price: "10", ts: times[symbol] } };
        };
      },
    });
    await r.live();
    await r.answered(2);
    await r.settle();
    const ageOf = (key: string) => r.ticks.find(({ tick }) => tick.instrument === key)?.tick.ageMs;
    expect(ageOf(btc)).toBe(3 * dayMs);
    expect(ageOf(eth)).toBeNull();
    expect(fresh(r)).toBeNull();
  });

  test("an older one than the last price of this connection is no news", async () => {
    const r = await start();
    await r.connected();
    await beatAt(r, 0);
    r.server.send(ticker("105", { ts: at(r, 2 * dayMs) }), ticker("99", { ts: at(r, 3 * dayMs) }));
    await r.settle();
    expect(r.prices()).toEqual(["105"]);
    expect(r.feed.status().counts.duplicate).toBe(1);
  });
});

describe("what is of now", () => {
  test("a frame without a time, and all that follows it", async () => {
    const r = await startLive();
    r.server.send(ticker("10"), ticker("11", { ts: at(r, dayMs) }));
    await r.settle();
    expect(ages(r)).toEqual([null, null]);
  });

  test.each([-9, -3, 3, 9])("the prices of a venue whose clock is %d minutes ahead", async (minutes) => {
    const aheadMs = minutes * minuteMs;
    const r = await start({ watch: [btc, eth] });
    await r.connected(2);
    await beatAt(r, aheadMs);
    r.server.send(ticker("10", { ts: at(r, 500, aheadMs) }));
    r.server.send({ ...ticker("3", { ts: at(r, 2 * minuteMs, aheadMs) }), symbol: "ETH-USD" });
    await r.settle();
    expect(ages(r)).toEqual([null, 2 * minuteMs]);
    expect(fresh(r)).toMatchObject({ last: "10" });
  });

  test("every price while nothing is known of the venue's clock: ours may be wrong by hours", async () => {
    const r = await start();
    await r.connected();
    const late = () => at(r, 5 * minuteMs);
    r.server.send(ticker("10", { ts: late() }));
    await r.settle();
    r.clock.advance(1_000);
    r.server.send(ticker("11", { ts: late() }));
    await r.settle();
    expect(ages(r)).toEqual([null, null]);
  });

  test("what was made after we subscribed, however late the venue tells it", async () => {
    const r = await start();
    await r.connected();
    await beatAt(r, 0);
    r.server.send(ticker("10", { ts: at(r, 90_000) }));
    await r.settle();
    for (let left = 90_000; left > 0; left -= 10_000) {
      r.clock.advance(10_000);
      await beatAt(r, 0);
    }
    r.server.send(ticker("11", { ts: at(r, 89_000) }));
    await r.settle();
    expect(ages(r)).toEqual([90_000, null]);
  });
});

test("what comes after a connection on which the venue's times were an hour ahead, as our clock is, is of now", async () => {
  const hourMs = 60 * minuteMs;
  const r = await startLive();
  r.clock.stepWall(hourMs);
  await beatAt(r, -hourMs);
  r.server.send(ticker("95", { ts: at(r, hourMs) }));
  await r.settle();
  await beatAt(r, 0);
  await outage(r);
  r.server.send(ticker("105", { ts: at(r, hourMs) }), ticker("106", { ts: at(r, hourMs) }));
  await r.settle();
  expect(ages(r)).toEqual([null, null, null]);
});

test("a first frame that is an hour behind is not taken for the venue's clock, where its handshake was dated", async () => {
  const r = await start({ before: (server) => (server.date = "Mon, 05 Jan 2026 12:00:00 GMT") });
  await r.connected();
  for (const aheadMs of [-60 * minuteMs, 0]) await beatAt(r, aheadMs);
  r.server.send(ticker("100", { ts: at(r, 50 * minuteMs) }));
  await r.settle();
  expect(ages(r)).toEqual([50 * minuteMs]);
});

test("the first price after an outage comes with the gap, and is asked about anew", async () => {
  const r = await startLive();
  r.server.send(ticker("95", { ts: at(r, 0) }));
  await r.settle();
  await outage(r);
  r.server.send(ticker("105", { ts: at(r, 2 * minuteMs) }), ticker("106", { ts: at(r, 0) }));
  await r.settle();
  expect(r.ticks.slice(1)).toMatchObject([
    { tick: { last: "105", ageMs: 2 * minuteMs }, gap: { before: { last: "95" } } },
    { tick: { last: "106", ageMs: null }, gap: null },
  ]);
});

describe("the venue's clock", () => {
  const started = () => {
    const own = new ManualClock();
    const venue = new VenueClock();
    const note = (delayMs: number) => venue.note(own.now().wallMs - delayMs, own.now());
    const age = (agoMs: number) => venue.ageMs(own.now().wallMs - agoMs, own.now());
    return { own, venue, note, age };
  };

  test("is ours less the smallest delay", () => {
    const { note, age } = started();
    for (const delayMs of [900, 300, 5_000]) note(delayMs);
    expect(age(1_000)).toBe(700);
  });

  test("is followed where the venue sets it, within two minutes", () => {
    const { own, note, age } = started();
    note(0);
    for (let minutes = 0; minutes < 2; minutes++) {
      own.advance(minuteMs);
      note(3_600_000);
    }
    expect(age(3_600_000)).toBe(0);
  });

  test("is not put ahead by times that are wrong for seconds, though ours is set ahead as far", () => {
    const { own, venue } = started();
    const aheadMs = 3_600_000;
    const tell = (wrongMs: number) => venue.note(own.now().monoMs + wrongMs, own.now());
    const age = () => venue.ageMs(own.now().monoMs, own.now());
    own.stepWall(aheadMs);
    tell(0);
    for (let seconds = 0; seconds < 9; seconds++) {
      own.advance(1_000);
      tell(aheadMs);
    }
    expect(age()).toBe(0);
    own.advance(1_000);
    tell(0);
    // The next mistake begins anew.
    own.advance(1_000);
    tell(aheadMs);
    expect(age()).toBe(0);
    own.advance(10_000);
    tell(aheadMs);
    expect(age()).toBe(aheadMs);
  });

  test("is not learned from a first time that the date of the venue's answers contradicts, unless it goes on", () => {
    const { own, venue, age } = started();
    const datedMs = own.now().wallMs;
    const tell = (wrongMs: number) => {
      const { wallMs } = own.now();
      venue.note(wallMs + wrongMs, own.now(), datedMs);
    };
    tell(-3_600_000);
    expect(venue.isKnown).toBe(false);
    tell(-500);
    expect(age(0)).toBe(-500);
    const other = started();
    for (let seconds = 0; seconds <= 10; seconds++) {
      other.venue.note(other.own.now().wallMs - 3_600_000, other.own.now(), other.own.now().wallMs);
      expect(other.venue.isKnown).toBe(seconds === 10);
      other.own.advance(1_000);
    }
  });

  test("is followed back within seconds where it was put ahead, and not for one time alone", () => {
    const { own, note, age } = started();
    note(0);
    note(3_600_000);
    expect(age(0)).toBe(0);
    own.advance(1_000);
    note(0);
    for (let seconds = 0; seconds <= 10; seconds++) {
      own.advance(1_000);
      note(3_600_000);
    }
    expect(age(3_600_000)).toBe(0);
  });

  test("stays known when ours is set: ages are measured by the monotonic clock", () => {
    const { own, venue, note } = started();
    note(0);
    const madeMs = own.now().wallMs;
    own.stepWall(3_600_000);
    own.advance(5_000);
    expect(venue.ageMs(madeMs, own.now())).toBe(5_000);
  });

  test("from before an outage does not count when it is over", () => {
    const { own, note, age } = started();
    note(0);
    own.advance(2 * minuteMs);
    note(minuteMs);
    expect(age(minuteMs)).toBe(0);
  });

  test("is not learned from an absurd time ahead of ours", () => {
    const { venue, note } = started();
    note(-dayMs);
    expect(venue.isKnown).toBe(false);
  });
});
