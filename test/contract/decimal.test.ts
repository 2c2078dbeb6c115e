import Big from "big.js";
import fc from "../doubles/generated.ts";
import { expect, test } from "vitest";
import { compareDecimal, digitCount, isDecimal } from "../../preload/contract/decimal.ts";

const digits = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength });
const decimal = fc
  .tuple(fc.boolean(), digits(25), fc.option(digits(25), { nil: null }))
  .map(([negative, whole, fraction]) => `${negative ? "-" : ""}${whole}${fraction === null ? "" : `.${fraction}`}`);

test("compares any two decimals exactly", () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => compareDecimal(a, b) === new Big(a).cmp(b)),
    { numRuns: 5_000 },
  );
});

test("compares neighbours beyond fifteen digits exactly", () => {
  // The same number with one digit changed far behind what a double holds.
  fc.assert(
    fc.property(decimal, digits(3), digits(3), (base, one, other) => {
      const stem = base.includes(".") ? base : `${base}.0`;
      const [a, b] = [stem + one, stem + other];
      return compareDecimal(a, b) === new Big(a).cmp(b);
    }),
    { numRuns: 5_000 },
  );
});

test("zeros in front and behind mean nothing", () => {
  expect(compareDecimal("00100.00", "100")).toBe(0);
  expect(compareDecimal("-0.0", "0")).toBe(0);
  expect(compareDecimal("9".repeat(400), `${"9".repeat(399)}8`)).toBe(1);
});

test("only plain decimals are decimals", () => {
  for (const text of ["1", "0.5", "-2", "007"]) expect(isDecimal(text)).toBe(true);
  for (const text of ["", "1.", ".5", "1e5", "+1", " 1", "0x10", "NaN", "Infinity", "1_000", "--1", "1.2.3"])
    expect(isDecimal(text)).toBe(false);
  expect(digitCount("-120.50")).toBe(5);
});
