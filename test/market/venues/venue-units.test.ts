/** The small parts that venues are made of: numbers of trades, ends without a key, Binance's streams and names. */
import { expect, test } from "vitest";
import { TradeSequence } from "../../../main/market/venues/trade-sequence.ts";
import { keylessCloseMeans } from "../../../main/market/venues/keyless-close.ts";
import { streamKinds, streamName, type StreamKind } from "../../../main/market/venues/binance/streams.ts";
import { SymbolTable } from "../../../main/market/venues/binance/symbols.ts";
import type { ListedInstrument } from "../../../main/market/venues/session.ts";

const skipped = (fromId: string, toId: string) => ({ fromId, toId });

test("a hole between two trades is told once, and what comes late is none", () => {
  const ids = new TradeSequence();
  expect(["10", "11", "13", "12", "13", "17"].map((id) => ids.note(id))).toEqual([
    null,
    null,
    skipped("12", "12"),
    null,
    null,
    skipped("14", "16"),
  ]);
  expect(ids.note(null)).toBeNull();
  expect([ids.note("12"), ids.note("18")], "one that comes late does not take back the newest").toEqual([null, null]);
});

test("a newest trade that the venue names is missed with all before it, once", () => {
  const ids = new TradeSequence();
  expect(ids.reach("5")).toBeNull();
  expect(ids.reach("5")).toBeNull();
  expect(ids.reach("6")).toEqual(skipped("6", "6"));
  expect(ids.note("7")).toBeNull();
  expect(ids.reach("9")).toEqual(skipped("8", "9"));
  expect(ids.note("9")).toBeNull();
  expect(ids.reach(null)).toBeNull();
});

test("0 is said of what has never traded, and numbers too large to be told apart of nothing", () => {
  const ids = new TradeSequence();
  expect(ids.reach("0")).toBeNull();
  expect(ids.note("5")).toBeNull();
  expect([ids.note("9007199254740993"), ids.reach("9007199254740993")]).toEqual([null, null]);
  expect(ids.note("6")).toBeNull();
});

test.each([
  [401, "forbidden"],
  [403, "forbidden"],
  [418, "banned"],
  [429, "rate-limited"],
  [1008, "rate-limited"],
  [451, "region"],
  [503, "maintenance"],
  [1006, null],
  [500, null],
])("without a key the end %i means %s", (code, means) => {
  expect(keylessCloseMeans(code)).toBe(means);
});

test.each<[object, readonly StreamKind[]]>([
  [{}, ["ticker"]],
  [{ everyTrade: true }, ["ticker", "aggTrade"]],
  [{ size: true }, ["ticker", "aggTrade"]],
  [{ quotes: true }, ["ticker", "bookTicker"]],
  [{ everyTrade: true, quotes: true }, ["ticker", "aggTrade", "bookTicker"]],
])("Binance's streams for %j", (need, kinds) => {
  expect(streamKinds({ everyTrade: false, size: false, quotes: false, ...need })).toEqual(kinds);
  expect(streamName("BTCUSDT", "aggTrade")).toBe("btcusdt@aggTrade");
});

test("Binance's names are those of its list; without one they stand side by side, and what a list lacks has none", () => {
  const listed = (symbol: string, wireSymbol: string) => ({ symbol, wireSymbol }) as ListedInstrument;
  let list: readonly ListedInstrument[] = [];
  const names = new SymbolTable(() => list);
  expect([names.wireSymbolOf("BTC-USDT"), names.symbolOf("BTCUSDT")]).toEqual(["BTCUSDT", "BTCUSDT"]);
  list = [listed("BTC-USDT", "BTCUSDT")];
  expect([names.wireSymbolOf("BTC-USDT"), names.symbolOf("BTCUSDT")]).toEqual(["BTCUSDT", "BTC-USDT"]);
  expect([names.wireSymbolOf("ETH-USDT"), names.symbolOf("ETHUSDT")]).toEqual([null, "ETHUSDT"]);
  list = [listed("ETH-USDT", "ETHUSDT")];
  expect([names.wireSymbolOf("BTC-USDT"), names.wireSymbolOf("ETH-USDT")]).toEqual([null, "ETHUSDT"]);
});
