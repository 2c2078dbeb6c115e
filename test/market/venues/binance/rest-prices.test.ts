/** Binance's answers over REST, one by one: which are refusals, how much of the limit they say is left, and how many symbols are asked for at once. */
import { beforeEach, describe, expect, test } from "vitest";
import { fetchPrices } from "../../../../main/market/venues/binance/rest-prices.ts";
import { requestBinance } from "../../../../main/market/venues/binance/rest-request.ts";
import { SymbolTable } from "../../../../main/market/venues/binance/symbols.ts";
import type { ListedInstrument, RestAnswer, RestGate, RestOutcome } from "../../../../main/market/venues/session.ts";
import { away, json, never } from "../rest-answer.ts";

let answers: RestOutcome<RestAnswer>[];
let asked: { path: string; weight: number | undefined; symbols: readonly string[] | undefined }[];
let heldOff: (number | null)[];

beforeEach(() => {
  answers = [];
  asked = [];
  heldOff = [];
});

/** Answers with what is in `answers` one after the other, and then as `else` says of the symbols in the address. */
function gateWith(otherwise: (symbols: string[]) => RestOutcome<RestAnswer> = () => json([])): RestGate {
  return {
    get({ path, weight, symbols }) {
      asked.push({ path, weight, symbols });
      const named = /symbols=([^&]*)/.exec(path)?.[1];
      const all = named === undefined ? [] : (JSON.parse(decodeURIComponent(named)) as string[]);
      return Promise.resolve(answers.shift() ?? otherwise(all));
    },
    holdOff: (ms) => void heldOff.push(ms),
  };
}

describe("an answer", () => {
  test.each<[string, RestOutcome<RestAnswer>, object]>([
    ["of success is what it says", json({ a: "1" }), { ok: true, value: { a: "1" } }],
    [
      "with a code is one in the words for what Binance refuses",
      json({ code: -1000, msg: "Odd" }),
      { error: { message: "Binance refused the request (Odd)." } },
    ],
    [
      "that a symbol is not known is one in the words for that",
      json({ code: -1121, msg: "Invalid symbol." }, 400),
      { error: { message: "Binance does not know the instrument (Invalid symbol.)." } },
    ],
    [
      "with a status of its own is a refusal",
      json({}, 400),
      { ok: false, error: { code: "invalid", message: expect.stringContaining("HTTP 400") as string } },
    ],
    ["below 200 as well", json({}, 199), { ok: false, error: { code: "invalid" } }],
    ["with 299 is none", json({}, 299), { ok: true }],
    ["with 300 is one", json({}, 300), { ok: false }],
    [
      "with a code is a refusal, in its words",
      json({ code: -1000, msg: "Odd" }),
      { error: { code: "invalid", message: expect.stringContaining("Odd") as string } },
    ],
    [
      "that a symbol is not known",
      json({ code: -1121, msg: "Invalid symbol." }, 400),
      { error: { code: "unknown-symbol", message: expect.stringContaining("Invalid symbol.") as string } },
    ],
    ["that a symbol cannot be one", json({ code: -1100 }, 400), { error: { code: "unknown-symbol" } }],
    ["that it was asked too often", json({ code: -1003 }, 400), { error: { code: "rate-limited" } }],
    ["that does not come is what the gate says", away, away],
  ])("%s", async (_what, answer, expected) => {
    answers = [answer];
    expect(await requestBinance(gateWith(), { path: "/x" }, never)).toMatchObject(expected);
  });

  test("that it was asked too often holds everything off, for as long as the gate does by itself", async () => {
    answers = [json({ code: -1003 }, 400), json({ code: -1121 }, 400), json({ code: -1000 }, 400), json({}, 500)];
    for (let requests = 0; requests < 4; requests++) {
      await requestBinance(gateWith(), { path: "/x" }, never);
      expect(heldOff).toEqual([null]);
    }
  });

  test.each<[string | undefined, string | undefined, number[]]>([
    [undefined, undefined, []],
    ["5399", undefined, []],
    ["5400", undefined, [60_000]],
    ["much", undefined, []],
    ["5400", "Mon, 05 Jan 2026 12:00:20 GMT", [40_000]],
    ["6000", "soon", [60_000]],
  ])("with a used weight of %j, dated %j, holds off for %j", async (used, date, expected) => {
    const headers = {
      ...(used === undefined ? {} : { "x-mbx-used-weight-1m": used }),
      ...(date === undefined ? {} : { date }),
    };
    answers = [json({}, 200, headers)];
    await requestBinance(gateWith(), { path: "/x" }, never);
    expect(heldOff).toEqual(expected);
  });
});

