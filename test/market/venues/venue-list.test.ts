/** What every venue of the list says of itself is true of it, whichever venues there are. */
import * as Value from "typebox/value";
import { describe, expect, it } from "vitest";
import { addressProblem } from "../../../preload/contract/address.ts";
import { symbolShape } from "../../../preload/contract/instrument.ts";
import { VenueDescription } from "../../../preload/contract/venue.ts";
import { venues } from "../../../main/market/venues/index.ts";
import { describeVenue } from "../../../main/market/venues/venue-list.ts";
import { openVenue } from "../../doubles/open-venue.ts";

const access = { wsUrl: "ws://127.0.0.1:1/ws", restUrl: "http://127.0.0.1:1" };

describe.each(venues.map((venue) => [venue.id, venue] as const))("the venue %s", (_id, venue) => {
  it("describes itself as the contract says", () => {
    expect([...Value.Errors(VenueDescription, describeVenue(venue))]).toEqual([]);
    expect(Object.keys(describeVenue(venue)).sort()).toEqual(Object.keys(VenueDescription.properties).sort());
  });

  it("can do what it says, once it is opened, and nothing else", () => {
    const { candles, history, instruments } = openVenue(venue, access).rest;
    expect({ history: candles !== undefined, symbolList: instruments !== undefined }).toEqual(venue.capabilities);
    expect(history !== undefined).toBe(candles !== undefined);
  });

  it("has an address, or starts what has one", () => {
    expect(venue.addresses === null).toBe(venue.start !== undefined);
    if (venue.addresses === null) return;
    expect(addressProblem("wsUrl", venue.addresses.wsUrl)).toBeNull();
    expect(addressProblem("restUrl", venue.addresses.restUrl)).toBeNull();
  });

  it("is not dialled without a key at hosts that want one, and only there", () => {
    expect(openVenue(venue, access).dialUrl).toBe(access.wsUrl);
    for (const host of venue.keyHosts) {
      expect(openVenue(venue, { ...access, wsUrl: `wss://${host}/ws` }).dialUrl).toBeNull();
      expect(openVenue(venue, { ...access, wsUrl: `wss://api.${host}/ws` }).dialUrl).toBeNull();
      expect(openVenue(venue, { ...access, wsUrl: `wss://not${host}/ws` }).dialUrl).toBe(`wss://not${host}/ws`);
    }
    expect(venue.keyHosts.length > 0 ? venue.needsKey : true).toBe(true);
  });

  it("begins with symbols that can be watched", () => {
    expect(venue.firstSymbols.length).toBeGreaterThan(0);
    expect(venue.firstSymbols.filter((symbol) => !symbolShape.test(symbol))).toEqual([]);
  });
});

it("no two have one id or label, and one at most is the demo exchange", () => {
  expect(new Set(venues.map(({ id }) => id)).size).toBe(venues.length);
  expect(new Set(venues.map(({ label }) => label)).size).toBe(venues.length);
  expect(venues.filter(({ demo }) => demo).length).toBeLessThanOrEqual(1);
});

it.each([
  ["securitypro", { demo: false, needsKey: true, tellsEveryTrade: false }],
  ["coinbase", { demo: false, needsKey: false, tellsEveryTrade: true }],
  ["kraken", { demo: false, needsKey: false, tellsEveryTrade: true }],
  ["binance", { demo: false, needsKey: false, tellsEveryTrade: true }],
  ["demo", { demo: true, needsKey: false, tellsEveryTrade: true }],
])("%s says whether its prices are made up, whether it takes a key, and whether it tells every trade", (id, facts) => {
  expect(venues.find((venue) => venue.id === id)).toMatchObject(facts);
});
