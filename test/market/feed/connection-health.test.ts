/** Whether a connection that is open is alive: silence, frames that cannot be read, sleep. */
import { describe, expect, test } from "vitest";
import { until } from "../../doubles/until.ts";
import { delay, start, waiting } from "./one-feed.ts";
import { btc, ticker, type FeedHarness } from "./feed-harness.ts";

describe("the watchdog", () => {
  const silentAfter = async (r: FeedHarness, ms: number) => {
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
    ["5 MiB", "frame-too-large", (r: FeedHarness) => r.server.send("x".repeat(5 * 1024 * 1024))],
    ["reserved bits", "frame-malformed", (r: FeedHarness) => r.server.sendRaw([0xf1, 0x00])],
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
    r.clock.sleep(600_000);
    r.clock.advance(1_000);
    expect(r.losses).toEqual([{ keys: [btc], since, because: "asleep" }]);
    r.clock.advance(1_500);
    await r.redialled(2);
  });

  test("whoever asks whether the machine slept is told so once, and the connection is given up", async () => {
    const r = await start();
    await r.live();
    expect(r.feed.noticeSleep(), "nobody slept").toBe(false);
    r.clock.sleep(600_000);
    expect(r.feed.noticeSleep()).toBe(true);
    expect(r.losses).toMatchObject([{ keys: [btc], because: "asleep" }]);
    expect(r.feed.noticeSleep(), "told before").toBe(false);
    expect(r.losses).toHaveLength(1);
  });

  test("a frame that waited in the kernel while asleep is not taken for now", async () => {
    const r = await start();
    await r.live();
    r.clock.sleep(600_000);
    r.server.send(ticker("10"));
    await until(() => r.losses.length === 1, "the sleep is noticed by the frame");
    expect(r.prices()).toEqual([]);
    r.clock.advance(1_500);
    await r.redialled(2);
    r.server.send(ticker("11"));
    await r.settle();
    expect(r.ticks).toMatchObject([{ tick: { last: "11" }, gap: { because: "asleep" } }]);
  });

  test.each([-3_600_000, 3_600_000])("a wall clock set by %d ms is no sleep, and changes nothing", async (stepMs) => {
    const r = await start();
    await r.live();
    r.clock.stepWall(stepMs);
    r.clock.advance(5_000);
    await r.beat();
    r.server.send(ticker("10"));
    await r.settle();
    expect(r.feed.status()).toMatchObject({ state: "live", counts: { dials: 1 } });
    expect(r.losses).toEqual([]);
    expect(r.feed.fresh(btc, r.clock.now())?.last).toBe("10");
  });

  test("what a status says of earlier moments is by the wall clock as it is set now", async () => {
    const r = await start();
    await r.live();
    r.server.send(ticker("10"));
    await r.settle();
    r.clock.advance(5_000);
    r.clock.stepWall(-3_600_000);
    const agoOf = (iso: string | null): number => r.clock.now().wallMs - Date.parse(iso ?? "");
    const { since, lastFrameAt, instruments } = r.feed.status();
    expect([since, lastFrameAt, instruments[0]?.lastTickAt ?? null].map(agoOf)).toEqual([5_000, 5_000, 5_000]);
    r.server.drop();
    await until(() => r.feed.status().nextDialAt !== null, "lost");
    r.clock.stepWall(7_200_000);
    const { blindSince, nextDialAt } = r.feed.status();
    expect(agoOf(blindSince)).toBe(5_000);
    expect(-agoOf(nextDialAt)).toBe(delay(r));
  });

  test("a wake while the key is refused is not dialled earlier", async () => {
    const r = await start({ before: (server) => (server.upgrade = { do: "refuse", status: 401 }) });
    await waiting(r, 1);
    r.clock.advance(60_000);
    r.feed.wake();
    expect(delay(r)).toBe(60_000);
  });
});
