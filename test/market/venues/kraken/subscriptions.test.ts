/** What is asked of Kraken for each symbol, what of it is confirmed, and what an end or a refusal leaves, by both names of a pair. */
import { beforeEach, describe, expect, test } from "vitest";
import type { RequestFrame } from "../../../../main/market/venues/kraken/frames.ts";
import { KrakenSession } from "../../../../main/market/venues/kraken/session.ts";
import { KrakenSubscriptions } from "../../../../main/market/venues/kraken/subscriptions.ts";
import type { Need } from "../../../../main/market/venues/session.ts";
import { tradesOnly, withQuotes } from "../session-client.ts";

let wires: Map<string, string>;
let subscriptions: KrakenSubscriptions;
const wireOf = (symbol: string) => wires.get(symbol) ?? symbol.replace("-", "/");

beforeEach(() => {
  wires = new Map([["XBT-USD", "BTC/USD"]]);
  subscriptions = new KrakenSubscriptions(wireOf);
});

const worded = (frames: readonly string[]) =>
  frames.map((frame) => {
    const { method, params } = JSON.parse(frame) as RequestFrame;
    return `${method} ${params.channel} ${params.symbol.join(" ")}`;
  });
const subscribe = (needs: Readonly<Record<string, Need>>) =>
  worded(subscriptions.subscribe(new Map(Object.entries(needs))));
const unsubscribe = (...symbols: string[]) => worded(subscriptions.unsubscribe(symbols));
const trades = (...wireSymbols: string[]) => wireSymbols.map((one) => subscriptions.confirm(one, "trade"));

describe("asking", () => {
  test.each([
    [100, [100]],
    [101, [100, 1]],
  ])("for %i symbols takes frames of %j, each with an id of its own", (count, sizes) => {
    const needs = new Map(Array.from({ length: count }, (_, at) => [`S${at}-USD`, tradesOnly] as const));
    const frames = subscriptions.subscribe(needs).map((frame) => JSON.parse(frame) as RequestFrame);
    expect(frames.map(({ params }) => params.symbol.length)).toEqual(sizes);
    expect(frames.map(({ req_id: id }) => id)).toEqual(sizes.map((_, at) => at + 1));
  });

  test("again asks for what is not confirmed, and for nothing that is", () => {
    expect(subscribe({ "A-USD": withQuotes })).toEqual(["subscribe trade A/USD", "subscribe ticker A/USD"]);
    trades("A/USD");
    expect(subscribe({ "A-USD": withQuotes })).toEqual(["subscribe ticker A/USD"]);
    subscriptions.confirm("A/USD", "ticker");
    expect(subscribe({ "A-USD": withQuotes })).toEqual([]);
  });

  test("by a second name of a pair asks once more, and for that name alone", () => {
    subscribe({ "BTC-USD": tradesOnly });
    trades("BTC/USD");
    expect(subscribe({ "XBT-USD": tradesOnly })).toEqual(["subscribe trade BTC/USD"]);
    trades("BTC/USD");
    expect(subscribe({ "XBT-USD": tradesOnly, "BTC-USD": tradesOnly })).toEqual([]);
  });

  test("for quotes goes on as long as one of the names needs them", () => {
    subscribe({ "BTC-USD": tradesOnly, "XBT-USD": withQuotes });
    subscriptions.confirm("BTC/USD", null);
    expect(subscribe({ "BTC-USD": tradesOnly })).toEqual([]);
    expect(subscribe({ "XBT-USD": tradesOnly })).toEqual(["unsubscribe ticker BTC/USD"]);
    expect(subscribe({ "XBT-USD": tradesOnly })).toEqual([]);
  });

  test("goes by the name under which a symbol was asked for, until it is ended", () => {
    subscribe({ "A-USD": tradesOnly });
    trades("A/USD");
    wires.set("A-USD", "NEW/USD");
    expect(subscribe({ "A-USD": tradesOnly })).toEqual([]);
    expect([subscriptions.isConfirmed("A-USD"), ...unsubscribe("A-USD")]).toEqual([true, "unsubscribe trade A/USD"]);
    expect(subscribe({ "A-USD": tradesOnly })).toEqual(["subscribe trade NEW/USD"]);
  });
});

