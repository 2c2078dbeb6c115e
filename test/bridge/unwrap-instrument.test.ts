import { expect, it } from "vitest";
import { unwrapped } from "../../main/bridge/unwrap-instrument.ts";

it.each<[string, unknown, unknown]>([
  ["a rule as it is", { source: "bid" }, { source: "bid" }],
  ["a rule by its name", { rule: { source: "bid" } }, { source: "bid" }],
  ["a change by its name", { id: "1", rule: { source: "bid" } }, { id: "1", source: "bid" }],
  ["a change whose parts name another rule", { id: "1", rule: { id: "2" } }, { id: "1" }],
  [
    "a rule with something beside it",
    { rule: { source: "bid" }, force: true },
    { rule: { source: "bid" }, force: true },
  ],
  ["a rule that is none", { rule: "bid" }, { rule: "bid" }],
  ["a list", [{ rule: {} }], [{ rule: {} }]],
  ["nothing", null, null],
])("%s", (_name, input, meant) => {
  expect(unwrapped(input)).toEqual(meant);
});
