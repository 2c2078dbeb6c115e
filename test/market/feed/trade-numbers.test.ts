/** Trade ids: which trades are new, which lie between two, which were missed and which have come. Values alone. */
import { expect, test } from "vitest";
import { DroppedRun } from "../../../main/market/feed/dropped-run.ts";
import {
  asPrice,
  awaitedOf,
  hasCome,
  historyOf,
  isBeyond,
  spanOfRanges,
  type MissedRange,
} from "../../../main/market/feed/missed-range.ts";
import { idsBetween, isAnotherTrade, isFromBefore, isLaterTrade } from "../../../main/market/feed/rest-news.ts";
import { isDigits, isHigherId, TradeIds } from "../../../main/market/feed/trade-ids.ts";
import type { Watched } from "../../../main/market/feed/watched.ts";
import type { CurrentPrice, History } from "../../../main/market/venues/session.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { tickOf, wallMs } from "./tick-of.ts";

test.each([
  ["1", true],
  ["0123456789", true],
  ["", true],
  ["/", false],
  [":", false],
  ["1a", false],
  ["-1", false],
])("%j is made of digits: %s", (id, is) => expect(isDigits(id)).toBe(is));

test.each([
  ["2", "1", true],
  ["1", "1", false],
  ["1", "2", false],
  ["10", "9", true],
  ["9", "10", false],
  ["90071992547409931", "90071992547409930", true],
])("%s is higher than %s: %s", (a, b, is) => expect(isHigherId(a, b)).toBe(is));

test("a trade is new above every other, repeated while it is one of the last 64, else late", () => {
  const ids = new TradeIds();
  expect(ids.isAbove("1")).toBe(true);
  expect(["5", "5", "7", "5", "6", "8"].map((id) => ids.see(id))).toEqual([
    ...["new", "duplicate", "new", "duplicate", "late", "new"],
  ]);
  expect([ids.isAbove("8"), ids.isAbove("9"), ids.hasSeen("7"), ids.hasSeen("6")]).toEqual([false, true, true, false]);
  // Three are remembered, 61 more fill what is kept; one more forgets the oldest.
  for (let id = 9; id < 70; id++) ids.see(String(id));
  expect(ids.hasSeen("5")).toBe(true);
  ids.see("70");
  expect([ids.hasSeen("5"), ids.hasSeen("7"), ids.see("5")]).toEqual([false, true, "late"]);
});

test("ids without an order are never late; those of a new numbering begin anew; what names no trade is ignored for one socket", () => {
  const ids = new TradeIds();
  expect(["b", "a", "b", "c"].map((id) => ids.see(id))).toEqual(["new", "new", "duplicate", "new"]);
  expect([ids.isAbove("a"), ids.isAbove("z")]).toEqual([false, true]);
  ids.see("1000");
  expect(ids.see("3")).toBe("late");
  ids.restart(["1", "2"]);
  expect([ids.see("2"), ids.see("1"), ids.see("3"), ids.hasSeen("a")]).toEqual([
    "duplicate",
    "duplicate",
    "new",
    false,
  ]);
  ids.ignore();
  expect([ids.see("3"), ids.see("3")]).toEqual(["new", "new"]);
  ids.newSocket();
  expect(ids.see("3")).toBe("duplicate");
});

const priceOf = (change: Partial<CurrentPrice> = {}): CurrentPrice => ({
  last: "100",
  lastNumber: 100,
  tradeId: null,
  asOf: "trade",
  at: null,
  ...change,
});

test.each<[string, Partial<CurrentPrice>, Partial<Tick>, boolean]>([
  ["the same price without ids", {}, {}, false],
  ["another price", { last: "101" }, {}, true],
  ["another id", { tradeId: "2" }, { tradeId: "1" }, true],
  ["the same id", { tradeId: "1" }, { tradeId: "1" }, false],
  ["an id that the tick has not", { tradeId: "1" }, {}, false],
  ["an id that the price has not", {}, { tradeId: "1" }, false],
])("REST tells of another trade by %s", (_what, price, tick, is) => {
  expect(isAnotherTrade(priceOf(price), tickOf(tick))).toBe(is);
});

