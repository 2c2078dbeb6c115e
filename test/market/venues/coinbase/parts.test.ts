/** Coinbase's parts by themselves: frames, what an acknowledgement changes, its list of products, pages of candles, requests. */
import { beforeEach, describe, expect, test } from "vitest";
import { coinbaseCandles } from "../../../../main/market/venues/coinbase/candle-source.ts";
import { readFrame } from "../../../../main/market/venues/coinbase/frames.ts";
import { fetchInstruments } from "../../../../main/market/venues/coinbase/instruments.ts";
import { requestCoinbase } from "../../../../main/market/venues/coinbase/rest-request.ts";
import { CoinbaseRest } from "../../../../main/market/venues/coinbase/rest.ts";
import { CoinbaseSession } from "../../../../main/market/venues/coinbase/session.ts";
import type { RestAnswer, RestOutcome, RestRequest } from "../../../../main/market/venues/session.ts";
import { away, json, never } from "../rest-answer.ts";
import { tradesOnly } from "../session-client.ts";

let asked: RestRequest[];
let answers: RestOutcome<RestAnswer>[];
const access = {
  gate: {
    get: (request: RestRequest) => (asked.push(request), Promise.resolve(answers.shift() ?? json([]))),
    holdOff: () => undefined,
  },
};
beforeEach(() => {
  asked = [];
  answers = [];
});

test("of a usual frame nothing is read that is not used, and any other is read whole", () => {
  const text =
    '{"type":"ticker","product_id":"A-B","price":"1.50","last_size":"2","trade_id":7,"time":"T","best_bid":"1","best_ask":"2"}';
  const used = {
    type: "ticker",
    product_id: "A-B",
    price: "1.50",
    trade_id: "7",
    time: "T",
    best_bid: "1",
    best_ask: "2",
  };
  expect(readFrame(text, Buffer.from(text))).toEqual(used);
  for (const other of [` ${text}`, `${text} `])
    expect(readFrame(other, Buffer.from(other))).toEqual({ ...used, last_size: "2" });
  const nested = '{"type":"subscriptions","channels":[{"name":"matches"}]}';
  expect(readFrame(nested, Buffer.from(nested))).toEqual({ type: "subscriptions", channels: [{ name: "matches" }] });
});

describe("a session", () => {
  let session: CoinbaseSession;
  const parse = (frame: object) => {
    const text = JSON.stringify(frame);
    return session.parse(text, Buffer.from(text));
  };
  const subscribe = (...symbols: string[]) => session.subscribe(new Map(symbols.map((one) => [one, tradesOnly])));
  const listed = (...product_ids: string[]) =>
    parse({ type: "subscriptions", channels: [{ name: "matches", product_ids }] });
  const confirmed = (...symbols: string[]) => symbols.map((one) => session.isConfirmed(one));
  beforeEach(() => {
    session = new CoinbaseSession();
    subscribe("A-USD", "B-USD");
  });

  test("tells all that an answer changed, each once, and that it is alive where it changed nothing", () => {
    expect(confirmed("A-USD", "C-USD")).toEqual([false, false]);
    expect(listed("A-USD")).toEqual({ kind: "subscribed", symbols: ["A-USD"] });
    expect(confirmed("A-USD", "B-USD")).toEqual([true, false]);
    expect(listed("A-USD")).toEqual({ kind: "alive", at: null, reply: null });
    expect(listed("B-USD")).toEqual({
      kind: "batch",
      messages: [
        { kind: "subscribed", symbols: ["B-USD"] },
        { kind: "alive", at: null, reply: null, missing: ["A-USD"] },
      ],
    });
    expect(listed()).toEqual({ kind: "alive", at: null, reply: null, missing: ["B-USD"] });
    listed("A-USD", "B-USD");
    session.unsubscribe(["B-USD"]);
    subscribe("C-USD");
    expect(listed("C-USD")).toEqual({
      kind: "batch",
      messages: [
        { kind: "subscribed", symbols: ["C-USD"] },
        { kind: "unsubscribed", symbols: ["B-USD"] },
        { kind: "alive", at: null, reply: null, missing: ["A-USD"] },
      ],
    });
  });

  test("passes over what is no channel in an answer", () => {
    const good = { name: "matches", product_ids: ["A-USD", 7] };
    const channels = [null, "matches", { product_ids: ["B-USD"] }, { name: "matches", product_ids: "B-USD" }, good];
    expect(parse({ type: "subscriptions", channels })).toEqual({ kind: "subscribed", symbols: ["A-USD"] });
  });

  test("has nothing of a product that was refused", () => {
    listed("A-USD", "B-USD");
    const refused = { type: "error", message: "Failed to subscribe", reason: "A-USD is not a valid product" };
    expect(parse(refused)).toMatchObject({ kind: "refused", symbols: ["A-USD"] });
    expect(confirmed("A-USD", "B-USD")).toEqual([false, true]);
    const match = { type: "match", product_id: "A-USD", price: "1", size: "1", trade_id: 7, time: "T" };
    expect(parse(match)).toEqual({ kind: "rejected", reason: "symbol-foreign", symbol: "A-USD" });
    expect(parse(refused)).toMatchObject({ kind: "error", scope: "socket" });
    expect(parse({ type: "error", message: "A-USD is not a valid product" })).toMatchObject({ kind: "error" });
  });
});

