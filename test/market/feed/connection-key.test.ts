/** A key that is refused, missing, or good although something else is refused. */
import { describe, expect, test } from "vitest";
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import { until } from "../../doubles/until.ts";
import { delay, start, waiting } from "./one-feed.ts";
import { btc, eth, ticker, type FeedHarness } from "./feed-harness.ts";

describe("a refused key", () => {
  test.each([1008, 4001, 4003, 4401, 4403])("close %i: its own state and a slow retry", async (code) => {
    const r = await start();
    await r.live();
    r.server.peer.socket.close(code, "no");
    await waiting(r, 1);
    expect(r.feed.status()).toMatchObject({ state: "key-refused", lastError: { code: `close-${code}` } });
    expect(delay(r)).toBe(120_000);
    expect(r.losses[0]?.because).toBe("key-refused");
    expect(r.health().health).toBe("key-refused");
  });

  test.each([
    [{ type: "error", message: "Invalid API key" }],
    [{ type: "error", code: 401, message: "denied" }],
    [{ type: "error", reason: "Forbidden" }],
    [{ type: "error", symbol: "BTC-USD", message: "unauthorized" }],
  ])("the error frame %j", async (frame) => {
    const r = await start();
    await r.live();
    r.server.send(frame);
    await waiting(r, 1);
    expect(r.feed.status().state).toBe("key-refused");
    expect(delay(r)).toBe(120_000);
  });

  test("never loops: dials at 120 s each, and stays refused though heartbeats come first", async () => {
    const r = await start({
      before: (server) =>
        (server.onFrame = () => server.send({ type: "heartbeat", ts: 1 }, { type: "error", message: "bad key" })),
    });
    await waiting(r, 1);
    r.states.length = 0;
    for (let dial = 2; dial <= 4; dial++) {
      r.clock.advance(119_999);
      expect(r.feed.status().counts.dials).toBe(dial - 1);
      r.clock.advance(1);
      await until(() => r.server.dials === dial, `dial ${dial}`);
      await until(() => r.feed.status().nextDialAt !== null, "refused again");
    }
    expect(r.states).toEqual(["key-refused"]);
    // The first refusal alone: it came after a heartbeat, when nothing spoke against the key yet.
    expect(r.losses).toHaveLength(1);
  });

  test.each([
    ["a price, at once", [ticker("10")], 0],
    ["ten seconds of heartbeats without another refusal", [], 10_000],
  ])("is cleared by %s", async (_, frames, afterMs) => {
    const r = await start({ before: (server) => (server.upgrade = { do: "refuse", status: 401 }) });
    await waiting(r, 1);
    r.server.upgrade = { do: "accept" };
    r.clock.advance(120_000);
    await r.redialled(2);
    r.server.send({ type: "heartbeat", ts: 1 }, ...frames);
    await r.settle();
    if (afterMs > 0) {
      r.clock.advance(afterMs - 1_000);
      expect(r.feed.status().state).toBe("key-refused");
      r.clock.advance(1_000);
    }
    expect(r.feed.status().state).toBe("live");
  });

  test("a new key is tried at once, and clears the state", async () => {
    const r = await start({
      before: (server) =>
        (server.onFrame = (frame) =>
          server.send(frame.apiKey === "good" ? ticker("10") : { type: "error", message: "bad key" })),
    });
    await waiting(r, 1);
    r.feed.setApiKey("good");
    await until(() => r.feed.status().state === "live", "live with the new key");
    expect(r.clock.now().monoMs).toBe(1_000);
    expect(r.feed.status().lastError).toBeNull();
    expect(r.prices()).toEqual(["10"]);
  });

  test("an entitlement refused for one symbol leaves the others, once a price has proven the key", async () => {
    const r = await start({ watch: [btc, "securitypro:VIP-USD"] });
    await r.connected(2);
    r.server.send(ticker("10"), { type: "error", symbol: "VIP-USD", message: "Not authorized for VIP-USD" });
    await r.settle();
    expect(r.feed.status().state).toBe("live");
    expect(r.health("VIP-USD")).toMatchObject({
      subscription: "rejected",
      health: "rejected",
      detail: "Not authorized for VIP-USD",
    });
  });

  test("by REST counts too while no price has come", async () => {
    const r = await start({ before: (server) => (server.rest = () => ({ status: 403, body: "" })) });
    await r.answered(1);
    await r.live();
    r.clock.advance(4_000);
    expect(r.feed.status()).toMatchObject({ state: "live", lastError: { code: "rest-key-refused" } });
    r.clock.advance(1_000);
    expect(r.feed.status().state).toBe("key-refused");
  });

  test("by REST for two symbols is believed: no further one is asked until a price proves the key", async () => {
    const watch = Array.from({ length: 30 }, (_, at) => `securitypro:S${at}-USD` as InstrumentKey);
    const r = await start({ watch, before: (server) => (server.rest = () => ({ status: 403, body: "" })) });
    await r.live();
    await until(() => r.feed.status().lastError?.code === "rest-key-refused", "refused");
    for (let second = 0; second < 4; second += 1) {
      await r.beat();
      r.clock.advance(1_000);
    }
    // Four are asked at once; the answers to the others of them stop what waits behind.
    expect(r.server.requests.length).toBeLessThanOrEqual(8);
    const asked = r.server.requests.length;
    r.server.rest = ({ query }) => ({ body: { symbol: query.get("symbol") ?? "", price: "10" } });
    r.server.send(ticker("10", { symbol: "S0-USD" }));
    await r.settle();
    r.clock.advance(1_000);
    await until(() => r.server.requests.length >= 29, "what waited is asked");
    expect(asked).toBeLessThan(29);
    expect(r.feed.status()).toMatchObject({ state: "live", counts: { dials: 1 } });
  });

  test("by REST first does not cost a stream that delivers a moment later, nor its next connection in a quiet market", async () => {
    const r = await start({ before: (server) => (server.rest = () => ({ status: 403, body: "" })) });
    await r.answered(1);
    r.server.send(ticker("10"));
    await r.settle();
    r.clock.advance(30_000);
    expect(r.feed.status()).toMatchObject({ state: "live", counts: { dials: 1 } });
    r.feed.reconnect();
    await r.redialled(2);
    await r.answered(2);
    for (let second = 0; second < 30; second += 1) {
      await r.beat();
      r.clock.advance(1_000);
    }
    expect(r.feed.status()).toMatchObject({ state: "live", counts: { dials: 2 } });
  });

  test.each([
    ["first", "BTC-USD"],
    ["last", "ETH-USD"],
  ])("by REST for the symbol that is asked %s is no refusal of a key that it takes for another", async (_, refused) => {
    const other = refused === "BTC-USD" ? "ETH-USD" : "BTC-USD";
    const r = await start({
      before: (server) =>
        (server.rest = ({ query }) =>
          query.get("symbol") === refused ? { status: 403, body: "" } : { body: { symbol: other, price: "10" } }),
    });
    await r.answered(1);
    r.feed.watch(eth);
    r.clock.advance(250);
    await r.answered(2);
    for (let second = 0; second < 10; second += 1) {
      await r.beat();
      r.clock.advance(1_000);
    }
    expect(r.feed.status()).toMatchObject({ state: "live", counts: { dials: 1 } });
  });

  test("by REST is found out also where the venue closes without a word before there was time to prove the key", async () => {
    const r = await start({ before: (server) => (server.rest = () => ({ status: 401, body: "" })) });
    await r.answered(1);
    await r.live();
    r.clock.advance(2_000);
    r.server.peer.socket.close(1000);
    await waiting(r, 1);
    expect(r.feed.status().state).toBe("reconnecting");
    r.clock.advance(1_000);
    await r.redialled(2);
    await r.answered(2);
    await until(() => r.feed.status().state === "key-refused", "refused");
    const { nextDialAt } = r.feed.status();
    expect(Date.parse(nextDialAt ?? "") - r.clock.now().wallMs).toBe(120_000);
  });

  test.each([
    [
      "of a new key, though the old one was proven",
      async (r: FeedHarness) => {
        r.feed.setApiKey("another");
        await r.redialled(2);
      },
    ],
    [
      "of a key that the stream has refused since a price proved it",
      async (r: FeedHarness) => {
        r.server.send({ type: "error", message: "key expired" });
        await until(() => r.feed.status().state === "key-refused", "refused by the stream");
        r.clock.advance(120_000);
        await r.redialled(2);
      },
    ],
  ])("by REST counts %s", async (_, turn) => {
    const r = await start({ before: (server) => (server.rest = () => ({ status: 403, body: "" })) });
    await r.connected();
    r.server.send(ticker("10"));
    await r.settle();
    await turn(r);
    await r.answered(2);
    r.clock.advance(5_000);
    expect(r.feed.status()).toMatchObject({ state: "key-refused", counts: { dials: 2 } });
    expect(delay(r), "given up").toBeGreaterThan(110_000);
  });

  test("by REST alone does not cost a stream that delivers", async () => {
    const r = await start({
      before: (server) => {
        server.rest = () => null;
        server.onFrame = () => server.send(ticker("10"));
      },
    });
    await until(() => r.prices().length === 1, "the price");
    r.server.rest = () => ({ status: 401, body: "" });
    r.feed.watch("securitypro:ETH-USD");
    r.clock.advance(250);
    await until(() => r.server.requests.length >= 2, "REST is asked");
    await until(() => r.feed.status().lastError?.code === "rest-key-refused", "its refusal is read");
    expect(r.feed.status()).toMatchObject({ state: "live", counts: { dials: 1 } });
  });
});
