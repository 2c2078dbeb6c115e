/** Binance's list of what is traded there, row by row. */
import { describe, expect, test } from "vitest";
import { fetchInstruments } from "../../../../main/market/venues/binance/instruments.ts";
import type { RestAnswer, RestOutcome, RestRequest } from "../../../../main/market/venues/session.ts";
import { away, json, never } from "../rest-answer.ts";

const row = { symbol: "BTCUSDT", baseAsset: "BTC", quoteAsset: "USDT", status: "TRADING", filters: [] };
let asked: RestRequest | null = null;
const fetched = (answer: RestOutcome<RestAnswer>) =>
  fetchInstruments({ get: (request) => ((asked = request), Promise.resolve(answer)), holdOff: () => undefined }, never);
async function read(...rows: unknown[]) {
  const found = await fetched(json({ symbols: rows }));
  if (!found.ok) throw new Error(found.error.code);
  return found.value;
}

test("the list is long and takes its time, and weighs much", async () => {
  await read();
  expect(asked).toEqual({
    path: "/api/v3/exchangeInfo?showPermissionSets=false",
    weight: 20,
    maxBodyBytes: 33_554_432,
    timeoutMs: 60_000,
  });
});

test("the list leaves out what is no instrument, and keeps the others", async () => {
  const none = [null, 7, [], { ...row, symbol: "" }, { ...row, baseAsset: {} }, { ...row, quoteAsset: undefined }];
  expect((await read(...none, row)).map(({ symbol, wireSymbol }) => [symbol, wireSymbol])).toEqual([
    ["BTC-USDT", "BTCUSDT"],
  ]);
});

test.each<[unknown, string, string | null]>([
  ["TRADING", "trading", null],
  ["HALT", "halted", "Binance has halted trading."],
  ["NEW", "unknown", "Binance says that it is NEW."],
  ["toString", "unknown", "Binance says that it is toString."],
  ["", "unknown", "Binance does not say whether it trades."],
  [undefined, "unknown", "Binance does not say whether it trades."],
])("one with the status %j is %s: %j", async (status, state, note) => {
  expect((await read({ ...row, status }))[0]).toMatchObject({ state, note });
});

describe("the step of a price", () => {
  const filter = (tickSize: unknown, filterType = "PRICE_FILTER") => ({ filterType, tickSize });
  test.each<[unknown, string | null]>([
    [[filter("0.01000000")], "0.01"],
    [[filter("1.00000000")], "1"],
    [[filter("10.50")], "10.5"],
    [[filter("100")], "100"],
    [[null, filter("5", "LOT_SIZE"), filter("0.1"), filter("0.2")], "0.1"],
    [[filter("0.00000000")], null],
    [[filter(undefined)], null],
    [[], null],
    [{}, null],
    [undefined, null],
  ])("of %j is %j", async (filters, tickSize) => {
    expect((await read({ ...row, filters }))[0]?.tickSize).toBe(tickSize);
  });
});

test.each<[RestOutcome<RestAnswer>, string]>([
  [away, "unreachable"],
  [json({}), "invalid"],
  [json([]), "invalid"],
  [json({ symbols: {} }), "invalid"],
])("%j is no list", async (answer, code) => {
  expect(await fetched(answer)).toMatchObject({ ok: false, error: { code } });
});
