/** Times in which an instrument could not be watched, and what is known of them afterwards. */
import { describe, expect, test } from "vitest";
import type { Tick } from "../../../preload/contract/tick.ts";
import { until } from "../../doubles/until.ts";
import { type RestAnswer } from "../../doubles/venue-server.ts";
import { outage, start, startLive } from "./one-feed.ts";
import { btc, eth, ticker, trade, type FeedHarnessOptions } from "./feed-harness.ts";

const minute = Date.parse("2026-01-05T12:00:00Z");
const noonPrice: Tick = {
  instrument: btc,
  last: "100",
  lastNumber: 100,
  bid: null,
  ask: null,
  size: null,
  tradeId: "41",
  exchangeAt: "2026-01-05T11:59:00Z",
  receivedWallMs: minute - 60_000,
  receivedMonoMs: 9e9,
};

describe("a gap", () => {
  test("runs from the last frame of any kind to the instrument's first price afterwards", async () => {
    const r = await startLive({ watch: [btc, eth] });
    r.server.send(ticker("100"));
    await r.settle();
    r.clock.advance(5_000);
    await r.beat();
    const since = r.clock.now();
    await outage(r);
    expect(r.losses).toEqual([{ keys: [btc, eth], since, because: "disconnected" }]);
    await r.beat();
    expect(r.health()).toMatchObject({ health: "stale" });
    r.clock.advance(4_000);
    r.server.send(ticker("110"), ticker("111"));
    await r.settle();
    expect(r.ticks.slice(1)).toMatchObject([
      {
        tick: { last: "110" },
        gap: {
          fromWallMs: since.wallMs,
          toWallMs: r.clock.now().wallMs,
          because: "disconnected",
          before: { last: "100" },
          candles: [],
          seen: { openMs: minute, high: "100", low: "100" },
        },
      },
      { tick: { last: "111" }, gap: null },
    ]);
    expect(r.health()).toMatchObject({ health: "live" });
  });

  test.each([-3_600_000, 3_600_000])(
    "is as long as it was where the wall clock was set by %d ms in it",
    async (stepMs) => {
      const r = await startLive();
      r.server.send(ticker("100"));
      await r.settle();
      await outage(r);
      const lostForMs = r.clock.now().wallMs - (r.losses[0]?.since.wallMs ?? Number.NaN);
      r.clock.stepWall(stepMs);
      await r.beat();
      expect(r.feed.blindSinceMs(btc)).toBe(r.clock.now().wallMs - lostForMs);
      r.clock.advance(4_000);
      r.server.send(ticker("110"));
      await r.settle();
      const toWallMs = r.clock.now().wallMs;
      expect(r.ticks[1]?.gap).toMatchObject({ fromWallMs: toWallMs - lostForMs - 4_000, toWallMs });
    },
  );

  test("is none while a live feed is quiet", async () => {
    const r = await startLive();
    r.server.send(ticker("100"));
    await r.settle();
    for (let round = 0; round < 20; round++) {
      r.clock.advance(14_000);
      await r.beat();
    }
    r.server.send(ticker("101"));
    await r.settle();
    expect(r.ticks.map(({ gap }) => gap)).toEqual([null, null]);
    expect(r.losses).toEqual([]);
  });

  test("goes on over a second loss before the first price, and is told once", async () => {
    const r = await startLive();
    r.server.send(ticker("100"));
    await r.settle();
    const from = r.clock.now().wallMs;
    await outage(r);
    await r.beat();
    await outage(r);
    r.server.send(ticker("110"));
    await r.settle();
    expect(r.losses).toHaveLength(1);
    expect(r.ticks[1]?.gap).toMatchObject({ fromWallMs: from, toWallMs: r.clock.now().wallMs });
  });

  test("is none for an instrument that was not watched then", async () => {
    const r = await startLive();
    r.server.drop();
    await until(() => r.feed.status().nextDialAt !== null, "lost");
    r.feed.watch(eth);
    r.clock.advance(1_000);
    await r.redialled(2);
    await r.connected(2);
    r.server.send({ ...ticker("3"), symbol: "ETH-USD" });
    await r.settle();
    expect(r.ticks).toMatchObject([{ tick: { instrument: eth }, gap: null }]);
  });

  test("is forgotten with the instrument", async () => {
    const r = await startLive();
    r.server.send(ticker("100"));
    await r.settle();
    r.server.drop();
    await until(() => r.feed.status().nextDialAt !== null, "lost");
    r.feed.unwatch(btc);
    r.feed.watch(btc);
    await r.redialled(2);
    await r.connected();
    r.server.send(ticker("200"));
    await r.settle();
    expect(r.ticks[1]).toMatchObject({ tick: { last: "200" }, gap: null });
  });

  test("tells the extremes seen of its first minute", async () => {
    const r = await startLive();
    r.server.send(...["100", "104", "97", "101"].map((price) => ticker(price)));
    await r.settle();
    await outage(r);
    r.server.send(ticker("102"));
    await r.settle();
    expect(r.ticks.at(-1)?.gap?.seen).toEqual({ openMs: minute, high: "104", low: "97" });
  });

  test("a minute in which nothing came stood at the price before", async () => {
    const r = await startLive();
    r.server.send(...["104", "101"].map((price) => ticker(price)));
    await r.settle();
    for (let round = 0; round < 5; round++) {
      r.clock.advance(14_000);
      await r.beat();
    }
    await outage(r);
    r.server.send(ticker("102"));
    await r.settle();
    expect(r.ticks.at(-1)?.gap?.seen).toEqual({ openMs: minute + 60_000, high: "101", low: "101" });
  });

  test("the last trade told again ends it, and its size is no new trade", async () => {
    const r = await startLive();
    const last = trade("100", { id: 5, size: "3", ts: "2026-01-05T11:59:59Z" });
    r.server.send(last);
    await r.settle();
    await outage(r);
    r.server.send(last, trade("101", { id: 6, size: "4", ts: "2026-01-05T12:00:04Z" }));
    await r.settle();
    expect(r.ticks).toMatchObject([
      { tick: { last: "100", size: "3" }, gap: null },
      { tick: { last: "100", size: null }, gap: { because: "disconnected" } },
      { tick: { last: "101", size: "4" }, gap: null },
    ]);
  });
});

