/** Which prices count, one after the other as a venue tells them: each as it goes on to the alerts, and what is only counted. */
import { beforeEach, describe, expect, test } from "vitest";
import { BAD_BID, BAD_SIZE } from "../../../main/market/venues/venue.ts";
import { FilterHarness, noneDropped, noon, type Told } from "./tick-filter-harness.ts";
import { tickOf } from "./tick-of.ts";

const hourMs = 3_600_000;
let h: FilterHarness;

beforeEach(() => {
  h = new FilterHarness();
});

describe("by trade ids", () => {
  test("a rising id counts with all that it brings, a lower one is late, a known one is told again", () => {
    expect(h.stream({ last: "100", id: "5", size: "2" })).toEqual(["100 #5 x2"]);
    expect(h.stream({ last: "101", id: "7" })).toEqual(["101 #7"]);
    expect(h.stream({ last: "102", id: "6" })).toEqual([]);
    expect(h.dropped()).toEqual({ ...noneDropped, ticks: 2, late: 1 });
    expect(h.stream({ last: "101", id: "7" })).toEqual([]);
    expect(h.stream({ last: "100", id: "5" })).toEqual([]);
    expect(h.dropped()).toEqual({ ...noneDropped, ticks: 2, late: 1, duplicate: 2 });
  });

  test("a ticker with the id and the price of the last trade counts where its quote is another one", () => {
    h.stream({ last: "100", id: "5" });
    expect(h.stream({ last: "100", id: "5", bid: "99", ask: "101", by: "ticker" })).toEqual(["100 bid 99 ask 101 #5"]);
    expect(h.stream({ last: "100", id: "5", bid: "99", ask: "101", by: "ticker" })).toEqual([]);
    expect(h.stream({ last: "100", id: "5", bid: "98", ask: "101", by: "ticker" })).toHaveLength(1);
    expect(h.stream({ last: "100", id: "5", bid: "98", ask: "102", by: "ticker" })).toHaveLength(1);
    expect(h.stream({ last: "100", id: "5", bid: "97", ask: "103" }), "a trade").toEqual([]);
    h.stream({ last: "101", id: "6" });
    expect(h.stream({ last: "101", id: "5", bid: "96", ask: "104", by: "ticker" }), "of an earlier trade").toEqual([]);
    expect(h.stream({ last: "100", id: "6", bid: "96", ask: "104", by: "ticker" }), "of another price").toEqual([]);
    expect(h.counts.duplicate).toBe(4);
  });

  test("a run of ids below the last one is taken for a numbering begun anew, and counts in its order", () => {
    h.stream({ last: "100", id: "1000000" });
    for (let id = 1; id <= 20; id++) expect(h.stream({ last: String(100 + id / 100), id: String(id) })).toEqual([]);
    const run = h.stream({ last: "100.21", id: "21" });
    expect(run).toHaveLength(21);
    expect([run[0], run.at(-1)]).toEqual(["100.01 #1", "100.21 #21"]);
    expect(h.stream({ last: "100.3", id: "22" })).toEqual(["100.3 #22"]);
    expect(h.stream({ last: "100.3", id: "21" })).toEqual([]);
  });

  test("ids of trades from before the last one are no sign of that", () => {
    h.stream({ last: "100", id: "1000000" });
    for (let id = 1; id <= 30; id++) expect(h.stream({ last: "101", id: String(id), at: 0 })).toEqual([]);
  });

  test("one id at ever other prices says nothing: it is not looked at any more", () => {
    h.stream({ last: "100", id: "5" });
    for (let at = 1; at <= 20; at++) expect(h.stream({ last: String(100 + at / 100), id: "5" })).toEqual([]);
    expect(h.stream({ last: "100.21", id: "5" })).toHaveLength(21);
    expect(h.stream({ last: "100.22", id: "5" })).toEqual(["100.22 #5"]);
    h.filter.newSocket(h.watched);
    h.stream({ last: "100.22", id: "6" });
    expect(h.stream({ last: "100.23", id: "6" }), "over another socket it is").toEqual([]);
  });

  test("one trade told again and again is no sign of anything", () => {
    h.stream({ last: "100", id: "5" });
    for (let at = 1; at <= 40; at++) expect(h.stream({ last: "100", id: "5" })).toEqual([]);
    expect(h.dropped()).toEqual({ ...noneDropped, ticks: 1, duplicate: 40 });
  });

  test("all of a run that began a numbering are known by then", () => {
    h.stream({ last: "100", id: "1000000" });
    for (let id = 1; id <= 21; id++) h.stream({ last: String(100 + id / 100), id: String(id) });
    const { duplicate, late } = h.dropped();
    expect([h.filter.isNewer(h.watched, "21"), h.filter.isNewer(h.watched, "22")]).toEqual([false, true]);
    for (const id of ["21", "7"]) expect(h.stream({ last: "100.21", id })).toEqual([]);
    expect(h.dropped()).toMatchObject({ duplicate: duplicate + 2, late });
  });

  test("whether a trade comes after all that were seen", () => {
    h.stream({ last: "100", id: "5" });
    expect([h.filter.isNewer(h.watched, "5"), h.filter.isNewer(h.watched, "6")]).toEqual([false, true]);
  });
});

