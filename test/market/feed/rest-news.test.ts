/** What a price by REST says beside the last one that is known. */
import { expect, test } from "vitest";
import { idsBetween, isFromBefore } from "../../../main/market/feed/rest-news.ts";
import { Tick } from "../../../preload/contract/tick.ts";
import { trade } from "./scripted-venue.ts";

const noon = Date.parse("2026-01-05T12:00:00.000Z");

test.each<[string, id: string | null, atMs: number | null, isBefore: boolean]>([
  ["earlier by its time, and without an id", null, noon - 1, true],
  ["earlier by time and id", "6", noon - 1, true],
  [
    "earlier by its time, and later by its id: the last one was told by a ticker, with the ticker's time",
    "8",
    noon - 1,
    false,
  ],
  ["of no time", null, null, false],
  ["later by its time", "6", noon + 1, false],
  ["with an id that has no order", "b", noon - 1, true],
])("%s", (_, tradeId, at, isBefore) => {
  const message = trade("A-USD", "100", "7", { at: noon });
  if (message.kind !== "price") throw new Error("no price");
  const last = new Tick("scripted:A-USD", message, { wallMs: noon, monoMs: 0 }, null);
  expect(isFromBefore({ last: "101", lastNumber: 101, tradeId, asOf: "trade", at }, last)).toBe(isBefore);
});

test.each<[string | null, string | null, [string, string] | null]>([
  ["1", "4", ["2", "3"]],
  ["1", "3", ["2", "2"]],
  ["1", "2", null],
  ["4", "1", null],
  ["9007199254740993", "9007199254740996", ["9007199254740994", "9007199254740995"]],
  [null, "4", null],
  ["1", null, null],
  ["a", "4", null],
])("between the trades %j and %j lie %j", (id, later, between) => expect(idsBetween(id, later)).toEqual(between));
