/** What Binance answers to what was asked over a socket, case by case: confirmations, its list, errors flat and nested. */
import { beforeEach, describe, expect, test } from "vitest";
import { BinanceSession } from "../../../../main/market/venues/binance/session.ts";
import type { SessionMessage } from "../../../../main/market/venues/session.ts";
import { shownOnly } from "../../../../main/market/venues/need.ts";
import { listedAs } from "./listed.ts";

const trades = { ...shownOnly, everyTrade: true };
const alive = { kind: "alive", at: null, reply: null };
let session: BinanceSession;

beforeEach(() => {
  session = new BinanceSession(() => listedAs(["BTC", "USDT"], ["ETH", "USDT"]));
});

const say = (frame: object): SessionMessage => {
  const text = JSON.stringify(frame);
  return session.parse(text, Buffer.from(text));
};
/** Asks for these, and answers the ids of the requests. */
const subscribe = (...symbols: string[]): number[] =>
  session.subscribe(new Map(symbols.map((symbol) => [symbol, trades]))).map(idOf);
const idOf = (frame: string): number => (JSON.parse(frame) as { id: number }).id;
const paramsOf = (frame: string): string[] => (JSON.parse(frame) as { params: string[] }).params;

describe("a confirmation", () => {
  test("is of all that its request asked for, once", () => {
    const [id] = subscribe("BTC-USDT", "ETH-USDT");
    expect(session.isConfirmed("BTC-USDT")).toBe(false);
    expect(say({ result: null, id })).toEqual({ kind: "subscribed", symbols: ["BTC-USDT", "ETH-USDT"] });
    expect([session.isConfirmed("BTC-USDT"), session.isConfirmed("NO-SUCH")]).toEqual([true, false]);
    expect(say({ result: null, id })).toEqual({ kind: "ignored" });
    expect(say({ result: null })).toEqual({ kind: "ignored" });
  });

  test("of the end is one, and of what was ended meanwhile confirms nothing", () => {
    const [id] = subscribe("BTC-USDT", "ETH-USDT");
    const [ended] = session.unsubscribe(["BTC-USDT", "NO-SUCH"]).map(idOf);
    expect(say({ result: null, id })).toEqual({ kind: "subscribed", symbols: ["ETH-USDT"] });
    expect(say({ result: null, id: ended })).toEqual({ kind: "unsubscribed", symbols: ["BTC-USDT"] });
  });

  test("comes with the refusal of what is not listed, which Binance itself would confirm", () => {
    const [id] = subscribe("BTC-USDT", "NO-SUCH");
    expect(say({ result: null, id })).toEqual({
      kind: "batch",
      messages: [
        { kind: "subscribed", symbols: ["BTC-USDT"] },
        { kind: "refused", symbols: ["NO-SUCH"], message: expect.stringContaining("NO-SUCH") as string },
      ],
    });
  });
});

describe("the list of what is subscribed", () => {
  test("is a sign of life; what was confirmed and is not on it is missing", () => {
    const [frame = ""] = session.subscribe(new Map([["BTC-USDT", trades]]));
    say({ result: null, id: idOf(frame) });
    const streams = paramsOf(frame);
    expect(streams.sort()).toEqual(["btcusdt@aggTrade", "btcusdt@ticker"]);
    expect(say({ result: streams, id: idOf(session.probe()) })).toEqual(alive);
    expect(say({ result: ["btcusdt@ticker"], id: idOf(session.probe()) })).toEqual({ ...alive, missing: ["BTC-USDT"] });
    expect(session.isConfirmed("BTC-USDT")).toBe(false);
    expect(say({ result: ["btcusdt@ticker"], id: idOf(session.probe()) }), "asked for again by now").toEqual(alive);
  });

  test("that is none, or is refused, is a sign of life as well", () => {
    expect(say({ result: null, id: idOf(session.probe()) })).toEqual(alive);
    expect(say({ error: { code: 2, msg: "No" }, id: idOf(session.probe()) })).toEqual({
      kind: "batch",
      messages: [{ kind: "error", scope: "socket", message: "No", retryAfterMs: null }, alive],
    });
  });

  test("says nothing of what was ended since it was asked for", () => {
    const [id] = subscribe("BTC-USDT");
    say({ result: null, id });
    const probe = idOf(session.probe());
    session.unsubscribe(["BTC-USDT"]);
    expect(say({ result: [], id: probe })).toEqual(alive);
  });
});

describe("an error", () => {
  test("of a request to subscribe refuses its symbols, in Binance's words or by its code", () => {
    const [id] = subscribe("BTC-USDT");
    expect(say({ error: { code: 2, msg: "Invalid request" }, id })).toEqual({
      kind: "refused",
      symbols: ["BTC-USDT"],
      message: "Invalid request",
    });
    expect(say({ code: 3, id: subscribe("ETH-USDT")[0] })).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("3") as string,
    });
  });

  test.each([-1003, -1015])("%i is of too many requests, whatever was asked", (code) => {
    const [id] = subscribe("BTC-USDT");
    expect(say({ code, msg: "Slow down", id })).toEqual({
      kind: "error",
      scope: "rate",
      message: "Slow down",
      retryAfterMs: null,
    });
  });

  test("of nothing that was asked is about the socket", () => {
    expect(say({ error: { code: 1, msg: "Odd" } })).toEqual({
      kind: "error",
      scope: "socket",
      message: "Odd",
      retryAfterMs: null,
    });
  });
});
