/** How Kraken writes an instrument: by which list, who asks for it, and what happens where that is refused or given up. */
import { beforeEach, describe, expect, test } from "vitest";
import { KrakenNames } from "../../../../main/market/venues/kraken/names.ts";
import type { ListedInstrument, RestAnswer, RestOutcome, RestRequest } from "../../../../main/market/venues/session.ts";
import { away, json, never } from "../rest-answer.ts";

let known: readonly ListedInstrument[];
let names: KrakenNames;
/** Requests that are not answered yet, but where one is given up. */
let open: ((answer: RestOutcome<RestAnswer>) => void)[];
let asked: string[];
const gate = {
  get({ path }: RestRequest, signal: AbortSignal): Promise<RestOutcome<RestAnswer>> {
    asked.push(path);
    return new Promise((resolve, reject) => {
      open.push(resolve);
      signal.addEventListener("abort", () => reject(new Error("given up")));
    });
  },
  holdOff: () => undefined,
};
const listed = (symbol: string, wireSymbol: string, ...aliases: string[]): ListedInstrument => {
  const [base = "", quote = ""] = symbol.split("-");
  const rest = { name: null, tickSize: null, state: "trading", note: null } as const;
  return { symbol, wireSymbol, base, quote, aliases, ...rest };
};
const ofCurrencies = json({ error: [], result: { XXBTZUSD: { wsname: "XBT/USD" }, ETHUSD: { wsname: "ETH/USD" } } });
const ofShares = json({ error: [], result: {} });
/** Lets everything that waits go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
async function answer(...answers: RestOutcome<RestAnswer>[]): Promise<void> {
  for (const one of answers) {
    await settle();
    open.shift()?.(one);
  }
  await settle();
}

beforeEach(() => {
  known = [];
  open = [];
  asked = [];
  names = new KrakenNames(gate, () => known);
});

describe("the stream's name", () => {
  test("without a list is ours with a slash, and goes by each newer list that is known", async () => {
    expect(names.wireOf("XBT-USD")).toBe("XBT/USD");
    known = [listed("BTC-USD", "BTC/USD", "XBT")];
    expect(["BTC-USD", "XBT-USD", "ETH-USD"].map((one) => names.wireOf(one))).toEqual([
      "BTC/USD",
      "BTC/USD",
      "ETH/USD",
    ]);
    known = [listed("BTC-USD", "BTC.N/USD")];
    expect(names.wireOf("BTC-USD")).toBe("BTC.N/USD");
    const loading = names.load(never);
    await answer(ofCurrencies, ofShares);
    await loading;
    expect(names.wireOf("BTC-USD"), "by the list of this run").toBe("BTC/USD");
  });
});

describe("REST's name", () => {
  const restNames = async (found: ReturnType<KrakenNames["pairsOf"]>) => {
    const outcome = await found;
    return outcome.ok ? [...outcome.value].map(([symbol, { restName }]) => [symbol, restName]) : outcome.error.code;
  };

  test("is of the list, which is asked for once, by whoever comes first", async () => {
    const both = [names.pairsOf(["BTC-USD", "NO-SUCH"], never), names.pairsOf(["XBT-USD", "ETH-USD"], never)];
    await answer(ofCurrencies, ofShares);
    expect(await restNames(both[0]!)).toEqual([["BTC-USD", "XXBTZUSD"]]);
    expect(await restNames(both[1]!)).toEqual([
      ["XBT-USD", "XXBTZUSD"],
      ["ETH-USD", "ETHUSD"],
    ]);
    expect(await restNames(names.pairsOf(["ETH-USD"], never))).toEqual([["ETH-USD", "ETHUSD"]]);
    expect(asked).toHaveLength(2);
  });

  test("is refused to all who wait where the list is, and the next one asks again", async () => {
    const both = [names.pairsOf(["BTC-USD"], never), names.pairsOf(["ETH-USD"], never)];
    await answer(away);
    expect(await Promise.all(both.map(restNames))).toEqual(["unreachable", "unreachable"]);
    const again = names.pairsOf(["BTC-USD"], never);
    await answer(ofCurrencies, ofShares);
    expect(await restNames(again)).toEqual([["BTC-USD", "XXBTZUSD"]]);
    expect(asked).toHaveLength(3);
  });

  test("given up by whoever asked first is asked for by the next", async () => {
    const first = new AbortController();
    const given = names.pairsOf(["BTC-USD"], first.signal);
    const second = names.pairsOf(["BTC-USD"], never);
    const third = new AbortController();
    const late = names.pairsOf(["BTC-USD"], third.signal);
    third.abort(new Error("not wanted"));
    first.abort();
    await expect(given).rejects.toThrow("given up");
    await expect(late).rejects.toThrow("not wanted");
    open = open.slice(1);
    await answer(ofCurrencies, ofShares);
    expect(await restNames(second)).toEqual([["BTC-USD", "XXBTZUSD"]]);
    expect(asked).toHaveLength(3);
  });

  test("is not given to whoever has given up already", async () => {
    const loading = names.load(never);
    await answer(ofCurrencies, ofShares);
    await loading;
    await expect(names.pairsOf(["BTC-USD"], AbortSignal.abort(new Error("not wanted")))).rejects.toThrow("not wanted");
  });

  test("of what Kraken does not list is none, in words", async () => {
    const found = names.pairOf("NO-SUCH", never);
    await answer(ofCurrencies, ofShares);
    expect(await found).toMatchObject({ ok: false, error: { message: "Kraken does not know NO-SUCH." } });
    expect(await names.pairOf("BTC-USD", never)).toMatchObject({ ok: true, value: { restName: "XXBTZUSD" } });
  });
});
