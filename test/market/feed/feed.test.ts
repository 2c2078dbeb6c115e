/** A feed as its venue sees it: what is asked of it and when, its heartbeats, and a change of its settings. */
import { describe, expect, test } from "vitest";
import { until } from "../../doubles/until.ts";
import { btc, eth, ticker, type FeedHarness } from "./feed-harness.ts";
import { start, startLive } from "./one-feed.ts";

const sent = (r: FeedHarness) => r.server.peer.received.map((text) => JSON.parse(text) as Record<string, unknown>);
const short = (r: FeedHarness) =>
  sent(r).map((frame) => `${String(frame.op)} ${String(frame.channel)} ${String(frame.symbol)}`);

describe("subscriptions", () => {
  test("are sent on open, one frame a symbol and channel, before anything else", async () => {
    const r = await start({ watch: [btc, eth] });
    await r.connected(2);
    expect(short(r)).toEqual(["subscribe ticker BTC-USD", "subscribe ticker ETH-USD"]);
  });

  test("trades where they are wanted, and no longer when they are not", async () => {
    const r = await startLive();
    r.feed.watch(btc, { everyTrade: true, size: true, quotes: false });
    r.clock.advance(250);
    await r.connected(2);
    r.feed.watch(btc);
    r.clock.advance(250);
    await r.connected(3);
    expect(short(r)).toEqual(["subscribe ticker BTC-USD", "subscribe trades BTC-USD", "unsubscribe trades BTC-USD"]);
  });

  test("trades for all where the setting says so", async () => {
    const r = await startLive({ settings: { tradesForAll: true } });
    expect(short(r)).toEqual(["subscribe ticker BTC-USD", "subscribe trades BTC-USD"]);
  });

  test("changes within 250 ms go out together, and what cancels out not at all", async () => {
    const r = await startLive();
    r.feed.watch(eth);
    r.feed.watch("securitypro:SOL-USD");
    r.feed.unwatch("securitypro:SOL-USD");
    r.clock.advance(249);
    await r.settle();
    expect(short(r)).toHaveLength(1);
    r.clock.advance(1);
    await r.connected(2);
    expect(short(r)).toEqual(["subscribe ticker BTC-USD", "subscribe ticker ETH-USD"]);
  });

  test("while connecting: sent once", async () => {
    const r = await start();
    r.feed.watch(eth);
    r.clock.advance(300);
    await r.connected(2);
    r.clock.advance(300);
    await r.beat();
    expect(short(r)).toEqual(["subscribe ticker BTC-USD", "subscribe ticker ETH-USD"]);
  });

  test("what is unsubscribed while offline does not come back; what is added comes once", async () => {
    const r = await startLive({ watch: [btc, eth] });
    r.server.drop();
    await until(() => r.feed.status().nextDialAt !== null, "lost");
    r.feed.unwatch(eth);
    r.feed.watch("securitypro:SOL-USD");
    r.clock.advance(1_000);
    await r.redialled(2);
    await r.connected(2);
    r.clock.advance(1_000);
    await r.beat();
    expect(short(r)).toEqual(["subscribe ticker BTC-USD", "subscribe ticker SOL-USD"]);
  });

  test("frames of a symbol just given up are late, of any other foreign", async () => {
    const r = await startLive({ watch: [btc, eth] });
    r.feed.unwatch(eth);
    r.clock.advance(250);
    await r.connected(3);
    r.server.send({ ...ticker("1"), symbol: "ETH-USD" }, { ...ticker("1"), symbol: "DOGE-USD" });
    await r.settle();
    expect(r.ticks).toEqual([]);
    expect(r.feed.status().counts.rejected).toEqual({ "symbol-foreign": 1 });
  });

  test("each says what became of it", async () => {
    const r = await start({ watch: [btc, eth, "securitypro:NO-SUCH"] });
    await r.connected(3);
    expect(r.health()).toMatchObject({ subscription: "requested", health: "waiting" });
    r.server.send(ticker("10"), { type: "error", symbol: "NO-SUCH", message: "NO-SUCH is not a product" });
    await r.settle();
    expect(r.health()).toMatchObject({ subscription: "live", health: "live" });
    expect(r.health("NO-SUCH")).toMatchObject({
      subscription: "rejected",
      health: "rejected",
      detail: "NO-SUCH is not a product",
    });
    r.clock.advance(10_000);
    expect(r.health("ETH-USD")).toMatchObject({ subscription: "silent" });
    expect(r.feed.status().state).toBe("live");
  });

  test("a price ends a rejection", async () => {
    const r = await startLive();
    r.server.send({ type: "error", symbol: "BTC-USD", message: "try later" }, ticker("10"));
    await r.settle();
    expect(r.health()).toMatchObject({ subscription: "live", detail: null });
  });

  test("an instrument of another venue is a bug, not a state", async () => {
    const r = await start();
    expect(() => r.feed.watch("demo:BTC-USD")).toThrow("demo:BTC-USD");
  });
});

describe("heartbeats", () => {
  test("are answered with their own time where the setting says so", async () => {
    const r = await startLive({ settings: { values: { sendPong: true } } });
    await r.connected(2);
    expect(sent(r)[1]).toEqual({ type: "pong", ts: "2026-01-05T12:00:00.000Z" });
  });
  test("are not answered otherwise", async () => {
    const r = await startLive();
    expect(sent(r)).toHaveLength(1);
  });
});

describe("settings", () => {
  test("a new address is dialled at once", async () => {
    const r = await startLive();
    const { wsUrl, restUrl } = r.server;
    r.feed.setSettings({ ...settingsOf(r), wsUrl: `${wsUrl}?v=2`, restUrl });
    await r.redialled(2);
    await until(() => r.server.peer.url === "/market/ws?v=2", "the new address");
    expect(r.losses).toMatchObject([{ keys: [btc] }]);
  });
  test("other changes keep the connection", async () => {
    const r = await startLive();
    r.feed.setSettings({ ...settingsOf(r), values: { sendPong: true }, tradesForAll: true });
    r.clock.advance(250);
    await r.connected(2);
    await r.beat();
    expect(r.server.dials).toBe(1);
    await until(() => sent(r).some((frame) => frame.type === "pong"), "a pong");
  });
});

function settingsOf(r: FeedHarness) {
  const { wsUrl, restUrl } = r.server;
  return {
    wsUrl,
    restUrl,
    values: {},
    tradesForAll: false,
    absurdPrintGuard: true,
  } as const;
}
