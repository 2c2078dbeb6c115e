/** How often Kraken is dialled, and that it has no reason to end a socket. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { ManualClock } from "../../../doubles/clock.ts";
import { FakeKraken } from "../../../doubles/venues/kraken/kraken-venue.ts";
import { krakenDriver } from "../conformance/kraken.ts";
import { venueOf } from "../conformance/venue-under-test.ts";
import { WatchedVenue } from "../conformance/watched-venue.ts";

const symbol = "BTC-USD";
let fake: FakeKraken;
let watched: WatchedVenue;

beforeEach(async () => {
  const startFake = async (clock: ManualClock) => (fake = await FakeKraken.start({ clock }));
  watched = await WatchedVenue.start(venueOf({ ...krakenDriver, startFake }), new ManualClock());
  watched.watch(symbol);
  await watched.subscribed(symbol);
  await watched.tell(symbol, "100");
});
afterEach(() => watched.stop());

test("after a maintenance once in 5 s at most, until it serves again", async () => {
  watched.venue.sayMaintenance?.();
  fake.server.upgrade = { do: "refuse", status: 502 };
  const { dials } = fake.server;
  watched.venue.cut();
  await watched.waitFor(() => fake.server.dials >= dials + 4, "further dials");
  fake.server.upgrade = { do: "accept" };
  await watched.redialled();
  expect(fake.dialsTooSoon).toBe(0);
});

test("a socket over which nothing was asked for a minute would be closed: it lives on, on a market that is still", async () => {
  const sockets = watched.venue.sockets();
  await watched.pass(150_000);
  expect([watched.venue.sockets(), watched.losses]).toEqual([sockets, 0]);
});

test("hundreds of instruments are watched over one socket: a second one could only be dialled 6 s later", async () => {
  const symbols = watched.venue.list(333);
  watched.watch(...symbols);
  await watched.subscribed(...symbols);
  expect(watched.venue.sockets()).toBe(1);
});
