/** Symbols of the command line, as somebody wrote them: what the venue itself writes is understood, though at a first start there is no list yet. */
import path from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startApp, type App } from "../../main/app.ts";
import { maxWatched } from "../../main/app/market-service.ts";
import { systemClock } from "../../main/lib/clock.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import { RecordingChannel } from "../delivery/recording-channel.ts";
import { eventually } from "../doubles/eventually.ts";
import { venueAt } from "../doubles/fixed-venues.ts";
import { FakeBinance } from "../doubles/venues/binance/binance-venue.ts";
import { openIn, tempDir, value } from "./app-harness.ts";

let fake: FakeBinance;
let dataDir: string;
let app: App;

beforeEach(async () => {
  dataDir = path.join(tempDir(), "data");
  fake = await FakeBinance.start();
  fake.list("BTC", "USDT");
  fake.trade("BTCUSDT", "44000.10000000");
});
afterEach(async () => {
  await app.stop();
  await fake.stop();
});

async function start(...symbols: readonly string[]): Promise<void> {
  const started = await startApp({
    ...{ version: "0", host: "headless", dataDir, clock: systemClock, redactor: new Redactor(), symbols },
    apiKeyStores: () => ({
      load: () => Promise.resolve({ kind: "none" }),
      save: () => Promise.resolve({ kind: "not-stored", why: "unavailable" }),
    }),
    desktop: new RecordingChannel(),
    fixedVenues: venueAt("binance", fake),
  });
  if (!started.ok) throw new Error(started.error.message);
  app = started.value;
}

const isPriced = (): Promise<boolean> =>
  Promise.resolve(app.market.list.join() === "binance:BTC-USDT" && app.market.fresh("binance:BTC-USDT") !== null);

test("are those of the list as soon as it has come, and at once where it is kept", async () => {
  const answer = fake.holdRest();
  await start("btcusdt");
  expect(app.market.list).toEqual(["binance:BTCUSDT"]);
  answer();
  await eventually("a price of the one that is meant, and nothing else on the list", isPriced);
  value(app.market.unwatch("binance:BTC-USDT"));
  await app.stop();
  await start("binance:BTCUSDT");
  expect(app.market.list).toEqual(["binance:BTC-USDT"]);
});

const isListed = (): Promise<boolean> =>
  Promise.resolve(app.search({ text: "btc" }).some(({ isListed: isOnList }) => isOnList));

test("where one was written stands the one that is meant, in the order of the command line", async () => {
  fake.list("ETH", "USDT");
  const answer = fake.holdRest();
  await start("btcusdt", "ETH-USDT");
  answer();
  await eventually("the list", isListed);
  expect(app.market.list).toEqual(["binance:BTC-USDT", "binance:ETH-USDT"]);
});

test("what was written stays where the one that is meant finds no place any more", async () => {
  openIn(dataDir, systemClock.now().wallMs).close();
  const database = new Database(path.join(dataDir, "pricebell.db"));
  const add = database.prepare("INSERT INTO watchlist VALUES (?, ?)");
  database.transaction(() => {
    for (let at = 1; at < maxWatched; at++) add.run(`coinbase:A${String(at)}-USD`, at);
  })();
  database.close();
  const answer = fake.holdRest();
  await start("btcusdt");
  answer();
  await eventually("the list", isListed);
  expect(app.market.list).toEqual(["binance:BTCUSDT"]);
});

test("one that was taken off the list before is not put on it again", async () => {
  const answer = fake.holdRest();
  await start("btcusdt", "ethusdt");
  value(app.market.unwatch("binance:BTCUSDT"));
  answer();
  await eventually("the list", isListed);
  expect(app.market.list).toEqual(["binance:ETHUSDT"]);
});
