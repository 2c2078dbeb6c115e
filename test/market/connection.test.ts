import { afterEach, describe, expect, test } from "vitest";
import { until } from "../doubles/until.ts";
import { btc, eth, startRig, ticker, type Rig, type RigOptions } from "./rig.ts";

let rig: Rig | null = null;
afterEach(async () => {
  await rig?.[Symbol.asyncDispose]();
  rig = null;
});
const start = async (options: RigOptions = {}): Promise<Rig> => (rig = await startRig(options));
const waiting = (r: Rig, dials: number) =>
  until(() => r.feed.status().nextDialAt !== null && r.feed.status().counts.dials === dials, `dial ${dials} failed`);
/** Milliseconds until the pending dial. */
const delay = (r: Rig): number => Date.parse(r.feed.status().nextDialAt ?? "") - r.clock.now().wallMs;
const ladder = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000];

describe("the ladder of dials", () => {
  test("accept-then-close: the delays grow and stay, though every dial opens", async () => {
    const r = await start({ before: (server) => (server.onPeer = (peer) => peer.socket.close(1000)) });
    for (const [at, expected] of ladder.entries()) {
      await waiting(r, at + 1);
      expect(delay(r)).toBe(expected);
      r.clock.advance(expected - 1);
      expect(r.feed.status().counts.dials).toBe(at + 1);
      r.clock.advance(1);
    }
  });

  test("jitter is added after the cap, so that it does not vanish there", async () => {
    const r = await start({
      random: () => 0.999,
      before: (server) => (server.onPeer = (peer) => peer.socket.close(1011)),
    });
    for (const [at, expected] of ladder.entries()) {
      await waiting(r, at + 1);
      expect(delay(r)).toBeGreaterThan(expected + 248);
      expect(delay(r)).toBeLessThanOrEqual(expected + 250);
      r.clock.advance(delay(r) + 1);
    }
  });

  test("a refused TCP connection climbs the same ladder, for ever", async () => {
    const r = await start();
    await r.connected();
    await r.server.stop();
    for (const [at, expected] of [...ladder, 30_000, 30_000].entries()) {
      await waiting(r, at + 1);
      expect(delay(r)).toBe(expected);
      r.clock.advance(expected);
    }
    await waiting(r, 11);
    expect(r.feed.status()).toMatchObject({ state: "reconnecting", lastError: { code: "unreachable" } });
  });

  test("starts over after 30 s open with a valid frame, and then waits 1 s, not 0", async () => {
    const r = await start();
    await r.live();
    r.server.drop();
    await waiting(r, 1);
    r.clock.advance(1_000);
    await r.redialled(2);
    await r.connected();
    await r.beat();
    r.clock.advance(29_000);
    r.server.drop();
    await waiting(r, 2);
    expect(delay(r)).toBe(2_000);
    r.clock.advance(2_000);
    await r.redialled(3);
    await r.beat();
    r.clock.advance(15_000);
    await r.beat();
    r.clock.advance(15_000);
    expect(r.feed.status().attempt).toBe(0);
    r.server.drop();
    await waiting(r, 3);
    expect(delay(r)).toBe(1_000);
  });

  test("30 s open without a valid frame earn nothing", async () => {
    const r = await start();
    await r.connected();
    r.server.drop();
    await waiting(r, 1);
    r.clock.advance(1_000);
    await r.redialled(2);
    await r.settle();
    r.clock.advance(40_000);
    r.server.drop();
    await waiting(r, 2);
    expect(delay(r)).toBe(2_000);
  });

  test.each([1000, 1001, 1011, 1012, 3000, 4000])("a close with %i is retried", async (code) => {
    const r = await start();
    await r.live();
    r.server.peer.socket.close(code);
    await waiting(r, 1);
    expect(r.feed.status()).toMatchObject({ state: "reconnecting", lastError: { code: `close-${code}` } });
    r.clock.advance(1_000);
    await r.redialled(2);
    await r.beat();
    expect(r.server.openPeers).toBe(1);
  });

  test("a broken connection (1006) is retried", async () => {
    const r = await start();
    await r.live();
    r.server.drop();
    await waiting(r, 1);
    expect(r.feed.status().lastError?.code).toMatch(/close-1006|unreachable/);
  });

  test("there is one socket, however often it was lost", async () => {
    const r = await start();
    for (let round = 1; round <= 5; round++) {
      await r.redialled(round);
      await r.beat();
      r.clock.advance(31_000 - 20_000);
      r.server.drop();
      await waiting(r, round);
      r.clock.advance(delay(r));
    }
    await r.redialled(6);
    r.clock.advance(5_000);
    expect(r.server.dials).toBe(6);
    expect(r.server.openPeers).toBe(1);
  });
});

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

  test("sleep in between counts towards Retry-After, though monotonic time stood still", async () => {
    const r = await start({
      before: (server) => (server.upgrade = { do: "refuse", status: 429, headers: { "Retry-After": "3600" } }),
    });
    await waiting(r, 1);
    r.clock.stepWall(1_800_000);
    r.clock.advance(1_000);
    expect(delay(r)).toBe(1_799_000);
    r.clock.stepWall(7_200_000);
    r.clock.advance(1_000);
    expect(delay(r)).toBe(1_500);
  });

  test("an address that is none is said, not thrown, and quotes no key", async () => {
    const r = await start({ settings: { wsUrl: "mailto:somebody", keyPlacement: "query" }, apiKey: "s3cret" });
    expect(r.feed.status()).toMatchObject({ lastError: { code: "address-invalid" } });
    expect(JSON.stringify(r.feed.status())).not.toContain("s3cret");
  });
});

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
  ])("is forgiven by %s", async (_, frames, afterMs) => {
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
      async (r: Rig) => {
        r.feed.setApiKey("another");
        await r.redialled(2);
      },
    ],
    [
      "of a key that the stream has refused since a price proved it",
      async (r: Rig) => {
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
    const r = await start({ settings: { keyPlacement: "query" } });
    await r.connected();
    expect(r.server.peer.url).toBe("/market/ws?apiKey=key-of-the-test");
    expect(r.server.peer.received[0]).not.toContain("apiKey");
    expect(r.feed.status().url).toBe(r.server.wsUrl);
    expect(JSON.stringify(r.feed.status())).not.toContain("key-of-the-test");
  });
});