const iso = (ms: number): string => new Date(wallMs + ms).toISOString();
test.each<[string, Partial<CurrentPrice>, Partial<Tick>, boolean]>([
  ["earlier", { at: wallMs - 1 }, { exchangeAt: iso(0) }, true],
  ["at the same time", { at: wallMs }, { exchangeAt: iso(0) }, false],
  ["earlier by a later trade's id", { at: wallMs - 1, tradeId: "2" }, { exchangeAt: iso(0), tradeId: "1" }, false],
  ["without a time", {}, { exchangeAt: iso(0) }, false],
  ["beside a tick without one", { at: wallMs - 1 }, {}, false],
  ["beside a tick a minute ahead of us", { at: wallMs }, { exchangeAt: iso(60_000) }, true],
  ["beside a tick absurdly ahead of us", { at: wallMs }, { exchangeAt: iso(60_001) }, false],
])("a price by REST %s is from before", (_what, price, tick, is) => {
  expect(isFromBefore(priceOf(price), tickOf(tick))).toBe(is);
});

test.each<[string | null, string | null, boolean, [string, string] | null]>([
  ["1", "5", false, ["2", "4"]],
  ["1", "3", false, ["2", "2"]],
  ["1", "2", false, null],
  ["2", "1", true, null],
  ["1", "1", false, null],
  [null, "5", false, null],
  ["1", null, false, null],
  ["a", "5", false, null],
  ["1", "b", false, null],
  ["9007199254740993", "9007199254740996", false, ["9007199254740994", "9007199254740995"]],
])("between %s and %s", (id, than, isLater, between) => {
  expect(isLaterTrade(id, than)).toBe(isLater);
  expect(idsBetween(id, than)).toEqual(between);
});

const tradesOf = (...ids: number[]): Extract<History, { kind: "trades" }> => ({
  kind: "trades",
  complete: true,
  trades: ids.map((id) => ({ tradeId: String(id), price: "1", size: "1", atMs: id })),
});
const candles: History = { kind: "candles", candles: [], complete: true };
const rangeOf = (change: Partial<MissedRange> = {}): MissedRange => ({
  since: { wallMs: 5, monoMs: 1 },
  before: tickOf(),
  seen: null,
  knownMs: 50,
  fromId: "11",
  toId: "13",
  endsWithFirstTrade: false,
  ...change,
});

test("the trades of a range, with the one that came next, and none from before it was waited for", () => {
  const idsIn = (history: History): string[] =>
    history.kind === "trades" ? history.trades.map(({ tradeId }) => tradeId) : ["candles"];
  const all = tradesOf(9, 10, 11, 12, 13, 14, 15);
  expect(idsIn(historyOf(rangeOf(), null, all))).toEqual(["11", "12", "13", "14"]);
  expect(idsIn(historyOf(rangeOf({ toId: null }), null, all))).toEqual(["11", "12", "13", "14", "15"]);
  expect(idsIn(historyOf(rangeOf(), 13, all))).toEqual(["13", "14"]);
  expect(historyOf(rangeOf(), null, candles)).toBe(candles);
});

test("a range goes on beyond what REST knows, where its newest trade is before the end", () => {
  expect([12, 13, 14].map((newest) => isBeyond(rangeOf(), tradesOf(newest)))).toEqual([true, false, false]);
  expect(isBeyond(rangeOf(), tradesOf())).toBe(true);
  expect(isBeyond(rangeOf({ toId: null }), tradesOf())).toBe(false);
  expect(isBeyond(rangeOf(), candles)).toBe(false);
});

test("what is asked of the venue reaches from before the first to past the last", () => {
  expect(spanOfRanges([rangeOf()], 5, 60)).toEqual({
    fromMs: 5,
    toMs: 60,
    afterTradeId: "10",
    beforeTradeId: "15",
  });
  const ranges = [rangeOf({ toId: "30" }), rangeOf({ fromId: "20", toId: "25" })] as const;
  expect(spanOfRanges(ranges, 5, 60)).toMatchObject({ afterTradeId: "10", beforeTradeId: "32" });
  expect(spanOfRanges([rangeOf(), rangeOf({ toId: null })], 5, 60).beforeTradeId).toBeNull();
});

