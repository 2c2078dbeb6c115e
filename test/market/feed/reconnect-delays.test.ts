/** How long is waited before each dial, and when that starts over. */
import { describe, expect, test } from "vitest";
import { delay, start, waiting } from "./one-feed.ts";

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

  test("starts over after a single loss as well", async () => {
    const r = await start();
    await r.live();
    for (const losses of [1, 2]) {
      r.server.drop();
      await waiting(r, losses);
      expect(delay(r)).toBe(1_000);
      r.clock.advance(1_000);
      await r.redialled(1 + losses);
      await r.beat();
      r.clock.advance(15_000);
      await r.beat();
      r.clock.advance(15_000);
    }
  });

  test("30 s open without a valid frame do not reset the delay", async () => {
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
