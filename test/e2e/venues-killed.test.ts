/** Two exchanges in one process that is killed outright: each venue's gap is closed with its own trades, and nothing is told twice. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CallInput } from "../../preload/contract/contract.ts";
import { eventually } from "../doubles/eventually.ts";
import { HeadlessApp } from "../doubles/headless-app.ts";
import { FakeBinance } from "../doubles/venues/binance/binance-venue.ts";
import { FakeCoinbase } from "../doubles/venues/coinbase/coinbase-venue.ts";
import type { FakeVenue } from "../doubles/venues/fake-venue.ts";

interface OnVenue {
  readonly id: string;
  readonly fake: FakeVenue;
  readonly symbol: string;
  readonly wireSymbol: string;
}

let venues: readonly OnVenue[];
let app: HeadlessApp;

beforeEach(async () => {
  const coinbase = await FakeCoinbase.start();
  coinbase.list("BTC-USD");
  const binance = await FakeBinance.start();
  binance.list("BTC", "USDT");
  venues = [
    { id: "coinbase", fake: coinbase, symbol: "BTC-USD", wireSymbol: "BTC-USD" },
    { id: "binance", fake: binance, symbol: "BTC-USDT", wireSymbol: "BTCUSDT" },
  ];
  for (const { fake, wireSymbol } of venues) fake.trade(wireSymbol, "44000.10");
  app = await HeadlessApp.start({
    args: [
      ...["--venue", venues.map(({ id }) => id).join(",")],
      ...["--symbols", venues.map(({ id, symbol }) => `${id}:${symbol}`).join(",")],
      ...venues.flatMap(({ id, fake }) => [
        "--venue-url",
        `${id}=${fake.wsUrl}`,
        "--rest-url",
        `${id}=${fake.restUrl}`,
      ]),
    ],
  });
});
afterEach(async () => {
  await app?.dispose();
  await Promise.all(venues.map(({ fake }) => fake.stop()));
});

const trade = (price: string): void => venues.forEach(({ fake, wireSymbol }) => void fake.trade(wireSymbol, price));
/** Traded on both, and seen by the app: also where a stream is just being added, and without a next trade. */
async function seen(price: string): Promise<void> {
  trade(price);
  await eventually(`${price} on both`, async () => {
    const snapshot = await app.value("market.snapshot", {});
    return venues.every(({ id }) => snapshot.find(({ instrument }) => instrument.venue === id)?.last === price);
  });
}
async function rules(level: string): Promise<readonly string[]> {
  const made: string[] = [];
  for (const { id: venue, symbol } of venues) {
    const input = { instrument: { venue, symbol }, condition: { kind: "crosses-up", level } };
    made.push((await app.value("rules.create", input as CallInput<"rules.create">)).id);
  }
  return made;
}
const fires = async (ids: readonly string[]) =>
  (await app.value("history.list", {})).filter(({ kind, ruleId }) => kind === "fired" && ids.includes(ruleId ?? ""));
const fired = (ids: readonly string[]) =>
  eventually("both to fire", async () => (await fires(ids)).length >= venues.length);

test("killed with both live, each fires what it missed once, with its own gap, and nothing of before again", async () => {
  await seen("44000.20");
  const before = await rules("45000");
  const during = await rules("46000");
  // Both streams tell each trade by then: a touch between two prices fires.
  await seen("44000.30");
  trade("45000.50");
  await fired(before);
  await seen("44000.40");
  const leftMs = Date.now();
  expect(await app.kill("SIGKILL")).toMatchObject({ signal: "SIGKILL" });
  for (const price of ["46000.50", "44000.50"]) trade(price);
  await app.restart();
  await seen("44000.60");
  await fired(during);
  const told = await fires([...before, ...during]);
  expect(told.map(({ instrument }) => instrument?.venue).sort()).toEqual([
    "binance",
    "binance",
    "coinbase",
    "coinbase",
  ]);
  for (const event of await fires(during)) {
    expect(Date.parse(event.gap?.from ?? "")).toBeGreaterThan(leftMs - 30_000);
    expect(Number(event.previous?.price)).toBeLessThan(46_000);
  }
  // At most one while its stream was added, and none from the kill.
  for (const { gap } of await fires(before)) expect(Date.parse(gap?.to ?? "") || 0).toBeLessThan(leftMs);
  // And never again.
  trade("46000.70");
  await seen("44000.70");
  expect(await fires([...before, ...during])).toHaveLength(4);
});
