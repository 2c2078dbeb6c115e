/** Where a price has come back, for each kind that re-arms by a distance (the truth table, H7 to H10). */
import { expect, test } from "vitest";
import { CompiledRule } from "../../../main/alerts/compiled-rule.ts";
import { spec } from "../engine-harness.ts";

const level = (kind: string) => ({ kind, level: "100" });
const range = (kind: string, high = "110") => ({ kind, low: "100", high });

test.each<[object, object, string | null, string | null]>([
  [level("at-or-above"), { amount: "5" }, "95", null],
  [level("crosses-up"), { percent: "1" }, "99", null],
  [level("crosses"), { amount: "100" }, null, "200"],
  [level("crosses-up"), { amount: "99.9" }, "0.1", null],
  [level("at-or-below"), { amount: "5" }, null, "105"],
  [level("crosses-down"), { percent: "1" }, null, "101"],
  [level("crosses"), { amount: "5" }, "95", "105"],
  [range("inside"), { amount: "5" }, "95", "115"],
  [range("enters"), { percent: "10" }, "90", "121"],
  [range("outside"), { amount: "2" }, "108", "102"],
  [range("leaves"), { amount: "5" }, "105", "105"],
  // Too narrow for its way back: anywhere in it.
  [range("leaves"), { amount: "5.1" }, "110", "100"],
])("%j by %j: at or below %s, at or above %s", (condition, rearmBy, below, above) => {
  const { rearmBounds } = new CompiledRule(spec(condition, { repeat: "always", rearmBy }));
  expect([rearmBounds.below?.text ?? null, rearmBounds.above?.text ?? null]).toEqual([below, above]);
  expect([rearmBounds.below?.n ?? null, rearmBounds.above?.n ?? null]).toEqual(
    [below, above].map((text) => (text === null ? null : Number(text))),
  );
});

test("a rule that does not say by how much comes back by what a person is told: 0.1 percent", () => {
  const rule = { ...spec(level("crosses-up"), { repeat: "always" }), rearmBy: null };
  expect(new CompiledRule(rule).rearmBounds.below?.text).toBe("99.9");
});
