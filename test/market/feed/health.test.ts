/** Whether an alert could fire on an instrument now, in one word, and why not, in the words that are nearest to it. */
import { describe, expect, test } from "vitest";
import type { ConnectionStatus } from "../../../main/market/feed/connection-types.ts";
import { describeHealth, healthOf, isDropping } from "../../../main/market/feed/health.ts";
import { HeldTicks } from "../../../main/market/feed/held-ticks.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { ListedInstrument } from "../../../main/market/venues/session.ts";
import type { ConnectionState } from "../../../preload/contract/feed.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { tickOf, wallMs } from "./tick-of.ts";

const now = { wallMs, monoMs: 500_000 };
const connection = (state: ConnectionState, lastFrameWallMs: number | null = null) =>
  ({ state, lastFrameWallMs }) as ConnectionStatus;
const live = connection("live");

/** A tick that came so long ago. */
const ago = (ms: number, more: Partial<Tick> = {}) =>
  tickOf({ receivedMonoMs: now.monoMs - ms, receivedWallMs: now.wallMs - ms, ...more });

type Change = (watched: Watched) => void;

/** Watched with a price of now, and what is changed of that. */
function watchedWith(...changes: readonly Change[]): Watched {
  const watched = new Watched("demo:A-USD", "A-USD");
  watched.subscription.confirm();
  for (const change of changes) change(watched);
  return watched;
}

const price =
  (ms: number, more: Partial<Tick> = {}): Change =>
  ({ prices }) =>
    prices.accept(ago(ms, more));
const lists =
  (listed: Pick<ListedInstrument, "state" | "note"> | null): Change =>
  (watched) =>
    watched.listed.update(listed as ListedInstrument | null);
const isGone = lists(null);
const stalls: Change = ({ silence }) => silence.stall();
const isMute: Change = ({ silence }) => {
  while (!silence.noteRead());
};
const connectionEnds: Change = ({ prices }) => prices.endConnection();
/** Asked for again: what came before says nothing of now. */
const isAsked: Change = ({ subscription }) => subscription.begin(now.monoMs);
/** So many prices in a row were dropped for their ids, the first of them so long ago. */
const drops =
  (count: number, ms: number): Change =>
  ({ filter }) => {
    for (let at = 0; at < count; at++) filter.dropped.add(ago(ms), "repeated", false);
  };
const waitsForHistory: Change = ({ gap }) => {
  const before = {
    fromWallMs: wallMs - 9_000,
    fromMonoMs: null,
    because: "disconnected",
    before: null,
    seen: null,
  } as const;
  const span = { fromMs: wallMs - 9_000, toMs: wallMs, afterTradeId: null, beforeTradeId: null };
  const timer = { cancel: () => undefined };
  gap.hold({ start: before, span, ticks: new HeldTicks(ago(0)), abort: new AbortController(), timer });
};

describe("the word for it on a connection that is live", () => {
  test.each<[string, string, readonly Change[]]>([
    ["a price of now", "live", [price(0)]],
    ["one that is a minute old", "live", [price(60_000)]],
    ["one that is older", "quiet", [price(60_001)]],
    ["one that was old already when it came", "quiet", [price(0, { ageMs: 0 })]],
    ["nothing yet, asked for", "waiting", [isAsked]],
    ["a price of this connection by REST, the stream asked for again", "waiting", [price(0), isAsked]],
    ["no price although it is confirmed", "stale", []],
    ["a price of the connection before", "stale", [price(0), connectionEnds]],
    ["a price of the connection before, asked for again", "stale", [price(0), connectionEnds, isAsked]],
    ["prices that wait for the history of a gap", "stale", [price(0), waitsForHistory]],
    ["a stream that keeps prices from us", "stale", [price(0), stalls]],
    ["a stream that tells no trades", "stale", [price(0), isMute]],
    ["prices that do not count, since the last that did", "stale", [price(10), drops(3, 5)]],
    ["as few of them as may really be late", "live", [price(10), drops(2, 5)]],
    ["an instrument that the venue refused", "rejected", [price(0), ({ subscription }) => subscription.reject("No.")]],
    ["one that its list has lost", "rejected", [isGone]],
    ["one that its list has lost, with a price of now", "live", [price(60_000), isGone]],
    ["one that its list has lost, with an older price", "rejected", [price(60_001), isGone]],
    ["one that its list has lost, with a price from before", "rejected", [price(0, { ageMs: 1 }), isGone]],
    [
      "one that its list has lost, with a price of the connection before",
      "rejected",
      [price(0), connectionEnds, isGone],
    ],
    ["one that its list has", "live", [price(0), isGone, lists({ state: "trading", note: null })]],
  ])("%s: %s", (_what, word, changes) => {
    expect(healthOf(watchedWith(...changes), "live", now)).toBe(word);
  });
});

test.each<[ConnectionState, string, string]>([
  ["key-missing", "key-refused", "key-refused"],
  ["key-refused", "key-refused", "key-refused"],
  ["reconnecting", "disconnected", "rejected"],
  ["connecting", "waiting", "rejected"],
  ["idle", "waiting", "rejected"],
])(
  "the word for it on a connection that is %s: %s, and %s where the venue refused the instrument",
  (state, word, refused) => {
    const watched = watchedWith(price(0));
    expect(healthOf(watched, state, now)).toBe(word);
    watched.subscription.reject("No.");
    expect(healthOf(watched, state, now)).toBe(refused);
  },
);

