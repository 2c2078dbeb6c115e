/** What each message of a venue means: for the connection, the instrument, the status, and what is answered. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Backfill } from "../../../main/market/feed/backfill.ts";
import type { Connections } from "../../../main/market/feed/connections.ts";
import { FeedCounters } from "../../../main/market/feed/counters.ts";
import { FrameReader } from "../../../main/market/feed/frame-reader.ts";
import type { SessionSocket } from "../../../main/market/feed/session-socket.ts";
import { StallDetector } from "../../../main/market/feed/stall-detector.ts";
import { TickFilter } from "../../../main/market/feed/tick-filter.ts";
import { VenueNotice } from "../../../main/market/feed/venue-notice.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { WatchedInstruments } from "../../../main/market/feed/watched-instruments.ts";
import type { SessionMessage, SessionPrice } from "../../../main/market/venues/session.ts";
import { quote, trade } from "./scripted-venue.ts";

const now = { wallMs: Date.parse("2026-01-05T12:00:00.000Z"), monoMs: 1_000 };

/** What is done to the venue, the connections and others, in words; prices that count as `=100`. */
let told: string[];
let statuses: number;
let watched: Watched;
let other: Watched;
let notice: VenueNotice;
let counts: FeedCounters;
let reader: FrameReader;
/** A socket as a test sets it. */
let socket: { isHolding: boolean; hasPrice: boolean; held: SessionPrice[] } & SessionSocket;

const say = (words: string): void => void told.push(words);

beforeEach(() => {
  [told, statuses] = [[], 0];
  [watched, other] = [new Watched("demo:A-USD", "A-USD"), new Watched("demo:B-USD", "B-USD")];
  for (const one of [watched, other]) one.subscription.begin(now.monoMs);
  const all = [watched, other];
  counts = new FeedCounters();
  notice = new VenueNotice();
  const backfills = { deliver: (_: Watched, tick: { last: string | null }) => say(`=${tick.last ?? "quote"}`) };
  const ignored = (): boolean => false;
  reader = new FrameReader({
    watching: { called: (symbol: string) => all.find((one) => one.symbol === symbol) } as unknown as WatchedInstruments,
    connections: {
      replace: () => say("replace"),
      refuse: (words: string) => say(`refuse ${words}`),
    } as unknown as Connections,
    path: new TickFilter({ counts, backfills: backfills as unknown as Backfill, guard: true }),
    stallDetector: new StallDetector({
      needsTrades: ignored,
      probe: ignored,
      resubscribe: ignored,
      reconnect: ignored,
    }),
    notice,
    counts,
    formatVenueText: (words) => `(${words})`,
    onMissed: ({ symbol }, fromId, toId) => say(`missed ${symbol} ${fromId}-${toId ?? "now"}`),
    onConfirmed: ({ symbol }) => say(`confirmed ${symbol}`),
    onLiveTrade: ({ symbol }) => say(`trade ${symbol}`),
    onReplay: ({ symbol }) => say(`replay ${symbol}`),
    onStatus: () => statuses++,
  });
  const staged = {
    isHolding: false,
    hasPrice: false,
    held: [] as SessionPrice[],
    notePrice(): void {
      staged.hasPrice = true;
      say("first price");
    },
    hold: (price: SessionPrice) => staged.held.push(price),
    release: () => ((staged.isHolding = false), staged.held.splice(0)),
    session: { parse: (text: string) => JSON.parse(text) as SessionMessage },
    frames: { pushFirst: (frame: string) => say(`send ${frame}`) },
    subscriptions: {
      onConfirmed: (symbols: readonly string[], byVenue: boolean) =>
        say(`${byVenue ? "venue" : "price"} confirms ${symbols.join(" ")}`),
      onRefused: (symbols: readonly string[]) => say(`refused ${symbols.join(" ")}`),
      onRateExceeded: (ms: number | null) => say(`too many ${ms ?? "-"}`),
      onMissing: (symbols: readonly string[]) => say(`missing ${symbols.join(" ")}`),
      wasReleased: (symbol: string) => symbol === "GONE",
    },
  };
  socket = staged as unknown as typeof socket;
});

