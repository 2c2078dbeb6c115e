/** Trade ids that would make the filter drop every price: its way back, and that it is told meanwhile. */
import { describe, expect, test } from "vitest";
import { until } from "../../doubles/until.ts";
import { btc, startFeedHarness, ticker, trade, type FeedHarness } from "./feed-harness.ts";

const startLive = async (): Promise<FeedHarness> => {
  const r = await startFeedHarness();
  await r.live();
  return r;
};
const absurdId = "999999999999999999999999";
/** `count` trades whose ids rise from `from`, at prices that rise from 101. */
const rising = (count: number, from = 1_001) =>
  Array.from({ length: count }, (_, at) => trade(String(101 + at), { id: from + at }));
const send = async (r: FeedHarness, ...frames: object[]) => {
  r.server.send(...frames);
  await r.settle();
};
/** Lets time pass with a heartbeat every five seconds. */
const pass = async (r: FeedHarness, ms: number) => {
  for (let left = ms; left > 0; left -= 5_000) {
    r.clock.advance(Math.min(5_000, left));
    await r.beat();
  }
};

describe("one absurd trade id", () => {
  test("20 rising ids below it are dropped; the one after them brings all of them, in their order", async () => {
    const r = await startLive();
    await send(r, trade("100", { id: 1_000 }), trade("100.5", { id: absurdId }), ...rising(20));
    expect(r.prices()).toEqual(["100", "100.5"]);
    expect(r.feed.status().counts).toMatchObject({ late: 20, ticks: 2 });
    await send(r, trade("121", { id: 1_021 }), trade("122", { id: 1_022 }));
    expect(r.prices().slice(2)).toEqual(Array.from({ length: 22 }, (_, at) => String(101 + at)));
    // The new numbering is now the one that counts: its own late trades are late.
    await send(r, trade("90", { id: 900 }), trade("122", { id: 1_022 }));
    expect(r.prices()).toHaveLength(24);
    expect(r.feed.status().counts).toMatchObject({ late: 22, duplicate: 1 });
  });

  test("that everything is dropped is told on the instrument, and no price is of just now", async () => {
    const r = await startLive();
    await send(r, trade("100", { id: absurdId }), ...rising(2));
    expect(r.health()).toMatchObject({ health: "live", dropping: null });
    const since = new Date(r.clock.now().wallMs).toISOString();
    await send(r, trade("103", { id: 1_003 }));
    expect(r.health()).toMatchObject({ health: "stale", dropping: { since, prices: 3 } });
    expect(r.health().detail).toContain("trade ids");
    expect(r.feed.fresh(btc, r.clock.now())).toBeNull();
    await send(r, ...rising(18, 1_004));
    expect(r.health()).toMatchObject({ health: "live", dropping: null, detail: null });
    expect(r.feed.fresh(btc, r.clock.now())).toMatchObject({ last: "118" });
  });

  test("a market that trades seldom waits 30 s, not for 20 trades", async () => {
    const r = await startLive();
    await send(r, trade("100", { id: absurdId }), trade("101", { id: 1_001 }));
    await pass(r, 25_000);
    await send(r, trade("102", { id: 1_002 }));
    expect(r.prices()).toEqual(["100"]);
    await pass(r, 5_000);
    await send(r, trade("103", { id: 1_003 }));
    expect(r.prices()).toEqual(["100", "101", "102", "103"]);
  });

  test("though its frame carried an absurd time as well", async () => {
    const r = await startLive();
    const at = (second: number) => new Date(r.clock.now().wallMs + second * 1_000).toISOString();
    await send(r, trade("100", { id: absurdId, ts: "2199-01-01T00:00:00Z" }), trade("101", { id: 1, ts: at(0) }));
    await pass(r, 30_000);
    await send(r, trade("102", { id: 2, ts: at(0) }), trade("103", { id: 3, ts: at(0) }));
    expect(r.prices()).toEqual(["100", "102", "103"]);
  });

  test("prices without an id count meanwhile, and trades are taken again all the same", async () => {
    const r = await startLive();
    await send(r, trade("100", { id: absurdId }), ...rising(10));
    expect(r.health().health).toBe("stale");
    r.clock.advance(1);
    await send(r, ticker("105"), ...rising(10, 1_011));
    expect(r.prices()).toEqual(["100", "105"]);
    expect(r.health()).toMatchObject({ health: "live", dropping: null });
    await send(r, trade("121", { id: 1_021 }));
    expect(r.prices()).toHaveLength(23);
  });

  test("ticker and trade of the same trade count once towards the way back", async () => {
    const r = await startLive();
    const both = rising(20).flatMap((one) => [one, { ...one, type: "ticker" }]);
    await send(r, trade("100", { id: absurdId }), ...both);
    expect(r.prices()).toEqual(["100"]);
    await send(r, trade("121", { id: 1_021 }));
    expect(r.prices()).toHaveLength(22);
  });
});

