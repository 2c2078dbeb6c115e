/** The venue's history of a gap: asked once it ends, in order with the ticks, and what of it belongs to the gap. */
import { describe, expect, test } from "vitest";
import { until } from "../../doubles/until.ts";
import { type RestAnswer } from "../../doubles/venue-server.ts";
import { outage, startLive } from "./one-feed.ts";
import { ticker, type FeedHarnessOptions } from "./feed-harness.ts";

const minute = Date.parse("2026-01-05T12:00:00Z");

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
