/** Since when an instrument is blind, over ends and starts of the app and over a change of venue. */
import path from "node:path";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { startApp, type App, type AppOptions } from "../../main/app.ts";
import { givenKey, type ApiKeyStore } from "../../main/app/api-key-store.ts";
import { systemClock as clock } from "../../main/lib/clock.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import { spec } from "../alerts/engine-harness.ts";
import { RecordingChannel } from "../delivery/recording-channel.ts";
import { eventually } from "../doubles/eventually.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";
import { snapshot } from "../store/sample-values.ts";
import { openIn, tempDir, tick, value } from "./app-harness.ts";
import { venueAt } from "../doubles/fixed-venues.ts";

const btc = "securitypro:BTC-USD";

const noKey: ApiKeyStore = {
  load: () => Promise.resolve({ kind: "none" }),
  save: () => Promise.resolve({ kind: "not-stored", why: "unavailable" }),
};

/** SecurityPro without a key: nothing is dialled, so no price ever comes. */
async function start(dataDir: string, options: Partial<AppOptions> = {}): Promise<App> {
  const started = await startApp({
    version: "0",
    host: "headless",
    dataDir,
    clock,
    redactor: new Redactor(),
    apiKeyStores: () => noKey,
    desktop: new RecordingChannel(),
    ...options,
  });
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
}

/** As another process would find it now; undefined where no price is kept. */
function keptSince(dataDir: string, key: string): number | null | undefined {
  const db = new Database(path.join(dataDir, "pricebell.db"), { readonly: true });
  const found = db.prepare<[string], number | null>("SELECT blind_since_ms FROM last_ticks WHERE instrument = ?");
  const since = found.pluck().get(key);
  db.close();
  return since;
}

it("is not moved by a run without a price of it, nor by watching another venue meanwhile", async () => {
  const dataDir = path.join(tempDir(), "data");
  const lostMs = clock.now().wallMs - 3_600_000;
  let store = openIn(dataDir, lostMs - 60_000);
  value(store.venues.save("securitypro", { isOn: true, wsUrl: null, restUrl: null, values: {} }));
  value(store.venues.save("demo", { isOn: false, wsUrl: null, restUrl: null, values: {} }));
  value(store.watchlist.add(btc));
  value(store.ticks.save([{ tick: tick("100", { wallMs: lostMs - 10_000, monoMs: 0 }), seen: null }]));
  value(store.heartbeat.beat(new Map([["securitypro", lostMs]])));
  store.close();

  const since = (): number | null | undefined =>
    value(store.ticks.all()).find((kept) => kept.tick.instrument === btc)?.blindSinceMs;
  await (await start(dataDir)).stop();
  store = openIn(dataDir, clock.now().wallMs);
  expect(since()).toBe(lostMs);
  // Something else was watched since.
  value(store.heartbeat.beat(new Map([["securitypro", lostMs + 1_800_000]])));
  store.close();

  const app = await start(dataDir);
  value(await app.venueSettings.set({ venue: "demo", isOn: true }));
  value(await app.venueSettings.set({ venue: "securitypro", isOn: false }));
  await eventually("a price of the demo exchange", () => Promise.resolve(keptSince(dataDir, "demo:BTC-USD") === null));
  const leftMs = clock.now().wallMs;
  value(await app.venueSettings.set({ venue: "securitypro", isOn: true }));
  value(await app.venueSettings.set({ venue: "demo", isOn: false }));
  const watched = (): string[] => app.feedStatus().venues.map(({ venue, state }) => `${venue} ${state}`);
  await eventually("the other venue alone", () => Promise.resolve(watched().join() === "securitypro key-missing"));
  expect(keptSince(dataDir, "demo:BTC-USD")).toBeGreaterThanOrEqual(leftMs);
  await app.stop();
  store = openIn(dataDir, clock.now().wallMs);
  expect(since()).toBe(lostMs);
});

it("is where the gap begins that the first price ends, whatever was watched since", async () => {
  const dataDir = path.join(tempDir(), "data");
  const lostMs = clock.now().wallMs - 3_600_000;
  const store = openIn(dataDir, lostMs - 60_000);
  const up = { kind: "crosses-up", level: "43500" };
  const waiting = spec(up, { instrument: { venue: "securitypro", symbol: "BTC-USD" } });
  value(store.rules.save(snapshot("r", { spec: waiting, armedMs: lostMs - 60_000 })));
  value(store.ticks.save([{ tick: tick("43000", { wallMs: lostMs - 10_000, monoMs: 0 }), seen: null }]));
  value(store.ticks.lost([btc], lostMs));
  value(store.heartbeat.beat(new Map([["securitypro", lostMs + 1_800_000]])));
  store.close();

  const exchange = await startStaticExchange({ clock, heartbeatMs: 200 });
  const fixedVenues = venueAt("securitypro", exchange);
  const app = await start(dataDir, { fixedVenues, apiKeyStores: () => givenKey("key", "environment") });
  try {
    const fired = () => value(app.history.list({})).find((event) => event.kind === "fired");
    await eventually("the alert", () => Promise.resolve(fired() !== undefined));
    expect(fired()?.gap?.from).toBe(new Date(lostMs).toISOString());
  } finally {
    await app.stop();
    await exchange.stop();
  }
});

it("is kept at once when the feed is lost: the process may end before the next price", async () => {
  const dataDir = path.join(tempDir(), "data");
  const exchange = await startStaticExchange({ clock, heartbeatMs: 200 });
  const fixedVenues = venueAt("securitypro", exchange);
  const app = await start(dataDir, {
    fixedVenues,
    symbols: ["BTC-USD"],
    apiKeyStores: () => givenKey("key", "environment"),
  });
  try {
    await eventually("a price", () => Promise.resolve(keptSince(dataDir, btc) === null));
    await exchange.setFaults({ refuse: "tcp" });
    exchange.drop();
    await eventually("the loss to be kept", () => Promise.resolve(typeof keptSince(dataDir, btc) === "number"));
    await exchange.clearFaults();
    app.market.reconnect();
    await eventually("the price after it", () => Promise.resolve(keptSince(dataDir, btc) === null));
  } finally {
    await app.stop();
    await exchange.stop();
  }
});
