/** The truth table of the alerts, row by row. */
import { describe, expect, test } from "vitest";
import { spec, EngineHarness, type TickParts } from "./engine-harness.ts";

/** Fires once, at the first of `prices` that is marked with `!`; `known` is the price when the rule is armed. */
type Row = readonly [prices: string, known?: string];

function run(condition: object, [prices, known]: Row): void {
  const harness = new EngineHarness();
  if (known !== undefined) harness.price(known.replace("!", ""));
  harness.heard();
  harness.add(spec(condition));
  harness.ticks(prices.replaceAll("!", ""));
  const marked = [known, ...prices.split(" ")].find((price) => price?.endsWith("!"));
  const wanted = marked === undefined ? [] : [`fired ${marked.replace("!", "")} gen 1`];
  expect(harness.heard()).toEqual(["armed gen 1", ...wanted]);
}

function rows(title: string, condition: object, cases: readonly Row[]): void {
  describe(title, () => {
    for (const row of cases) test(`${row[1] === undefined ? "" : `(${row[1]}) `}${row[0]}`, () => run(condition, row));
  });
}

rows("at-or-above 100: p >= level, may fire first", { kind: "at-or-above", level: "100" }, [
  ["99 99.99 100!"],
  ["100!"],
  ["101!"],
  ["99 98"],
  ["99 101", "100!"],
  ["99 100.000! 101", "99"],
]);
rows("at-or-below 100: p <= level, may fire first", { kind: "at-or-below", level: "100" }, [
  ["101 100.01 100!"],
  ["100!"],
  ["99!"],
  ["101 102"],
  ["99", "100!"],
]);
rows("crosses-up 100: q < level and p >= level, never first", { kind: "crosses-up", level: "100" }, [
  ["99 100! 101"],
  ["99 101!"],
  ["101 100 101"],
  ["100 101"],
  ["101"],
  ["101 99 100!"],
  ["100!", "99"],
  ["101 102", "100"],
  ["101", "101"],
]);
rows("crosses-down 100: q > level and p <= level, never first", { kind: "crosses-down", level: "100" }, [
  ["101 100! 99"],
  ["101 99!"],
  ["99 100 99"],
  ["100 99"],
  ["99"],
  ["100!", "101"],
]);
rows("crosses 100: either way, never first", { kind: "crosses", level: "100" }, [
  ["99 100! 101"],
  ["101 100! 99"],
  ["99 101!"],
  ["101 99!"],
  ["100 101 102"],
  ["100 99 98"],
  ["101"],
]);
rows("inside 99 101: low <= p <= high, may fire first", { kind: "inside", low: "99", high: "101" }, [
  ["98 99!"],
  ["102 101!"],
  ["100!"],
  ["98 102 98.99 101.01"],
  ["98", "101!"],
]);
rows("outside 99 101: p < low or p > high, may fire first", { kind: "outside", low: "99", high: "101" }, [
  ["99 101 98.99!"],
  ["100 101.01!"],
  ["98!"],
  ["99 100 101"],
  ["100", "98!"],
]);
rows("enters 99 101: q outside, p inside, never first", { kind: "enters", low: "99", high: "101" }, [
  ["98 99!"],
  ["102 101!"],
  ["100 99 101"],
  ["98 102"],
  ["100"],
  ["100!", "98"],
]);
rows("leaves 99 101: q inside, p outside, never first", { kind: "leaves", low: "99", high: "101" }, [
  ["99 98.99!"],
  ["101 102!"],
  ["98 102"],
  ["98 99 101 98!"],
  ["98"],
]);
rows("rises by 5 within 1 s: p >= least + by, never first", { kind: "rises", by: { amount: "5" }, windowMs: 1000 }, [
  ["100 104.99"],
  ["100 105!"],
  ["105 100 104 105!"],
  ["200"],
  ["110 105 100 95"],
  ["105!", "100"],
  // Ten ticks later the 100 has left the window (t - 1 s, t].
  ["100 101 101 101 101 101 101 101 101 101 105"],
  ["100 101 101 101 101 101 101 101 101 105!"],
]);
rows(
  "falls by 5 percent within 1 s: p <= greatest - by, never first",
  { kind: "falls", by: { percent: "5" }, windowMs: 1000 },
  [["100 95.01"], ["100 95!"], ["99 100 96 95!"], ["50"], ["100 99 99 99 99 99 99 99 99 99 95"]],
);
rows("moves by 5 within 1 s: rises or falls", { kind: "moves", by: { amount: "5" }, windowMs: 1000 }, [
  ["100 105!"],
  ["100 95!"],
  ["100 103 98! 97"],
  ["100 103 99 102"],
]);
rows("pulls-back by 5: p <= greatest since armed - by, never first", { kind: "pulls-back", by: { amount: "5" } }, [
  ["100 95!"],
  ["100 110 105!"],
  ["100 110 105.01 106"],
  ["95"],
  ["95!", "100"],
]);
rows("pulls-back by 10 percent of the greatest", { kind: "pulls-back", by: { percent: "10" } }, [
  ["100 200 180! 170"],
  ["100 200 180.01"],
]);
rows("rebounds by 5: p >= least since armed + by, never first", { kind: "rebounds", by: { amount: "5" } }, [
  ["100 105!"],
  ["100 90 95!"],
  ["100 90 94.99"],
  ["105"],
]);
rows("a percent of an extreme is exact", { kind: "rises", by: { percent: "0.1" }, windowMs: 1000 }, [
  ["0.3 0.3002999999999999999999"],
  ["0.3 0.3003!"],
]);
rows(
  "more than 15 digits are compared as they are written",
  { kind: "at-or-above", level: "100.00000000000000000002" },
  [
    ["100.00000000000000000001"],
    ["100.00000000000000000001 100.00000000000000000002! 101"],
    ["100.00000000000000000003!"],
  ],
);

