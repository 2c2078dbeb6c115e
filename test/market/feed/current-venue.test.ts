/** The venue as settings and key have it: what a change of them asks for, and which addresses are tried in which order. */
import { describe, expect, test } from "vitest";
import { CurrentVenue, type SettingsChange } from "../../../main/market/feed/current-venue.ts";
import type { FeedSettings } from "../../../main/market/feed/feed-types.ts";
import { demoVenue } from "../../../main/market/venues/demo/venue.ts";
import type { OpenOptions } from "../../../main/market/venues/session.ts";
import type { VenueKind } from "../../../main/market/venues/venue.ts";
import { defaultSettings } from "../../../preload/contract/settings.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { VenueServer } from "../../doubles/venue-server.ts";

const official = { wsUrl: "ws://one.test/", restUrl: "http://127.0.0.1:1" };
const settings: FeedSettings = { ...defaultSettings, ...official, values: { as: "query" } };

/** A venue with a further address. `opened`: what it was opened with, in order. The key and a setting are in its address. */
function venueWith(
  change: Partial<FeedSettings> = {},
  second = { wsUrl: "ws://two.test/", restUrl: "http://two.test" },
) {
  const opened: OpenOptions[] = [];
  const venue: VenueKind = {
    ...demoVenue,
    addresses: official,
    fallbackAddresses: [second],
    open(access) {
      opened.push(access);
      const url = `${access.wsUrl}?${String(access.values.as)}=${access.apiKey ?? ""}`;
      return { ...demoVenue.open(access), dialUrl: access.wsUrl === "none" ? null : url };
    },
  };
  const current = new CurrentVenue({
    ...{ clock: new ManualClock(), venue, settings: { ...settings, ...change }, apiKey: "k" },
    isUrgent: () => false,
    onDated: () => undefined,
  });
  return { current, opened };
}

describe("what is dialled", () => {
  test.each<[string, Partial<FeedSettings>, string[] | null]>([
    [
      "the venue's address, then its further ones without the key",
      {},
      ["ws://one.test/?query=k", "ws://two.test/?query="],
    ],
    ["a person's own server alone", { wsUrl: "ws://own.test/" }, ["ws://own.test/?query=k"]],
    ["nothing where a key is needed and missing", { wsUrl: "none" }, null],
  ])("is %s", (_what, change, urls) => {
    expect(venueWith(change).current.dialUrls).toEqual(urls);
  });
});

describe("a change of settings or key", () => {
  test.each<[string, Partial<FeedSettings>, string, SettingsChange]>([
    ["nothing", {}, "k", "none"],
    ["the key", {}, "other", "another-connection"],
    ["the address of the stream", { wsUrl: "ws://own.test/" }, "k", "another-connection"],
    ["the address of REST", { restUrl: "http://own.test" }, "k", "another-connection"],
    ["how the key is sent", { values: { as: "header" } }, "k", "another-connection"],
    ["a value that does not change what is dialled", { values: { as: "query", other: true } }, "k", "none"],
    ["whether all trades are told", { tradesForAll: !settings.tradesForAll }, "k", "other-subscriptions"],
    [
      "both an address and that",
      { wsUrl: "ws://own.test/", tradesForAll: !settings.tradesForAll },
      "k",
      "another-connection",
    ],
  ])("of %s asks for: %4$s", (_what, change, key, expected) => {
    const { current } = venueWith();
    const next = { ...settings, ...change };
    expect(current.change(next, key)).toBe(expected);
    expect([current.settings, current.apiKey]).toEqual([next, key]);
    expect(current.change(next, key)).toBe("none");
  });

  test("of one address of a venue whose other is dialled still is one", () => {
    const { current } = venueWith({ wsUrl: "none" });
    expect(current.change({ ...settings, wsUrl: "none", restUrl: "http://own.test" }, "k")).toBe("another-connection");
    expect(current.change({ ...settings, wsUrl: "none", restUrl: "http://own.test" }, null)).toBe("another-connection");
  });

  test("goes on counting what REST was asked, unless REST is at another address", () => {
    const { current, opened } = venueWith();
    const gates = (): number => new Set(opened.map(({ gate }) => gate)).size;
    expect(gates()).toBe(1);
    current.change({ ...settings, wsUrl: "ws://own.test/" }, "other");
    expect(gates()).toBe(1);
    current.change({ ...settings, wsUrl: "ws://own.test/", restUrl: "http://own.test" }, "other");
    expect(gates()).toBe(2);
  });

  test("reaches what is open already, where it changes nothing of how the venue is reached", () => {
    const { current, opened } = venueWith();
    const [first] = opened;
    current.change({ ...settings, values: { as: "query", other: true } }, "k");
    expect(first?.values).toEqual({ as: "query", other: true });
  });
});

describe("REST", () => {
  const asked = async (restUrl: string): Promise<boolean> => {
    const server = await VenueServer.start();
    server.rest = () => ({ body: {} });
    const { opened } = venueWith({ restUrl }, { wsUrl: "ws://two.test/", restUrl: server.restUrl });
    const answer = await opened[0]?.gate.get({ path: "/" }, new AbortController().signal);
    await server.stop();
    return answer?.ok === true;
  };

  test("asks the venue's further address where the first one cannot be reached", async () => {
    expect(await asked(official.restUrl)).toBe(true);
  });

  test("asks a person's own server and no other", async () => {
    expect(await asked("http://127.0.0.1:2")).toBe(false);
  });
});
