import { afterEach, describe, expect, test } from "vitest";
import type { Tick } from "../../preload/contract/tick.ts";
import { until } from "../doubles/until.ts";
import { type RestAnswer } from "../doubles/venue-server.ts";
import { btc, eth, startRig, ticker, trade, type Rig, type RigOptions } from "./rig.ts";

let rig: Rig | null = null;
afterEach(async () => {
  await rig?.[Symbol.asyncDispose]();
  rig = null;
});
const start = async (options: RigOptions = {}): Promise<Rig> => (rig = await startRig(options));
const startLive = async (options: RigOptions = {}): Promise<Rig> => {
  const r = await start(options);
  await r.live();
  return r;
};
/** Loses the connection and gets it back two seconds later. */
const outage = async (r: Rig) => {
  const { dials } = r.server;
  r.clock.advance(1_000);
  r.server.drop();
  await until(() => r.feed.status().nextDialAt !== null, "lost");
  r.clock.advance(2_000);
  await r.redialled(dials + 1);
  await r.connected();
};
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
    const r = await start({ lastKnown, aliveUntilMs: minute - 30_000 });
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

  test("began where the instrument was lost, though the app watched others since", async () => {
    const since = minute - 40_000;
    const r = await start({
      lastKnown: [{ tick: noonPrice, minute: null, blindSinceMs: since }],
      aliveUntilMs: minute - 5_000,
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
    const r = await start({ lastKnown: [{ tick: noonPrice, minute: seen }], aliveUntilMs: minute - 30_000 });
    await r.connected();
    r.server.send(ticker("90"));
    await r.settle();
    expect(r.ticks[0]?.gap?.seen).toEqual({ openMs: minute - 60_000, high: "101", low: "98" });
  });

  test("what is unwatched is forgotten: watched again, it begins without a past", async () => {
    const r = await start({ lastKnown, aliveUntilMs: minute - 30_000 });
    r.feed.unwatch(btc);
    r.feed.watch(btc);
    expect(r.feed.lastTick(btc)).toBeNull();
    await r.connected();
    r.server.send(ticker("90"));
    await r.settle();
    expect(r.ticks).toMatchObject([{ gap: null }]);
  });

  test("trades told before it are not told again", async () => {
    const r = await start({ lastKnown, aliveUntilMs: minute - 30_000 });
    await r.connected();
    r.server.send(trade("100", { id: 41, size: "9", ts: "2026-01-05T11:59:00Z" }), trade("99", { id: 40 }));
    await r.settle();
    expect(r.ticks).toMatchObject([{ tick: { last: "100", size: null }, gap: { because: "not-running" } }]);
    expect(r.feed.status().counts.late).toBe(1);
  });

  test("an absurd print right after it is held back too", async () => {
    const r = await start({
      lastKnown: [{ tick: { ...noonPrice, receivedWallMs: minute - 5_000 }, minute: null }],
      aliveUntilMs: minute,
    });
    await r.connected();
    r.server.send(ticker("0.06"), ticker("100.5"));
    await r.settle();
    expect(r.prices()).toEqual(["100.5"]);
    expect(r.ticks[0]?.gap).not.toBeNull();
  });
});

