/** A process that is killed outright while the venue still owes it the history of an outage: the next one fires what was touched in it. */
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

test("once, with the gap of the outage and not that of the kill", async () => {
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
  fake.socket.cut();
  for (const price of ["46000.50", "44000.40"]) fake.trade(symbol, price);
  await eventually("the gap is told without its history", async () => {
    const [venue] = (await started.value("feed.status", {})).venues;
    return /still being read/.test(venue?.instruments[0]?.detail ?? "");
  });
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