describe("a confirmation", () => {
  test("of each stream makes the symbol confirmed with the last of them, under all its names", () => {
    subscribe({ "BTC-USD": withQuotes, "XBT-USD": tradesOnly });
    expect(["BTC-USD", "XBT-USD", "A-USD"].map((one) => subscriptions.isConfirmed(one))).toEqual([false, false, false]);
    expect(trades("BTC/USD")).toEqual([[]]);
    expect(subscriptions.isConfirmed("BTC-USD"), "the ticker is not").toBe(false);
    expect(subscriptions.confirm("BTC/USD", "ticker")).toEqual(["BTC-USD", "XBT-USD"]);
    expect(["BTC-USD", "XBT-USD"].map((one) => subscriptions.isConfirmed(one))).toEqual([true, true]);
  });

  test("of what was not asked for says nothing, and one of no stream is of all", () => {
    expect(trades("A/USD")).toEqual([[]]);
    subscribe({ "A-USD": withQuotes });
    expect(subscriptions.confirm("A/USD", null)).toEqual(["A-USD"]);
  });

  test("is of the stream that its request was about, by the request's id", () => {
    subscribe({ "A-USD": withQuotes });
    expect(["1", 1, "2", "3", undefined].map((id) => subscriptions.streamOf(id))).toEqual([
      "trade",
      "trade",
      "ticker",
      null,
      null,
    ]);
  });
});

describe("the end", () => {
  test("of one of two names leaves the pair to the other, and is nothing for the venue", () => {
    subscribe({ "BTC-USD": tradesOnly, "XBT-USD": tradesOnly });
    trades("BTC/USD");
    expect(unsubscribe("XBT-USD")).toEqual([]);
    expect(["BTC-USD", "XBT-USD"].map((one) => subscriptions.isConfirmed(one))).toEqual([true, false]);
    expect(unsubscribe("XBT-USD", "BTC-USD")).toEqual(["unsubscribe trade BTC/USD"]);
  });

  test("is asked for stream by stream, symbols in their order, and confirmed with the last stream", () => {
    subscribe({ "A-USD": withQuotes, "B-USD": withQuotes });
    expect(unsubscribe("A-USD", "B-USD", "NO-SUCH")).toEqual([
      "unsubscribe trade A/USD B/USD",
      "unsubscribe ticker A/USD B/USD",
    ]);
    expect(subscriptions.get("A/USD")).toBeUndefined();
    expect([subscriptions.hasEnded("A/USD"), subscriptions.hasEnded("C/USD")]).toEqual([true, false]);
    expect(subscriptions.confirmEnd("A/USD", "ticker")).toEqual([]);
    expect(subscriptions.confirmEnd("A/USD", "trade")).toEqual(["A-USD"]);
    expect(subscriptions.confirmEnd("A/USD", "trade"), "once").toEqual([]);
    expect(subscriptions.confirmEnd("B/USD", null)).toEqual(["B-USD"]);
  });

  test("is over once the symbol is asked for again", () => {
    subscribe({ "A-USD": tradesOnly });
    unsubscribe("A-USD");
    expect(subscribe({ "A-USD": tradesOnly })).toEqual(["subscribe trade A/USD"]);
    expect(subscriptions.hasEnded("A/USD")).toBe(false);
    expect(unsubscribe("A-USD")).toEqual(["unsubscribe trade A/USD"]);
  });
});

