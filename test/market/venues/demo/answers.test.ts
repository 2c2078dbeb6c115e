/** What the demo exchange answers over HTTP and sends over its sockets, part by part, and how it is asked as a venue. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { beforeEach, describe, expect, test } from "vitest";
import { Broadcast } from "../../../../main/market/venues/demo/broadcast.ts";
import { heartbeatFrame, IsoTimes } from "../../../../main/market/venues/demo/frames.ts";
import { priceText } from "../../../../main/market/venues/demo/price-text.ts";
import { answerRequest, candleLengths, refusal, reply } from "../../../../main/market/venues/demo/rest.ts";
import type { Client } from "../../../../main/market/venues/demo/session.ts";
import type { SimulatedMarket } from "../../../../main/market/venues/demo/simulated-market.ts";
import { demoVenue } from "../../../../main/market/venues/demo/venue.ts";
import type { RestAnswer, RestOutcome, RestRequest } from "../../../../main/market/venues/session.ts";
import { openVenue } from "../../../doubles/open-venue.ts";
import { away, json, never } from "../rest-answer.ts";

const minuteMs = 60_000;

describe("over HTTP", () => {
  let asked: unknown[];
  const candles = { list: (...args: unknown[]) => ((asked = args), ["candle"]) };
  const quote = { price: "5.00", atMs: 0 };
  const markets = new Map([["A-USD", { candles, quote } as unknown as SimulatedMarket]]);
  const get = (url: string | undefined, method = "GET") =>
    answerRequest(markets, { url, method } as IncomingMessage, 1_000_000);
  const code = (url: string, method?: string) => {
    const { status, body } = get(url, method);
    return [status, (body["error"] as { code: string } | undefined)?.code];
  };
  beforeEach(() => (asked = []));

  test.each<[string, unknown]>([
    ["/v1/market/symbols", { symbols: ["A-USD"] }],
    ["/v1/market/ticker?symbol=A-USD", { symbol: "A-USD", price: "5.00", ts: "1970-01-01T00:00:00.000Z" }],
    ["/v1/market/candles?symbol=A-USD&from=5&to=5", { symbol: "A-USD", candles: ["candle"] }],
  ])("%s is %j", (url, body) => {
    expect(get(url)).toEqual({ status: 200, body });
  });

  test.each([
    ["/v1/market/symbols", "POST", [405, "method-not-allowed"]],
    ["/v1/market", "GET", [404, "not-found"]],
    ["//", "GET", [404, "not-found"]],
    ["/v1/market/ticker", "GET", [404, "unknown-symbol"]],
    ["/v1/market/ticker?symbol=B-USD", "GET", [404, "unknown-symbol"]],
    ["/v1/market/candles?symbol=A-USD&from=6&to=5", "GET", [400, "bad-request"]],
    ["/v1/market/candles?symbol=A-USD&to=5", "GET", [400, "bad-request"]],
    ["/v1/market/candles?symbol=A-USD&from=5&to=-5", "GET", [400, "bad-request"]],
    ["/v1/market/candles?symbol=A-USD&from=1234567890123456&to=1", "GET", [400, "bad-request"]],
  ])("%s by %s is refused with %j", (url, method, expected) => {
    expect(code(url, method)).toEqual(expected);
  });

  test.each<[string, number | null]>([
    ["", null],
    ["&length=", null],
    ["&length=60001", null],
    ["&length=060000", null],
    ...candleLengths.map((lengthMs): [string, number] => [`&length=${lengthMs}`, lengthMs]),
  ])("candles%s are of %j ms each", (length, lengthMs) => {
    get(`/v1/market/candles?symbol=A-USD&from=1&to=2${length}`);
    expect(asked).toEqual([1, 2, 1_000_000, lengthMs]);
    expect(candleLengths).toEqual([1, 5, 15, 60, 240, 1_440].map((minutes) => minutes * minuteMs));
  });

  test.each<[number, number | null, object]>([
    [200, null, {}],
    [200, 7, {}],
    [399, 7, {}],
    [400, 7, { "retry-after": "7" }],
    [404, null, {}],
    [405, null, { allow: "GET" }],
  ])("an answer of %i, to come back after %j s, has the headers %j", (status, retryAfterS, headers) => {
    const written: unknown[] = [];
    const response = {
      writeHead: (...head: unknown[]) => written.push(...head),
      end: (text: string) => written.push(text),
    };
    reply(response as unknown as ServerResponse, refusal(status, "odd", "é"), retryAfterS);
    const text = '{"error":{"code":"odd","message":"é"}}';
    const always = {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(text),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    };
    expect(written).toEqual([status, { ...always, ...headers }, text]);
  });
});

test("a moment is written as it is, and the one before it does not stand in for it", () => {
  const times = new IsoTimes();
  const [first, second] = ["1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.001Z"];
  expect([0, 0, 1, 0].map((atMs) => times.of(atMs))).toEqual([first, first, second, first]);
  expect(heartbeatFrame(first)).toBe(`{"type":"heartbeat","ts":"${first}"}`);
});

test.each([
  [7, 0, "7"],
  [7, 1, "0.7"],
  [70, 1, "7.0"],
  [123, 2, "1.23"],
  [5, 3, "0.005"],
])("%i price steps of %i decimals are %s", (units, decimals, text) => {
  expect(priceText(units, decimals)).toBe(text);
});

describe("over a socket", () => {
  /** What happened to a client, in order. */
  function clientOf(unsentBytes = 0, isOpen = true): { readonly client: Client; readonly done: string[] } {
    const done: string[] = [];
    const ws = {
      OPEN: 1,
      readyState: isOpen ? 1 : 3,
      send: (frame: string) => done.push(frame),
      terminate: () => done.push("end"),
    };
    const socket = { cork: () => done.push("cork"), uncork: () => done.push("uncork"), writableLength: unsentBytes };
    return { client: { ws, socket } as unknown as Client, done };
  }

  test("a frame is sent where the connection is open, and it is told whether it was", () => {
    const broadcast = new Broadcast();
    const [open, ended] = [clientOf(), clientOf(0, false)];
    expect([broadcast.send(open.client, "frame"), broadcast.send(ended.client, "frame")]).toEqual([true, false]);
    expect([open.done, ended.done]).toEqual([["frame"], []]);
  });

  test.each([
    [16_777_216, ["cork", "frame", "uncork"]],
    [16_777_217, ["cork", "frame", "uncork", "end"]],
  ])("frames are written together, and who leaves %i bytes unread has had: %j", (unsentBytes, expected) => {
    const broadcast = new Broadcast();
    const { client, done } = clientOf(unsentBytes);
    broadcast.clients.add(client);
    broadcast.together(() => broadcast.send(client, "frame"));
    expect(done).toEqual(expected);
  });
});

