/** What a session to Binance asks for and what of it counts as confirmed, symbol by symbol; and what it does with ids that REST tells. */
import { beforeEach, describe, expect, test } from "vitest";
import { BinanceSession } from "../../../../main/market/venues/binance/session.ts";
import { shownOnly } from "../../../../main/market/venues/need.ts";
import type { ListedInstrument, Need, SessionMessage } from "../../../../main/market/venues/session.ts";
import { tradesOnly, withQuotes } from "../session-client.ts";
import { listedAs } from "./listed.ts";
import { ticker, trade } from "./frames.ts";

interface Sent {
  readonly method: string;
  readonly params?: readonly string[];
  readonly id: number;
}
let listed: readonly ListedInstrument[];
let session: BinanceSession;

beforeEach(() => {
  listed = listedAs(["NKN", "USDT"], ["BTC", "USDT"], ["ETH", "USDT"]);
  session = new BinanceSession(() => listed);
});

const sent = (frames: readonly string[]): readonly Sent[] => frames.map((frame) => JSON.parse(frame) as Sent);
const subscribe = (needs: Readonly<Record<string, Need>>) => sent(session.subscribe(new Map(Object.entries(needs))));
const worded = (frames: readonly Sent[]) => frames.map(({ method, params }) => [method, params]);
function parse(frame: object): SessionMessage {
  const text = JSON.stringify(frame);
  return session.parse(text, Buffer.from(text));
}
const confirm = (frames: readonly Sent[]) => frames.map(({ id }) => parse({ result: null, id }));

describe("frames", () => {
  const many = (count: number): Readonly<Record<string, Need>> => {
    const bases = Array.from({ length: count }, (_, at) => `S${at}`);
    listed = listedAs(...bases.map((base) => [base, "USDT"] as const));
    return Object.fromEntries(bases.map((base) => [`${base}-USDT`, shownOnly]));
  };

  test.each([
    [200, [200]],
    [201, [200, 1]],
  ])("of %i streams carry %j of them: 200 at most", (count, sizes) => {
    expect(subscribe(many(count)).map(({ params }) => params?.length)).toEqual(sizes);
  });

  test("are not filled up with half of a symbol's streams", () => {
    const needs = Object.fromEntries(Object.keys(many(67)).map((symbol) => [symbol, withQuotes]));
    expect(subscribe(needs).map(({ params }) => params?.length)).toEqual([198, 3]);
  });

  test("name symbols in the order in which they were asked for, and in which they were ended", () => {
    const params = ["nknusdt@ticker", "nknusdt@aggTrade", "btcusdt@ticker", "btcusdt@aggTrade"];
    expect(worded(subscribe({ "NKN-USDT": tradesOnly, "BTC-USDT": tradesOnly }))).toEqual([["SUBSCRIBE", params]]);
    expect(worded(subscribe({ "NKN-USDT": shownOnly, "BTC-USDT": shownOnly }))).toEqual([
      ["SUBSCRIBE", ["nknusdt@ticker", "btcusdt@ticker"]],
      ["UNSUBSCRIBE", ["nknusdt@aggTrade", "btcusdt@aggTrade"]],
    ]);
    expect(worded(sent(session.unsubscribe(["NKN-USDT", "BTC-USDT"])))).toEqual([
      ["UNSUBSCRIBE", ["nknusdt@ticker", "btcusdt@ticker"]],
    ]);
  });
});

describe("symbols that are not listed", () => {
  const refusedBy = (frames: readonly Sent[]) =>
    confirm(frames).flatMap((answer) =>
      (answer.kind === "batch" ? answer.messages : [answer]).flatMap((one) =>
        one.kind === "refused" ? one.symbols : [],
      ),
    );

  test("are refused once, in their order, with the first of several answers", () => {
    const bases = Array.from({ length: 201 }, (_, at) => `S${at}`);
    listed = listedAs(...bases.map((base) => [base, "USDT"] as const));
    const all = ["NO-A", ...bases.map((base) => `${base}-USDT`), "NO-B"];
    const frames = subscribe(Object.fromEntries(all.map((symbol) => [symbol, shownOnly])));
    expect(frames).toHaveLength(2);
    expect(refusedBy(frames)).toEqual(["NO-A", "NO-B"]);
  });

  test("are refused by an answer to the list where nothing else is asked for, though something ends", () => {
    const alone = subscribe({ "NO-A": shownOnly });
    expect(worded(alone)).toEqual([["LIST_SUBSCRIPTIONS", undefined]]);
    expect(refusedBy(alone)).toEqual(["NO-A"]);
    confirm(subscribe({ "NKN-USDT": tradesOnly }));
    const beside = subscribe({ "NO-A": shownOnly, "NKN-USDT": shownOnly });
    expect(beside.map(({ method }) => method)).toEqual(["LIST_SUBSCRIPTIONS", "UNSUBSCRIBE"]);
    expect(refusedBy(beside)).toEqual(["NO-A"]);
  });

  test("are what alone asks for the list: nothing new takes no frame, and one new stream takes one", () => {
    confirm(subscribe({ "NKN-USDT": shownOnly }));
    expect(subscribe({ "NKN-USDT": shownOnly })).toEqual([]);
    expect(worded(subscribe({ "NO-A": shownOnly, "BTC-USDT": shownOnly }))).toEqual([
      ["SUBSCRIBE", ["btcusdt@ticker"]],
    ]);
  });

  test("are neither confirmed nor ended, and what left the list after it was asked for is not either", () => {
    confirm(subscribe({ "NKN-USDT": shownOnly }));
    listed = listedAs(["BTC", "USDT"]);
    expect(session.isConfirmed("NKN-USDT")).toBe(false);
    expect(session.unsubscribe(["NO-A"])).toEqual([]);
  });
});

