/**
 * A venue that is added from outside alone, as a stranger would: put on the list that the app is started with. Its price fires a
 * rule end to end: a real socket, a real database, one notification.
 */
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startApp, type App } from "../../main/app.ts";
import { keyFile } from "../../main/app/api-key-store.ts";
import { createBridge } from "../../main/bridge/create-bridge.ts";
import { systemClock as clock } from "../../main/lib/clock.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import { venues } from "../../main/market/venues/index.ts";
import { tempDir, value } from "../app/app-harness.ts";
import { RecordingChannel } from "../delivery/recording-channel.ts";
import { eventually } from "../doubles/eventually.ts";
import { VenueServer } from "../doubles/venue-server.ts";
import { toyVenue } from "./toy-venue.ts";

let server: VenueServer;
let channel: RecordingChannel;
let dataDir: string;
let app: App;

async function start(): Promise<void> {
  server = await VenueServer.start();
  channel = new RecordingChannel();
  const started = await startApp({
    version: "0",
    host: "headless",
    dataDir,
    clock,
    redactor: new Redactor(),
    apiKeyStores: () => keyFile(path.join(dataDir, "api-key")),
    desktop: channel,
    venues: [...venues, toyVenue(server)],
  });
  if (!started.ok) throw new Error(started.error.message);
  app = started.value;
}

async function subscribed(): Promise<void> {
  const asked = (): boolean => server.peers.some(({ received }) => received.includes('["+","BALL"]'));
  await eventually("the subscription", () => Promise.resolve(asked()));
}

beforeEach(async () => {
  dataDir = path.join(tempDir(), "data");
  await start();
  value(await app.venueSettings.set({ venue: "toy", isOn: true }));
  value(await app.venueSettings.set({ venue: "demo", isOn: false }));
  await subscribed();
});
afterEach(async () => {
  await app.stop();
});

const levelRule = {
  instrument: { symbol: "BALL" },
  condition: { kind: "crosses-up", level: "100" },
};

async function priced(last: string): Promise<void> {
  server.send(`BALL=${last}`);
  await eventually(`the price ${last}`, () =>
    Promise.resolve(app.market.snapshot().some((quote) => quote.last === last)),
  );
}

it("its price fires a rule, once, and the notification tells of it", async () => {
  value(app.rules.create(levelRule));
  await priced("99.5");
  expect(channel.messages).toEqual([]);
  await priced("100.5");
  await eventually("the notification", () => Promise.resolve(channel.messages.length > 0));
  expect(channel.messages).toMatchObject([{ title: "BALL crossed above 100" }]);
  expect(app.history.list({})).toMatchObject({
    value: [
      {
        kind: "fired",
        instrument: { venue: "toy", symbol: "BALL" },
        tick: { price: "100.5" },
      },
    ],
  });
  await priced("99");
  await priced("101");
  expect(channel.messages).toHaveLength(1);
});

it("is found again after a restart, with its rule and its watchlist", async () => {
  value(app.rules.create(levelRule));
  await priced("99.5");
  await app.stop();
  await start();
  expect([...app.venueSettings.current.keys()]).toEqual(["toy"]);
  expect(app.market.list).toEqual(["toy:BALL"]);
  expect(app.rules.list()).toMatchObject([{ instrument: { venue: "toy", symbol: "BALL" }, state: "armed" }]);
  await subscribed();
  server.send("BALL=100.5");
  await eventually("the notification", () => Promise.resolve(channel.messages.length > 0));
  expect(app.feedStatus().venues).toMatchObject([{ venue: "toy", state: "live", demo: false }]);
});

it("describes itself to windows and scripts beside the others", async () => {
  const bridge = createBridge(app, {
    clock,
    onBug(error) {
      throw error;
    },
  });
  const listed = value(await bridge.handlers.venues.list({}, { clientId: null }));
  bridge.stop();
  expect(listed.map(({ description }) => description.id)).toEqual([...venues.map(({ id }) => id), "toy"]);
  expect(listed.at(-1)).toMatchObject({
    description: {
      id: "toy",
      label: "Toy market",
      nameInText: "the toy market",
      demo: false,
      addresses: null,
      fallbackAddresses: [],
      needsKey: false,
      keyHosts: [],
      capabilities: { history: false, symbolList: false },
      tellsEveryTrade: true,
      settings: [],
    },
    isOn: true,
    addresses: null,
    isOtherServer: false,
    hasApiKey: false,
    health: { venue: "toy" },
  });
});