describe("as a venue", () => {
  let asked: RestRequest[];
  let answer: RestOutcome<RestAnswer>;
  const gate = {
    get: (request: RestRequest) => (asked.push(request), Promise.resolve(answer)),
    holdOff: () => undefined,
  };
  const { rest } = openVenue(demoVenue, { wsUrl: "ws://127.0.0.1:9", restUrl: "http://127.0.0.1:9", gate });
  const row = { openMs: 60_000, lengthMs: 60_000, open: "2", high: "3", low: "1", close: "2" };
  beforeEach(() => {
    asked = [];
    answer = json({ symbol: "A-USD", candles: [row] });
  });
  const span = { fromMs: 119_999.5, toMs: 180_000, afterTradeId: null, beforeTradeId: null };

  test("it tells a gap by whole minutes from the one in which that begins, all of it", async () => {
    expect(await rest.history?.("A-USD", span, never)).toEqual({
      ok: true,
      value: { kind: "candles", candles: [row], complete: true },
    });
    expect(asked[0]?.path).toBe("/v1/market/candles?symbol=A-USD&from=60000&to=180000");
    answer = away;
    expect(await rest.history?.("A-USD", span, never)).toEqual(away);
  });

  test("it has candles for a chart up to their end, which is not in them", async () => {
    await rest.candleSource?.fetch("A-USD", { lengthMs: 300_000, fromMs: 0, toMs: 600_000 }, never);
    expect(asked[0]?.path).toBe("/v1/market/candles?symbol=A-USD&from=0&to=599999&length=300000");
    expect(rest.candleSource?.lengthsMs).toEqual(candleLengths);
  });

  test("it has a name, as a label and inside a sentence", () => {
    expect([demoVenue.label, demoVenue.nameInText]).toEqual(["Demo exchange", "the demo exchange"]);
  });
});
