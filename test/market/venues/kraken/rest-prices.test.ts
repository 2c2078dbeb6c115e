/** Last prices by Kraken's REST: how many pairs are asked for at once, what of an answer is a price, and what a refusal costs the others. */
import { beforeEach, describe, expect, test } from "vitest";
import type { KrakenNames } from "../../../../main/market/venues/kraken/names.ts";
import type { KrakenPair } from "../../../../main/market/venues/kraken/pairs.ts";
import { KrakenRest } from "../../../../main/market/venues/kraken/rest.ts";
import type { RestAnswer, RestGate, RestOutcome } from "../../../../main/market/venues/session.ts";
import { away, json, never } from "../rest-answer.ts";

const pairs = Array.from({ length: 120 }, (_, at): [string, KrakenPair] => {
  const name = `A${String(at)}USD`;
  const pair = { restName: name, otherNames: [`X${name}`], isTokenized: at >= 115 } as unknown as KrakenPair;
  return [`A${String(at)}-USD`, pair];
});
const known = new Map(pairs);
const symbols = (from: number, to: number): string[] => pairs.slice(from, to).map(([symbol]) => symbol);

let answers: RestOutcome<RestAnswer>[];
let asked: { readonly names: string[]; readonly path: string; readonly symbols: readonly string[] | undefined }[];
let heldOff: number;
let rest: KrakenRest;
let otherwise: (names: string[]) => RestOutcome<RestAnswer>;

const tickers = (names: readonly string[]): RestOutcome<RestAnswer> =>
  json({ error: [], result: Object.fromEntries(names.map((name) => [name, { c: ["1.50", "2"] }])) });
const refused = (...error: string[]): RestOutcome<RestAnswer> => json({ error });

beforeEach(() => {
  answers = [];
  asked = [];
  heldOff = 0;
  otherwise = tickers;
  const gate: RestGate = {
    get({ path, symbols: of }) {
      const names = decodeURIComponent(/pair=([^&]*)/.exec(path)?.[1] ?? "").split(",");
      asked.push({ names, path, symbols: of });
      return Promise.resolve(answers.shift() ?? otherwise(names));
    },
    holdOff: () => void heldOff++,
  };
  const names = {
    pairsOf: (of: readonly string[]) =>
      Promise.resolve({ ok: true, value: new Map([...known].filter(([symbol]) => of.includes(symbol))) }),
  } as unknown as KrakenNames;
  rest = new KrakenRest(gate, names);
});

async function pricesOf(of: readonly string[]): Promise<string | Map<string, string>> {
  const found = await rest.prices(of, never);
  if (!found.ok) return found.error.code;
  return new Map([...found.value].map(([symbol, price]) => [symbol, price.ok ? price.value.last : price.error.code]));
}

describe("are asked for", () => {
  test("fifty at a time, shares as tokens apart, each request for its symbols", async () => {
    expect(await pricesOf(symbols(0, 120))).toHaveProperty("size", 120);
    expect(asked.map(({ names, symbols: of }) => [names.length, of?.length])).toEqual([
      ...[50, 50, 15, 5].map((count) => [count, count]),
    ]);
    expect(asked.map(({ path }) => path.includes("tokenized"))).toEqual([false, false, false, true]);
  });

  test("not at all of what is not listed, which is told", async () => {
    expect(await pricesOf(["NO-SUCH"])).toEqual(new Map([["NO-SUCH", "unknown-symbol"]]));
    expect(asked).toEqual([]);
  });

  test.each<[string, (names: string[]) => RestOutcome<RestAnswer>]>([
    ["an address that is too long for the venue", (names) => (names.length > 20 ? json({}, 414) : tickers(names))],
    ["or for the firewall before it", (names) => (names.length > 20 ? json({}, 520) : tickers(names))],
  ])("by halves where they make %s", async (_what, gate) => {
    otherwise = gate;
    expect(await pricesOf(symbols(0, 50))).toHaveProperty("size", 50);
    expect(asked.map(({ names }) => names.length)).toEqual([50, 25, 13, 12, 25, 13, 12]);
  });
});