test("a refusal is of every name, after which the symbol can be asked for anew by the newest list", () => {
  subscribe({ "BTC-USD": tradesOnly, "XBT-USD": tradesOnly });
  expect(subscriptions.refuse("BTC/USD")).toEqual(["BTC-USD", "XBT-USD"]);
  expect(subscriptions.refuse("BTC/USD")).toEqual([]);
  expect(subscriptions.get("BTC/USD")).toBeUndefined();
  wires.set("BTC-USD", "NEW/USD");
  expect(subscribe({ "BTC-USD": tradesOnly })).toEqual(["subscribe trade NEW/USD"]);
});

describe("frames of a session", () => {
  let session: KrakenSession;
  const parse = (frame: object) => {
    const text = JSON.stringify(frame);
    return session.parse(text, Buffer.from(text));
  };
  const result = (channel: string) => ({ channel, symbol: "BTC/USD" });
  const at = "2026-01-05T12:00:00Z";
  const row = (trade_id: number, symbol = "BTC/USD") => ({ symbol, price: trade_id, qty: 1, trade_id, timestamp: at });
  const rows = (...data: unknown[]) => parse({ channel: "trade", type: "update", data });

  beforeEach(() => {
    session = new KrakenSession(wireOf);
    session.subscribe(new Map([["BTC-USD", tradesOnly]]));
  });

  test("confirm what was asked, and nothing where they tell no success", () => {
    expect(parse({ method: "subscribe", success: false, result: result("trade") })).toEqual({ kind: "ignored" });
    expect(session.isConfirmed("BTC-USD")).toBe(false);
    expect(parse({ method: "subscribe", success: true, result: result("trade") })).toEqual({
      kind: "subscribed",
      symbols: ["BTC-USD"],
    });
    expect(session.isConfirmed("BTC-USD")).toBe(true);
  });

  test("confirm the end, and are a sign of life where nothing was ended", () => {
    const ended = { method: "unsubscribe", success: true, result: result("trade"), time_out: at };
    expect(parse(ended)).toEqual({ kind: "alive", at, reply: null });
    session.unsubscribe(["BTC-USD"]);
    expect(parse(ended)).toEqual({ kind: "unsubscribed", symbols: ["BTC-USD"] });
  });

  test("are sorted where ids fall, and stand as they came where those of several pairs do not", () => {
    session.subscribe(new Map([["ETH-USD", tradesOnly]]));
    const told = (message: ReturnType<typeof parse>) =>
      (message.kind === "batch" ? message.messages : [message]).map((one) => "last" in one && one.last);
    expect(told(rows(row(8), row(7)))).toEqual(["7", "8"]);
    expect(told(rows(row(9)))).toEqual(["9"]);
    expect(told(rows(row(10), row(10, "ETH/USD"), row(11), row(11, "ETH/USD")))).toEqual(["10", "10", "11", "11"]);
    expect(rows(row(12))).toMatchObject({ kind: "price", last: "12" });
  });

  test("are told under both names of a pair, a hole and a fault too", () => {
    session.subscribe(new Map([["XBT-USD", withQuotes]]));
    const both = (fields: object) => ["BTC-USD", "XBT-USD"].map((symbol) => ({ symbol, ...fields }));
    const ticker = (fields: object) => parse({ channel: "ticker", data: [{ symbol: "BTC/USD", ...fields }] });
    expect(ticker({ bid: 1, ask: 2, last: 0 })).toMatchObject({
      messages: ["BTC-USD", "XBT-USD"].flatMap((symbol) => [
        { kind: "rejected", reason: "price-zero", symbol },
        { kind: "price", last: null, bid: "1", symbol },
      ]),
    });
    rows(row(5));
    expect(rows(row(7))).toMatchObject({
      messages: [
        { messages: both({ kind: "missed", fromId: "6", toId: "6" }) },
        { messages: both({ kind: "price", last: "7" }) },
      ],
    });
    expect(ticker({ last: 7 })).toMatchObject({ messages: [{ kind: "ignored" }, { kind: "ignored" }] });
    expect(ticker({ last: "x" })).toMatchObject({ messages: both({ kind: "rejected", reason: "price-invalid" }) });
  });
});
