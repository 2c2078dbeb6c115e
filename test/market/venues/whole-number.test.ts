import { expect, test } from "vitest";
import { wholeNumber } from "../../../main/market/venues/session-price.ts";
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
