/** What the feed does with a venue's sessions: paced requests, confirmations, probes, goodbyes, several sockets. */
import { afterEach, describe, expect, test } from "vitest";
import { until } from "../../doubles/until.ts";
import { startScripted, subscribed, trade, type Scripted, type ScriptedOptions } from "./scripted-venue.ts";

let venue: Scripted | null = null;
afterEach(async () => {
  await venue?.[Symbol.asyncDispose]();
  venue = null;
});

const start = async (options: ScriptedOptions = {}): Promise<Scripted> => (venue = await startScripted(options));

/** Waits until everything that is watched was asked for. */
const asked = (v: Scripted, count: number) => until(() => v.asked().length >= count, `${count} are asked for`);
const healthOf = (v: Scripted, symbol: string) => v.feed.status().instruments.find((one) => one.symbol === symbol);
/** Lets seconds pass, each with time for what goes over the sockets. */
const pass = async (v: Scripted, seconds: number) => {
  for (let second = 0; second < seconds; second++) {
    v.clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
};
const letters = (count: number) => Array.from({ length: count }, (_, at) => `${String.fromCharCode(65 + at)}-USD`);

describe("subscriptions", () => {
  test("go out in the venue's batches, never more frames in any span than it bears", async () => {
    const v = await start({ watch: letters(10), traits: { limits: { frames: { max: 2, perMs: 1_000 } } } });
    await asked(v, 4);
    await v.say([]);
    expect(v.asked()).toHaveLength(4);
    v.clock.advance(999);
    await v.say([]);
    expect(v.asked()).toHaveLength(4);
    v.clock.advance(1);
    await asked(v, 8);
    await v.say([]);
    expect(v.asked()).toHaveLength(8);
    v.clock.advance(1_000);
    await asked(v, 10);
    expect(v.asked()).toEqual(letters(10));
  });

  test("a confirmation makes the feed live; a refusal is of its symbol alone, and is not repeated", async () => {
    const v = await start({ watch: ["A-USD", "B-USD"] });
    await asked(v, 2);
    await v.say([{ kind: "refused", symbols: ["B-USD"], message: "B-USD is not traded here" }]);
    expect(v.feed.status().state).toBe("connecting");
    await v.say([subscribed("A-USD")]);
    expect(v.feed.status().state).toBe("live");
    expect(healthOf(v, "B-USD")).toMatchObject({ health: "rejected", detail: "B-USD is not traded here" });
    expect(healthOf(v, "A-USD")?.subscription).toBe("requested");
    await pass(v, 60);
    expect(v.asked().filter((symbol) => symbol === "B-USD")).toHaveLength(1);
  });

  test("what was lost where too much was sent is asked for again, once the venue bears it, and nothing else", async () => {
    const v = await start({ watch: letters(4) });
    await asked(v, 4);
    await v.say([
      subscribed("A-USD"),
      trade("C-USD", "5"),
      { kind: "error", scope: "rate", message: "too much", retryAfterMs: 7_000 },
    ]);
    v.clock.advance(6_999);
    await v.say([]);
    expect(v.asked()).toHaveLength(4);
    v.clock.advance(1);
    await asked(v, 6);
    expect(v.asked().slice(4)).toEqual(["B-USD", "D-USD"]);
    expect(v.server.dials).toBe(1);
  });

  test("one that is never confirmed, though others are, is asked for again", async () => {
    const v = await start({ watch: letters(2) });
    await asked(v, 2);
    await v.say([subscribed("A-USD")]);
    await pass(v, 9);
    expect(v.asked()).toHaveLength(2);
    await pass(v, 1);
    await asked(v, 3);
    expect(v.asked()).toEqual(["A-USD", "B-USD", "B-USD"]);
    await pass(v, 100);
    expect(v.asked().length).toBeLessThanOrEqual(5);
  });

  test("what the venue does not name in its list is asked for again, at once", async () => {
    const v = await start({ watch: letters(2) });
    await asked(v, 2);
    await v.say([subscribed("A-USD", "B-USD"), { kind: "alive", at: null, reply: null, missing: ["B-USD"] }]);
    await asked(v, 3);
    expect(v.asked()).toEqual(["A-USD", "B-USD", "B-USD"]);
  });
});

describe("whether a socket is alive", () => {
  const probing = { idleMs: 60_000, probeEveryMs: 20_000, probeTimeoutMs: 5_000, countsPings: true };
  const probes = (v: Scripted) =>
    v.server.peers.flatMap(({ received }) => received.filter((text) => text.includes("probe")));

  test("is asked by a probe; one without an answer ends it", async () => {
    const v = await start({ traits: { liveness: probing } });
    await asked(v, 1);
    await v.say([subscribed("A-USD")]);
    await pass(v, 20);
    await until(() => probes(v).length === 1, "a probe");
    await v.say([{ kind: "alive", at: null, reply: null }]);
    await pass(v, 19);
    expect([v.server.dials, v.feed.status().state]).toEqual([1, "live"]);
    await pass(v, 6);
    await until(() => v.feed.status().nextDialAt !== null, "it is given up");
    expect(v.losses).toHaveLength(1);
    expect(v.losses[0]?.because).toBe("venue-silent");
  });

  test.each([
    [true, 1],
    [false, 2],
  ])("pings count: %s", async (countsPings, dials) => {
    const v = await start({ traits: { liveness: { ...probing, probeEveryMs: null, countsPings } } });
    await asked(v, 1);
    await v.say([subscribed("A-USD")]);
    for (let at = 0; at < 4; at++) {
      await pass(v, 20);
      if (v.server.openPeers > 0) v.server.peer.socket.ping();
      // The pong is there when the ping was heard.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await pass(v, 2);
    await until(() => v.server.dials === dials, "dialled as often as that");
  });

  test("a close that the venue means for too many frames, or a firewall's 403, is never about a key", async () => {
    const v = await start({
      closeMeans: (code) => (code === 1008 ? "rate-limited" : code === 403 ? "forbidden" : null),
    });
    await asked(v, 1);
    v.server.peer.socket.close(1008, "too many");
    await until(() => v.feed.status().nextDialAt !== null, "lost");
    v.server.upgrade = { do: "refuse", status: 403 };
    expect(v.feed.status()).toMatchObject({ state: "reconnecting", lastError: { code: "close-1008" } });
    await pass(v, 31);
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
    const v = await start({ rest });
    await asked(v, 1);
    const message = "Maintenance until 14:00 UTC.";
    await v.say([subscribed("A-USD"), { kind: "status", state: "maintenance", from: null, to: null, message }]);
    await pass(v, 120);
    expect(asks).toBe(0);
    expect(v.feed.status().lastError).toEqual({ code: "venue-maintenance", message });
    expect(healthOf(v, "A-USD")?.detail).toBe(message);
    await v.say([{ kind: "status", state: "online", from: null, to: null, message: "" }]);
    expect(v.feed.status().lastError).toBeNull();
    await pass(v, 11);
    expect(asks).toBe(1);
  });

  test("later is announced, and watched until then", async () => {
    const v = await start();
    await asked(v, 1);
    const from = v.clock.now().wallMs + 3_600_000;
    await v.say([subscribed("A-USD"), { kind: "status", state: "maintenance", from, to: null, message: "Soon." }]);
    expect(v.feed.status().lastError?.message).toBe("Soon.");
    expect(healthOf(v, "A-USD")?.detail).toBeNull();
  });
});

describe("a socket that the venue will end", () => {
  const takenOver = async (v: Scripted) => {
    await until(() => v.server.openPeers === 2, "a new socket beside the old one");
    const [old, next] = v.server.peers;
    if (old === undefined || next === undefined) throw new Error("There are two.");
    await until(() => next.received.length > 0, "the new one is asked");
    return { old, next };
  };

  test("is given up once another one has everything: no gap, and no trade twice or lost", async () => {
    const v = await start();
    await asked(v, 1);
    await v.say([subscribed("A-USD"), trade("A-USD", "100", "1"), { kind: "leaving", message: "restart" }]);
    const { old, next } = await takenOver(v);
    await v.say([trade("A-USD", "101", "2")], old);
    // The new one tells a trade before the old one does, and one that the old one never tells.
    await v.say(
      [subscribed("A-USD"), trade("A-USD", "101", "2"), trade("A-USD", "102", "3"), trade("A-USD", "103", "4")],
      next,
    );
    await v.say([trade("A-USD", "102", "3")], old);
    expect(v.prices()).toEqual(["100", "101", "102"]);
    await pass(v, 3);
    await until(() => old.closed, "the old one is given up");
    expect(v.prices()).toEqual(["100", "101", "102", "103"]);
    await v.say([trade("A-USD", "104", "5")], next);
    expect(v.prices()).toEqual(["100", "101", "102", "103", "104"]);
    expect([v.losses.length, v.feed.status().state]).toEqual([0, "live"]);
    // What both tell is let through by one of them: none of it came as far as to be dropped for its id.
    expect(v.feed.status().counts).toMatchObject({ late: 0, duplicate: 0 });
    expect(v.ticks.every(({ gap }) => gap === null)).toBe(true);
  });

  test("may end by itself once the other one has everything", async () => {
    const v = await start();
    await asked(v, 1);
    await v.say([subscribed("A-USD"), { kind: "leaving", message: "restart" }]);
    const { old, next } = await takenOver(v);
    await v.say([subscribed("A-USD"), trade("A-USD", "7", "9")], next);
    old.socket.close(1001);
    await until(() => v.prices().length === 1, "the new one counts");
    expect([v.losses.length, v.server.dials]).toEqual([0, 2]);
  });

  test("that ends before the other one has anything is lost like any other", async () => {
    const v = await start();
    await asked(v, 1);
    await v.say([subscribed("A-USD"), { kind: "leaving", message: "restart" }]);
    const { old } = await takenOver(v);
    old.socket.terminate();
    await until(() => v.losses.length === 1, "lost");
    await until(() => v.server.openPeers === 0, "the new one is given up too");
    await pass(v, 2);
    await until(() => v.server.openPeers === 1, "dialled anew");
  });

  test("by its age is replaced before that; a new one that cannot be had costs nothing", async () => {
    const v = await start({ traits: { limits: { maxSocketAgeMs: 60_000 } } });
    await asked(v, 1);
    await v.say([subscribed("A-USD")]);
    for (let at = 0; at < 59; at++) v.clock.advance(1_000);
    expect(v.server.dials).toBe(1);
    v.server.upgrade = { do: "refuse", status: 503 };
    v.clock.advance(1_000);
    await until(() => v.server.dials === 2, "a second dial");
    await pass(v, 3);
    v.server.upgrade = { do: "accept" };
    await pass(v, 6);
    const { old, next } = await takenOver(v);
    await v.say([subscribed("A-USD")], next);
    await pass(v, 2);
    await until(() => old.closed, "replaced");
    expect(v.losses).toHaveLength(0);
  });
});

describe("more instruments than one socket bears", () => {
  const limits = { streamsPerSocket: 2 };

  test("are watched over several; where one is lost, only its own are", async () => {
    const v = await start({ watch: letters(5), traits: { limits } });
    await asked(v, 5);
    expect(v.server.openPeers).toBe(3);
    for (const peer of v.server.peers) {
      const symbols = (JSON.parse(peer.received[0] ?? "{}") as { subscribe: string[] }).subscribe;
      await v.say([subscribed(...symbols), ...symbols.map((symbol) => trade(symbol, "1", "1"))], peer);
    }
    expect(v.feed.status().state).toBe("live");
    const second = v.server.peers.find(({ received }) => received[0]?.includes("C-USD"));
    second?.socket.terminate();
    await until(() => v.losses.length === 1, "one is lost");
    expect(v.losses[0]?.keys).toEqual([v.key("C-USD"), v.key("D-USD")]);
    expect(v.feed.status().state).toBe("reconnecting");
    await pass(v, 1);
    expect(letters(5).map((symbol) => healthOf(v, symbol)?.health)).toEqual([
      "live",
      "live",
      "disconnected",
      "disconnected",
      "live",
    ]);
    expect(v.feed.fresh(v.key("A-USD"), v.clock.now())).not.toBeNull();
    expect(v.feed.fresh(v.key("C-USD"), v.clock.now())).toBeNull();
  });

  test("one without instruments is closed, and its place is taken again", async () => {
    const v = await start({ watch: letters(3), traits: { limits } });
    await asked(v, 3);
    v.feed.unwatch(v.key("C-USD"));
    await until(() => v.server.openPeers === 1, "its socket is closed");
    v.feed.unwatch(v.key("A-USD"));
    v.feed.watch(v.key("D-USD"));
    v.clock.advance(250);
    await until(() => v.asked().includes("D-USD"), "asked over the first one");
    expect([v.server.openPeers, v.server.dials]).toEqual([1, 2]);
  });

  test("are dialled within the venue's limit of dials", async () => {
    const v = await start({ watch: letters(6), traits: { limits: { ...limits, dials: { max: 2, perMs: 10_000 } } } });
    await until(() => v.server.dials === 2, "two at once");
    await asked(v, 4);
    await pass(v, 9);
    expect(v.server.dials).toBe(2);
    await pass(v, 2);
    await until(() => v.server.dials === 3, "the third");
  });
});

describe("further addresses of a venue", () => {
  const nobody = { wsUrl: "ws://127.0.0.1:1/ws", restUrl: "http://127.0.0.1:1" };
  const options = (own: boolean): ScriptedOptions => ({
    dialled: nobody,
    addresses: own ? { ...nobody, wsUrl: "ws://127.0.0.1:2/ws" } : nobody,
    fallbacks: ({ wsUrl, restUrl }) => [{ wsUrl, restUrl }],
  });

  test("are dialled where the first one cannot be reached", async () => {
    const v = await start(options(false));
    await until(() => v.feed.status().nextDialAt !== null, "nobody is there");
    await pass(v, 2);
    await until(() => v.server.dials === 1, "the next one is dialled");
  });

  test("are never dialled in place of a person's own server", async () => {
    const v = await start(options(true));
    for (let at = 0; at < 3; at++) {
      await until(() => v.feed.status().nextDialAt !== null, "nobody is there");
      await pass(v, 9);
    }
    expect(v.server.dials).toBe(0);
    expect(v.feed.status().counts.dials).toBeGreaterThan(2);
  });
});
