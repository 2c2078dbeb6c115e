/** Prices asked for by REST: the first one, the one after an outage, and silence that is looked into. */
import { describe, expect, test } from "vitest";
import { until } from "../../doubles/until.ts";
import { type RestAnswer } from "../../doubles/venue-server.ts";
import { outage, start, startLive } from "./one-feed.ts";
import { btc, eth, ticker, trade } from "./feed-harness.ts";

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

  test("429 is obeyed: nothing is asked until the venue allows it", async () => {
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
