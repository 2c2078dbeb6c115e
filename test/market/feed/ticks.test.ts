/** Ticks of a feed: which prices are told, in which order, how long they are fresh, and the minutes made of them. */
import { describe, expect, test } from "vitest";
import { until } from "../../doubles/until.ts";
import { btc, eth, ticker, trade, type FeedHarnessOptions } from "./feed-harness.ts";
import { startLive } from "./one-feed.ts";

describe("ticks", () => {
  test("carry what the frame said and when it came", async () => {
    const r = await startLive();
    r.server.send(ticker("10.5", { bid: "10.4", ask: "10.6", ts: 1767614400 }));
    await r.settle();
    const now = r.clock.now();
    expect(r.ticks).toEqual([
      {
        gap: null,
        tick: {
          instrument: btc,
          last: "10.5",
          lastNumber: 10.5,
          bid: "10.4",
          ask: "10.6",
          size: null,
          tradeId: null,
          exchangeAt: 1767614400,
          receivedWallMs: now.wallMs,
          receivedMonoMs: now.monoMs,
          ageMs: null,
        },
      },
    ]);
    expect(r.feed.lastTick(btc)).toBe(r.ticks[0]?.tick);
  });

  test.each(["", "0", "-1", "abc", null, undefined, 0, -5])("the price %j is none, and counted", async (price) => {
    const r = await startLive();
    r.server.send(ticker("10"), ticker(price), ticker("11"));
    await r.settle();
    expect(r.prices()).toEqual(["10", "11"]);
    expect(Object.values(r.feed.status().counts.rejected)).toEqual([1]);
  });

  test("a bad bid is counted and the price stands", async () => {
    const r = await startLive();
    r.server.send(ticker("10", { bid: "", ask: "11" }));
    await r.settle();
    expect(r.ticks).toMatchObject([{ tick: { last: "10", bid: null, ask: "11" } }]);
    expect(r.feed.status().counts.rejected).toEqual({ "bid-invalid": 1 });
  });

  test.each<[string, object[], string[], { duplicate: number; late: number }]>([
    ["the same id twice", [trade("1", { id: 5 }), trade("1", { id: 5 })], ["1"], { duplicate: 1, late: 0 }],
    [
      "the same id with another price",
      [trade("1.0", { id: 5 }), trade("1.1", { id: 5 })],
      ["1.0"],
      { duplicate: 1, late: 0 },
    ],
    ["an older id told again", [5, 6, 5].map((id) => trade("1", { id })), ["1", "1"], { duplicate: 1, late: 0 }],
    ["a lower id never seen", [trade("1", { id: 5 }), trade("1.1", { id: 4 })], ["1"], { duplicate: 0, late: 1 }],
    [
      "9 then 10 as text",
      [trade("1", { id: "9" }), trade("1.1", { id: "10" })],
      ["1", "1.1"],
      { duplicate: 0, late: 0 },
    ],
    [
      "ids past 2^53",
      ["9007199254740993", "9007199254740992"].map((id) => trade("1", { id })),
      ["1"],
      { duplicate: 0, late: 1 },
    ],
    ["ids that are words", ["b", "a", "b"].map((id) => trade("1", { id })), ["1", "1"], { duplicate: 1, late: 0 }],
    ["no ids: order of arrival", [trade("1"), trade("1"), trade("1")], ["1", "1", "1"], { duplicate: 0, late: 0 }],
    [
      "a late ticker after the trade",
      [trade("1", { id: 7 }), ticker("1.1", { id: 6 })],
      ["1"],
      { duplicate: 0, late: 1 },
    ],
    [
      "a ticker with its trade's id and a new quote",
      [trade("1", { id: 7 }), ticker("1", { id: 7, bid: "0.9" })],
      ["1", "1"],
      { duplicate: 0, late: 0 },
    ],
    [
      "the same ticker twice",
      [ticker("1", { id: 7, bid: "0.9" }), ticker("1", { id: 7, bid: "0.9" })],
      ["1"],
      { duplicate: 1, late: 0 },
    ],
  ])("%s", async (_, frames, prices, counts) => {
    const r = await startLive();
    r.server.send(...frames);
    await r.settle();
    expect(r.prices()).toEqual(prices);
    expect(r.feed.status().counts).toMatchObject(counts);
  });

  test("times of the venue order nothing: same, older, an hour ahead, none", async () => {
    const r = await startLive();
    const times = [
      "2026-01-05T13:00:00Z",
      "2026-01-05T12:00:00Z",
      "2026-01-05T12:00:00Z",
      "2020-01-01T00:00:00Z",
      5,
      null,
      "soon",
    ];
    r.server.send(...times.map((ts, at) => ticker(String(10 + at / 10), { ts })));
    await r.settle();
    expect(r.prices()).toEqual(["10", "10.1", "10.2", "10.3", "10.4", "10.5", "10.6"]);
  });

  test("two symbols never mix", async () => {
    const r = await startLive({ watch: [btc, eth] });
    r.server.send(ticker("10"), { ...ticker("3"), symbol: "ETH-USD" }, ticker("10.1"));
    await r.settle();
    expect(r.ticks.map(({ tick }) => `${tick.instrument} ${tick.last}`)).toEqual([
      `${btc} 10`,
      `${eth} 3`,
      `${btc} 10.1`,
    ]);
  });

  test("5,000 in a burst all arrive, in order", async () => {
    const r = await startLive();
    const expected = Array.from({ length: 5_000 }, (_, at) => String(10_000 + at));
    r.server.send(...expected.map((price) => ticker(price)));
    await r.settle();
    expect(r.prices()).toEqual(expected);
  });

  test("fresh for 60 s while the feed is live, and not after", async () => {
    const r = await startLive();
    r.server.send(ticker("10"));
    await r.settle();
    r.clock.advance(30_000);
    await r.beat();
    r.clock.advance(30_000);
    expect(r.feed.fresh(btc, r.clock.now())?.last).toBe("10");
    r.clock.advance(1);
    expect(r.feed.fresh(btc, r.clock.now())).toBeNull();
    r.server.send(ticker("10"));
    await r.settle();
    expect(r.feed.fresh(btc, r.clock.now())).not.toBeNull();
    r.server.drop();
    await until(() => r.losses.length === 1, "lost");
    expect(r.feed.fresh(btc, r.clock.now())).toBeNull();
    expect(r.feed.quotes()).toMatchObject([{ key: btc, tick: { last: "10" }, stale: true }]);
  });

  test("a first price by REST is fresh like any other; not so what the venue refuses to send", async () => {
    const before: FeedHarnessOptions["before"] = (server) => {
      server.rest = ({ query }) => ({ body: { symbol: query.get("symbol"), price: "10" } });
    };
    const r = await startLive({ watch: [btc, eth], before });
    await until(() => r.ticks.length === 2, "the first prices by REST");
    expect(r.health()).toMatchObject({ subscription: "requested" });
    expect(r.feed.fresh(btc, r.clock.now())?.last).toBe("10");
    r.server.send({ type: "error", symbol: "ETH-USD", message: "unknown symbol" });
    await r.settle();
    expect(r.feed.fresh(eth, r.clock.now())).toBeNull();
  });

  test("fresh knows bid and ask of the last minute, though a trade came after them", async () => {
    const r = await startLive();
    r.server.send({ type: "ticker", symbol: "BTC-USD", price: "10", bid: "9", ask: "11" });
    await r.settle();
    r.clock.advance(1_000);
    r.server.send(trade("10.5", { id: 1 }));
    await r.settle();
    expect(r.feed.fresh(btc, r.clock.now())).toMatchObject({ last: "10.5", bid: "9", ask: "11" });
    r.clock.advance(30_000);
    await r.beat();
    r.clock.advance(29_500);
    expect(r.feed.fresh(btc, r.clock.now())).toMatchObject({ last: "10.5", bid: null, ask: null });
  });

  test("minutes keep what was seen", async () => {
    const r = await startLive();
    r.server.send(...["10", "11", "9.5", "10.5"].map((price) => ticker(price)));
    await r.settle();
    r.clock.advance(60_000 - 16_000);
    await r.beat();
    r.clock.advance(16_000);
    r.server.send(ticker("11.5"));
    await r.settle();
    const openMs = Date.parse("2026-01-05T12:00:00Z");
    expect(r.feed.minutes(btc)).toEqual([
      { openMs, open: "10", high: "11", low: "9.5", close: "10.5" },
      { openMs: openMs + 60_000, open: "11.5", high: "11.5", low: "11.5", close: "11.5" },
    ]);
  });

  test("a quote keeps the last bid and ask through trades", async () => {
    const r = await startLive();
    r.server.send(ticker("10", { bid: "9", ask: "11" }), trade("10.5"));
    await r.settle();
    expect(r.feed.quotes()).toMatchObject([{ tick: { last: "10.5" }, bid: "9", ask: "11", stale: false }]);
    expect(r.feed.quote(btc)).toEqual(r.feed.quotes()[0]);
    expect(r.feed.quote(eth)).toBeNull();
  });
});