describe("a restart", () => {
  const lastKnown = [{ tick: noonPrice, minute: null }];

  test("is a gap from the last moment the app was known to watch", async () => {
    const r = await start({ lastKnown, lastWatchedMs: minute - 30_000 });
    expect(r.feed.lastTick(btc)).toMatchObject({ last: "100" });
    expect(r.feed.quotes()).toMatchObject([{ stale: true }]);
    expect(r.feed.fresh(btc, r.clock.now())).toBeNull();
    await r.connected();
    r.server.send(ticker("90"), ticker("91"));
    await r.settle();
    expect(r.ticks).toMatchObject([
      {
        tick: { last: "90" },
        gap: { fromWallMs: minute - 30_000, because: "not-running", before: { last: "100" }, seen: null },
      },
      { tick: { last: "91" }, gap: null },
    ]);
  });

  const dayMs = 86_400_000;
  const ahead = (tick: Partial<Tick> = {}) => ({ ...noonPrice, receivedWallMs: minute + dayMs, ...tick });
  test.each([
    [
      "the app was alive by a clock that is right, the price came by one that was ahead",
      ahead(),
      minute - 30_000,
      -30_000,
    ],
    ["all was by a clock that was ahead: the venue's own time is known", ahead(), minute + dayMs, -60_000],
    ["nor does the venue's time help", ahead({ exchangeAt: "2026-01-06T12:00:00Z" }), minute + dayMs, 0],
    ["nor is there a time of the venue", ahead({ exchangeAt: null }), minute + dayMs, 0],
  ])("begins at no time to come: %s", async (_name, tick, lastWatchedMs, fromMs) => {
    const r = await start({ lastKnown: [{ tick, minute: null }], lastWatchedMs });
    await r.connected();
    r.server.send(ticker("90"));
    await r.settle();
    const toWallMs = r.clock.now().wallMs;
    expect(r.ticks[0]?.gap).toMatchObject({ fromWallMs: fromMs === 0 ? toWallMs : minute + fromMs, toWallMs });
  });

  test("begins where it did for a computer that starts with its clock behind and is set right before the first price", async () => {
    const lastKnown = [{ tick: { ...noonPrice, receivedWallMs: minute + dayMs }, minute: null }];
    const r = await start({ lastKnown, lastWatchedMs: minute + dayMs });
    await r.connected();
    r.clock.stepWall(2 * dayMs);
    r.server.send(ticker("90"));
    await r.settle();
    expect(r.ticks[0]?.gap).toMatchObject({ fromWallMs: minute + dayMs, toWallMs: minute + 2 * dayMs });
  });

  test("began where the instrument was lost, though the app watched others since", async () => {
    const since = minute - 40_000;
    const r = await start({
      lastKnown: [{ tick: noonPrice, minute: null, blindSinceMs: since }],
      lastWatchedMs: minute - 5_000,
    });
    expect(r.feed.blindSinceMs(btc)).toBe(since);
    await r.connected();
    r.server.send(ticker("90"));
    await r.settle();
    expect(r.ticks[0]?.gap).toMatchObject({ fromWallMs: since });
    expect(r.feed.blindSinceMs(btc)).toBeNull();
  });

  test("what was seen of the minute is told where it was kept", async () => {
    const seen = { openMs: minute - 60_000, open: "99", high: "101", low: "98", close: "100" };
    const r = await start({ lastKnown: [{ tick: noonPrice, minute: seen }], lastWatchedMs: minute - 30_000 });
    await r.connected();
    r.server.send(ticker("90"));
    await r.settle();
    expect(r.ticks[0]?.gap?.seen).toEqual({ openMs: minute - 60_000, high: "101", low: "98" });
  });

  test("what is unwatched is forgotten: watched again, it begins without a past", async () => {
    const r = await start({ lastKnown, lastWatchedMs: minute - 30_000 });
    r.feed.unwatch(btc);
    r.feed.watch(btc);
    expect(r.feed.lastTick(btc)).toBeNull();
    await r.connected();
    r.server.send(ticker("90"));
    await r.settle();
    expect(r.ticks).toMatchObject([{ gap: null }]);
  });

  test("trades told before it are not told again", async () => {
    const r = await start({ lastKnown, lastWatchedMs: minute - 30_000 });
    await r.connected();
    r.server.send(trade("100", { id: 41, size: "9", ts: "2026-01-05T11:59:00Z" }), trade("99", { id: 40 }));
    await r.settle();
    expect(r.ticks).toMatchObject([{ tick: { last: "100", size: null }, gap: { because: "not-running" } }]);
    expect(r.feed.status().counts.late).toBe(1);
  });

  test("an absurd print right after it is held back too", async () => {
    const r = await start({
      lastKnown: [{ tick: { ...noonPrice, receivedWallMs: minute - 5_000 }, minute: null }],
      lastWatchedMs: minute,
    });
    await r.connected();
    r.server.send(ticker("0.06"), ticker("100.5"));
    await r.settle();
    expect(r.prices()).toEqual(["100.5"]);
    expect(r.ticks[0]?.gap).not.toBeNull();
  });
});

