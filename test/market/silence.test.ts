import { afterEach, describe, expect, test } from "vitest";
import { until } from "../doubles/until.ts";
import { btc, eth, startRig, ticker, type Rig } from "./rig.ts";

let rig: Rig | null = null;
afterEach(async () => {
  await rig?.[Symbol.asyncDispose]();
  rig = null;
});
/** Two instruments of which neither stream nor REST has told anything. */
const startLive = async (): Promise<Rig> => {
  const r = (rig = await startRig({ watch: [btc, eth] }));
  await r.connected(2);
  await r.beat();
  const answered = (symbol: string) => r.health(symbol).detail?.includes("404") === true;
  await until(() => answered("BTC-USD") && answered("ETH-USD"), "REST has answered");
  return r;
};
/** What REST tells of BTC-USD; ETH-USD never moves. */
const rest = (r: Rig, price: string, ts: string) => {
  r.server.rest = ({ query }) =>
    query.get("symbol") === "BTC-USD"
      ? { body: { symbol: "BTC-USD", price, ts } }
      : { body: { symbol: "ETH-USD", price: "3", ts: "2026-01-05T11:00:00Z" } };
};
/** Lets time pass with a heartbeat every ten seconds. */
const pass = async (r: Rig, ms: number) => {
  for (let left = ms; left > 0; left -= 10_000) {
    r.clock.advance(Math.min(10_000, left));
    await r.beat();
  }
};
/** Lets time pass, whatever becomes of the connection, until `condition` holds; gives the time that it took. */
const passUntil = async (r: Rig, condition: () => boolean, mostMs: number): Promise<number> => {
  const startMs = r.clock.now().monoMs;
  while (!condition()) {
    if (r.clock.now().monoMs - startMs > mostMs) throw new Error(`not within ${mostMs} ms`);
    if (r.server.openPeers > 0) r.server.send({ type: "heartbeat", ts: 1 });
    r.clock.advance(1_000);
    // What went out over the sockets comes back before the next second.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return r.clock.now().monoMs - startMs;
};
const subscribes = (r: Rig) =>
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
      return { body: { symbol: query.get("symbol"), price: query.get("symbol") === "BTC-USD" ? "101" : "3", ts } };
    };
    r.feed.unwatch(eth);
    await pass(r, 60_000);
    await until(() => subscribes(r).length === 2, "asked for once more");
    expect(r.server.dials).toBe(1);
    expect(r.health()).toMatchObject({ health: "stale", detail: "The venue trades it but sends us nothing." });
    // REST's price still counts: better than being blind.
    expect(r.prices()).toContain("101");
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
});
