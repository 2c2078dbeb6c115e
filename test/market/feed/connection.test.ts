/** When a connection is dialled, how it ends, and that an earlier socket has nothing more to say. */
import { describe, expect, test } from "vitest";
import { until } from "../../doubles/until.ts";
import { delay, start, waiting } from "./one-feed.ts";
import { btc, type FeedHarness, type FeedHarnessOptions } from "./feed-harness.ts";

describe("a handshake that does not end well", () => {
  test("that never ends is given up after 10 s", async () => {
    const r = await start({ before: (server) => (server.upgrade = { do: "hang" }) });
    await until(() => r.server.dials === 1, "the dial arrives");
    r.clock.advance(9_000);
    expect(r.feed.status()).toMatchObject({ state: "connecting", nextDialAt: null });
    r.clock.advance(1_000);
    expect(r.feed.status()).toMatchObject({ state: "reconnecting", lastError: { code: "handshake-timeout" } });
    expect(delay(r)).toBe(1_000);
    await until(() => r.server.openConnections === 0, "the socket is let go");
  });

  test.each([
    [401, "key-refused", 120_000],
    [403, "key-refused", 120_000],
    [404, "reconnecting", 1_000],
    [429, "reconnecting", 1_000],
    [451, "reconnecting", 120_000],
    [500, "reconnecting", 1_000],
    [503, "reconnecting", 1_000],
    [302, "reconnecting", 1_000],
  ])("HTTP %i: %s, again after %i ms", async (status, state, delayMs) => {
    const r = await start({ before: (server) => (server.upgrade = { do: "refuse", status }) });
    await waiting(r, 1);
    expect(r.feed.status()).toMatchObject({ state, lastError: { code: `http-${status}` } });
    expect(delay(r)).toBe(delayMs);
  });

  test.each([429, 503])("HTTP %i with Retry-After: the longer of the two", async (status) => {
    const r = await start({
      before: (server) => (server.upgrade = { do: "refuse", status, headers: { "Retry-After": "7" } }),
    });
    for (const [at, expected] of [7_000, 7_000, 7_000, 8_000].entries()) {
      await waiting(r, at + 1);
      expect(delay(r)).toBe(expected);
      r.clock.advance(expected);
    }
  });

  test("Retry-After also holds for a wake in between", async () => {
    const r = await start({
      before: (server) => (server.upgrade = { do: "refuse", status: 429, headers: { "Retry-After": "60" } }),
    });
    await waiting(r, 1);
    r.feed.wake();
    expect(delay(r)).toBe(60_000);
  });

  test("sleep in between counts towards Retry-After, a step of the wall clock does not", async () => {
    const r = await start({
      before: (server) => (server.upgrade = { do: "refuse", status: 429, headers: { "Retry-After": "3600" } }),
    });
    await waiting(r, 1);
    r.clock.stepWall(7_200_000);
    r.clock.advance(1_000);
    expect(delay(r)).toBe(3_599_000);
    r.clock.sleep(1_800_000);
    r.clock.advance(1_000);
    expect(delay(r)).toBe(1_798_000);
    r.clock.sleep(7_200_000);
    r.clock.advance(1_000);
    expect(delay(r)).toBe(1_500);
  });

  test("an address that is none is said, not thrown, and quotes no key", async () => {
    const r = await start({
      settings: { wsUrl: "mailto:somebody", values: { keyPlacement: "query" } },
      apiKey: "s3cret",
    });
    expect(r.feed.status()).toMatchObject({ lastError: { code: "address-invalid" } });
    expect(JSON.stringify(r.feed.status())).not.toContain("s3cret");
  });
});

describe("an end", () => {
  const states: [string, (r: FeedHarness) => Promise<void>, FeedHarnessOptions?][] = [
    [
      "dialling",
      (r) => until(() => r.server.dials === 1, "dialled"),
      { before: (server) => (server.upgrade = { do: "hang" }) },
    ],
    ["just dialled", async () => undefined],
    ["open", (r) => r.connected()],
    ["live", (r) => r.live()],
    ["waiting", (r) => waiting(r, 1), { before: (server) => (server.upgrade = { do: "refuse", status: 500 }) }],
    ["key-refused", (r) => waiting(r, 1), { before: (server) => (server.upgrade = { do: "refuse", status: 401 }) }],
    [
      "key-missing",
      async () => undefined,
      { apiKey: null, settings: { wsUrl: "wss://api.securitypro.com/market/ws" } },
    ],
    ["waking", async (r) => (await r.live(), r.feed.wake())],
    ["with a change of subscriptions pending", async (r) => (await r.live(), r.feed.watch("securitypro:ETH-USD"))],
    ["asking by REST", async (r) => (await r.live(), void 0), { before: (server) => (server.rest = () => null) }],
  ];
  test.each(states)("while %s leaves no timer and no socket", async (_, arrive, options) => {
    const r = await start(options);
    await arrive(r);
    const lost = r.losses.length;
    r.feed.stop();
    expect(r.clock.pending).toBe(0);
    expect(r.losses.length).toBe(lost);
    await until(() => r.server.openConnections === 0, "every socket is let go");
    r.clock.advance(600_000);
    expect(r.clock.pending).toBe(0);
  });

  test("does not wait for a closing handshake that a dead network would never finish", async () => {
    const r = await start();
    await r.live();
    const { peer } = r.server;
    r.feed.stop();
    await until(() => peer.closed, "the socket is let go");
    expect(peer.closeCode).toBe(1006);
  });

  test("and a new beginning work as the first", async () => {
    const r = await start();
    await r.live();
    r.feed.stop();
    r.feed.start();
    await r.redialled(2);
    await r.connected();
    await r.beat();
    expect(r.server.openPeers).toBe(1);
  });

  test("by watching nothing: idle, and again on the next watch", async () => {
    const r = await start();
    await r.live();
    r.feed.unwatch(btc);
    expect(r.feed.status().state).toBe("idle");
    await until(() => r.server.openConnections === 0, "the socket is let go");
    r.clock.advance(600_000);
    expect(r.server.dials).toBe(1);
    r.feed.watch(btc);
    await r.redialled(2);
  });
});

describe("an old socket", () => {
  test("closing late does not touch the new one", async () => {
    const r = await start();
    await r.live();
    const old = r.server.peer;
    old.raw.pause();
    r.feed.reconnect();
    await r.redialled(2);
    await r.connected();
    await until(() => r.server.peers.length === 2, "two sockets");
    const { peer } = r.server;
    expect(peer).not.toBe(old);
    await r.settle();
    old.raw.destroy();
    await r.beat();
    expect(r.feed.status()).toMatchObject({ state: "live", counts: { dials: 2 } });
  });

  test("asking for a new connection again and again leaves one", async () => {
    const r = await start();
    await r.live();
    for (let time = 0; time < 10; time++) r.feed.reconnect();
    expect(r.feed.status().counts.dials).toBe(11);
    const remains = () => r.server.peers.length >= 2 && r.server.openConnections === 1 && r.server.openPeers === 1;
    await until(() => remains() && r.server.peer.received.length === 1, "one connection remains");
    await r.beat();
  });
});