/** Takes a message in; its meaning. */
const take = (message: SessionMessage): string => reader.read(socket, JSON.stringify(message), now, new Uint8Array());
const heard = (): string[] => told.splice(0);
const batch = (...messages: SessionMessage[]): SessionMessage => ({ kind: "batch", messages });
const subscribed = (...symbols: string[]): SessionMessage => ({ kind: "subscribed", symbols });
const alive: SessionMessage = { kind: "alive", at: null, reply: null };
const error = (scope: "socket" | "auth" | "rate", ...symbols: string[]): SessionMessage => ({
  ...{ kind: "error", scope, message: "No.", retryAfterMs: 7 },
  ...(symbols.length > 0 ? { symbols } : {}),
});
const missed: SessionMessage = { kind: "missed", symbol: "A-USD", fromId: "2", toId: null };
const replayed = trade("A-USD", "90", "1", { origin: "replay" });

test.each<[string, SessionMessage, string, string[]]>([
  ["a price", trade("A-USD", "100"), "price", ["first price", "price confirms A-USD", "trade A-USD", "=100"]],
  ["a quote", quote("A-USD", "99", "101"), "price", ["first price", "price confirms A-USD", "=quote"]],
  [
    "a snapshot",
    trade("A-USD", "100", null, { origin: "snapshot" }),
    "price",
    ["first price", "price confirms A-USD", "=100"],
  ],
  [
    "a ticker",
    trade("A-USD", "100", null, { channel: "ticker" }),
    "price",
    ["first price", "price confirms A-USD", "=100"],
  ],
  ["a trade told again", replayed, "confirmation", ["replay A-USD"]],
  ["a heartbeat", alive, "heartbeat", []],
  ["one that wants an answer", { ...alive, reply: "pong" }, "heartbeat", ["send pong"]],
  ["one that lacks symbols", { ...alive, missing: ["A-USD"] }, "heartbeat", ["missing A-USD"]],
  ["a confirmation", subscribed("A-USD", "X"), "confirmation", ["venue confirms A-USD X", "confirmed A-USD"]],
  ["the end of a subscription", { kind: "unsubscribed", symbols: ["A-USD"] }, "contact", []],
  ["a refusal", { kind: "refused", symbols: ["A-USD"], message: "No." }, "other", ["refused A-USD"]],
  ["trades not told", missed, "contact", ["missed A-USD 2-now"]],
  ["those of what is not watched", { ...missed, symbol: "X" }, "contact", []],
  ["a goodbye", { kind: "leaving", message: "" }, "contact", ["replace"]],
  ["something unknown", { kind: "ignored" }, "other", []],
  ["something bad", { kind: "rejected", reason: "bad", symbol: null }, "other", []],
  ["a price of what is not watched", trade("X", "100"), "other", []],
  ["too many frames", error("rate"), "other", ["too many 7"]],
  ["a complaint", error("socket"), "other", []],
])("%s", (_what, message, meaning, does) => {
  expect([take(message), heard(), counts.frames]).toEqual([meaning, does, 1]);
});

describe("of several messages in one frame", () => {
  test.each<[SessionMessage[], string]>([
    [[alive, trade("A-USD", "100"), missed], "price"],
    [[missed, subscribed("A-USD"), alive], "heartbeat"],
    [[missed, subscribed("A-USD"), { kind: "ignored" }], "confirmation"],
    [[{ kind: "ignored" }, missed], "contact"],
    [[{ kind: "ignored" }], "other"],
    [[], "other"],
  ])("the strongest counts: %#", (messages, meaning) => {
    expect([take(batch(...messages)), counts.frames]).toEqual([meaning, 1]);
  });
});

describe("the first price", () => {
  test("of a subscription is one, another only where it ends a stall", () => {
    const { revision } = counts;
    take(trade("A-USD", "100", "1"));
    expect([counts.revision, watched.subscription.state]).toEqual([revision + 1, "live"]);
    heard();
    take(trade("A-USD", "101", "2"));
    expect([heard(), counts.revision]).toEqual([["trade A-USD", "=101"], revision + 1]);
    watched.silence.stall();
    for (const message of [quote("A-USD", "99", "101"), trade("A-USD", "101", "2", { origin: "snapshot" })])
      take(message);
    expect([watched.silence.isStalled, heard().includes("price confirms A-USD")]).toEqual([true, false]);
    take(trade("A-USD", "102", "3"));
    expect([watched.silence.isStalled, heard()]).toEqual([false, ["price confirms A-USD", "trade A-USD", "=102"]]);
  });

  test("a snapshot of a stalled stream that was asked for again ends its silence, not its stall", () => {
    watched.silence.stall();
    take(trade("A-USD", "100", null, { origin: "snapshot" }));
    expect([watched.silence.isStalled, watched.subscription.state]).toEqual([true, "live"]);
  });

  test("proves the key, until the stream refuses it or there is another one", () => {
    expect(reader.isKeyProven).toBe(false);
    for (const message of [alive, subscribed("A-USD"), replayed]) take(message);
    expect(reader.isKeyProven).toBe(false);
    take(trade("A-USD", "100"));
    expect(reader.isKeyProven).toBe(true);
    take(error("auth"));
    expect(reader.isKeyProven).toBe(false);
    take(trade("A-USD", "101"));
    reader.newKey();
    expect(reader.isKeyProven).toBe(false);
  });
});

