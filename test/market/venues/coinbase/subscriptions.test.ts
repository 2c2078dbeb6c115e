/** What is asked of Coinbase for each product, and what its answers, which list everything, confirm, end or have lost. */
import { beforeEach, describe, expect, test } from "vitest";
import type { SubscribeFrame } from "../../../../main/market/venues/coinbase/frames.ts";
import { CoinbaseSubscriptions } from "../../../../main/market/venues/coinbase/subscriptions.ts";
import type { Need } from "../../../../main/market/venues/session.ts";
import { tradesOnly, withQuotes } from "../session-client.ts";

let subscriptions: CoinbaseSubscriptions;
beforeEach(() => {
  subscriptions = new CoinbaseSubscriptions();
});

const worded = (frames: readonly string[]) =>
  frames.map((frame) => {
    const { type, product_ids: symbols, channels } = JSON.parse(frame) as SubscribeFrame;
    return `${type} ${symbols.join(" ")}: ${channels.join(" ")}`;
  });
const subscribe = (needs: Readonly<Record<string, Need>>) =>
  worded(subscriptions.subscribe(new Map(Object.entries(needs))));
const unsubscribe = (...symbols: string[]) => worded(subscriptions.unsubscribe(symbols));
/** An answer that lists these products by the names of channels. */
const listed = (channels: Readonly<Record<string, string>>) =>
  subscriptions.acknowledge(
    new Map(Object.entries(channels).map(([name, symbols]) => [name, new Set(symbols.split(" "))])),
  );
const nothing = { subscribed: [], unsubscribed: [], missing: [] };

describe("asking", () => {
  test.each([
    [100, [100]],
    [101, [100, 1]],
  ])("for %i products takes frames of %j", (count, sizes) => {
    const needs = new Map(Array.from({ length: count }, (_, at) => [`S${at}-USD`, tradesOnly] as const));
    const frames = subscriptions.subscribe(needs).map((frame) => JSON.parse(frame) as SubscribeFrame);
    expect(frames.map(({ product_ids: symbols }) => symbols.length)).toEqual(sizes);
  });

  test("puts those with the same streams together, in their order, and others apart", () => {
    expect(subscribe({ "A-USD": tradesOnly, "B-USD": withQuotes, "C-USD": tradesOnly, "D-USD": withQuotes })).toEqual([
      "subscribe A-USD C-USD: matches heartbeat",
      "subscribe B-USD D-USD: matches heartbeat ticker",
    ]);
  });

  test("again asks for all that is not confirmed, and for nothing that is", () => {
    subscribe({ "A-USD": tradesOnly });
    expect(subscribe({ "A-USD": tradesOnly })).toEqual(["subscribe A-USD: matches heartbeat"]);
    expect(subscriptions.get("A-USD"), "none of its trades was told").toMatchObject({ hasTrade: false });
    listed({ matches: "A-USD" });
    expect(subscribe({ "A-USD": tradesOnly })).toEqual([]);
    expect(subscriptions.get("A-USD")?.isConfirmed, "and leaves it confirmed").toBe(true);
  });

  test("for other needs asks for what is new, which is not confirmed yet, and ends what is not needed", () => {
    subscribe({ "A-USD": tradesOnly, "B-USD": withQuotes });
    listed({ matches: "A-USD B-USD", ticker: "B-USD" });
    expect(subscribe({ "A-USD": withQuotes, "B-USD": tradesOnly })).toEqual([
      "unsubscribe B-USD: ticker",
      "subscribe A-USD: ticker",
    ]);
    expect(["A-USD", "B-USD"].map((one) => subscriptions.get(one)?.isConfirmed)).toEqual([false, true]);
    expect(listed({ matches: "A-USD B-USD" }), "not without its quotes").toEqual(nothing);
    expect(listed({ matches: "A-USD B-USD", ticker: "A-USD" })).toEqual({ ...nothing, subscribed: ["A-USD"] });
    expect(subscribe({ "A-USD": withQuotes, "B-USD": tradesOnly })).toEqual([]);
  });
});

