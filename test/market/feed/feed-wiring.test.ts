/** That the parts of a feed are told what concerns them: what one of them finds out reaches the others. */
import { expect, test } from "vitest";
import { shownOnly, type Need } from "../../../main/market/venues/need.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import { until } from "../../doubles/until.ts";
import { AskedHistory, outage } from "./asked-history.ts";
import { start } from "./one-feed.ts";
import { quote, startScripted, subscribed, trade, untilAsked, type Scripted } from "./scripted-venue.ts";

const forTrades: Need = { everyTrade: true, size: false, quotes: true };

/** A venue whose REST has no price, and counts how often it was asked; of history it says nothing. */
async function countingRest(need: Need): Promise<{ v: Scripted; asks: () => number }> {
  let asks = 0;
  const prices = () => {
    asks++;
    return Promise.resolve({ ok: true, value: new Map() } as const);
  };
  const v = await startScripted({ rest: { prices, history: new AskedHistory().history } });
  v.feed.watch(v.key("A-USD"), need);
  await untilAsked(v, 1);
  await v.say([subscribed("A-USD"), trade("A-USD", "100", "1")]);
  return { v, asks: () => asks };
}

test.each([
  ["where a rule waits for each trade quotes do not tell that they come: REST is asked", forTrades, 1],
  ["where none does quotes are enough", shownOnly, 0],
])("%s", async (_what, need, count) => {
  const { v, asks } = await countingRest(need);
  for (let second = 0; second < 65; second += 5) {
    v.clock.advance(5_000);
    await v.say([quote("A-USD", String(90 + second / 100), "101")]);
  }
  expect(asks()).toBe(count);
});

test.each([
  ["are asked for one by one where a rule waits for them, and not by their price", forTrades, 0],
  ["are told by their price where none does", shownOnly, 1],
])("trades that were missed %s", async (_what, need, count) => {
  const { v, asks } = await countingRest(need);
  // A price that has just been told is not asked for.
  v.clock.advance(6_000);
  await v.say([{ kind: "missed", symbol: "A-USD", fromId: "2", toId: "3" }]);
  expect(asks()).toBe(count);
});

test("another socket knows nothing of what the venue said of itself, nor of what was wrong with the ids", async () => {
  const { v } = await countingRest(shownOnly);
  const words = "Maintenance until 14:00 UTC.";
  await v.say([
    { kind: "status", state: "maintenance", from: null, to: null, message: words },
    trade("A-USD", "101", "50"),
    ...["2", "3", "4"].map((id) => trade("A-USD", "102", id)),
  ]);
  expect(v.feed.status()).toMatchObject({
    lastError: { message: words },
    instruments: [{ detail: message("watch.dropping"), dropping: { prices: 3 } }],
  });
  await outage(v);
  await v.say([subscribed("A-USD")]);
  expect(v.feed.status()).toMatchObject({ lastError: null, instruments: [{ dropping: null }] });
});

test("at its end prices by REST that came over a socket which proved nothing are lost to nobody", async () => {
  const body = { symbol: "BTC-USD", price: "100", ts: "2026-01-05T12:00:00Z" };
  const r = await start({ before: (server) => (server.rest = () => ({ body })) });
  await r.answered(1);
  await r.settle();
  r.clock.advance(2_000);
  await until(() => r.ticks.length === 1, "the price counts");
  r.feed.stop();
  expect(r.losses).toEqual([]);
});
