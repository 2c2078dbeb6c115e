/** What the feed does with a venue's sessions: paced requests, confirmations, probes, venues that do not trade. */
import { describe, expect, test } from "vitest";
import { until } from "../../doubles/until.ts";
import {
  healthOf,
  passSeconds,
  startScripted,
  subscribed,
  trade,
  type Scripted,
  type ScriptedOptions,
  symbolsOf,
  untilAsked,
} from "./scripted-venue.ts";

describe("subscriptions", () => {
  test("go out in the venue's batches, never more frames in any span than it bears", async () => {
    const v = await startScripted({ watch: symbolsOf(10), traits: { limits: { frames: { max: 2, perMs: 1_000 } } } });
    await untilAsked(v, 4);
    await v.say([]);
    expect(v.asked()).toHaveLength(4);
    v.clock.advance(999);
    await v.say([]);
    expect(v.asked()).toHaveLength(4);
    v.clock.advance(1);
    await untilAsked(v, 8);
    await v.say([]);
    expect(v.asked()).toHaveLength(8);
    v.clock.advance(1_000);
    await untilAsked(v, 10);
    expect(v.asked()).toEqual(symbolsOf(10));
  });

  test("a confirmation makes the feed live; a refusal is of its symbol alone, and is not repeated", async () => {
    const v = await startScripted({ watch: ["A-USD", "B-USD"] });
    await untilAsked(v, 2);
    await v.say([{ kind: "refused", symbols: ["B-USD"], message: "B-USD is not traded here" }]);
    expect(v.feed.status().state).toBe("connecting");
    await v.say([subscribed("A-USD")]);
    expect(v.feed.status().state).toBe("live");
    expect(healthOf(v, "B-USD")).toMatchObject({ health: "rejected", detail: "B-USD is not traded here" });
    expect(healthOf(v, "A-USD")?.subscription).toBe("requested");
    await passSeconds(v, 60);
    expect(v.asked().filter((symbol) => symbol === "B-USD")).toHaveLength(1);
  });

  test("what was lost where too much was sent is asked for again, once the venue bears it, and nothing else", async () => {
    const v = await startScripted({ watch: symbolsOf(4) });
    await untilAsked(v, 4);
    await v.say([
      subscribed("A-USD"),
      trade("C-USD", "5"),
      { kind: "error", scope: "rate", message: "too much", retryAfterMs: 7_000 },
    ]);
    v.clock.advance(6_999);
    await v.say([]);
    expect(v.asked()).toHaveLength(4);
    v.clock.advance(1);
    await untilAsked(v, 6);
    expect(v.asked().slice(4)).toEqual(["B-USD", "D-USD"]);
    expect(v.server.dials).toBe(1);
  });

  test("one that is never confirmed, though others are, is asked for again", async () => {
    const v = await startScripted({ watch: symbolsOf(2) });
    await untilAsked(v, 2);
    await v.say([subscribed("A-USD")]);
    await passSeconds(v, 9);
    expect(v.asked()).toHaveLength(2);
    await passSeconds(v, 1);
    await untilAsked(v, 3);
    expect(v.asked()).toEqual(["A-USD", "B-USD", "B-USD"]);
    await passSeconds(v, 100);
    expect(v.asked().length).toBeLessThanOrEqual(5);
  });

  test("what the venue does not name in its list is asked for again, at once", async () => {
    const v = await startScripted({ watch: symbolsOf(2) });
    await untilAsked(v, 2);
    await v.say([subscribed("A-USD", "B-USD"), { kind: "alive", at: null, reply: null, missing: ["B-USD"] }]);
    await untilAsked(v, 3);
    expect(v.asked()).toEqual(["A-USD", "B-USD", "B-USD"]);
  });
});

describe("whether a socket is alive", () => {
  const probing = { idleMs: 60_000, probeEveryMs: 20_000, probeTimeoutMs: 5_000, countsPings: true };
  const probes = (v: Scripted) =>
    v.server.peers.flatMap(({ received }) => received.filter((text) => text.includes("probe")));

  test("is asked by a probe; one without an answer ends it", async () => {
    const v = await startScripted({ traits: { liveness: probing } });
    await untilAsked(v, 1);
    await v.say([subscribed("A-USD")]);
    await passSeconds(v, 20);
    await until(() => probes(v).length === 1, "a probe");
    await v.say([{ kind: "alive", at: null, reply: null }]);
    await passSeconds(v, 19);
    expect([v.server.dials, v.feed.status().state]).toEqual([1, "live"]);
    await passSeconds(v, 6);
    await until(() => v.feed.status().nextDialAt !== null, "it is given up");
    expect(v.losses).toHaveLength(1);
    expect(v.losses[0]?.because).toBe("venue-silent");
  });

  test.each([
    [true, 1],
    [false, 2],
  ])("pings count: %s", async (countsPings, dials) => {
    const v = await startScripted({ traits: { liveness: { ...probing, probeEveryMs: null, countsPings } } });
    await untilAsked(v, 1);
    await v.say([subscribed("A-USD")]);
    for (let at = 0; at < 4; at++) {
      await passSeconds(v, 20);
      if (v.server.openPeers > 0) v.server.peer.socket.ping();
      // The pong is there when the ping was heard.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await passSeconds(v, 2);
    await until(() => v.server.dials === dials, "dialled as often as that");
  });

  test("a close that the venue means for too many frames, or a firewall's 403, is never about a key", async () => {
    const v = await startScripted({
      closeMeans: (code) => (code === 1008 ? "rate-limited" : code === 403 ? "forbidden" : null),
    });
    await untilAsked(v, 1);
    v.server.peer.socket.close(1008, "too many");
    await until(() => v.feed.status().nextDialAt !== null, "lost");
    v.server.upgrade = { do: "refuse", status: 403 };
    expect(v.feed.status()).toMatchObject({ state: "reconnecting", lastError: { code: "close-1008" } });
    await passSeconds(v, 31);
    await until(() => v.feed.status().lastError?.code === "http-403", "refused");
    expect(v.feed.status().state).toBe("reconnecting");
    expect(v.feed.status().lastError?.message).toMatch(/firewall.*no key is needed/);
  });
});

describe("a venue that does not trade", () => {
  test("is told in words, and its silence is no fault", async () => {
    let asks = 0;
    const rest: ScriptedOptions["rest"] = {
      prices: () => {
        asks++;
        return Promise.resolve({ ok: true, value: new Map() });
      },
    };
    const v = await startScripted({ rest });
    await untilAsked(v, 1);
    const message = "Maintenance until 14:00 UTC.";
    await v.say([subscribed("A-USD"), { kind: "status", state: "maintenance", from: null, to: null, message }]);
    await passSeconds(v, 120);
    expect(asks).toBe(0);
    expect(v.feed.status().lastError).toEqual({ code: "venue-maintenance", message });
    expect(healthOf(v, "A-USD")?.detail).toBe(message);
    await v.say([{ kind: "status", state: "online", from: null, to: null, message: "" }]);
    expect(v.feed.status().lastError).toBeNull();
    await passSeconds(v, 11);
    expect(asks).toBe(1);
  });

  test("later is announced, and watched until then", async () => {
    const v = await startScripted();
    await untilAsked(v, 1);
    const from = v.clock.now().wallMs + 3_600_000;
    await v.say([subscribed("A-USD"), { kind: "status", state: "maintenance", from, to: null, message: "Soon." }]);
    expect(v.feed.status().lastError?.message).toBe("Soon.");
    expect(healthOf(v, "A-USD")?.detail).toBeNull();
  });
});