describe("an answer", () => {
  test("confirms what it lists, once, in the order in which it was asked for", () => {
    subscribe({ "B-USD": tradesOnly, "A-USD": tradesOnly, "C-USD": tradesOnly });
    expect(listed({ matches: "A-USD B-USD X-USD" })).toEqual({ ...nothing, subscribed: ["B-USD", "A-USD"] });
    expect(listed({ matches: "A-USD B-USD" })).toEqual(nothing);
    expect(subscriptions.get("X-USD")).toBeUndefined();
  });

  test("has lost what it confirmed and does not list any more, once", () => {
    subscribe({ "A-USD": tradesOnly, "B-USD": withQuotes, "C-USD": tradesOnly });
    listed({ matches: "A-USD B-USD C-USD", ticker: "B-USD" });
    expect(listed({ matches: "B-USD C-USD" })).toEqual({ ...nothing, missing: ["A-USD", "B-USD"] });
    expect(listed({ matches: "B-USD C-USD" })).toEqual(nothing);
    expect(subscribe({ "A-USD": tradesOnly })).toEqual(["subscribe A-USD: matches heartbeat"]);
  });

  test.each([
    ["matches", true],
    ["full_matches_1", false],
    ["trades", true],
    ["heartbeat", false],
    ["level2", false],
    ["status", false],
    ["user", false],
    ["ticker", false],
    ["ticker_1000", false],
    ["batch_ticker", true],
  ])("that lists a product under %s tells its trades: %s", (name, tells) => {
    subscribe({ "A-USD": tradesOnly });
    expect(listed({ [name]: "A-USD" }).subscribed).toEqual(tells ? ["A-USD"] : []);
  });

  test.each([
    ["ticker", true],
    ["ticker_1000", true],
    ["batch_ticker", false],
  ])("that lists a product under %s tells its quotes: %s", (name, tells) => {
    subscribe({ "A-USD": withQuotes });
    expect(listed({ matches: "A-USD", [name]: "A-USD" }).subscribed).toEqual(tells ? ["A-USD"] : []);
  });
});

describe("the end", () => {
  test("is asked for with every stream of the product, and confirmed once nothing lists it, once", () => {
    subscribe({ "A-USD": tradesOnly, "B-USD": withQuotes, "C-USD": tradesOnly });
    listed({ matches: "A-USD B-USD C-USD", ticker: "B-USD" });
    expect(unsubscribe("A-USD", "NO-SUCH", "B-USD", "C-USD")).toEqual([
      "unsubscribe A-USD C-USD: matches heartbeat",
      "unsubscribe B-USD: matches heartbeat ticker",
    ]);
    expect(["A-USD", "NO-SUCH"].map((one) => [subscriptions.get(one), subscriptions.hasEnded(one)])).toEqual([
      [undefined, true],
      [undefined, false],
    ]);
    expect(listed({ heartbeat: "A-USD", ticker: "B-USD" })).toEqual({ ...nothing, unsubscribed: ["C-USD"] });
    expect(listed({ matches: "X-USD" })).toEqual({ ...nothing, unsubscribed: ["A-USD", "B-USD"] });
    expect(listed({ matches: "X-USD" })).toEqual(nothing);
    expect(subscriptions.hasEnded("A-USD"), "what is on its way is still of it").toBe(true);
  });

  test("is over once the product is asked for again", () => {
    subscribe({ "A-USD": tradesOnly });
    unsubscribe("A-USD");
    expect(subscribe({ "A-USD": tradesOnly })).toEqual(["subscribe A-USD: matches heartbeat"]);
    expect(subscriptions.hasEnded("A-USD")).toBe(false);
    expect(listed({ matches: "A-USD" })).toEqual({ ...nothing, subscribed: ["A-USD"] });
  });

  test("of what the venue refused is none: nothing of it is subscribed", () => {
    subscribe({ "A-USD": tradesOnly });
    subscriptions.refuse("A-USD");
    expect([subscriptions.get("A-USD"), subscriptions.hasEnded("A-USD"), ...unsubscribe("A-USD")]).toEqual([
      undefined,
      false,
    ]);
  });
});