describe("the venue's history", () => {
  const key = "demo:BTC-USD" as const;
  const candle = { openMs: minute, lengthMs: 60_000, open: "100", high: "130", low: "95", close: 120 };
  const demo = (candles: unknown): FeedHarnessOptions => ({
    demo: true,
    watch: [key],
    before: (server) =>
      (server.rest = ({ path }) =>
        path.endsWith("/candles")
          ? (candles as RestAnswer | null | Promise<RestAnswer>)
          : { body: { symbol: "X", price: "1" } }),
  });
  const lose = async (options: FeedHarnessOptions) => {
    const r = await startLive(options);
    r.server.send(ticker("100"));
    await r.settle();
    await outage(r);
    return r;
  };

  test("comes with the gap, oldest first, and the ticks meanwhile come after it in order", async () => {
    const old = { ...candle, openMs: minute - 120_000 };
    const next = { ...candle, openMs: minute + 60_000 };
    const r = await lose(demo({ body: { symbol: "BTC-USD", candles: [next, candle, old] } }));
    r.server.send(ticker("120"), ticker("121"));
    await until(() => r.ticks.length === 3, "the ticks after the history");
    expect(r.prices()).toEqual(["100", "120", "121"]);
    // Only what overlaps the gap, and prices as strings.
    expect(r.ticks[1]?.gap?.candles).toEqual([{ ...candle, close: "120" }]);
    expect(r.ticks[2]?.gap).toBeNull();
    const request = r.server.requests.find(({ path }) => path.endsWith("/candles"));
    expect(Object.fromEntries(request?.query ?? [])).toEqual({
      symbol: "BTC-USD",
      from: String(minute),
      to: String(r.ticks[1]?.gap?.toWallMs),
    });
  });

  test("of a candle that goes on after it, what came after the first price is no part of the gap", async () => {
    const running = { ...candle, high: "110", low: "95", close: "110" };
    let answer: (late: RestAnswer) => void = () => undefined;
    const late = new Promise<RestAnswer>((resolve) => (answer = resolve));
    const r = await startLive(demo(late));
    r.clock.advance(1_000);
    r.server.send(ticker("100"));
    await r.settle();
    await outage(r);
    r.server.send(ticker("97"), ticker("110"), ticker("96"));
    await r.settle();
    answer({ body: { symbol: "BTC-USD", candles: [running] } });
    await until(() => r.ticks.length === 4, "the ticks after the history");
    // The high has come live since; a low below all that has come must have been before.
    expect(r.ticks[1]?.gap?.candles).toEqual([{ ...running, high: "97", low: "95", close: "97" }]);
  });

  test("such a candle that began in the gap keeps its open among what is certain", async () => {
    const running = { ...candle, openMs: minute + 60_000, high: "110", low: "96" };
    const r = await startLive(demo({ body: { symbol: "BTC-USD", candles: [running] } }));
    r.server.send(ticker("100"));
    for (let round = 0; round < 4; round++) {
      r.clock.advance(14_500);
      await r.beat();
    }
    await outage(r);
    r.server.send(ticker("97"), ticker("110"), ticker("96"));
    await until(() => r.ticks.length === 4, "the ticks after the history");
    expect(r.ticks[1]?.gap?.candles).toMatchObject([{ open: "100", high: "100", low: "97", close: "97" }]);
  });

  test("while it is read the price is not fresh, and the gap not over", async () => {
    const r = await lose(demo(null));
    const since = r.feed.blindSinceMs(key);
    expect(since).toBe(r.losses[0]?.since.wallMs);
    r.server.send(ticker("120"));
    await r.settle();
    expect(r.prices()).toEqual(["100"]);
    expect(r.feed.fresh(key, r.clock.now())).toBeNull();
    expect(r.feed.blindSinceMs(key)).toBe(since);
    expect(r.health()).toMatchObject({ health: "stale", detail: "Reading what happened during the outage." });
  });

  test.each([
    ["fails", { status: 500, body: "" }],
    ["has a bad candle", { body: { symbol: "BTC-USD", candles: [candle, { ...candle, high: "" }] } }],
    ["is for another symbol", { body: { symbol: "ETH-USD", candles: [candle] } }],
  ])("that %s holds nothing up", async (_, answer) => {
    const r = await lose(demo(answer));
    r.server.send(ticker("120"));
    await until(() => r.ticks.length === 2, "the tick");
    expect(r.ticks[1]?.gap).toMatchObject({ candles: [] });
  });

  test("lost again while it is read: the tick is told with its gap, then the next gap begins", async () => {
    const r = await lose(demo(null));
    r.server.send(ticker("120"));
    await r.settle();
    await outage(r);
    expect(r.ticks[1]).toMatchObject({ tick: { last: "120" }, gap: { before: { last: "100" } } });
    expect(r.losses).toHaveLength(2);
  });

  test("unwatched while it is read: nothing more is told of it", async () => {
    let answer: (late: RestAnswer) => void = () => undefined;
    const late = new Promise<RestAnswer>((resolve) => (answer = resolve));
    const r = await lose(demo(late));
    r.feed.watch("demo:ETH-USD");
    r.server.send(ticker("120"));
    await r.settle();
    r.feed.unwatch(key);
    answer({ body: { symbol: "BTC-USD", candles: [candle] } });
    await late;
    await r.settle();
    await r.settle();
    expect(r.prices()).toEqual(["100"]);
  });

  test("an end hands on what waits", async () => {
    const r = await lose(demo(null));
    r.server.send(ticker("120"));
    await r.settle();
    r.feed.stop();
    expect(r.prices()).toEqual(["100", "120"]);
  });
});
