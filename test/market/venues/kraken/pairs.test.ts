/** Kraken's list of pairs, row by row; and how its answers are read, whatever stands in them beside what was asked for. */
import { beforeEach, describe, expect, test } from "vitest";
import { assetClass, fetchPairs, type KrakenPair } from "../../../../main/market/venues/kraken/pairs.ts";
import { onlyRows, requestKraken, requestMany } from "../../../../main/market/venues/kraken/rest-request.ts";
import type { RestAnswer, RestOutcome, RestRequest } from "../../../../main/market/venues/session.ts";
import { away, json, never } from "../rest-answer.ts";

let asked: RestRequest[];
let heldOff: (number | null)[];
let answers: RestOutcome<RestAnswer>[];
const gate = {
  get: (request: RestRequest) => (
    asked.push(request),
    Promise.resolve(answers.shift() ?? json({ error: [], result: {} }))
  ),
  holdOff: (ms: number | null) => void heldOff.push(ms),
};
const list = (rows: object) => json({ error: [], result: rows });

beforeEach(() => {
  asked = [];
  heldOff = [];
  answers = [];
});

describe("the list", () => {
  const row = { wsname: "XBT/USD", altname: "XBTUSD", tick_size: "0.1", status: "online" };
  const read = async (rows: object) => {
    answers = [list(rows)];
    const found = await fetchPairs(gate, never);
    if (!found.ok) throw new Error(found.error.code);
    return found.value;
  };

  test("is of currencies and then of shares, and may be long", async () => {
    answers = [list({ XXBTZUSD: row }), list({ AAPLx: { ...row, wsname: "AAPLx/USD" } })];
    const found = await fetchPairs(gate, never);
    expect(found.ok && found.value.map(({ restName, isTokenized }) => [restName, isTokenized])).toEqual([
      ["XXBTZUSD", false],
      ["AAPLx", true],
    ]);
    expect(asked.map(({ path, maxBodyBytes }) => [path, maxBodyBytes])).toEqual([
      ["/0/public/AssetPairs", 16_777_216],
      ["/0/public/AssetPairs?aclass_base=tokenized_asset", 16_777_216],
    ]);
  });

  test("gives every name under which an answer may stand", async () => {
    const [both, one] = await read({ XXBTZUSD: row, ETHUSD: { ...row, wsname: "ETH/USD", altname: undefined } });
    expect([both?.restName, both?.otherNames]).toEqual(["XXBTZUSD", ["XBT/USD", "XBTUSD", "BTC/USD"]]);
    expect([one?.restName, one?.otherNames]).toEqual(["ETHUSD", ["ETH/USD", "ETH/USD"]]);
  });

  test.each<[string, unknown]>([
    ["is none", null],
    ["has no name on the stream", { ...row, wsname: undefined }],
    ["has a name of one part", { ...row, wsname: "XBTUSD" }],
    ["has a name of three parts", { ...row, wsname: "XBT/USD/EUR" }],
    ["has no base", { ...row, wsname: "/USD" }],
    ["has no quote", { ...row, wsname: "XBT/" }],
  ])("leaves out a row that %s, and keeps the others", async (_what, bad) => {
    expect((await read({ BAD: bad, XXBTZUSD: row })).map(({ restName }) => restName)).toEqual(["XXBTZUSD"]);
  });

  test.each([
    ["online", "trading"],
    ["limit_only", "trading"],
    ["post_only", "halted"],
    ["delisted", "delisted"],
    ["toString", "unknown"],
    [undefined, "unknown"],
  ])("tells of one that is %s that it is %s", async (status, state) => {
    expect((await read({ A: { ...row, status } }))[0]?.listed.state).toBe(state);
  });

  test("that is refused is a refusal", async () => {
    answers = [away];
    expect(await fetchPairs(gate, never)).toEqual(away);
    answers = [list({}), away];
    expect(await fetchPairs(gate, never)).toEqual(away);
  });
});

test("a share as a token is asked for by its class, and nothing else is", () => {
  const pair = (isTokenized: boolean) => ({ isTokenized }) as KrakenPair;
  expect([pair(true), pair(false), undefined].map(assetClass)).toEqual(["&asset_class=tokenized_asset", "", ""]);
});

describe("an answer", () => {
  const code = async (answer: RestOutcome<RestAnswer>, isMany = false) => {
    answers = [answer];
    const request = { path: "Ticker" };
    const found = await (isMany ? requestMany(gate, request, never) : requestKraken(gate, request, never));
    return found.ok ? found.value : found.error.message;
  };

  test("with several complaints is refused by the first that is no warning", async () => {
    const error = ["WGeneral:Old", null, "EService:Busy", "EGeneral:Too many requests"];
    expect(await code(json({ error, result: {} }))).toBe("Kraken is not in service at the moment (EService:Busy).");
    expect(heldOff).toEqual([]);
    expect(await code(json({ error: error.slice(3) }))).toContain("too often");
    expect(heldOff).toEqual([null]);
  });

  test.each([
    [413, false],
    [414, true],
    [415, false],
    [519, false],
    [520, true],
    [521, false],
  ])("with the status %i says that the address was too long: %s", async (status, isTooLong) => {
    expect((await code(json("", status), true)) === "too-long").toBe(isTooLong);
    expect(asked[0]?.readsStatuses).toEqual([414, 520]);
  });

  test.each<[object, unknown]>([
    [{ A: [1], last: 7 }, [1]],
    [{ last: 7, A: [] }, []],
    [{ last: [1] }, null],
    [{ A: [1], B: [2] }, null],
    [{ A: "1" }, null],
    [{ A: {}, last: 7 }, null],
    [{}, null],
  ])("of one instrument, %j, has the rows %j", (result, rows) => {
    expect(onlyRows(result as Readonly<Record<string, unknown>>)).toEqual(rows);
  });
});