describe("a stream that was ended", () => {
  test("is asked for again, and is confirmed by its own answer alone", () => {
    confirm(subscribe({ "NKN-USDT": tradesOnly }));
    const end = subscribe({ "NKN-USDT": shownOnly });
    expect(session.isConfirmed("NKN-USDT")).toBe(true);
    const again = subscribe({ "NKN-USDT": tradesOnly });
    expect(worded(again)).toEqual([["SUBSCRIBE", ["nknusdt@aggTrade"]]]);
    confirm(end);
    expect(session.isConfirmed("NKN-USDT"), "the end says nothing of what was asked after it").toBe(false);
    confirm(again);
    expect(session.isConfirmed("NKN-USDT")).toBe(true);
  });

  test("before it was confirmed stays ended when that comes: the ticker tells prices again", () => {
    const asked = subscribe({ "NKN-USDT": tradesOnly });
    subscribe({ "NKN-USDT": shownOnly });
    confirm(asked);
    expect(session.isConfirmed("NKN-USDT")).toBe(true);
    expect(parse(ticker(7, "0.35"))).toMatchObject({ kind: "price", last: "0.35" });
  });

  test("leaves the ticker to tell prices, and none of its trades is missing any more", () => {
    confirm(subscribe({ "NKN-USDT": tradesOnly }));
    parse(trade(5));
    expect(parse(ticker(7, "0.35"))).toMatchObject({ kind: "price", last: null });
    confirm(subscribe({ "NKN-USDT": shownOnly }));
    expect(parse(ticker(9, "0.36"))).toMatchObject({ kind: "price", last: "0.36", tradeId: "9" });
  });
});

describe("a trade that REST has told", () => {
  const missed = (frame: object) => {
    const told = parse(frame);
    const [first] = told.kind === "batch" ? told.messages : [told];
    return first?.kind === "missed" ? [first.fromId, first.toId] : null;
  };
  beforeEach(() => {
    confirm(subscribe({ "NKN-USDT": tradesOnly }));
  });

  test("is the one before the first of the stream, and never takes back what the stream told", () => {
    session.knows("NKN-USDT", "5");
    expect(missed(trade(7))).toEqual(["6", "6"]);
    session.knows("NKN-USDT", "3");
    expect(missed(trade(8))).toBeNull();
  });

  test("with all before it, leaves nothing out up to it, wherever the stream is", () => {
    session.hasRead("NKN-USDT", "5");
    expect(missed(trade(7))).toEqual(["6", "6"]);
    session.hasRead("NKN-USDT", "3");
    expect(missed(trade(8)), "REST is behind").toBeNull();
    session.hasRead("NKN-USDT", "11");
    expect(missed(trade(12))).toBeNull();
  });

  test("by an id that is none changes nothing, and of a symbol that is not subscribed neither", () => {
    session.hasRead("NKN-USDT", "newest");
    session.hasRead("NO-SUCH", "5");
    session.knows("NO-SUCH", "5");
    expect(missed(trade(7))).toBeNull();
  });
});

test.each([
  ["of another kind that has bid and ask", { e: "kline", s: "NKNUSDT", b: "1", a: "2" }],
  ["of no kind that has a bid alone", { s: "NKNUSDT", b: "1" }],
  ["of no kind that has an ask alone", { s: "NKNUSDT", a: "1" }],
  ["with both sides of a book that is empty", { s: "NKNUSDT", b: "0.00000000", a: "0.00" }],
  ["of another kind without a symbol", { e: "kline" }],
])("a frame %s is ignored", (_what, frame) => {
  subscribe({ "NKN-USDT": withQuotes });
  expect(parse(frame)).toEqual({ kind: "ignored" });
});
