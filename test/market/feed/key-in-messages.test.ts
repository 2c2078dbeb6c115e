/** A key goes to its own venue alone, and into no words. */
import { describe, expect, test } from "vitest";
import { until } from "../../doubles/until.ts";
import { VenueServer } from "../../doubles/venue-server.ts";
import { start, waiting } from "./one-feed.ts";

describe("a refused key", () => {
  test("is not told in the venue's own words with the key in them", async () => {
    const r = await start({ apiKey: "s3cret" });
    await r.live();
    r.server.send({ type: "error", message: "key s3cret is unknown" });
    await waiting(r, 1);
    expect(r.feed.status().lastError?.message).toBe("key (key) is unknown");
    r.feed.setApiKey("s3cret2");
    await r.redialled(2);
    r.server.peer.socket.close(4401, "s3cret2 expired");
    await until(() => r.feed.status().lastError !== null, "closed");
    expect(JSON.stringify(r.feed.status())).not.toContain("s3cret2");
  });

  test("is not told where the words are long, and the key stands where they are cut", async () => {
    const key = "live-4c1f9be2a7d05e83-61ab90cd";
    const r = await start({ apiKey: key, settings: { values: { keyPlacement: "query" } } });
    await r.live();
    r.server.send({ type: "error", symbol: "BTC-USD", message: `${"x".repeat(280)} ${key} is over its limit` });
    await until(() => r.health().subscription === "rejected", "the words are shown");
    expect(r.health().detail).toBe(`${"x".repeat(280)} (key) is over its…`);
    r.server.send({ type: "error", message: `${"x".repeat(295)} ${key}` });
    await until(() => r.feed.status().lastError !== null, "the words are shown");
    expect(r.feed.status().lastError?.message).toBe(`${"x".repeat(295)} (ke…`);
  });

  test("is not told by words that quote the key before it, or this one in other letters", async () => {
    const r = await start({ apiKey: "first-4c1f9be2a7" });
    await r.live();
    r.feed.setApiKey('second/"a93d07e5c1');
    await r.redialled(2);
    await r.live();
    r.server.send({
      type: "error",
      message: 'FIRST-4C1F9BE2A7 was replaced by second%2F%22A93D07E5C1 or second\\/\\"a93d07e5c1',
    });
    await until(() => r.feed.status().lastError !== null, "the words are shown");
    expect(r.feed.status().lastError?.message).toBe("(key) was replaced by (key) or (key)");
  });
});

describe("a missing key", () => {
  test("where SecurityPro wants one: not dialled at all", async () => {
    const r = await start({ apiKey: null, settings: { wsUrl: "wss://api.securitypro.com/market/ws" } });
    r.clock.advance(600_000);
    expect(r.feed.status()).toMatchObject({ state: "key-missing", counts: { dials: 0 } });
    r.feed.wake();
    r.feed.reconnect();
    expect(r.feed.status()).toMatchObject({ state: "key-missing", counts: { dials: 0 } });
  });

  test("at an address of one's own: dialled, and no key in the frame", async () => {
    const r = await start({ apiKey: null });
    await r.live();
    expect(JSON.parse(r.server.peer.received[0] ?? "")).toEqual({
      op: "subscribe",
      channel: "ticker",
      symbol: "BTC-USD",
    });
  });

  test("forgetting the key of a server that does without one dials anew without it", async () => {
    const r = await start();
    await r.live();
    r.feed.setApiKey("");
    await r.redialled(2);
    await r.connected();
    expect(r.server.peer.received[0]).not.toContain("apiKey");
  });
});

describe("where the key goes", () => {
  test("in the subscribe frame", async () => {
    const r = await start();
    await r.connected();
    expect(r.server.peer.url).toBe("/market/ws");
    expect(JSON.parse(r.server.peer.received[0] ?? "")).toMatchObject({ apiKey: "key-of-the-test" });
  });
  test("in the query string, and then in no frame; never in the status", async () => {
    const r = await start({ settings: { values: { keyPlacement: "query" } } });
    await r.connected();
    expect(r.server.peer.url).toBe("/market/ws?apiKey=key-of-the-test");
    expect(r.server.peer.received[0]).not.toContain("apiKey");
    expect(r.feed.status().url).toBe(r.server.wsUrl);
    expect(JSON.stringify(r.feed.status())).not.toContain("key-of-the-test");
  });
  test("to no address that the venue's own answers with", async () => {
    const elsewhere = await VenueServer.start();
    const refusal = { do: "refuse", status: 307, headers: { location: elsewhere.wsUrl } } as const;
    const r = await start({
      settings: { values: { keyPlacement: "query" } },
      before: (server) => (server.upgrade = refusal),
    });
    await waiting(r, 1);
    expect(r.feed.status().lastError?.code).toBe("http-307");
    expect(elsewhere.dials).toBe(0);
    await elsewhere.stop();
  });
});