describe("the price by REST", () => {
  const answers =
    (price: unknown, ts: unknown = "2026-01-05T12:00:00Z") =>
    () => ({ body: { symbol: "BTC-USD", price, ts } });

  test("is the first one where the stream is quiet, asked for with the key in a header", async () => {
    const r = await start({ before: (server) => (server.rest = answers("100")) });
    await r.live();
    await until(() => r.ticks.length === 1, "the price by REST");
    expect(r.server.requests[0]).toMatchObject({
      path: "/v1/market/ticker",
      headers: { "x-api-key": "key-of-the-test" },
    });
    expect(r.server.requests[0]?.query.get("symbol")).toBe("BTC-USD");
    expect(r.ticks).toMatchObject([{ tick: { last: "100", bid: null, size: null }, gap: null }]);
    expect(r.health()).toMatchObject({ subscription: "requested" });
  });

  test("waits until the feed is live: before that it could be lost again unseen", async () => {
    const r = await start({ before: (server) => (server.rest = answers("100")) });
    await r.answered(1);
    await r.settle();
    expect(r.ticks).toEqual([]);
    await r.beat();
    await until(() => r.ticks.length === 1, "the price by REST");
  });

  test("counts two seconds later on a socket over which nothing came, and is not taken for a live feed's", async () => {
    const r = await start({ before: (server) => (server.rest = answers("100")) });
    await r.answered(1);
    await r.settle();
    r.clock.advance(1_000);
    expect(r.ticks).toEqual([]);
    r.clock.advance(1_000);
    expect(r.ticks).toMatchObject([{ tick: { last: "100" }, gap: null }]);
    expect(r.feed.status().state).toBe("connecting");
    expect(r.feed.quote(btc)).toMatchObject({ stale: true });
    expect(r.feed.fresh(btc, r.clock.now())).toBeNull();
    await r.beat();
    await r.settle();
    expect(r.prices()).toEqual(["100"]);
  });

  test("that came over such a socket begins the next gap", async () => {
    const r = await start({ before: (server) => (server.rest = answers("100")) });
    await r.answered(1);
    r.clock.advance(2_000);
    const since = r.clock.now();
    r.server.rest = answers("110", "2026-01-05T12:00:05Z");
    await outage(r);
    expect(r.losses).toEqual([{ keys: [btc], since, because: "disconnected" }]);
    await r.answered(2);
    r.clock.advance(2_000);
    expect(r.ticks[1]).toMatchObject({
      tick: { last: "110" },
      gap: { fromWallMs: since.wallMs, before: { last: "100" } },
    });
  });

  test("that came for many at once is told as lost for all of them at once: each telling is written to the disk", async () => {
    const watch = Array.from({ length: 50 }, (_, at) => `securitypro:S${at}` as const);
    const r = await start({
      watch,
      before: (server) => (server.rest = ({ query }) => ({ body: { symbol: query.get("symbol"), price: "100" } })),
    });
    await r.answered(50);
    r.clock.advance(2_000);
    const since = r.clock.now();
    await outage(r);
    expect(r.losses).toEqual([{ keys: watch, since, because: "disconnected" }]);
  });

  test("ends an outage also where the stream stays mute, and what was held back on the way is dropped", async () => {
    const r = await startLive({ before: (server) => (server.rest = answers("100")) });
    await until(() => r.ticks.length === 1, "the first price");
    r.server.rest = answers("10", "2026-01-05T12:00:01Z");
    await outage(r);
    await r.answered(2);
    r.clock.advance(2_000);
    expect([r.prices(), r.feed.status().counts.heldBack]).toEqual([["100"], 1]);
    r.server.rest = answers("105", "2026-01-05T12:00:06Z");
    const { dials } = r.server;
    r.server.drop();
    await until(() => r.feed.status().nextDialAt !== null, "lost");
    r.clock.advance(4_000);
    await r.redialled(dials + 1);
    await r.answered(3);
    r.clock.advance(2_000);
    expect(r.ticks.slice(1)).toMatchObject([{ tick: { last: "105" }, gap: { before: { last: "100" } } }]);
    expect([r.losses.length, r.feed.status().counts.absurd]).toEqual([1, 1]);
  });

  test("counts where the answer leaves out what was asked about, and when", async () => {
    const r = await startLive({ before: (server) => (server.rest = () => ({ body: { price: 100.5 } })) });
    await until(() => r.ticks.length === 1, "the price by REST");
    expect(r.prices()).toEqual(["100.5"]);
  });

  test("ends an outage, whichever is first; the stream's repetition is not counted twice", async () => {
    const r = await startLive({ before: (server) => (server.rest = answers("100")) });
    await until(() => r.ticks.length === 1, "the first price");
    r.server.rest = answers("120", "2026-01-05T12:00:03Z");
    await outage(r);
    await r.beat();
    await until(() => r.ticks.length === 2, "the price after the outage");
    expect(r.ticks[1]).toMatchObject({ tick: { last: "120" }, gap: { before: { last: "100" } } });
    r.server.send(ticker("120", { ts: "2026-01-05T12:00:03.000Z" }), ticker("121"));
    await r.settle();
    expect(r.prices()).toEqual(["100", "120", "121"]);
    expect(r.feed.status().counts.duplicate).toBe(1);
  });

  test("an id that came with the repetition is known from then on", async () => {
    const r = await startLive({ before: (server) => (server.rest = answers("100")) });
    await until(() => r.ticks.length === 1, "the first price");
    const told = trade("100", { id: 5, ts: "2026-01-05T12:00:00.000Z" });
    r.server.send(told, told, trade("101", { id: 4 }));
    await r.settle();
    expect(r.prices()).toEqual(["100"]);
    expect(r.feed.status().counts).toMatchObject({ duplicate: 2, late: 1 });
  });

  test("the repetition counts where it brings the first bid and ask", async () => {
    const r = await startLive({ before: (server) => (server.rest = answers("100")) });
    await until(() => r.ticks.length === 1, "the first price");
    r.server.send(ticker("100", { bid: "99", ask: "101", ts: "2026-01-05T12:00:00.000Z" }));
    await r.settle();
    expect(r.ticks[1]).toMatchObject({ tick: { last: "100", bid: "99", ask: "101" }, gap: null });
  });

  test("is dropped where the stream was faster", async () => {
    const r = await start({ before: (server) => (server.rest = () => null) });
    await until(() => r.server.requests.length === 1, "REST is asked");
    r.server.send(ticker("101"));
    await r.settle();
    expect(r.prices()).toEqual(["101"]);
  });

  test("older than what is known, it is not a price of now and ends no gap", async () => {
    const r = await startLive();
    r.server.send(ticker("100", { ts: "2026-01-05T12:00:00Z" }));
    await r.settle();
    r.server.rest = answers("90", "2026-01-05T11:00:00Z");
    await r.answered(1);
    await outage(r);
    await r.beat();
    await r.answered(2);
    r.server.send(ticker("101", { ts: "2026-01-05T12:00:04Z" }));
    await r.settle();
    expect(r.ticks).toMatchObject([
      { tick: { last: "100" } },
      { tick: { last: "101" }, gap: { before: { last: "100" } } },
    ]);
  });

  test.each<[string, RestAnswer]>([
    ["an empty price", { body: { symbol: "BTC-USD", price: "" } }],
    ["a zero", { body: { symbol: "BTC-USD", price: "0" } }],
    ["another symbol", { body: { symbol: "ETH-USD", price: "1" } }],
    ["no JSON", { body: "<html>" }],
    ["an array", { body: "[]" }],
    ["null", { body: "null" }],
    ["too much", { body: { symbol: "BTC-USD", price: "1", padding: "x".repeat(5 * 1024 * 1024) } }],
    ["HTTP 500", { status: 500, body: "" }],
  ])("%s is no price", async (_, answer) => {
    const r = await startLive({ before: (server) => (server.rest = () => answer) });
    await until(() => r.feed.status().lastError !== null, "the failure is shown");
    expect(r.feed.status()).toMatchObject({
      state: "live",
      lastError: { code: expect.stringMatching(/^rest-/) as string },
    });
    expect(r.ticks).toEqual([]);
  });

  test("a redirect is not followed: it would carry the key along", async () => {
    const r = await startLive({
      before: (server) =>
        (server.rest = ({ path }) =>
          path === "/elsewhere"
            ? { body: { symbol: "BTC-USD", price: "1" } }
            : { status: 302, headers: { location: "/elsewhere" }, body: "" }),
    });
    await until(() => r.feed.status().lastError?.code === "rest-unreachable", "the failure is shown");
    expect(r.server.requests).toHaveLength(1);
  });

  test("429 is heeded: nothing is asked until the venue allows it", async () => {
    const r = await startLive({
      before: (server) => (server.rest = () => ({ status: 429, headers: { "retry-after": "60" }, body: "" })),
    });
    await until(() => r.feed.status().lastError?.code === "rest-rate-limited", "limited");
    r.feed.watch(eth);
    r.clock.advance(11_000);
    await r.beat();
    expect(r.server.requests).toHaveLength(1);
  });

  test("is not asked for what the stream has told while it waited its turn", async () => {
    const watch = Array.from({ length: 50 }, (_, at) => `securitypro:S${at}` as const);
    let answer: (late: RestAnswer) => void = () => undefined;
    const late = new Promise<RestAnswer>((resolve) => (answer = resolve));
    const r = await start({ watch, before: (server) => (server.rest = () => late) });
    await r.connected(50);
    await until(() => r.server.requests.length === 4, "four requests");
    r.server.send(...watch.slice(4).map((one) => ({ ...ticker("1"), symbol: one.slice(12) })));
    await r.settle();
    answer({ status: 404, body: "" });
    await until(() => r.health("S0").detail !== null && r.health("S3").detail !== null, "REST has answered");
    await r.settle();
    expect(r.server.requests).toHaveLength(4);
  });

  test("is asked a few at a time", async () => {
    const watch = Array.from({ length: 50 }, (_, at) => `securitypro:S${at}` as const);
    const r = await start({ watch, before: (server) => (server.rest = () => null) });
    await r.connected(50);
    await until(() => r.server.requests.length === 4, "four requests");
    await r.settle();
    expect(r.server.requests).toHaveLength(4);
  });
});

describe("the venue's history", () => {
  const key = "demo:BTC-USD" as const;
  const candle = { openMs: minute, lengthMs: 60_000, open: "100", high: "130", low: "95", close: 120 };
  const demo = (candles: unknown): RigOptions => ({
    demo: true,
    watch: [key],
    before: (server) =>
      (server.rest = ({ path }) =>
        path.endsWith("/candles")
          ? (candles as RestAnswer | null | Promise<RestAnswer>)
          : { body: { symbol: "X", price: "1" } }),
  });
  const lose = async (options: RigOptions) => {
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

  test("more ticks than can be held are handed on without it", async () => {
    const r = await lose(demo(null));
    r.server.send(...Array.from({ length: 2_000 }, () => ticker("120")));
    await until(() => r.ticks.length === 2_001, "all ticks");
    expect(r.ticks[1]?.gap).toMatchObject({ candles: [] });
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