test.each<[string, boolean, readonly Change[]]>([
  ["came after the first that was dropped", false, [price(4), drops(3, 5)]],
  ["came with it", true, [price(5), drops(3, 5)]],
  ["came before it", true, [price(6), drops(3, 5)]],
  ["never came", true, [drops(3, 5)]],
  ["never came, and nothing is dropped", false, []],
])("prices come and none of them counts, where the last that counted %s: %s", (_what, is, changes) => {
  expect(isDropping(watchedWith(...changes))).toBe(is);
});

describe("why not, in words", () => {
  const detail = (changes: readonly Change[], by = live, notTrading: string | null = null) =>
    describeHealth(watchedWith(...changes), by, notTrading, now).detail;
  const note = lists({ state: "halted", note: "Delisted." });
  const unread =
    (givenUpWallMs: number | null): Change =>
    ({ gap }) =>
      gap.setUnread({ fromWallMs: wallMs - 9_000, toWallMs: wallMs - 6_000, givenUpWallMs });
  const span = { from: new Date(wallMs - 9_000).toISOString(), to: new Date(wallMs - 6_000).toISOString() };

  test.each<[string, string | null, readonly Change[]]>([
    ["nothing is wrong", null, [price(0)]],
    ["no trades come, though it stalls too", message("watch.trades-silent"), [price(0), isMute, stalls]],
    ["it stalls, though prices are dropped too", message("watch.stalled"), [price(10), stalls, drops(3, 5)]],
    ["prices are dropped, though others wait", message("watch.dropping"), [price(10), drops(3, 5), waitsForHistory]],
    ["prices wait for history", message("watch.catching-up"), [price(0), waitsForHistory, note]],
    ["no price has come", message("watch.no-price-yet"), []],
    ["no price has come, and the list says why", "Delisted.", [note]],
    ["it is quiet", null, [price(60_001)]],
    ["it is quiet, and the list says why", "Delisted.", [price(60_001), note]],
    ["it is waited for", null, [isAsked]],
    ["it is waited for, and the list says why", "Delisted.", [isAsked, note]],
    ["the list has lost it", message("watch.not-listed", { symbol: "A-USD" }), [isGone]],
    ["the venue's own words of refusal", "No.", [({ subscription }) => subscription.reject("No.")]],
    ["REST has words", "No such.", [price(0), isAsked, ({ rest }) => rest.explain("No such.")]],
    ["REST has words, and the list says why", "Delisted.", [isAsked, note, ({ rest }) => rest.explain("No such.")]],
    ["REST had words, and a price came", null, [price(0), ({ rest }) => rest.explain("No such.")]],
    ["history is awaited", message("watch.history-awaited", span), [price(0), unread(null)]],
    ["history is awaited, in a quiet market", message("watch.history-awaited", span), [price(60_001), unread(null)]],
    ["history cannot be had", message("watch.history-incomplete", span), [price(0), unread(wallMs)]],
    ["it could not an hour ago", message("watch.history-incomplete", span), [price(0), unread(wallMs - 3_600_000)]],
    ["it could not longer ago than that", null, [price(0), unread(wallMs - 3_600_001)]],
  ])("where %s: %s", (_what, words, changes) => {
    expect(detail(changes)).toBe(words);
  });

  test.each<[string, readonly Change[], string]>([
    ["no price has come", [], "Maintenance."],
    ["no price has come and the list says why", [note], "Delisted."],
    ["it is quiet", [price(60_001), unread(null)], "Maintenance."],
    ["it is waited for", [isAsked], "Maintenance."],
  ])("of a venue that does not trade, where %s", (_what, changes, words) => {
    expect(detail(changes, live, "Maintenance.")).toBe(words);
  });

  test("of one that was asked for and cannot be watched: that, whatever its list says", () => {
    expect(detail([isAsked, note], connection("reconnecting"))).toBe(message("watch.not-connected"));
  });

  test.each<[ConnectionStatus, string]>([
    [connection("reconnecting"), message("watch.not-connected")],
    [
      connection("reconnecting", wallMs - 1_000),
      message("watch.out-since", { time: new Date(wallMs - 1_000).toISOString() }),
    ],
    [connection("key-missing"), message("watch.needs-key")],
    [connection("key-refused"), message("watch.refuses-key")],
  ])("of a connection that is $state: %s", (by, words) => {
    expect(detail([price(0)], by)).toBe(words);
  });
});

describe("what is shown beside it", () => {
  const shown = (...changes: readonly Change[]) => describeHealth(watchedWith(...changes), live, null, now);

  test("when the last price came, by the clock as it is set now", () => {
    expect(shown().lastTickAt).toBeNull();
    expect(shown(price(1_500, { receivedWallMs: 0 })).lastTickAt).toBe(new Date(wallMs - 1_500).toISOString());
  });

  test("how many prices do not count, and since when; nothing once another one counted", () => {
    expect(shown(price(10), drops(4, 5)).dropping).toEqual({ since: new Date(wallMs - 5).toISOString(), prices: 4 });
    expect(shown(price(4), drops(4, 5)).dropping).toBeNull();
    expect(shown(price(0)).dropping).toBeNull();
  });

  test("prints that wait for a second one, and the one that was dropped last", () => {
    const at = new Date(wallMs - 5).toISOString();
    const absurd = ago(5, { last: "1" });
    const holds: Change = ({ filter }) => {
      filter.prints.accept(ago(10), Number.NaN, Number.NaN);
      filter.prints.judge(absurd);
    };
    expect(shown(holds)).toMatchObject({ heldBack: [{ source: "last", price: "1", at }], dropped: null });
    const dropsOne: Change = ({ filter }) => filter.noteDroppedPrint({ source: "bid", price: "2", tick: absurd });
    expect(shown(dropsOne)).toMatchObject({ heldBack: [], dropped: { source: "bid", price: "2", at } });
  });
});
