import { expect, it } from "vitest";
import { keepUnits, shortNumbers } from "../../../renderer/lib/short-numbers.ts";

it.each([
  ["re-arms below 54,288.712065 or above 54,343.0279", 4, "re-arms below 54,288.7121 or above 54,343.0279"],
  ["at 54.288,712065 or less", 4, "at 54.288,7121 or less"],
  ["1,234,567 and 1.234.567", 2, "1,234,567 and 1.234.567"],
  ["0.00000932 or more", 10, "0.00000932 or more"],
  ["0.000009323871234", 10, "0.0000093239"],
  ["99.99999", 2, "99.99999"],
  ["12.000001", 2, "12"],
  ["until 14:02, Jan 12", 2, "until 14:02, Jan 12"],
])("%s, to %d places", (text, places, expected) => {
  expect(shortNumbers(text, places)).toBe(expected);
});

it("keeps a duration together", () => {
  expect(keepUnits("cooling down for 9 min 42 s, then 3 steps")).toBe(
    "cooling down for 9\u00a0min\u00a042\u00a0s, then 3 steps",
  );
});