describe("a socket that is to take over", () => {
  beforeEach(() => {
    socket.isHolding = true;
  });

  test("holds its prices, and what else it tells of the market is told by the other one", () => {
    expect(take(trade("A-USD", "100", "1"))).toBe("price");
    expect([heard(), socket.held.length, reader.isKeyProven]).toEqual([["price confirms A-USD"], 1, false]);
    expect([take(subscribed("A-USD")), take(replayed), take(missed)]).toEqual([
      "confirmation",
      "confirmation",
      "contact",
    ]);
    expect(heard()).toEqual(["venue confirms A-USD"]);
  });

  test("tells of what it held what the other one has not: by their ids, of what is still watched", () => {
    for (const [symbol, price, id] of [
      ["A-USD", "100", "5"],
      ["A-USD", "101", "6"],
      ["A-USD", "102", null],
      ["X", "103", "7"],
      ["B-USD", "104", "8"],
    ] as const)
      socket.held.push(trade(symbol, price, id) as SessionPrice);
    watched.filter.ids.see("5");
    reader.takeHeld(socket, now);
    expect(heard().filter((words) => words.startsWith("="))).toEqual(["=101", "=104"]);
  });
});

describe("what the venue refuses", () => {
  const state = () => [watched, other].map(({ subscription }) => subscription.words);

  test("is refused of its symbols, in words fit to be shown", () => {
    take({ kind: "refused", symbols: ["A-USD", "X"], message: "No." });
    expect([state(), notice.shown, statuses]).toEqual([["(No.)", null], null, 1]);
  });

  test("where none of them is watched is of the venue", () => {
    take({ kind: "refused", symbols: ["X"], message: "No." });
    expect([state(), notice.shown]).toEqual([[null, null], { code: "venue-error", message: "(No.)" }]);
  });

  test.each<[string, SessionMessage, boolean, string[]]>([
    ["the key", error("auth"), true, ["refuse (No.)"]],
    ["a symbol, before any price has proven the key: the key", error("auth", "A-USD"), false, ["refuse (No.)"]],
    ["what is not watched: the key", error("auth", "X"), true, ["refuse (No.)"]],
    ["a symbol, with a key that is proven: the symbol", error("auth", "X", "A-USD"), true, []],
  ])("for %s", (_what, message, hasPrice, does) => {
    socket.hasPrice = hasPrice;
    take(message);
    const isOfSymbol = does.length === 0;
    expect([heard(), state(), statuses]).toEqual([does, [isOfSymbol ? "(No.)" : null, null], isOfSymbol ? 1 : 0]);
    expect(notice.shown).toBeNull();
  });

  test.each<[string, SessionMessage, (string | null)[], boolean]>([
    ["a symbol", error("socket", "A-USD"), ["(No.)", null], false],
    ["what is not watched", error("socket", "X"), [null, null], true],
    ["nothing that it names", error("socket"), [null, null], true],
    ["too many frames", error("rate"), [null, null], true],
  ])("a complaint about %s", (_what, message, words, isOfVenue) => {
    take(message);
    expect([state(), statuses]).toEqual([words, 1]);
    expect(notice.shown).toEqual(isOfVenue ? { code: "venue-error", message: "(No.)" } : null);
  });
});

test("the state of the venue is told, in words fit to be shown", () => {
  take({ kind: "status", state: "halted", from: null, to: null, message: "Closed." });
  expect([notice.shown, notice.notTrading, statuses]).toEqual([
    ...[{ code: "venue-halted", message: "(Closed.)" }, "(Closed.)", 1],
  ]);
});

test("what is not taken is counted: what comes late of what was given up apart from what was never asked for", () => {
  for (const message of [trade("GONE", "1"), { kind: "ignored" } as const]) take(message);
  expect([counts.ignored, counts.view(0).rejected]).toEqual([2, {}]);
  take(trade("X", "1"));
  take({ kind: "rejected", reason: "bad", symbol: null });
  expect([counts.ignored, counts.view(0).rejected, counts.frames]).toEqual([2, { "symbol-foreign": 1, bad: 1 }, 4]);
});
