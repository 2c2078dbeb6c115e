/** What of an instrument may be taken for "just now", what is shown of its price, and what the status says of a venue. */
import { describe, expect, test } from "vitest";
import type { Connections } from "../../../main/market/feed/connections.ts";
import type { ConnectionStatus } from "../../../main/market/feed/connection-types.ts";
import { FeedCounters } from "../../../main/market/feed/counters.ts";
import type { CurrentVenue } from "../../../main/market/feed/current-venue.ts";
import { freshOf, quoteOf, statusOf } from "../../../main/market/feed/feed-view.ts";
import { HeldTicks } from "../../../main/market/feed/held-ticks.ts";
import { VenueNotice } from "../../../main/market/feed/venue-notice.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { tickOf, wallMs } from "./tick-of.ts";

const now = { wallMs, monoMs: 500_000 };
const ago = (ms: number, more: Partial<Tick> = {}) => tickOf({ receivedMonoMs: now.monoMs - ms, ...more });
const trade = (ms: number, more: Partial<Tick> = {}) => ago(ms, { tradeId: "7", size: "2", ...more });
const quote = (ms: number, bid: string | null = "99", ask: string | null = "101", more: Partial<Tick> = {}) =>
  ago(ms, { last: null, lastNumber: Number.NaN, bid, ask, ...more });

function watchedWith(...ticks: readonly Tick[]): Watched {
  const watched = new Watched("demo:A-USD", "A-USD");
  watched.subscription.confirm();
  for (const tick of ticks) watched.prices.accept(tick);
  return watched;
}

describe("just now", () => {
  const known = (watched: Watched) => {
    const fresh = freshOf(watched, now);
    return fresh === null ? null : [fresh.last, fresh.bid, fresh.ask, fresh.tradeId];
  };

  test.each<[string, readonly Tick[], (string | null)[] | null]>([
    ["nothing is known", [], null],
    ["a trade", [trade(60_000)], ["100", null, null, "7"]],
    ["a trade of more than a minute ago", [trade(60_001)], null],
    ["a trade from before", [trade(0, { ageMs: 0 })], null],
    ["a quote", [quote(0)], [null, "99", "101", null]],
    ["one side of a quote", [quote(0, "99", null)], [null, "99", null, null]],
    ["a trade, then a quote", [trade(60_000), quote(0)], ["100", "99", "101", "7"]],
    ["an older trade, then a quote", [trade(60_001), quote(0)], [null, "99", "101", null]],
    ["a trade from before, then a quote", [trade(5, { ageMs: 5 }), quote(0)], [null, "99", "101", null]],
    ["a quote, then a trade", [quote(60_000), trade(0)], ["100", "99", "101", "7"]],
    ["an older quote, then a trade", [quote(60_001), trade(0)], ["100", null, null, "7"]],
    ["a quote from before, then a trade", [quote(5, "99", "101", { ageMs: 5 }), trade(0)], ["100", null, null, "7"]],
    ["a quote, then a trade with a bid", [quote(5), trade(0, { bid: "98" })], ["100", "98", null, "7"]],
    ["a quote, then a trade with an ask", [quote(5), trade(0, { ask: "102" })], ["100", null, "102", "7"]],
  ])("%s: last, bid, ask and trade are %j", (_what, ticks, expected) => {
    expect(known(watchedWith(...ticks))).toEqual(expected);
  });

  test("a trade and the quote after it are one tick, with the number of its price", () => {
    expect(freshOf(watchedWith(trade(5), quote(0)), now)).toMatchObject({ last: "100", lastNumber: 100, size: "2" });
    expect(freshOf(watchedWith(quote(5), trade(0)), now)).toMatchObject({ last: "100", lastNumber: 100, size: "2" });
    expect(freshOf(watchedWith(quote(0)), now)?.lastNumber).toBeNaN();
  });

  test("of a connection before is nothing, also where quotes of this one have come", () => {
    const watched = watchedWith(trade(5));
    watched.prices.endConnection();
    expect(known(watched)).toBeNull();
    watched.prices.accept(quote(0));
    expect(known(watched)).toEqual([null, "99", "101", null]);
  });

  test.each<[string, (watched: Watched) => void]>([
    ["the venue refused it", ({ subscription }) => subscription.reject("No.")],
    ["its stream stalls", ({ silence }) => silence.stall()],
    [
      "prices are dropped for their ids",
      ({ filter }) => [1, 2, 3].forEach(() => filter.dropped.add(ago(0), "repeated", false)),
    ],
    [
      "prices wait for history",
      ({ gap }) =>
        gap.hold({
          start: { fromWallMs: 0, fromMonoMs: null, because: "disconnected", before: null, seen: null },
          span: { fromMs: 0, toMs: 1, afterTradeId: null, beforeTradeId: null },
          ticks: new HeldTicks(ago(0)),
          abort: new AbortController(),
          timer: { cancel: () => undefined },
        }),
    ],
  ])("is nothing where %s", (_what, happens) => {
    const watched = watchedWith(trade(0));
    happens(watched);
    expect(known(watched)).toBeNull();
  });
});

