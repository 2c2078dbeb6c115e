/** The gap over a restart: from the last moment that the app was known to watch, whatever the clock did meanwhile. */
import { describe, expect, test } from "vitest";
import type { Tick } from "../../../preload/contract/tick.ts";
import { start } from "./one-feed.ts";
import { btc, ticker, trade } from "./feed-harness.ts";

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