describe("the list of products", () => {
  const product = { id: "A-USD", base_currency: "A", quote_currency: "USD", quote_increment: "0.01", status: "online" };
  async function read(products: unknown, currencies: RestOutcome<RestAnswer> = json([])) {
    answers = [json(products), currencies];
    const found = await fetchInstruments(access, never);
    if (!found.ok) throw new Error(found.error.code);
    return found.value;
  }

  test("may be long, and so may that of names", async () => {
    await read([]);
    expect(asked.map(({ path, maxBodyBytes }) => [path, maxBodyBytes])).toEqual([
      ["/products", 16_777_216],
      ["/currencies", 16_777_216],
    ]);
  });

  test.each<[string, RestOutcome<RestAnswer>, string | null]>([
    ["is told", json([{ id: "A", name: "Aave" }]), "Aave"],
    ["stands beside what is none", json([null, 7, { id: 5, name: "Five" }, { id: "A", name: "Aave" }]), "Aave"],
    ["is empty", json([{ id: "A", name: "" }]), null],
    ["is in no list", json({ id: "A", name: "Aave" }), null],
    ["does not come", away, null],
  ])("has a name where that %s", async (_what, currencies, name) => {
    expect((await read([product], currencies)).map((one) => one.name)).toEqual([name]);
  });

  test("leaves out what is none, and keeps the others", async () => {
    const none = [
      null,
      7,
      {},
      { ...product, id: "" },
      { ...product, base_currency: 7 },
      { ...product, quote_currency: "" },
    ];
    expect((await read([...none, product])).map(({ symbol }) => symbol)).toEqual(["A-USD"]);
  });

  test.each<[object, string, string | null]>([
    [{}, "trading", null],
    [{ status_message: "All is well" }, "trading", null],
    [{ status: "delisted" }, "delisted", "Coinbase does not list it any more."],
    [{ status: "delisted", status_message: "Gone" }, "delisted", "Gone"],
    [{ cancel_only: true }, "halted", "Orders can only be cancelled at the moment."],
    [{ cancel_only: true, status_message: "Soon" }, "halted", "Soon"],
    [{ trading_disabled: true, status: "delisted" }, "delisted", "Coinbase does not list it any more."],
    [{ status: "internal" }, "unknown", "Coinbase says that it is internal."],
    [{ status: "internal", status_message: "Testing" }, "unknown", "Testing"],
  ])("says of one with %j that it is %s: %j", async (fields, state, note) => {
    expect((await read([{ ...product, ...fields }]))[0]).toMatchObject({ state, note });
  });
});

test("a page of candles for a chart has those that open in it, its requests for nobody who waits", async () => {
  const minuteMs = 60_000;
  const source = coinbaseCandles(access);
  expect(source.lengthsMs).toEqual([1, 5, 15, 60, 360, 1_440].map((minutes) => minutes * minuteMs));
  const span = { lengthMs: 5 * minuteMs, fromMs: 10 * minuteMs, toMs: 25 * minuteMs };
  const row = (minute: number) => [minute * 60, 1, 3, 2, 2, 9];
  answers = [json([25, 20, 15, 10, 5].map(row)), json({}), json([row(10), 7])];
  const prices = { open: "2", high: "3", low: "1", close: "2", lengthMs: 5 * minuteMs };
  expect(await source.fetch("A-USD", span, never)).toEqual({
    ok: true,
    value: [10, 15, 20].map((minute) => ({ openMs: minute * minuteMs, ...prices })),
  });
  expect(decodeURIComponent(asked[0]?.path ?? "")).toBe(
    "/products/A-USD/candles?granularity=300&start=1970-01-01T00:10:00.000Z&end=1970-01-01T00:20:00.000Z",
  );
  expect(asked[0]).not.toHaveProperty("symbols");
  for (const _unusable of ["no list", "a row that is none"])
    expect(await source.fetch("A-USD", span, never)).toMatchObject({ ok: false, error: { code: "invalid" } });
});

test.each<[number, unknown, object]>([
  [199, {}, { ok: false }],
  [200, { a: 1.5 }, { ok: true, value: { a: "1.5" } }],
  [299, {}, { ok: true }],
  [300, {}, { error: { code: "invalid", message: "Coinbase refused the request (HTTP 300)." } }],
  [400, { message: "Odd" }, { error: { code: "invalid", message: "Coinbase refused the request (Odd)." } }],
  [404, { message: "NotFound" }, { error: { code: "unknown-symbol", message: "Coinbase does not know A-USD." } }],
])("an answer with the status %i and %j is %j, asked for whoever waits", async (status, body, expected) => {
  answers = [json(body, status)];
  expect(await requestCoinbase(access, "/x", "A-USD", never)).toMatchObject(expected);
  expect(asked).toEqual([{ path: "/x", symbols: ["A-USD"] }]);
});

test.each([
  ["T", "trade", "T"],
  [undefined, "unknown", null],
])("a price with the time %j is as of a %s", async (time, asOf, at) => {
  answers = [json({ price: "1.50", trade_id: 7, time })];
  const found = await new CoinbaseRest(access).prices(["A-USD"], never);
  expect(found.ok && found.value.get("A-USD")).toEqual({
    ok: true,
    value: { last: "1.50", lastNumber: 1.5, tradeId: "7", asOf, at },
  });
});
