import { describe, expect, test } from "vitest";
import { PriceRecord } from "../exchange/record.ts";
import { isPrice } from "../exchange/recorded-market.ts";
import fc from "../generated.ts";

test("what is no positive decimal is no price", () => {
  for (const bad of ["", "0", "0.00", "-1", "1e5", "abc", "1.", ".5", " 1", "NaN", "Infinity"])
    expect(isPrice(bad), bad).toBe(false);
  for (const good of ["1", "0.06", "45000.12", "0.00000000001"]) expect(isPrice(good), good).toBe(true);
});

describe("the record", () => {
  const told = { sentTo: 1, spreadUnits: 3, size: null, tradeSentTo: 2 };
  const made = { ...told, exact: null };
  const of = (prices: readonly number[], limit = 1_000): PriceRecord => {
    const record = new PriceRecord(2, limit);
    prices.forEach((price, index) =>
      record.add({ ...made, units: price, atMs: index * 10, sentTo: index % 3, size: String(index) }),
    );
    return record;
  };

  test("keeps order, time, and how many were sent it", () => {
    expect(of([100, 101, 99]).list()).toEqual([
      { ...told, seq: 0, price: "1.00", atMs: 0, sentTo: 0, size: "0" },
      { ...told, seq: 1, price: "1.01", atMs: 10, sentTo: 1, size: "1" },
      { ...told, seq: 2, price: "0.99", atMs: 20, sentTo: 2, size: "2" },
    ]);
  });

  test("touching crosses, leaving a touched level on the same side does not", () => {
    const seen = (prices: readonly number[]): string[] =>
      of(prices)
        .crossings("1.00")
        .map((one) => `${one.seq} ${one.direction}`);
    expect(seen([99, 100, 101])).toEqual(["1 up"]);
    expect(seen([101, 100, 101])).toEqual(["1 down"]);
    expect(seen([99, 101, 99])).toEqual(["1 up", "2 down"]);
    expect(seen([100, 100])).toEqual([]);
  });

  test("a crossing at the first number asked for is found by the price before it", () => {
    expect(
      of([99, 101, 99])
        .crossings("1.00", 2)
        .map((one) => one.seq),
    ).toEqual([2]);
  });

  test("says so rather than forget in silence", () => {
    const record = of(
      Array.from({ length: 50 }, (_, index) => index + 1),
      10,
    );
    expect(record.nextSeq).toBe(50);
    expect(record.list(45).map((one) => [one.price, one.size])).toEqual(
      ["46", "47", "48", "49", "50"].map((cents) => [`0.${cents}`, String(Number(cents) - 1)]),
    );
    expect(() => record.list(0)).toThrow(RangeError);
    expect(() => record.crossings("0.02")).toThrow(RangeError);
  });

  test("a million prices keep their number and their text", () => {
    const record = new PriceRecord(2, Infinity);
    for (let index = 0; index < 1_000_000; index += 1)
      record.add({ ...made, units: index + 1, atMs: index, exact: index === 777_777 ? "1.2345" : null });
    expect(record.list(999_999)).toEqual([{ ...told, seq: 999_999, price: "10000.00", atMs: 999_999 }]);
    expect(record.list(777_777)[0]?.price).toBe("1.2345");
  });

  test("every crossing is two prices on either side of the level, and none is left out", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 95, max: 105 }), { minLength: 1, maxLength: 60 }), (prices) => {
        const found = of(prices).crossings("1.00");
        const sides = prices.map((price) => Math.sign(price - 100));
        const expected = sides.flatMap((side, index) => {
          const before = sides[index - 1];
          return before !== undefined && before !== 0 && side !== before
            ? [`${index}:${before < 0 ? "up" : "down"}`]
            : [];
        });
        expect(found.map((one) => `${one.seq}:${one.direction}`)).toEqual(expected);
      }),
    );
  });
});
