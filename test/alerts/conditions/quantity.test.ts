/** What of a tick a rule looks at: the nearest double of the exact value, the digits, and exact comparisons. */
import Big from "big.js";
import { describe, expect, test } from "vitest";
import { distanceBetween, loweredBy, raisedBy } from "../../../main/alerts/conditions/exact.ts";
import {
  bound,
  compareTo,
  numberOf,
  quantityOf,
  sameText,
  textOf,
  type Quantity,
} from "../../../main/alerts/conditions/quantity.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import fc from "../../doubles/generated.ts";
import { spec } from "../engine-harness.ts";

const tick = (parts: Partial<Tick>): Tick => ({
  instrument: "demo:BTC-USD",
  last: null,
  lastNumber: Number(parts.last ?? Number.NaN),
  bid: null,
  ask: null,
  size: null,
  tradeId: null,
  exchangeAt: null,
  receivedWallMs: 0,
  receivedMonoMs: 0,
  ...parts,
});
const all = tick({ last: "100", bid: "99.5", ask: "100.7", size: "3" });

test.each<[object, object, Quantity]>([
  [{ kind: "crosses", level: "1" }, {}, "last"],
  [{ kind: "crosses", level: "1" }, { source: "mid" }, "mid"],
  [{ kind: "pulls-back", by: { percent: "1" } }, { source: "bid" }, "bid"],
  [{ kind: "spread-at-least", by: { amount: "1" } }, {}, "spread"],
  [{ kind: "spread-at-least", by: { percent: "1" } }, {}, "spread-percent"],
  [{ kind: "trade-size-at-least", size: "1" }, {}, "size"],
])("%j %j looks at %s", (condition, rest, quantity) => {
  expect(quantityOf(spec(condition, rest))).toBe(quantity);
});

test.each<[Quantity, number, string | null]>([
  ["last", 100, "100"],
  ["bid", 99.5, "99.5"],
  ["ask", 100.7, "100.7"],
  ["size", 3, "3"],
  ["mid", 100.1, "100.1"],
  ["spread", 1.2, "1.2"],
  ["spread-percent", 240 / 200.2, null],
])("the %s of a tick is %d; of one without it, nothing", (quantity, n, text) => {
  expect(numberOf(quantity, all)).toBe(n);
  if (text !== null) expect(textOf(quantity, all)).toBe(text);
  expect(numberOf(quantity, tick({}))).toBeNaN();
  expect(() => textOf(quantity, tick({}))).toThrow("does not have it");
});

test.each<[Quantity, Partial<Tick>]>([
  ["mid", { bid: "1" }],
  ["spread", { ask: "1" }],
  ["spread-percent", { bid: "1" }],
  ["mid", { ask: "1" }],
  ["spread", { bid: "1" }],
  ["spread-percent", { ask: "1" }],
])("the %s needs both sides, and not %j alone", (quantity, parts) => {
  expect(numberOf(quantity, tick(parts))).toBeNaN();
  expect(() => textOf(quantity, tick(parts))).toThrow("does not have it");
  expect(() => compareTo(quantity, tick(parts), 2, bound("2"))).toThrow("does not have it");
});

describe("what is worked out of bid and ask", () => {
  const price = fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** 18n }), fc.integer({ min: 0, max: 20 }))
    .map(([digits, places]) => new Big(String(digits)).times(new Big(10).pow(-places)).toFixed());
  const exactly = (percent: Big): number => Number(percent.toFixed());

  test("is the double nearest to the exact value, however many digits it has", () => {
    const places = Big.DP;
    Big.DP = 120;
    try {
      fc.assert(
        fc.property(price, price, (bid, ask) => {
          const quote = tick({ bid, ask });
          const [low, high] = [new Big(bid), new Big(ask)];
          const expected = {
            mid: exactly(low.plus(high).times("0.5")),
            spread: exactly(high.minus(low)),
            "spread-percent": exactly(high.minus(low).times(200).div(low.plus(high))),
          };
          for (const quantity of ["mid", "spread", "spread-percent"] as const)
            expect(numberOf(quantity, quote) + 0, quantity).toBe(expected[quantity] + 0);
        }),
        { numRuns: 1_000 },
      );
    } finally {
      Big.DP = places;
    }
  });
});

