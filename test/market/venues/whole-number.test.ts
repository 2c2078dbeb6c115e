import { expect, test } from "vitest";
import { readId, wholeNumber } from "../../../main/market/venues/session-price.ts";
import fc from "../../doubles/generated.ts";

test("a whole number is what its digits say, and nothing else is one", () => {
  const text = fc.oneof(
    fc.stringMatching(/^[0-9]{0,24}$/),
    fc.constantFrom("9007199254740991", "9007199254740992", "-1", "1.0", "1e3", " 1", "0x1f", "٣"),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (given) => {
      const value = /^[0-9]+$/.test(given) ? Number(given) : Number.NaN;
      expect(wholeNumber(given)).toBe(Number.isSafeInteger(value) ? value : null);
    }),
    { numRuns: 2_000 },
  );
});

test("an id of a trade is its digits, up to 32 of them, and nothing else is one", () => {
  const given = [
    "0",
    "007",
    "9".repeat(32),
    "9".repeat(33),
    "",
    "12:",
    "1/2",
    "-1",
    "1.0",
    " 1",
    "٣",
    12,
    null,
    undefined,
  ];
  expect(given.map(readId)).toEqual(["0", "007", "9".repeat(32), ...Array.from({ length: 11 }, () => null)]);
});
