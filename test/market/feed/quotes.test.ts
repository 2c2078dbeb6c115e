/** Frames without a last price: what the feed makes of them. */
import { expect, test } from "vitest";
import { outage, start, startLive } from "./one-feed.ts";
import { btc, ticker, trade } from "./feed-harness.ts";

const quote = (bid: string | null, ask: string | null, more: object = {}) => ticker(null, { bid, ask, ...more });

test("a quote without a last price is a tick; the last price known stays what it is", async () => {
  const r = await startLive();
  r.server.send(quote("99", "101"), trade("100"), quote("98", null));
  await r.settle();
  expect(r.ticks.map(({ tick: { last, bid, ask } }) => [last, bid, ask])).toEqual([
    [null, "99", "101"],
    ["100", null, null],
    [null, "98", null],
  ]);
  expect(r.feed.status().counts).toMatchObject({ ticks: 3, rejected: {} });
  expect(r.feed.quote(btc)).toMatchObject({ tick: { last: "100" }, bid: "98", ask: "101", stale: false });
  expect(r.feed.lastTick(btc)).toMatchObject({ last: "100", lastNumber: 100, bid: "98" });
  expect(r.feed.minutes(btc)).toMatchObject([{ open: "100", high: "100", low: "100", close: "100" }]);
  expect(r.health()).toMatchObject({ subscription: "live", health: "live" });
});

test("a price that is no number is counted, and the quote beside it counts", async () => {
  const r = await startLive();
  r.server.send(ticker("0", { bid: "99", ask: "101" }));
  await r.settle();
  expect(r.ticks).toMatchObject([{ tick: { last: null, bid: "99", ask: "101" } }]);
  expect(r.feed.status().counts.rejected).toEqual({ "price-zero": 1 });
});

test("of just now are the last price and the quote each for a minute of its own", async () => {
  const r = await startLive();
  const fresh = () => r.feed.fresh(btc, r.clock.now());
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 10_000) {
      r.clock.advance(10_000);
      await r.beat();
    }
  };
  r.server.send(trade("100"));
  await r.settle();
  await pass(40_000);
  r.server.send(quote("99", "101"));
  await r.settle();
  expect(fresh()).toMatchObject({ last: "100", bid: "99", ask: "101" });
  await pass(30_000);
  expect(fresh()).toMatchObject({ last: null, bid: "99", ask: "101" });
  await pass(40_000);
  expect(fresh()).toBeNull();
});

test("an id beside a quote is that of no trade: the trade with it counts", async () => {
  const r = await startLive();
  r.server.send(quote("99", "101", { id: 7 }), trade("100", { id: 7 }), quote("98", "101", { id: 5 }));
  await r.settle();
  expect(r.ticks).toHaveLength(3);
  expect(r.feed.status().counts).toMatchObject({ duplicate: 0, late: 0 });
});

test("quotes alone leave the last price to REST", async () => {
  const r = await start({ before: (server) => (server.rest = () => ({ body: { symbol: "BTC-USD", price: "100" } })) });
  await r.connected();
  r.server.send(quote("99", "101"));
  await r.settle();
  await r.answered(1);
  await r.settle();
  expect(r.feed.quote(btc)).toMatchObject({ tick: { last: "100" }, bid: "99", ask: "101", stale: false });
});

test("the first quote after an outage ends the gap; before it are the last price and the quote", async () => {
  const r = await startLive();
  r.server.send(trade("100"), quote("99", "101"));
  await r.settle();
  await outage(r);
  r.server.send(quote("97", "103"), trade("98"));
  await r.settle();
  expect(r.ticks.slice(2)).toMatchObject([
    {
      tick: { last: null, bid: "97" },
      gap: { before: { last: "100", bid: "99", ask: "101" }, seen: { high: "100", low: "100" } },
    },
    { tick: { last: "98" }, gap: null },
  ]);
});