type Quote = readonly [last: string, parts: TickParts];
const quotes = (condition: object, rest: object, list: readonly Quote[]): string[] => {
  const harness = new EngineHarness().add(spec(condition, rest));
  harness.heard();
  for (const [last, parts] of list) harness.price(last, parts);
  return harness.heard();
};

describe("spread-at-least", () => {
  test("ask - bid >= by, may fire first", () => {
    expect(quotes({ kind: "spread-at-least", by: { amount: "2" } }, {}, [["1", { bid: "99", ask: "101" }]])).toEqual([
      "fired 1 gen 1",
    ]);
    expect(
      quotes({ kind: "spread-at-least", by: { amount: "2" } }, {}, [
        ["1", { bid: "99.01", ask: "101" }],
        ["2", {}],
      ]),
    ).toEqual([]);
  });
  test("a percent is of the mid, exact", () => {
    expect(quotes({ kind: "spread-at-least", by: { percent: "2" } }, {}, [["1", { bid: "99", ask: "101" }]])).toEqual([
      "fired 1 gen 1",
    ]);
    expect(
      quotes({ kind: "spread-at-least", by: { percent: "2.000000000000000001" } }, {}, [
        ["1", { bid: "99", ask: "101" }],
      ]),
    ).toEqual([]);
    const fine = { bid: "99.0000000000000000000001", ask: "101" };
    expect(quotes({ kind: "spread-at-least", by: { percent: "2" } }, {}, [["1", fine]])).toEqual([]);
  });
});

test("trade-size-at-least: a trade of at least this size; a frame without one is no trade", () => {
  expect(
    quotes({ kind: "trade-size-at-least", size: "10" }, {}, [
      ["1", { size: "9.99" }],
      ["2", {}],
      ["3", { size: "10.0" }],
    ]),
  ).toEqual(["fired 3 gen 1"]);
});

describe("sources", () => {
  const level = { kind: "crosses-up", level: "100" };
  test("bid: q is the last tick that had a bid", () => {
    expect(
      quotes(level, { source: "bid" }, [
        ["200", { bid: "99", ask: "300" }],
        ["50", {}],
        ["70", { bid: "100", ask: "300" }],
      ]),
    ).toEqual(["fired 70 gen 1"]);
  });
  test("ask", () => {
    expect(
      quotes(level, { source: "ask" }, [
        ["200", { ask: "99" }],
        ["50", { ask: "100" }],
      ]),
    ).toEqual(["fired 50 gen 1"]);
  });
  test("mid is exact", () => {
    const first: Quote = ["1", { bid: "99.00000000000000000001", ask: "100.99999999999999999997" }];
    expect(
      quotes(level, { source: "mid" }, [
        first,
        ["2", { bid: "99.00000000000000000003", ask: "100.99999999999999999997" }],
      ]),
    ).toEqual(["fired 2 gen 1"]);
    expect(
      quotes(level, { source: "mid" }, [
        first,
        ["2", { bid: "99.00000000000000000002", ask: "100.99999999999999999997" }],
      ]),
    ).toEqual([]);
    expect(
      quotes(level, { source: "mid" }, [
        ["1", { bid: "99.99", ask: "100" }],
        ["2", { bid: "99.99", ask: "100.01" }],
      ]),
    ).toEqual(["fired 2 gen 1"]);
  });
});