describe("the first one after it was asked for", () => {
  test("is the last trade told again: it ends an outage, and its size is no new trade", () => {
    h.stream({ last: "100", id: "5", size: "2", at: 500 });
    h.filter.endConnection(h.watched);
    expect(h.stream({ last: "100", id: "5", size: "2", at: 500 }, true)).toEqual(["100 #5"]);
    expect(h.counts.duplicate).toBe(0);
    expect(h.stream({ last: "100", id: "5", size: "2", at: 500 })).toEqual([]);
    h.stream({ last: "101", at: 600 });
    h.filter.endConnection(h.watched);
    expect(h.stream({ last: "101", at: 600, size: "2" }, true), "without an id").toEqual(["101"]);
  });

  test("brings nothing where that was known over this connection, unless its quote is another one", () => {
    h.stream({ last: "100", id: "5", bid: "99", at: 500 });
    expect(h.stream({ last: "100", id: "5", bid: "99", size: "2", at: 500 }, true)).toEqual([]);
    expect(h.counts.duplicate).toBe(1);
    expect(h.stream({ last: "100", id: "5", bid: "98", size: "2", at: 500 }, true)).toEqual(["100 bid 98 #5"]);
  });

  test.each<[string, Told, string[]]>([
    ["of another price", { last: "101", id: "6", at: 500 }, ["101 #6"]],
    ["of another id", { last: "100", id: "6", at: 500, size: "3" }, ["100 #6 x3"]],
    ["of another time", { last: "100", at: 600, size: "3" }, ["100 x3"]],
    ["without a time", { last: "100", at: null, size: "3" }, ["100 x3"]],
  ])("counts whole where it is a trade %s", (_what, told, expected) => {
    h.stream({ last: "100", id: "5", at: 500 });
    expect(h.stream(told, true)).toEqual(expected);
  });

  test("teaches its id", () => {
    h.filter.recall(h.watched, tickOf({ instrument: "demo:A-USD", last: "100", exchangeAt: noon + 500 }));
    expect(h.stream({ last: "100", id: "5", at: 500 }, true)).toEqual(["100 #5"]);
    expect([h.filter.isNewer(h.watched, "5"), h.filter.isNewer(h.watched, "6")]).toEqual([false, true]);
  });

  test("that was known when we subscribed and lies below a known id is no sign of a new numbering", () => {
    h.stream({ last: "100", id: "1000000" });
    for (let id = 1; id <= 30; id++) expect(h.stream({ last: "101", id: String(id), origin: "snapshot" })).toEqual([]);
    expect(h.dropped()).toEqual({ ...noneDropped, ticks: 1, duplicate: 30 });
    expect(h.stream({ last: "101", id: "1000001", origin: "snapshot" })).toEqual(["101 #1000001"]);
    expect(h.stream({ last: "102", origin: "snapshot" })).toEqual(["102"]);
  });
});

describe("a price from before", () => {
  test("counts as such while nothing of now is known, and not where an older one than that is known", () => {
    expect(h.stream({ last: "100", at: -2 * hourMs })).toEqual(["100 old"]);
    expect(h.stream({ last: "101", at: -hourMs })).toEqual(["101 old"]);
    expect(h.stream({ last: "99", at: -3 * hourMs })).toEqual([]);
    expect(h.counts.duplicate).toBe(1);
    expect(h.stream({ last: "99", bid: "98", at: -3 * hourMs }), "its quote alone").toEqual(["bid 98 old"]);
    expect(h.stream({ bid: "97", at: -4 * hourMs })).toEqual(["bid 97 old"]);
  });

  test("of a later id is no older one, whatever its time", () => {
    h.stream({ last: "100", id: "5", at: -hourMs });
    expect(h.stream({ last: "99", id: "6", at: -2 * hourMs })).toEqual(["99 #6 old"]);
  });

  test("whose quote alone changes while its time stands still is a quote of now", () => {
    h.stream({ last: "100", at: -hourMs, bid: "99", ask: "101" });
    expect(h.stream({ last: "100", at: -hourMs, bid: "98", ask: "101" })).toEqual(["bid 98 ask 101"]);
    expect(h.stream({ last: "101", at: -hourMs, bid: "97", ask: "101" })).toEqual(["101 bid 97 ask 101 old"]);
  });

  test("over another connection it is told again", () => {
    h.stream({ last: "100", at: -hourMs });
    h.filter.endConnection(h.watched);
    h.filter.beginSubscription(h.watched);
    expect(h.stream({ last: "99", at: -2 * hourMs })).toEqual(["99 old"]);
  });
});

