/** Trades and tickers as messages: which price, number, side, id and fault each field gives, at the ends of what is one. */
import { describe, expect, test } from "vitest";
import { readTime, tickerMessage, tradeMessage, wholeNumber } from "../../../main/market/venues/session-price.ts";

describe("a trade", () => {
  const raw = { price: "0.50", size: "2", tradeId: "7", time: "T", sentAt: "S" };

  test.each<[unknown, string, number]>([
    ["0.50", "0.50", 0.5],
    ["1", "1", 1],
    ["1.0", "1.0", 1],
    ["45000.10", "45000.10", 45_000.1],
    ["1e-7", "0.0000001", 1e-7],
    [".5", "0.5", 0.5],
    [7, "7", 7],
  ])("at %j is of %s", (price, last, lastNumber) => {
    expect(tradeMessage("A-USD", { ...raw, price }, "live")).toEqual({
      ...{ kind: "price", channel: "trades", symbol: "A-USD", last, lastNumber, size: "2", tradeId: "7", at: "T" },
      ...{ bid: null, bidNumber: Number.NaN, ask: null, askNumber: Number.NaN, faults: 0, origin: "live", sentAt: "S" },
    });
  });

  test.each<[object, object]>([
    [{ price: "0" }, { kind: "rejected", reason: "price-zero", symbol: "A-USD" }],
    [{ price: {} }, { kind: "rejected", reason: "price-invalid" }],
    [{ time: "" }, { kind: "rejected", reason: "time-missing" }],
    [{ time: 7 }, { kind: "rejected", reason: "time-missing" }],
    [{ size: "x" }, { kind: "price", size: null, faults: 4 }],
    [{ size: "5e-1" }, { kind: "price", size: "0.5", faults: 0 }],
    [
      { tradeId: "x", sentAt: "" },
      { kind: "price", tradeId: null, sentAt: null },
    ],
  ])("with %j is %j", (fields, expected) => {
    expect(tradeMessage("A-USD", { ...raw, ...fields }, "replay")).toMatchObject(expected);
  });
});

describe("a ticker", () => {
  const raw = { bid: "1.5", ask: "2.5", last: "2", usesLast: true, tradeId: "7", at: "T", sentAt: "S" };
  const told = (fields: object) => tickerMessage("A-USD", { ...raw, ...fields });

  test("with its price is a snapshot, and without it a quote of now", () => {
    const sides = {
      bid: "1.5",
      bidNumber: 1.5,
      ask: "2.5",
      askNumber: 2.5,
      faults: 0,
      size: null,
      at: "T",
      sentAt: "S",
    };
    const rest = { kind: "price", channel: "ticker", symbol: "A-USD", ...sides };
    expect(told({})).toEqual({ ...rest, last: "2", lastNumber: 2, tradeId: "7", origin: "snapshot" });
    const quote = { ...rest, last: null, lastNumber: Number.NaN, tradeId: null, origin: "live" };
    expect(told({ usesLast: false })).toEqual(quote);
  });

  test.each<[object, object]>([
    [{ bid: undefined }, { bid: null, bidNumber: Number.NaN, ask: "2.5", faults: 0 }],
    [{ bid: "x" }, { bid: null, ask: "2.5", faults: 1 }],
    [{ ask: null }, { bid: "1.5", ask: null, askNumber: Number.NaN, faults: 0 }],
    [{ ask: "0" }, { bid: "1.5", ask: null, faults: 2 }],
    [
      { bid: "", ask: "" },
      { last: "2", bid: null, ask: null, faults: 3 },
    ],
    [
      { usesLast: false, bid: "x", ask: undefined },
      { kind: "rejected", reason: "quote-invalid" },
    ],
    [
      { usesLast: false, bid: undefined, ask: "x" },
      { kind: "rejected", reason: "quote-invalid" },
    ],
    [{ usesLast: false, bid: null, ask: undefined }, { kind: "ignored" }],
    [
      { last: "0", bid: null, ask: null },
      { kind: "rejected", reason: "price-zero" },
    ],
    [
      { last: "0", bid: null },
      { kind: "batch", messages: [{ reason: "price-zero" }, { last: null, ask: "2.5" }] },
    ],
  ])("with %j is %j", (fields, expected) => {
    expect(told(fields)).toMatchObject(expected);
  });
});

test("a time is what was written, and a whole number is digits alone, as far as a double counts", () => {
  expect(["T", "", 7, null].map(readTime)).toEqual(["T", null, null, null]);
  expect(["0", "19", "12:", "1/2", "", "9007199254740991", "9007199254740992"].map(wholeNumber)).toEqual([
    0,
    19,
    null,
    null,
    null,
    Number.MAX_SAFE_INTEGER,
    null,
  ]);
});