describe("the price that is shown", () => {
  const endsConnection = (watched: Watched): Watched => (watched.prices.endConnection(), watched);
  const withQuote = (watched: Watched): Watched => (watched.prices.accept(quote(0)), watched);
  const [traded, quoted] = [trade(5), quote(0)];
  test.each<[string, Watched, string | null | undefined, boolean]>([
    ["nothing", watchedWith(), undefined, false],
    ["a trade of now", watchedWith(traded), "100", false],
    ["a trade of a connection before", endsConnection(watchedWith(traded)), "100", true],
    ["such a trade, and a quote of now", withQuote(endsConnection(watchedWith(traded))), "100", true],
    ["a quote of now alone", watchedWith(quoted), null, false],
    ["a quote alone, of a connection before", endsConnection(watchedWith(quoted)), null, true],
  ])("%s", (_what, watched, last, stale) => {
    const shown = quoteOf(watched, true);
    expect([shown.tick?.last, shown.stale]).toEqual([last, stale]);
    expect(quoteOf(watched, false).stale).toBe(watched.prices.newest !== null);
  });

  test("has the last bid and ask beside a trade", () => {
    expect(quoteOf(watchedWith(quoted, traded), true)).toMatchObject({ tick: traded, bid: "99", ask: "101" });
  });
});

describe("the status of a venue", () => {
  const status = (
    state: ConnectionStatus["state"],
    apiKey: string | null = null,
    more: Partial<ConnectionStatus> = {},
  ) =>
    statusOf({
      venue: { kind: { id: "demo", demo: true }, apiKey, opened: { shownUrl: "wss://x/" } } as unknown as CurrentVenue,
      connections: {
        status: () => ({
          state,
          sinceWallMs: wallMs,
          lastFrameWallMs: wallMs - 1_000,
          nextDialWallMs: null,
          lastError: null,
          ...more,
        }),
      } as unknown as Connections,
      counts: new FeedCounters(),
      watched: [],
      notice: new VenueNotice(),
      now,
    });
  const lastFrameAt = new Date(wallMs - 1_000).toISOString();

  test.each<[ConnectionStatus["state"], string | null]>([
    ["live", null],
    ["idle", null],
    ["connecting", lastFrameAt],
    ["reconnecting", lastFrameAt],
    ["key-refused", lastFrameAt],
    ["key-missing", lastFrameAt],
  ])("that is %s: blind since the last frame, or not: %j", (state, blindSince) => {
    expect(status(state, "key")).toMatchObject({ state, blindSince, lastFrameAt });
  });

  test("of which nothing was ever heard is blind since no time that is known", () => {
    expect(status("connecting", null, { lastFrameWallMs: null })).toMatchObject({
      blindSince: null,
      lastFrameAt: null,
    });
  });

  test("that refuses where no key was sent has none to refuse", () => {
    expect([status("key-refused").state, status("key-refused", "key").state]).toEqual(["key-missing", "key-refused"]);
    expect(status("live").state).toBe("live");
  });
});