describe("the watchdog", () => {
  const silentAfter = async (r: Rig, ms: number) => {
    r.clock.advance(ms - 1_000);
    expect(r.feed.status().lastError?.code).not.toBe("venue-silent");
    r.clock.advance(1_000);
    expect(r.feed.status().lastError?.code).toBe("venue-silent");
    await until(() => r.server.openConnections === 0, "the dead socket is let go");
  };

  test("open but no frame ever: armed at the dial, 45 s", async () => {
    const r = await start();
    await r.connected();
    await silentAfter(r, 45_000);
  });

  test("an acknowledgement, then silence: 45 s from the dial", async () => {
    const r = await start();
    await r.connected();
    r.server.send({ type: "subscribed", channel: "ticker", symbol: "BTC-USD" });
    await r.settle();
    await silentAfter(r, 45_000);
  });

  test("only pings do not feed it", async () => {
    const r = await start();
    await r.live();
    for (let second = 0; second < 44; second++) {
      r.server.peer.socket.ping();
      r.clock.advance(1_000);
    }
    await r.settle();
    expect(r.feed.status().lastError).toBeNull();
    r.clock.advance(1_000);
    expect(r.feed.status().lastError?.code).toBe("venue-silent");
    expect(r.losses).toMatchObject([{ because: "venue-silent", keys: [btc] }]);
  });

  test.each([
    ["a frame of an unknown kind", { type: "status" }],
    ["a bad price", ticker("")],
    ["a foreign symbol", { type: "ticker", symbol: "DOGE-USD", price: "1" }],
    ["no JSON", "x"],
    ["a binary frame", Buffer.from("{}")],
  ])("%s does not feed it", async (_, frame) => {
    const r = await start();
    await r.live();
    r.clock.advance(40_000);
    r.server.send(frame);
    await r.settle();
    r.clock.advance(5_000);
    expect(r.feed.status().lastError?.code).toBe("venue-silent");
  });

  test("only heartbeats keep the connection: a quiet market is no loss", async () => {
    const r = await start();
    await r.live();
    for (let beat = 0; beat < 60; beat++) {
      r.clock.advance(5_000);
      await r.beat();
    }
    expect(r.feed.status()).toMatchObject({ state: "live", counts: { dials: 1 } });
    expect(r.losses).toEqual([]);
  });

  test.each([
    [1_000, 15_000],
    [5_000, 15_000],
    [10_000, 30_000],
    [40_000, 60_000],
  ])("heartbeats %i ms apart: %i ms", async (intervalMs, expected) => {
    const r = await start();
    await r.live();
    r.clock.advance(intervalMs);
    await r.beat();
    expect(r.feed.status()).toMatchObject({ heartbeatIntervalMs: intervalMs, watchdogMs: expected });
    await silentAfter(r, expected);
  });

  test("data then a stall without FIN: lost after the learned time, since the last frame", async () => {
    const r = await start();
    await r.live();
    r.clock.advance(1_000);
    await r.beat();
    r.server.send(ticker("10"));
    await r.settle();
    const since = r.clock.now();
    r.server.stall();
    r.clock.advance(15_000);
    expect(r.losses).toEqual([{ keys: [btc], since, because: "venue-silent" }]);
    r.clock.advance(1_000);
    await r.redialled(2);
  });
});