describe("last prices", () => {
  const listed = Array.from({ length: 45 }, (_, at) => `A${String(at)}`).map(
    (base): ListedInstrument =>
      ({
        symbol: `${base}-USDT`,
        wireSymbol: `${base}USDT`,
        base,
        quote: "USDT",
        state: "trading",
      }) as ListedInstrument,
  );
  const table = new SymbolTable(() => listed);
  const symbols = (from: number, to: number): string[] => listed.slice(from, to).map(({ symbol }) => symbol);
  const tickers = (named: readonly string[]): RestOutcome<RestAnswer> =>
    json(named.map((symbol, at) => ({ symbol, lastPrice: `${String(at + 1)}.50000000`, lastId: 7 })));
  const pricesOf = async (gate: RestGate, of: readonly string[]) => {
    const found = await fetchPrices(gate, of, table, never);
    return found.ok
      ? [...found.value].map(([symbol, price]) => [symbol, price.ok ? price.value.last : price.error.code])
      : found.error.code;
  };

  test("are asked for twenty at a time, each request for its symbols", async () => {
    expect(await pricesOf(gateWith(tickers), symbols(0, 45))).toHaveLength(45);
    expect(asked.map(({ symbols: of, weight }) => [of?.length, weight])).toEqual([
      [20, 2],
      [20, 2],
      [5, 2],
    ]);
    expect(asked[2]?.symbols).toEqual(symbols(40, 45));
  });

  test("of none are not asked for, and of one that is not listed it is told", async () => {
    expect(await pricesOf(gateWith(tickers), [])).toEqual([]);
    expect(await pricesOf(gateWith(tickers), ["NO-SUCH"])).toEqual([["NO-SUCH", "unknown-symbol"]]);
    expect(asked).toEqual([]);
  });

  test("one symbol that Binance does not know costs the others nothing", async () => {
    const gate = gateWith((named) => (named.includes("A3USDT") ? json({ code: -1121 }, 400) : tickers(named)));
    const found = await pricesOf(gate, symbols(0, 6));
    expect(found).toHaveLength(6);
    expect(new Map(found as [string, string][]).get("A3-USDT")).toBe("unknown-symbol");
    expect(asked.map(({ symbols: of }) => of?.length)).toEqual([6, 3, 3, 2, 1, 1, 1]);
  });

  test("what some of the requests brought is not lost for the others", async () => {
    answers = [away];
    const found = await pricesOf(gateWith(tickers), symbols(0, 25));
    expect(found).toHaveLength(25);
    expect((found as [string, string][]).filter(([, price]) => price === "unreachable")).toHaveLength(20);
    answers = [json({})];
    const unusable = (await pricesOf(gateWith(tickers), symbols(0, 25))) as [string, string][];
    expect(unusable.map(([, price]) => price === "invalid")).toEqual(symbols(0, 25).map((_, at) => at < 20));
  });

  test.each<[string, unknown, [string, string][]]>([
    ["that cannot be read", [{ symbol: "A0USDT", lastPrice: "x" }], [["A0-USDT", "invalid"]]],
    ["of what has never traded", [{ symbol: "A0USDT", lastPrice: "0.00000000" }], [["A0-USDT", "unknown-symbol"]]],
    ["of a symbol that was not asked for", [{ symbol: "A9USDT", lastPrice: "1" }, 7], []],
  ])("one %s", async (_what, rows, expected) => {
    answers = [json(rows)];
    expect(await pricesOf(gateWith(), symbols(0, 2))).toEqual(expected);
  });

  test("of one symbol come from its last trade, and a refusal of the whole venue is one of all", async () => {
    const [one] = symbols(0, 1);
    answers = [json([{ a: 1, l: 9, f: 9, p: "5.10000000", q: "1", T: 1_700_000_000_000 }])];
    expect(await pricesOf(gateWith(), [one ?? ""])).toEqual([[one, "5.10"]]);
    expect(asked[0]?.path).toContain("aggTrades");
    answers = [away];
    expect(await pricesOf(gateWith(), [one ?? ""])).toBe("unreachable");
    answers = [json([])];
    expect(await pricesOf(gateWith(), [one ?? ""])).toEqual([[one, "unknown-symbol"]]);
  });
});
