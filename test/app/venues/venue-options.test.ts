/** What a command line says of venues: which are on, where each is reached, what is put on the watchlist; and what is refused. */
import { describe, expect, it } from "vitest";
import { readVenueOptions, venueOptionsHelp, type VenueOptions } from "../../../main/app/venues/venue-options.ts";
import { threeVenues } from "./venue-harness.ts";

const none: VenueOptions = { demo: false, venue: "", venueUrls: [], restUrls: [], symbols: "" };
/** `first` is meant where an address has no name; `inside` is the demo exchange. */
const list = threeVenues.map((venue) =>
  venue.id === "first" ? { ...venue, isDefault: true as const } : { ...venue, demo: venue.id === "inside" },
);
const read = (given: Partial<VenueOptions>) => {
  const result = readVenueOptions({ ...none, ...given }, list);
  if (!result.ok) return result.message;
  return { on: result.fixed.on, addresses: Object.fromEntries(result.fixed.addresses), symbols: result.symbols };
};
const mine = { wsUrl: "ws://mine.test/ws", restUrl: "http://mine.test" };

describe("the venues of a command line", () => {
  it.each<[string, Partial<VenueOptions>, object]>([
    ["nothing", {}, { on: null }],
    ["one", { venue: "second" }, { on: ["second"] }],
    ["several, in any way of writing", { venue: " second,,first ,second" }, { on: ["second", "first"] }],
    ["the demo exchange", { demo: true }, { on: ["inside"] }],
    ["an address alone", { venueUrls: [mine.wsUrl] }, { on: ["first"], addresses: { first: mine } }],
    [
      "an address of the one that is named",
      { venue: "second", venueUrls: [mine.wsUrl] },
      { on: ["second"], addresses: { second: mine } },
    ],
    [
      "an address by its venue",
      { venueUrls: [`second=${mine.wsUrl}`] },
      { on: ["second"], addresses: { second: mine } },
    ],
    [
      "addresses of several",
      {
        venue: "inside,first,second",
        venueUrls: [`second=${mine.wsUrl}`, "first=wss://a.test"],
        restUrls: ["first=https://b.test"],
      },
      {
        on: ["inside", "first", "second"],
        addresses: { second: mine, first: { wsUrl: "wss://a.test", restUrl: "https://b.test" } },
      },
    ],
    [
      "a REST address of the same host, and port",
      { venueUrls: ["wss://a.test:444/ws"] },
      { on: ["first"], addresses: { first: { wsUrl: "wss://a.test:444/ws", restUrl: "https://a.test:444" } } },
    ],
    [
      "a REST address alone, which turns nothing on",
      { restUrls: ["https://b.test"] },
      { on: null, addresses: { first: { restUrl: "https://b.test" } } },
    ],
    [
      "an address with an equals sign in it",
      { venueUrls: ["ws://a.test/?id=1"] },
      { on: ["first"], addresses: { first: { wsUrl: "ws://a.test/?id=1", restUrl: "http://a.test" } } },
    ],
    [
      "symbols of the first and of a named one",
      { venue: "first,second", symbols: "BTC-USD, second:ETH-EUR" },
      { on: ["first", "second"], symbols: ["BTC-USD", "second:ETH-EUR"] },
    ],
  ])("%s", (_what, given, expected) => {
    expect(read(given)).toEqual({ addresses: {}, symbols: [], ...expected });
  });

  it.each<[Partial<VenueOptions>, string]>([
    [{ venue: "nowhere" }, "--venue knows the venues inside, first, second, not nowhere."],
    [{ venueUrls: ["nowhere=ws://a.test"] }, "--venue-url knows the venues inside, first, second, not nowhere."],
    [{ symbols: "nowhere:A-B" }, "--symbols knows the venues inside, first, second, not nowhere."],
    [{ demo: true, venue: "first" }, "--demo and --venue do not go together."],
    [{ demo: true, restUrls: ["http://a.test"] }, "--demo and a venue's address do not go together."],
    [{ venue: "inside", venueUrls: ["ws://a.test"] }, "--venue-url: inside runs inside Pricebell and has no address."],
    [{ venueUrls: ["inside=ws://a.test"] }, "--venue-url: inside runs inside Pricebell and has no address."],
    [{ venue: "first,second", venueUrls: ["ws://a.test"] }, "--venue-url: say of which venue, e.g. first=ADDRESS."],
    [{ venue: "first", restUrls: ["second=http://a.test"] }, "--rest-url is for second, which --venue does not name."],
    [{ venueUrls: ["ws://a.test", "first=ws://b.test"] }, "--venue-url is given twice for first."],
    [
      { venue: "first", symbols: "second:A-B" },
      "--symbols names second, which is watched only where --venue names it too.",
    ],
    [{ symbols: "second:A-B" }, "--symbols names second, which is watched only where --venue names it too."],
    [{ venueUrls: ["http://x"] }, "--venue-url: An address that begins with ws:// or wss:// is wanted."],
    [{ venueUrls: ["ws:"] }, "--venue-url: An address that begins with ws:// or wss:// is wanted."],
    [{ restUrls: ["second=ftp://x"] }, "--rest-url: An address that begins with http:// or https:// is wanted."],
    [
      { restUrls: ["https://a.test/v1?b=c"] },
      "--rest-url: Leave out ? and what follows it: this address cannot have that.",
    ],
    ...["wss://name:pass-word@a.test", "second=wss://name@a.test", "wss://:pass-word@a.test"].map(
      (address): [Partial<VenueOptions>, string] => [
        { venueUrls: [address] },
        "--venue-url: Leave name and password out of the address.",
      ],
    ),
  ])("%j is refused, in words that name the option", (given, message) => {
    expect(read(given)).toBe(message);
  });

  it.each(["btc/usd!", "first:btc/usd!", "first:"])("the symbol %s is refused", (symbols) => {
    expect(read({ venue: "first", symbols })).toMatch(/^--symbols takes symbols as the venue writes them/u);
  });

  it("are named in the help, and whose an address without a name is", () => {
    const helpOf = (venues: Parameters<typeof venueOptionsHelp>[0]) => venueOptionsHelp(venues).flat().join("\n");
    const help = helpOf(list);
    expect(help).toContain("inside, first, second");
    expect(help).toMatch(/--venue-url[^]*else of first/u);
    expect(helpOf(threeVenues)).not.toContain("else of");
  });

  it("an address without a name has to have one where no venue is meant by it", () => {
    expect(readVenueOptions({ ...none, venueUrls: ["ws://a.test"] }, threeVenues)).toEqual({
      ok: false,
      message: "--venue-url: say of which venue, e.g. ID=ADDRESS.",
    });
  });
});