test("a range has come when each of its trades was seen, up to 64 of them", () => {
  const watchedWith = (...seen: number[]): Watched => {
    const ids = new TradeIds();
    for (const id of seen) ids.see(String(id));
    return { filter: { ids } } as unknown as Watched;
  };
  expect(hasCome(watchedWith(11, 12, 13), rangeOf())).toBe(true);
  expect(hasCome(watchedWith(11, 13), rangeOf())).toBe(false);
  expect(hasCome(watchedWith(11, 12), rangeOf())).toBe(false);
  expect(hasCome(watchedWith(11, 12, 13), rangeOf({ toId: null }))).toBe(false);
  const many = (count: number): boolean =>
    hasCome(
      watchedWith(...Array.from({ length: count }, (_, i) => i + 1)),
      rangeOf({ fromId: "1", toId: String(count) }),
    );
  expect([64, 65].map(many)).toEqual([true, false]);
});

test("a range waits for a next process only where both of its ends are known", () => {
  expect(awaitedOf(rangeOf({ before: null }), null)).toBeNull();
  expect(awaitedOf(rangeOf({ toId: null }), null)).toBeNull();
  expect(awaitedOf(rangeOf(), 7)).toMatchObject({
    gap: {
      fromWallMs: 5,
      toWallMs: 50,
      because: "venue-silent",
      candles: [],
      knownMs: 50,
      missed: { fromId: "11", toId: "13", waitedSinceMs: 7 },
    },
    after: { last: "100" },
  });
  expect(asPrice({ tradeId: "7", price: "1.50", size: "2", atMs: 9 })).toEqual({
    last: "1.50",
    lastNumber: 1.5,
    tradeId: "7",
    asOf: "trade",
    at: 9,
  });
});

const dropped = (id: string, monoMs = 0): Tick => tickOf({ tradeId: id, receivedMonoMs: monoMs });

test("21 rising ids below the highest are a new numbering, 20 are not yet, and from the third on it is told", () => {
  const run = new DroppedRun();
  const ends = Array.from({ length: 20 }, (_, i) => run.add(dropped(String(i + 1)), "late", false));
  expect(ends.every((end) => end === null)).toBe(true);
  expect([run.since?.tradeId, run.prices]).toEqual(["1", 20]);
  const end = run.add(dropped("21"), "late", false);
  expect([end?.numbering, end?.ticks.length, run.since, run.prices]).toEqual(["new", 21, null, 0]);
  const few = new DroppedRun();
  for (const [i, isTold] of [false, false, true].entries()) {
    few.add(dropped(String(i + 1)), "late", false);
    expect(few.since !== null).toBe(isTold);
  }
});

test("30 s in which nothing counts end a run, whatever the ids say; what is older or repeated is no sign before that", () => {
  const run = new DroppedRun();
  expect(run.add(dropped("9"), "late", false)).toBeNull();
  expect(run.add(dropped("3"), "late", false)).toBeNull();
  expect(run.add(dropped("4", 29_999), "late", false)).toBeNull();
  // They rise since the 3 alone.
  expect(run.add(dropped("5", 30_000), "late", false)).toMatchObject({
    numbering: "new",
    ticks: [{ tradeId: "3" }, { tradeId: "4" }, { tradeId: "5" }],
  });
  const older = new DroppedRun();
  for (let i = 1; i <= 40; i++) expect(older.add(dropped(String(i)), "late", true)).toBeNull();
  expect(older.add(dropped("41", 30_000), "late", true)).toMatchObject({ ticks: [{ tradeId: "41" }] });
  const same = new DroppedRun();
  for (let i = 1; i <= 40; i++) expect(same.add(dropped("7"), "repeated", false)).toBeNull();
});

test("an id that never changes at other prices is meaningless; a ticker and a trade of one id are one", () => {
  const run = new DroppedRun();
  for (let i = 0; i < 20; i++) expect(run.add(dropped("7"), "contradiction", false)).toBeNull();
  expect(run.add(dropped("7"), "contradiction", false)).toMatchObject({ numbering: "meaningless" });
  const twice = new DroppedRun();
  for (let i = 1; i <= 20; i++)
    for (let n = 0; n < 2; n++) expect(twice.add(dropped(String(i)), "late", false)).toBeNull();
  const turned = new DroppedRun();
  for (let i = 1; i <= 15; i++) turned.add(dropped(String(i)), "late", false);
  // Another reason is another run.
  for (let i = 0; i < 20; i++) expect(turned.add(dropped("7"), "contradiction", false)).toBeNull();
});
