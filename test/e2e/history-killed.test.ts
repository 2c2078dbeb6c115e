/** A process that is killed before the venue has answered what was traded unseen: the next one fires what was touched in it. */
import path from "node:path";
import Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import type { CallInput } from "../../preload/contract/contract.ts";
import { eventually } from "../doubles/eventually.ts";
import { HeadlessApp } from "../doubles/headless-app.ts";
import { FakeCoinbase } from "../doubles/venues/coinbase/coinbase-venue.ts";

const symbol = "BTC-USD";
let fake: FakeCoinbase;
let app: HeadlessApp | null = null;

afterEach(async () => {
  await app?.dispose();
  await fake.stop();
});

/** Both prices are traded, and the app does not see the first of them. */
type Unseen = (prices: readonly [string, string]) => Promise<void>;

const ofOutage: Unseen = async (prices) => {
  fake.socket.cut();
  for (const price of prices) fake.trade(symbol, price);
  await eventually("the gap is told without its history", async () => {
    const [venue] = (await (app as HeadlessApp).value("feed.status", {})).venues;
    return /still being read/.test(venue?.instruments[0]?.detail ?? "");
  });
};
const lostByStream: Unseen = async ([lost, next]) => {
  fake.trade(symbol, lost, { isTold: false });
  fake.trade(symbol, next);
  const kept = new Database(path.join((app as HeadlessApp).dataDir, "pricebell.db"), { readonly: true });
  const last = kept.prepare("SELECT last FROM last_ticks").pluck();
  // By then the gap of the kill begins after it, and tells of nothing that came before.
  await eventually(`${next} is kept`, () => Promise.resolve(last.get() === next)).finally(() => kept.close());
};

test.each([
  ["in an outage", ofOutage],
  ["while connected, and lost by the stream", lostByStream],
])("%s: once, with the gap of that and not that of the kill", async (_, unseen) => {
  fake = await FakeCoinbase.start();
  fake.list(symbol);
  fake.trade(symbol, "44000.10");
  const started = (app = await HeadlessApp.start({
    args: [
      ...["--venue", "coinbase", "--symbols", `coinbase:${symbol}`],
      ...["--venue-url", `coinbase=${fake.wsUrl}`, "--rest-url", `coinbase=${fake.restUrl}`],
    ],
  }));
  const last = async (): Promise<string | null> => (await started.value("market.snapshot", {}))[0]?.last ?? null;
  const seen = async (price: string): Promise<void> => {
    fake.trade(symbol, price);
    await eventually(`${price} is seen`, async () => (await last()) === price);
  };
  const fires = async () => (await started.value("history.list", {})).filter(({ kind }) => kind === "fired");
  const rule = { instrument: { venue: "coinbase", symbol }, condition: { kind: "crosses-up", level: "46000" } };
  await seen("44000.20");
  await started.value("rules.create", rule as CallInput<"rules.create">);
  await seen("44000.30");

  fake.restFault = () => ({
    status: 429,
    headers: { "retry-after": "600" },
    body: { message: "Public rate limit exceeded" },
  });
  await unseen(["46000.50", "44000.40"]);
  expect(await fires()).toEqual([]);
  const killedMs = Date.now();
  expect(await started.kill("SIGKILL")).toMatchObject({ signal: "SIGKILL" });

  fake.restFault = () => undefined;
  await started.restart();
  await seen("44000.60");
  await eventually("it fires", async () => (await fires()).length > 0);
  const [event] = await fires();
  expect(Date.parse(event?.gap?.to ?? "")).toBeLessThan(killedMs);
  expect(Number(event?.previous?.price)).toBeLessThan(46_000);
  await seen("44000.70");
  expect(await fires()).toHaveLength(1);
});
