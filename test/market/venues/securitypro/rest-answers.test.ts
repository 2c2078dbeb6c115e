/** SecurityPro's answers over REST, one by one: what of them is a price, a candle or a list, and what is a refusal. */
import { beforeEach, describe, expect, test } from "vitest";
import { fetchCandles, fetchInstruments, fetchPrices } from "../../../../main/market/venues/securitypro/rest.ts";
import type { RestAnswer, RestGate, RestOutcome, RestRequest } from "../../../../main/market/venues/session.ts";
import { json, never } from "../rest-answer.ts";

let asked: RestRequest[];
let answer: RestOutcome<RestAnswer>;
const gate = {
  get: (request: RestRequest) => (asked.push(request), Promise.resolve(answer)),
  holdOff: () => undefined,
} as unknown as RestGate;
const codeOf = (outcome: RestOutcome<unknown>): unknown => (outcome.ok ? outcome.value : outcome.error.code);

beforeEach(() => {
  asked = [];
});

describe("a price", () => {
  const price = async (apiKey: string | null = null) => {
    const found = await fetchPrices({ gate, apiKey }, ["A-USD"], never);
    const one = found.ok ? found.value.get("A-USD") : undefined;
    return one === undefined ? undefined : codeOf(one);
  };

  test("is asked for with the key in a header, where there is one", async () => {
    answer = json({ symbol: "A-USD", price: "1.50", ts: 7 });
    expect(await price("k")).toEqual({ last: "1.50", lastNumber: 1.5, tradeId: null, asOf: "answer", at: 7 });
    await price();
    expect(asked.map(({ path, headers, symbols }) => [path, headers, symbols])).toEqual([
      ["/v1/market/ticker?symbol=A-USD", { "X-API-Key": "k" }, ["A-USD"]],
      ["/v1/market/ticker?symbol=A-USD", {}, ["A-USD"]],
    ]);
  });

  test.each<[unknown, unknown]>([
    [
      { price: "2", ts: "2026-01-05T12:00:00Z" },
      { last: "2", at: "2026-01-05T12:00:00Z" },
    ],
    [
      { price: "2", ts: {} },
      { last: "2", at: null },
    ],
    [{ symbol: "B-USD", price: "2" }, "invalid"],
    [{ price: "x" }, "invalid"],
    [{ price: 0 }, "invalid"],
    [[], "invalid"],
  ])("of %j: %j", async (body, expected) => {
    answer = json(body);
    const found = await price();
    if (typeof expected === "string") expect(found).toBe(expected);
    else expect(found).toMatchObject(expected as object);
  });

  test.each([
    [400, "unknown-symbol"],
    [404, "unknown-symbol"],
    [422, "unknown-symbol"],
    [409, "unreachable"],
    [299, "invalid"],
    [300, "unreachable"],
    [199, "unreachable"],
  ])("with a status of %i: %s", async (status, code) => {
    answer = json({}, status);
    expect(await price()).toBe(code);
  });
});

describe("candles", () => {
  const row = { openMs: 60_000, lengthMs: 60_000, open: "2", high: "3", low: "1", close: "2" };
  const candles = async (lengthMs: number | null = null) =>
    codeOf(await fetchCandles({ gate, apiKey: null }, "A-USD", 0.5, 120_000.5, never, lengthMs));

  test("are told oldest first, whatever their order", async () => {
    answer = json({ symbol: "A-USD", candles: [row, { ...row, openMs: 0 }] });
    expect(await candles()).toEqual([{ ...row, openMs: 0 }, row]);
    expect(asked[0]).toMatchObject({
      path: "/v1/market/candles?symbol=A-USD&from=0&to=120001",
      timeoutMs: 5_000,
      symbols: ["A-USD"],
    });
  });

  test("of a moment are candles", async () => {
    answer = json({ symbol: "A-USD", candles: [{ ...row, lengthMs: 1 }] });
    expect(await candles()).toEqual([{ ...row, lengthMs: 1 }]);
  });

  test("for a chart name no symbol: no rule waits for them", async () => {
    answer = json({ symbol: "A-USD", candles: [] });
    expect(await candles(300_000)).toEqual([]);
    expect(asked[0]?.path).toContain("&length=300000");
    expect(asked[0]).not.toHaveProperty("symbols");
  });

  test.each<[string, unknown]>([
    ["of another instrument", { symbol: "B-USD", candles: [] }],
    ["that are no list", { symbol: "A-USD", candles: {} }],
    ["of which one is none", { symbol: "A-USD", candles: [row, 7] }],
    ["without a time", { symbol: "A-USD", candles: [{ ...row, openMs: "x" }] }],
    ["without a length", { symbol: "A-USD", candles: [{ ...row, lengthMs: null }] }],
    ["of no length", { symbol: "A-USD", candles: [{ ...row, lengthMs: 0 }] }],
    ["with a price that is none", { symbol: "A-USD", candles: [{ ...row, high: "x" }] }],
  ])("%s are refused: a touch could hide in them", async (_what, body) => {
    answer = json(body);
    expect(await candles()).toBe("invalid");
  });
});

describe("the list of instruments", () => {
  test("has those whose names are symbols", async () => {
    answer = json({ symbols: ["A-USD", 7, "no good", "B-EUR"] });
    const found = codeOf(await fetchInstruments({ gate, apiKey: null }, never)) as { symbol: string }[];
    expect(found).toMatchObject([
      { symbol: "A-USD", wireSymbol: "A-USD", base: "A", quote: "USD", state: "trading" },
      { symbol: "B-EUR", base: "B", quote: "EUR" },
    ]);
  });

  test.each([[{}], [{ symbols: "A-USD" }]])("that is %j is refused", async (body) => {
    answer = json(body);
    expect(codeOf(await fetchInstruments({ gate, apiKey: null }, never))).toBe("invalid");
  });
});
