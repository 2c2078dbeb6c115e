/** The table of kinds against the truth table, and what is derived from it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Compile } from "typebox/compile";
import { expect, it } from "vitest";
import {
  canRearm,
  conditionKindNames,
  conditionKindOf,
  type ConditionField,
} from "../../preload/contract/condition-kinds.ts";
import { parseRule } from "../../preload/contract/parse-rule.ts";
import { Condition } from "../../preload/contract/rule.ts";
import { kindGroups } from "../../renderer/composer/kind-groups.ts";

const values: Record<ConditionField, unknown> = {
  level: "100",
  low: "90",
  high: "110",
  by: { percent: "5" },
  windowMs: 60_000,
  size: "10",
};
const schema = Compile(Condition);
const conditionOf = (kind: (typeof conditionKindNames)[number]) => ({
  kind,
  ...Object.fromEntries(conditionKindOf(kind).fields.map((field) => [field, values[field]])),
});

const page = readFileSync(join(import.meta.dirname, "../../main/alerts/README.md"), "utf8");
const cells = (row: string): string[] => row.split("|").map((cell) => cell.trim());

it("has the kinds of the rows C1 to C16, their fields, and whether they may fire on the first tick", () => {
  const rows = page
    .split("\n")
    .map(cells)
    .filter(([, row]) => /^C\d+$/.test(row ?? "") && row !== "C17");
  expect(
    rows.map(([, , kind, , first]) => [...(kind ?? "").replaceAll("`", "").split(" "), first?.split(":")[0]]),
  ).toEqual(
    conditionKindNames.map((kind) => {
      const { fields, needsPrevious } = conditionKindOf(kind);
      return [kind, ...fields, needsPrevious ? "never" : "may fire"];
    }),
  );
});

it("re-arms as the rows H7 to H13 say", () => {
  const forms = Object.groupBy(conditionKindNames, (kind) => conditionKindOf(kind).rearm);
  expect(forms["when-false"]).toEqual(["rises", "falls", "moves", "spread-at-least", "trade-size-at-least"]);
  expect(forms["at-once"]).toEqual(["pulls-back", "rebounds"]);
  expect(forms["by-distance"]).toEqual(conditionKindNames.slice(0, 9));
  for (const kind of conditionKindNames) {
    const parsed = parseRule(
      { instrument: { symbol: "BTC-USD" }, condition: conditionOf(kind), repeat: "always" },
      { nowMs: 0, defaultVenue: "demo" },
    );
    expect(parsed.ok && parsed.value.rearmBy).toEqual(canRearm(kind) ? { percent: "0.1" } : null);
  }
});

it("groups the kinds as the composer shows them", () => {
  expect(kindGroups().map(({ id, kinds }) => [id, ...kinds])).toEqual([
    ["level", "at-or-above", "at-or-below", "crosses-up", "crosses-down", "crosses"],
    ["range", "leaves", "enters", "inside", "outside"],
    ["move", "moves", "rises", "falls"],
    ["trail", "pulls-back", "rebounds"],
    ["book", "spread-at-least", "trade-size-at-least"],
  ]);
});

it.each(conditionKindNames)("%s: the schema takes its own fields, all of them and no other", (kind) => {
  const check = (value: unknown): boolean => schema.Check(value);
  const condition = conditionOf(kind);
  expect(check(condition)).toBe(true);
  expect(check({ ...condition, other: "1" })).toBe(false);
  for (const field of conditionKindOf(kind).fields) {
    expect(check({ ...condition, [field]: undefined })).toBe(false);
    expect(check({ ...condition, [field]: true })).toBe(false);
  }
  expect(check({ ...condition, kind: "other" })).toBe(false);
});