describe("trades that really are late", () => {
  test("rise for no more than 20 in a row: one that does not rise begins the count anew", async () => {
    const r = await startLive();
    await send(r, trade("100", { id: 5_000 }), ...rising(20), ...rising(20));
    expect(r.prices()).toEqual(["100"]);
  });

  test("are from before by their own time, however many and however they rise", async () => {
    const r = await startLive();
    const replay = rising(50).map((one, at) => ({ ...one, ts: Date.parse("2026-01-05T11:00:00Z") + at }));
    await send(r, trade("100", { id: 5_000, ts: "2026-01-05T12:00:00Z" }), ...replay);
    expect(r.prices()).toEqual(["100"]);
  });

  test("one that counts between them begins the count anew", async () => {
    const r = await startLive();
    await send(r, trade("100", { id: 5_000 }), ...rising(20), trade("100", { id: 5_001 }), ...rising(20, 1_021));
    expect(r.prices()).toEqual(["100", "100"]);
  });

  test("a new socket begins the count anew", async () => {
    const r = await startLive();
    await send(r, trade("100", { id: 5_000 }), ...rising(20));
    r.server.drop();
    await until(() => r.feed.status().nextDialAt !== null, "lost");
    r.clock.advance(1_000);
    await r.redialled(2);
    await r.connected();
    await r.beat();
    await send(r, trade("121", { id: 1_021 }));
    expect(r.prices()).toEqual(["100"]);
    await send(r, ...rising(20, 1_022));
    expect(r.prices()).toHaveLength(22);
  });
});

describe("ids that name no trade", () => {
  test("the same id at 21 other prices in a row: prices count, ids do not, until the next socket", async () => {
    const r = await startLive();
    const same = (count: number, from: number) =>
      Array.from({ length: count }, (_, at) => ticker(String(from + at), { id: "BTC" }));
    await send(r, ticker("100", { id: "BTC" }), ...same(20, 101));
    expect(r.prices()).toEqual(["100"]);
    expect(r.health()).toMatchObject({ health: "stale", dropping: { prices: 20 } });
    await send(r, ...same(2, 121));
    expect(r.prices()).toHaveLength(23);
    r.server.drop();
    await until(() => r.feed.status().nextDialAt !== null, "lost");
    r.clock.advance(1_000);
    await r.redialled(2);
    await r.connected();
    await send(r, ticker("120", { id: 8 }), ticker("121", { id: 8 }));
    expect(r.prices().slice(23)).toEqual(["120"]);
  });

  test("two ids in turn: for 30 s nothing but known ones, and then they are no longer believed", async () => {
    const r = await startLive();
    await send(r, ticker("100", { id: "a" }), ticker("101", { id: "b" }), ticker("102", { id: "a" }));
    await pass(r, 30_000);
    expect(r.prices()).toEqual(["100", "101"]);
    await send(r, ticker("103", { id: "a" }), ticker("104", { id: "b" }));
    expect(r.prices()).toEqual(["100", "101", "103", "104"]);
  });

  test("a trade repeated for an hour is a duplicate and nothing else", async () => {
    const r = await startLive();
    for (let minute = 0; minute < 60; minute++) {
      await send(r, trade("100", { id: 7 }));
      await pass(r, 60_000);
    }
    expect(r.prices()).toEqual(["100"]);
    expect(r.health()).toMatchObject({ health: "quiet", dropping: null });
  });
});
