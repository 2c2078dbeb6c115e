import fc from "../doubles/generated.ts";
import { describe, expect, test } from "vitest";
import { compareDecimals, decimalNumber, isAbove, isPlainDecimal, plainDecimal } from "../../main/market/decimal.ts";

/** A plain positive decimal: whole digits without a leading zero, perhaps a fraction. */
const plain = fc
  .tuple(fc.stringMatching(/^(0|[1-9][0-9]{0,12})$/), fc.option(fc.stringMatching(/^[0-9]{1,12}$/), { nil: null }))
  .map(([whole, fraction]) => (fraction === null ? whole : `${whole}.${fraction}`))
  .filter((text) => /[1-9]/.test(text));

describe("a venue's decimals", () => {
  test.each([
    [45000.12, "45000.12"],
    ["45000.12", "45000.12"],
    ["45000.10", "45000.10"],
    [1e-7, "0.0000001"],
    ["1e-7", "0.0000001"],
    ["1.50E-3", "0.00150"],
    ["12.5e1", "125"],
    ["1.2345e2", "123.45"],
    ["9e2", "900"],
    [1e21, "1000000000000000000000"],
    [".5", "0.5"],
    ["5.", "5"],
    ["007.5", "7.5"],
    ["0.00000000000000001", "0.00000000000000001"],
    ["12345678901234567", "12345678901234567"],
  ])("%j is written plainly as %s", (value, text) => {
    expect(plainDecimal(value)).toEqual({ text });
    expect(isPlainDecimal(text)).toBe(true);
  });

  test.each([
    [undefined, "missing"],
    [null, "null"],
    ["", "empty"],
    ["0", "zero"],
    [0, "zero"],
    [-0, "zero"],
    ["0.000", "zero"],
    ["0e5", "zero"],
    ["-1", "negative"],
    [-1.5, "negative"],
    ["abc", "invalid"],
    ["e5", "invalid"],
    ["1e", "invalid"],
    ["E", "invalid"],
    [".", "invalid"],
    ["1.2.3", "invalid"],
    ["1,5", "invalid"],
    ["+1", "invalid"],
    [" 1", "invalid"],
    ["1 ", "invalid"],
    ["0x10", "invalid"],
    ["Infinity", "invalid"],
    ["NaN", "invalid"],
    [Number.NaN, "invalid"],
    [Number.POSITIVE_INFINITY, "invalid"],
    ["١٢", "invalid"],
    [true, "invalid"],
    [[1], "invalid"],
    [{}, "invalid"],
    ["1e400", "too-long"],
    ["1e-400", "too-long"],
    ["1".repeat(41), "too-long"],
    [1e300, "too-long"],
  ])("%j is refused as %s", (value, fault) => {
    expect(plainDecimal(value)).toEqual({ fault });
    if (typeof value === "string") expect(decimalNumber(value)).toBeNaN();
  });

  test("gives the very double that Number gives", () => {
    fc.assert(
      fc.property(plain, (text) => decimalNumber(text) === Number(text)),
      { numRuns: 5_000 },
    );
  });

  test("says NaN of everything that is not a plain positive decimal", () => {
    const shape = /^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;
    const near = fc.string({ unit: fc.constantFrom(..."0159.-+eE "), maxLength: 20 });
    fc.assert(
      fc.property(near, (text) => {
        const expected = shape.test(text) && Number(text) > 0 ? Number(text) : Number.NaN;
        return Object.is(decimalNumber(text), expected);
      }),
      { numRuns: 20_000 },
    );
  });

  test("an exponent is put in or taken out without changing the value", () => {
    fc.assert(
      fc.property(plain, fc.integer({ min: -8, max: 8 }), (text, exponent) => {
        const result = plainDecimal(`${text}e${exponent}`);
        return "text" in result && isPlainDecimal(result.text) && Number(result.text) === Number(`${text}e${exponent}`);
      }),
      { numRuns: 5_000 },
    );
  });

  test("compares exactly where doubles cannot tell", () => {
    const [a, b] = ["0.50000000000000001", "0.50000000000000002"] as const;
    expect(Number(a)).toBe(Number(b));
    expect(isAbove(b, Number(b), a, Number(a))).toBe(true);
    expect(isAbove(a, Number(a), b, Number(b))).toBe(false);
    expect(compareDecimals("1.50", "1.5")).toBe(0);
    expect(compareDecimals("10", "9.99")).toBeGreaterThan(0);
  });

  test.each<[string, boolean]>([
    ["1".repeat(40), true],
    ["1".repeat(41), false],
    [`0.${"1".repeat(38)}`, true],
    [`0.${"1".repeat(39)}`, false],
    ["1e39", true],
    ["1e40", false],
    ["1e-38", true],
    ["1e-39", false],
  ])("%s is no longer than a price may be: %s", (written, isShort) => {
    const plainly = plainDecimal(written);
    expect("text" in plainly && Number(plainly.text) === Number(written)).toBe(isShort);
    if (!isShort) expect(plainly).toEqual({ fault: "too-long" });
    if (!written.includes("e")) expect(isPlainDecimal(written)).toBe(isShort);
  });

  test.each(["1:5", "1/5", "0.00000000000000000000", "00000000000000001", "0.0", "5.", "1.2.3"])(
    "%s is none",
    (text) => {
      expect([decimalNumber(text), isPlainDecimal(text)]).toEqual([Number.NaN, false]);
    },
  );

  test.each([
    "9999999999999999",
    "9007199254740993",
    "9007199254740995",
    "1234567890123456",
    "123456789.123456",
    "0.12345678901234",
  ])("%s of sixteen characters is the double that Number gives", (text) =>
    expect(decimalNumber(text)).toBe(Number(text)),
  );

  test.each<[string, string]>([
    ["0.10000000000000001", "0.1"],
    ["0.1", "0.09999999999999999999"],
    ["0.10000000000000002", "0.10000000000000001"],
    ["2", "1"],
  ])("%s is above %s, and neither above itself nor below", (above, below) => {
    const isAboveOf = (a: string, b: string): boolean => isAbove(a, Number(a), b, Number(b));
    expect([isAboveOf(above, below), isAboveOf(below, above)]).toEqual([true, false]);
    expect([isAboveOf(above, above), isAboveOf(below, below)]).toEqual([false, false]);
  });
});

test("what is too long before its leading zeros are left out is too long", () => {
  expect([plainDecimal("0001e36"), plainDecimal("0001e37")]).toEqual([
    { text: `1${"0".repeat(36)}` },
    { fault: "too-long" },
  ]);
});
