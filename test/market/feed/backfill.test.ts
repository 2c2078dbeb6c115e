/** Times in which an instrument could not be watched, and what is known of them afterwards. */
import { describe, expect, test } from "vitest";
import { until } from "../../doubles/until.ts";
import { outage, startLive } from "./one-feed.ts";
import { btc, eth, ticker, trade } from "./feed-harness.ts";

const minute = Date.parse("2026-01-05T12:00:00Z");

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
