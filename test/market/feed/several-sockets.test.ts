/** Sockets beside one another: one that takes over from another, instruments over several, further addresses. */
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

describe("a socket that the venue will end", () => {
  const takenOver = async (v: Scripted) => {
    await until(() => v.server.openPeers === 2, "a new socket beside the old one");
    const [old, next] = v.server.peers;
    if (old === undefined || next === undefined) throw new Error("There are two.");
    await until(() => next.received.length > 0, "the new one is asked");
    return { old, next };
  };

  test("is given up once another one has everything: no gap, and no trade twice or lost", async () => {
    const v = await startScripted();
    await untilAsked(v, 1);
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
    await passSeconds(v, 3);
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
    const v = await startScripted();
    await untilAsked(v, 1);
    await v.say([subscribed("A-USD"), { kind: "leaving", message: "restart" }]);
    const { old, next } = await takenOver(v);
    await v.say([subscribed("A-USD"), trade("A-USD", "7", "9")], next);
    old.socket.close(1001);
    await until(() => v.prices().length === 1, "the new one counts");
    expect([v.losses.length, v.server.dials]).toEqual([0, 2]);
  });

  test("that ends before the other one has anything is lost like any other", async () => {
    const v = await startScripted();
    await untilAsked(v, 1);
    await v.say([subscribed("A-USD"), { kind: "leaving", message: "restart" }]);
    const { old } = await takenOver(v);
    old.socket.terminate();
    await until(() => v.losses.length === 1, "lost");
    await until(() => v.server.openPeers === 0, "the new one is given up too");
    await passSeconds(v, 2);
    await until(() => v.server.openPeers === 1, "dialled anew");
  });

  test("by its age is replaced before that; a new one that cannot be had costs nothing", async () => {
    const v = await startScripted({ traits: { limits: { maxSocketAgeMs: 60_000 } } });
    await untilAsked(v, 1);
    await v.say([subscribed("A-USD")]);
    for (let at = 0; at < 59; at++) v.clock.advance(1_000);
    expect(v.server.dials).toBe(1);
    v.server.upgrade = { do: "refuse", status: 503 };
    v.clock.advance(1_000);
    await until(() => v.server.dials === 2, "a second dial");
    await passSeconds(v, 3);
    v.server.upgrade = { do: "accept" };
    await passSeconds(v, 6);
    const { old, next } = await takenOver(v);
    await v.say([subscribed("A-USD")], next);
    await passSeconds(v, 2);
    await until(() => old.closed, "replaced");
    expect(v.losses).toHaveLength(0);
  });
});

test("sockets of one age are not replaced all at once, and none later than that", async () => {
  let at = 0;
  const traits = { limits: { streamsPerSocket: 2, maxSocketAgeMs: 60_000 } };
  const v = await startScripted({ watch: symbolsOf(6), traits, random: () => [0.99, 0.5, 0][at++ % 3] as number });
  await untilAsked(v, 6);
  for (const peer of v.server.peers) {
    const symbols = (JSON.parse(peer.received[0] ?? "{}") as { subscribe: string[] }).subscribe;
    await v.say([subscribed(...symbols)], peer);
  }
  const due: number[] = [];
  for (let second = 1; second <= 60; second++) {
    const dials = v.feed.status().counts.dials;
    v.clock.advance(1_000);
    if (v.feed.status().counts.dials > dials) due.push(second);
  }
  expect(due).toEqual([58, 59, 60]);
});

describe("more instruments than one socket bears", () => {
  const limits = { streamsPerSocket: 2 };

  test("are watched over several; where one is lost, only its own are", async () => {
    const v = await startScripted({ watch: symbolsOf(5), traits: { limits } });
    await untilAsked(v, 5);
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
    await passSeconds(v, 1);
    expect(symbolsOf(5).map((symbol) => healthOf(v, symbol)?.health)).toEqual([
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
    const v = await startScripted({ watch: symbolsOf(3), traits: { limits } });
    await untilAsked(v, 3);
    v.feed.unwatch(v.key("C-USD"));
    await until(() => v.server.openPeers === 1, "its socket is closed");
    v.feed.unwatch(v.key("A-USD"));
    v.feed.watch(v.key("D-USD"));
    v.clock.advance(250);
    await until(() => v.asked().includes("D-USD"), "asked over the first one");
    expect([v.server.openPeers, v.server.dials]).toEqual([1, 2]);
  });

  test("are dialled within the venue's limit of dials", async () => {
    const v = await startScripted({
      watch: symbolsOf(6),
      traits: { limits: { ...limits, dials: { max: 2, perMs: 10_000 } } },
    });
    await until(() => v.server.dials === 2, "two at once");
    await untilAsked(v, 4);
    await passSeconds(v, 9);
    expect(v.server.dials).toBe(2);
    await passSeconds(v, 2);
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
    const v = await startScripted(options(false));
    await until(() => v.feed.status().nextDialAt !== null, "nobody is there");
    await passSeconds(v, 2);
    await until(() => v.server.dials === 1, "the next one is dialled");
  });

  test("are never dialled in place of a person's own server", async () => {
    const v = await startScripted(options(true));
    for (let at = 0; at < 3; at++) {
      await until(() => v.feed.status().nextDialAt !== null, "nobody is there");
      await passSeconds(v, 9);
    }
    expect(v.server.dials).toBe(0);
    expect(v.feed.status().counts.dials).toBeGreaterThan(2);
  });
});