describe("frames that cannot be read", () => {
  test("binary: counted, the connection stays", async () => {
    const r = await start();
    await r.live();
    r.server.send(Buffer.from(JSON.stringify(ticker("10"))));
    await r.settle();
    expect(r.feed.status()).toMatchObject({ state: "live", counts: { rejected: { "frame-binary": 1 } } });
    expect(r.prices()).toEqual([]);
  });

  test("invalid UTF-8: counted, the connection stays; the replacement character itself is no fault", async () => {
    const r = await start();
    await r.live();
    r.server.sendRaw([0x81, 0x02, 0xc3, 0x28]);
    r.server.send({ ...ticker("10"), note: "\uFFFD" });
    await r.settle();
    expect(r.feed.status()).toMatchObject({ state: "live", counts: { rejected: { "utf8-invalid": 1 } } });
    expect(r.prices()).toEqual(["10"]);
  });

  test("invalid JSON: counted, the connection stays", async () => {
    const r = await start();
    await r.live();
    r.server.send("{", "[1]", "");
    await r.settle();
    expect(r.feed.status()).toMatchObject({
      state: "live",
      counts: { rejected: { "json-invalid": 2, "frame-invalid": 1 } },
    });
  });

  test.each([
    ["5 MiB", "frame-too-large", (r: Rig) => r.server.send("x".repeat(5 * 1024 * 1024))],
    ["reserved bits", "frame-malformed", (r: Rig) => r.server.sendRaw([0xf1, 0x00])],
  ])("%s: counted as %s, and dialled again", async (_, reason, send) => {
    const r = await start();
    await r.live();
    send(r);
    await waiting(r, 1);
    expect(r.feed.status()).toMatchObject({
      lastError: { code: "frame-unreadable" },
      counts: { rejected: { [reason]: 1 } },
    });
    r.clock.advance(1_000);
    await r.redialled(2);
    await r.beat();
  });
});

describe("sleep and wake", () => {
  test("a wake lets go of a socket that looks open, and dials after 1.5 s", async () => {
    const r = await start();
    await r.live();
    r.feed.wake();
    expect(r.losses).toMatchObject([{ because: "asleep" }]);
    r.clock.advance(1_000);
    r.feed.wake();
    r.clock.advance(1_499);
    expect(r.feed.status().counts.dials).toBe(1);
    r.clock.advance(1);
    await r.redialled(2);
    await r.beat();
    expect(r.server.openPeers).toBe(1);
  });

  test("ten minutes of sleep are noticed without being told", async () => {
    const r = await start();
    await r.live();
    const since = r.clock.now();
    r.clock.stepWall(600_000);
    r.clock.advance(1_000);
    expect(r.losses).toEqual([{ keys: [btc], since, because: "asleep" }]);
    r.clock.advance(1_500);
    await r.redialled(2);
  });

  test("a frame that waited in the kernel while asleep is not taken for now", async () => {
    const r = await start();
    await r.live();
    r.clock.stepWall(600_000);
    r.server.send(ticker("10"));
    await until(() => r.losses.length === 1, "the sleep is noticed by the frame");
    expect(r.prices()).toEqual([]);
    r.clock.advance(1_500);
    await r.redialled(2);
    r.server.send(ticker("11"));
    await r.settle();
    expect(r.ticks).toMatchObject([{ tick: { last: "11" }, gap: { because: "asleep" } }]);
  });

  test("a wall clock set back an hour changes nothing", async () => {
    const r = await start();
    await r.live();
    r.clock.stepWall(-3_600_000);
    r.clock.advance(5_000);
    await r.beat();
    r.server.send(ticker("10"));
    await r.settle();
    expect(r.feed.status()).toMatchObject({ state: "live", counts: { dials: 1 } });
    expect(r.feed.fresh(btc, r.clock.now())?.last).toBe("10");
  });

  test("a wake while the key is refused does not hurry", async () => {
    const r = await start({ before: (server) => (server.upgrade = { do: "refuse", status: 401 }) });
    await waiting(r, 1);
    r.clock.advance(60_000);
    r.feed.wake();
    expect(delay(r)).toBe(60_000);
  });
});

describe("an end", () => {
  const states: [string, (r: Rig) => Promise<void>, RigOptions?][] = [
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