describe("by REST", () => {
  test("another price is news, the same one is not, nor one from before it", () => {
    expect(h.rest("100", { at: noon })).toEqual([true, ["100"]]);
    expect(h.rest("100", { at: noon + 50 })).toEqual([false, []]);
    expect(h.rest("101", { at: noon + 60 })).toEqual([true, ["101"]]);
    expect(h.rest("102", { at: noon + 59 })).toEqual([false, []]);
  });

  test("the price known before an outage ends it, though its trade is the same", () => {
    h.stream({ last: "100", id: "5" });
    expect(h.rest("100", { tradeId: "5" })).toEqual([false, []]);
    h.filter.endConnection(h.watched);
    expect(h.rest("100", { tradeId: "5" })).toEqual([true, ["100 #5"]]);
  });

  test("a known or an earlier trade of another price is none of now", () => {
    h.stream({ last: "100", id: "5" });
    expect(h.rest("101", { tradeId: "5" })).toEqual([false, []]);
    expect(h.rest("101", { tradeId: "4" })).toEqual([false, []]);
    expect(h.rest("101", { tradeId: "6" })).toEqual([true, ["101 #6"]]);
    expect(h.dropped()).toEqual({ ...noneDropped, ticks: 2, late: 1, duplicate: 1 });
  });

  test("the time of a trade whose age was not known is news, once", () => {
    expect(h.rest("100", { asOf: "unknown" })).toEqual([true, ["100 old"]]);
    expect(h.rest("100", { asOf: "unknown" })).toEqual([false, []]);
    expect(h.rest("100", { asOf: "answer" })).toEqual([false, []]);
    expect(h.rest("100", { asOf: "trade", at: noon })).toEqual([true, ["100"]]);
    expect(h.rest("100", { asOf: "trade", at: noon })).toEqual([false, []]);
  });
});

describe("what counts", () => {
  test("is the last price, and of the minute, where it is one of now", () => {
    h.stream({ last: "100", at: -hourMs });
    expect([h.watched.prices.last?.last, h.watched.minutes.current()]).toEqual(["100", null]);
    h.stream({ last: "101" });
    h.stream({ bid: "100" });
    expect([h.watched.prices.last?.last, h.watched.minutes.current()?.close]).toEqual(["101", "101"]);
  });

  test("fields that are no prices are counted by their names, each time", () => {
    h.stream({ last: "100", faults: BAD_BID | BAD_SIZE });
    h.stream({ last: "100", faults: BAD_BID });
    expect(h.counts.view(0).rejected).toEqual({ "bid-invalid": 2, "size-invalid": 1 });
  });

  test("nothing new is to be shown of what counts, and something of all that does not", () => {
    const isNews = (told: Told): boolean => {
      const before = h.counts.revision;
      h.stream(told);
      return h.counts.revision > before;
    };
    expect([
      isNews({ last: "100", id: "5" }),
      isNews({ last: "100", id: "5" }),
      isNews({ last: "100", id: "4" }),
      isNews({ last: "50", id: "6" }),
      isNews({ last: "100", id: "7" }),
      isNews({ last: "50", id: "8" }),
      isNews({ last: "50", id: "9" }),
      // A bid is held back, which is shown; beside it an ask counts, and nothing more is to be shown.
      isNews({ bid: "49", ask: "51" }),
      isNews({ bid: "20" }),
      isNews({ ask: "51.1" }),
    ]).toEqual([false, true, true, true, true, true, true, false, true, false]);
  });
});

test("a price that is asked for anew may be from before again", () => {
  h.stream({ last: "100" });
  expect(h.watched.filter.hasLivePrice).toBe(true);
  h.filter.beginSubscription(h.watched);
  expect(h.watched.filter.hasLivePrice).toBe(false);
});

test("trades are waited for since a moment of ours by the venue's clock", () => {
  expect(h.filter.waitedSinceMs(null)).toBe(null);
  expect(h.filter.waitedSinceMs(h.momentAt(250))).toBe(noon + 250);
});
