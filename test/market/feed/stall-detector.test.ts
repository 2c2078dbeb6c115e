import { describe, expect, test } from "vitest";
import { StallDetector } from "../../../main/market/feed/stall-detector.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import { until } from "../../doubles/until.ts";
import { btc, eth, startFeedHarness, ticker, type FeedHarness } from "./feed-harness.ts";

/** Two instruments of which neither stream nor REST has told anything. */
const startLive = async (): Promise<FeedHarness> => {
  const r = await startFeedHarness({ watch: [btc, eth] });
  await r.connected(2);
  await r.beat();
  const answered = (symbol: string) => r.health(symbol).detail?.includes("404") === true;
  await until(() => answered("BTC-USD") && answered("ETH-USD"), "REST has answered");
  return r;
};
/** What REST tells of BTC-USD; ETH-USD never moves. */
const rest = (r: FeedHarness, price: string, ts: string) => {
  r.server.rest = ({ query }) =>
    query.get("symbol") === "BTC-USD"
      ? { body: { symbol: "BTC-USD", price, ts } }
      : { body: { symbol: "ETH-USD", price: "3", ts: "2026-01-05T11:00:00Z" } };
};
/** Lets time pass with a heartbeat every ten seconds. */
const pass = async (r: FeedHarness, ms: number) => {
  for (let left = ms; left > 0; left -= 10_000) {
    r.clock.advance(Math.min(10_000, left));
    await r.beat();
  }
};
/** Lets time pass, whatever becomes of the connection, until `condition` holds; gives the time that it took. */
const passUntil = async (r: FeedHarness, condition: () => boolean, maxMs: number): Promise<number> => {
  const startMs = r.clock.now().monoMs;
  while (!condition()) {
    if (r.clock.now().monoMs - startMs > maxMs) throw new Error(`not within ${maxMs} ms`);
    if (r.server.openPeers > 0) r.server.send({ type: "heartbeat", ts: 1 });
    r.clock.advance(1_000);
    // What went out over the sockets comes back before the next second.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return r.clock.now().monoMs - startMs;
};
const subscribes = (r: FeedHarness) =>
  r.server.peer.received.filter((text) => text.includes('"subscribe"') && text.includes("BTC-USD"));

describe("an instrument of which nothing comes", () => {
  test("is silent after 10 s, and quiet where REST knows nothing newer: no new connection", async () => {
    const r = await startLive();
    rest(r, "100", "2026-01-05T12:00:00Z");
    r.clock.advance(9_000);
    expect(r.health()).toMatchObject({ subscription: "requested", health: "waiting" });
    r.clock.advance(1_000);
    expect(r.health().subscription).toBe("silent");
    await until(() => r.prices().includes("100"), "the price by REST");
    expect(r.health()).toMatchObject({ subscription: "silent", health: "quiet" });
    await pass(r, 600_000);
    expect(r.server.dials).toBe(1);
    expect(subscribes(r)).toHaveLength(1);
  });

  test("though REST has newer prices: asked for once more, then a new connection, at most every 5 min", async () => {
    const r = await startLive();
    rest(r, "100", "2026-01-05T12:00:00Z");
    await pass(r, 10_000);
    await until(() => r.prices().includes("100"), "the price by REST");
    let second = 0;
    // From now on REST always knows a newer trade, and the stream never tells.
    r.server.rest = ({ query }) => {
      const ts = new Date(Date.parse("2026-01-05T12:01:00Z") + 1_000 * second++).toISOString();
      const price = query.get("symbol") === "BTC-USD" ? String(101 + second / 100) : "3";
      return { body: { symbol: query.get("symbol"), price, ts } };
    };
    r.feed.unwatch(eth);
    await pass(r, 60_000);
    await until(() => subscribes(r).length === 2, "asked for once more");
    expect(r.server.dials).toBe(1);
    expect(r.health()).toMatchObject({ health: "stale", detail: "The venue trades it but sends us nothing." });
    // REST's price still counts: better than being blind.
    expect(r.prices()).toContain("101.01");
    // Ten more seconds of silence, and the next time that REST knows more, the connection is given up.
    expect(await passUntil(r, () => r.server.dials === 2, 90_000)).toBeGreaterThan(9_000);
    expect(await passUntil(r, () => r.server.dials === 3, 1_800_000)).toBeGreaterThan(290_000);
    expect(r.losses).toHaveLength(2);
  });

  test("a tick over the stream ends it", async () => {
    const r = await startLive();
    rest(r, "100", "2026-01-05T12:00:00Z");
    await pass(r, 10_000);
    await until(() => r.health().health === "quiet", "quiet");
    r.server.send(ticker("100.5"));
    await r.settle();
    expect(r.health()).toMatchObject({ subscription: "live", health: "live" });
  });
});

describe("an instrument that was live and says nothing for a minute", () => {
  const fallSilent = async () => {
    const r = await startLive();
    r.server.send(ticker("100", { ts: "2026-01-05T12:00:00Z" }), { ...ticker("3"), symbol: "ETH-USD" });
    await r.settle();
    return r;
  };

  test("is quiet where REST agrees, and asked about ever more seldom", async () => {
    const r = await fallSilent();
    rest(r, "100", "2026-01-05T12:00:00Z");
    r.feed.unwatch(eth);
    const before = r.server.requests.length;
    await pass(r, 70_000);
    expect(r.health().health).toBe("quiet");
    await pass(r, 1_800_000);
    expect(r.server.requests.length - before).toBeLessThanOrEqual(6);
    expect(r.server.dials).toBe(1);
    expect(r.prices().filter((price) => price === "100")).toHaveLength(1);
  });

  test("is asked for again where REST knows a later trade", async () => {
    const r = await fallSilent();
    rest(r, "104", "2026-01-05T12:00:30Z");
    await pass(r, 60_000);
    await until(() => r.prices().includes("104"), "REST's price");
    await until(() => subscribes(r).length === 2, "asked for again");
    // What the stream then repeats is not counted twice.
    r.server.send(ticker("104", { ts: "2026-01-05T12:00:30.000Z" }));
    await r.settle();
    expect(r.prices().filter((price) => price === "104")).toHaveLength(1);
    expect(r.health()).toMatchObject({ subscription: "live", health: "live" });
    expect(r.server.dials).toBe(1);
  });

  test("is no more than quiet where REST gives its answer's own time, or none, at the same price", async () => {
    const r = await fallSilent();
    r.feed.unwatch(eth);
    let asked = 0;
    r.server.rest = () => {
      const ts = ++asked % 3 === 0 ? undefined : new Date(r.clock.now().wallMs).toISOString();
      return { body: { symbol: "BTC-USD", price: "100", ts } };
    };
    await pass(r, 1_800_000);
    expect(asked).toBeGreaterThan(3);
    expect(r.health().health).toBe("quiet");
    expect([r.server.dials, subscribes(r).length, r.prices().filter((price) => price === "100").length]).toEqual([
      1, 1, 1,
    ]);
  });

  test("is asked for again where REST knows another trade at the same price, by its id", async () => {
    const r = await startLive();
    r.feed.unwatch(eth);
    r.server.send({ ...ticker("100"), id: 7 });
    await r.settle();
    r.server.rest = () => ({ body: { symbol: "BTC-USD", price: "100", id: 7 } });
    await pass(r, 70_000);
    expect(r.health().health).toBe("quiet");
    r.server.rest = () => ({ body: { symbol: "BTC-USD", price: "100", id: 8 } });
    await pass(r, 120_000);
    await until(() => subscribes(r).length === 2, "asked for again");
    expect(r.prices()).toEqual(["100", "100"]);
    // The stream tells of the trade that REST has told of.
    r.server.send({ ...ticker("100"), id: 8 }, { ...ticker("100.5"), id: 9 });
    await r.settle();
    expect(r.prices()).toEqual(["100", "100", "100.5"]);
  });

  test("is asked for again though one frame carried an absurd time", async () => {
    const r = await startLive();
    r.feed.unwatch(eth);
    r.server.send(ticker("100", { ts: "2199-01-01T00:00:00Z" }));
    await r.settle();
    rest(r, "104", "2026-01-05T12:00:30Z");
    await pass(r, 70_000);
    await until(() => subscribes(r).length === 2, "asked for again");
    expect(r.prices()).toContain("104");
  });
});

test("a market that stays quiet is asked about after 1, 2, 4 and 8 minutes, then every 15", () => {
  const probedAtS: number[] = [];
  const stallDetector = new StallDetector({
    needsTrades: () => false,
    probe: () => true,
    resubscribe: () => undefined,
    reconnect: () => undefined,
  });
  const watched = new Watched(btc, "BTC-USD");
  watched.subscription.begin(0);
  watched.subscription.confirm();
  for (let second = 0; second <= 3 * 3_600; second++) {
    const before = watched.silence.probedMonoMs;
    stallDetector.check(watched, { wallMs: second * 1_000, monoMs: second * 1_000 });
    if (watched.silence.probedMonoMs !== before) probedAtS.push(second);
  }
  const pauses = probedAtS.map((second, at) => second - (probedAtS[at - 1] ?? 0));
  expect(pauses.slice(0, 7)).toEqual([60, 120, 240, 480, 900, 900, 900]);
  expect(Math.max(...pauses)).toBe(900);
});