describe("a refusal", () => {
  test("of one pair that Kraken does not know costs the others nothing", async () => {
    otherwise = (names) => (names.includes("A2USD") ? refused("EQuery:Unknown asset pair") : tickers(names));
    const found = await pricesOf(symbols(0, 5));
    expect([...(found as Map<string, string>)].filter(([, price]) => price !== "1.50")).toEqual([
      ["A2-USD", "unknown-symbol"],
    ]);
    expect(asked.map(({ names }) => names.length)).toEqual([5, 3, 2, 1, 2]);
  });

  test("of a single name as too long is of that one", async () => {
    otherwise = (names) => (names.includes("A1USD") ? json({}, 414) : tickers(names));
    expect(await pricesOf(symbols(0, 2))).toEqual(
      new Map([
        ["A0-USD", "1.50"],
        ["A1-USD", "invalid"],
      ]),
    );
  });

  test("of the venue as a whole is one, unless some prices are there already", async () => {
    otherwise = () => away;
    expect(await pricesOf(symbols(0, 60))).toBe("unreachable");
    expect(asked).toHaveLength(1);
    answers = [tickers(symbols(0, 50).map((symbol) => symbol.replace("-", "")))];
    expect(await pricesOf(symbols(0, 60))).toHaveProperty("size", 50);
  });

  test("of a request as none is of its symbols alone", async () => {
    answers = [json({ error: "x" })];
    const found = await pricesOf(symbols(0, 60));
    expect([...(found as Map<string, string>).values()].filter((price) => price === "invalid")).toHaveLength(50);
  });

  test("of too many requests holds everything off", async () => {
    answers = [refused("EAPI:Rate limit exceeded")];
    expect([await pricesOf(symbols(0, 2)), heldOff]).toEqual(["rate-limited", 1]);
  });

  test("that begins with W is a warning beside a good answer", async () => {
    answers = [json({ error: ["WGeneral:Deprecated"], result: { A0USD: { c: ["2", "1"] } } })];
    expect(await pricesOf(symbols(0, 2))).toEqual(new Map([["A0-USD", "2"]]));
  });
});

describe("a price", () => {
  test("stands under another name of its pair as well, and where nothing is said of it it is missing", async () => {
    answers = [json({ error: [], result: { XA0USD: { c: ["3", "1"] }, A9USD: { c: ["4", "1"] } } })];
    expect(await pricesOf(symbols(0, 2))).toEqual(new Map([["A0-USD", "3"]]));
    answers = [json({ error: [], result: { XA0USD: { c: ["3", "1"] }, A0USD: { c: ["2", "1"] } } })];
    expect(await pricesOf(symbols(0, 2)), "its own first").toEqual(new Map([["A0-USD", "2"]]));
  });

  test.each([{ c: ["abc", "1"] }, { c: "5" }, {}])("that cannot be read is none: %j", async (row) => {
    answers = [json({ error: [], result: { A0USD: row, A1USD: { c: ["4", "1"] } } })];
    expect(await pricesOf(symbols(0, 2))).toEqual(
      new Map([
        ["A0-USD", "invalid"],
        ["A1-USD", "4"],
      ]),
    );
  });

  test("of 0 is that of a pair that was never traded, and nothing that is wrong with the venue", async () => {
    answers = [json({ error: [], result: { A0USD: { c: ["0.00000", "0.00000000"] }, A1USD: { c: ["4", "1"] } } })];
    expect(await pricesOf(symbols(0, 2))).toEqual(
      new Map([
        ["A0-USD", "unknown-symbol"],
        ["A1-USD", "4"],
      ]),
    );
  });

  test("says nothing of when it was traded", async () => {
    const found = await rest.prices(symbols(0, 2), never);
    expect(found.ok ? found.value.get("A0-USD") : null).toEqual({
      ok: true,
      value: { last: "1.50", lastNumber: 1.5, tradeId: null, asOf: "unknown", at: null },
    });
  });
});