test("one side that stays as it was is not taken for both", () => {
  const spreads = (
    [
      ["1", "2"],
      ["1", "4"],
      ["2", "4"],
      ["1", "2"],
    ] as const
  ).map(([bid, ask]) => numberOf("spread", tick({ bid, ask })));
  expect(spreads).toEqual([1, 3, 2, 1]);
});

test("steps too small for whole numbers in doubles are worked out exactly", () => {
  const steps = (count: number): string => `0.${"0".repeat(23)}${String(count)}`;
  expect(numberOf("spread", tick({ bid: steps(1), ask: steps(2) }))).toBe(1e-24);
});

test.each([
  ["half way between two doubles", 0n, 1],
  ["above that by less than a hundred places tell", 1n, 1 + 2 ** -52],
  ["below that by as little", -1n, 1],
])("a spread of 1 percent and %s is read into the nearest", (_, more, percent) => {
  const unit = 10n ** 100n;
  const sum = 200n * 2n ** 53n * unit;
  const spread = (2n ** 53n + 1n) * unit + more;
  const quote = tick({ bid: String(sum - spread), ask: String(sum + spread) });
  expect(numberOf("spread-percent", quote)).toBe(percent);
  // A crossed market: the same below zero.
  expect(numberOf("spread-percent", { ...quote, bid: quote.ask, ask: quote.bid })).toBe(-percent);
});

describe("a comparison", () => {
  test.each<[Quantity, Partial<Tick>, string, -1 | 0 | 1]>([
    ["last", { last: "99" }, "100", -1],
    ["last", { last: "101" }, "100", 1],
    ["last", { last: "100" }, "100", 0],
    ["last", { last: "100.0" }, "100", 0],
    ["last", { last: "0.10000000000000000001" }, "0.1", 1],
    ["last", { last: "0.1" }, "0.10000000000000000001", -1],
    ["spread-percent", { bid: "99", ask: "101" }, "2", 0],
    ["spread-percent", { bid: "198", ask: "202" }, "2", 0],
    ["spread-percent", { bid: "99", ask: "101" }, "2.00000000000000000001", -1],
    ["spread-percent", { bid: "99", ask: "101" }, "1.99999999999999999999", 1],
    ["mid", { bid: "1", ask: "1.00000000000000000002" }, "1", 1],
  ])("of %s, %j and %s, is exact: %d", (quantity, parts, limit, order) => {
    const given = tick(parts);
    expect(compareTo(quantity, given, numberOf(quantity, given), bound(limit))).toBe(order);
  });

  test.each<[Quantity, Partial<Tick>, boolean]>([
    ["last", { bid: "1" }, true],
    ["last", { last: "100.0" }, false],
    ["size", { last: "1" }, true],
    ["size", { size: "4" }, false],
    ["mid", { last: "1", size: "9" }, true],
    ["mid", { bid: "99" }, false],
    ["spread", { ask: "101" }, false],
    ["bid", { bid: "99" }, false],
  ])("by the text of %s, with %j beside: %s", (quantity, changed, isSame) => {
    expect(sameText(quantity, all, { ...all, ...changed })).toBe(isSame);
  });
});

test("distances are worked out exactly, a percent of where they begin", () => {
  expect(raisedBy("0.1", { amount: "0.2" })).toBe("0.3");
  expect(raisedBy("3", { percent: "0.1" })).toBe("3.003");
  expect(loweredBy("0.3", { amount: "0.1" })).toBe("0.2");
  expect(loweredBy("3", { percent: "0.1" })).toBe("2.997");
  expect(loweredBy("1", { amount: "2" })).toBe("-1");
  expect(distanceBetween("97", "100")).toEqual({ amount: "3", percent: "3" });
  expect(distanceBetween("103", "99")).toEqual({ amount: "4", percent: "4.0404" });
});
