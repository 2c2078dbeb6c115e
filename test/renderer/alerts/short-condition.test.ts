import { expect, it } from "vitest";
import { shortCondition } from "../../../renderer/alerts/short-condition.ts";
import type { Condition, RuleSpec } from "../../../preload/contract/rule.ts";
import { spec } from "../scenes.ts";

it.each<[Condition, Partial<RuleSpec>, string]>([
  [{ kind: "at-or-above", level: "53800" }, {}, "≥ 53,800"],
  [{ kind: "at-or-below", level: "0.00000931" }, { source: "bid" }, "bid ≤ 0.00000931"],
  [{ kind: "crosses-up", level: "54000" }, { holdForMs: 30_000 }, "↗ 54,000 for 30\u00a0s"],
  [{ kind: "crosses-down", level: "54000" }, {}, "↘ 54,000"],
  [{ kind: "crosses", level: "54000" }, {}, "↕ 54,000"],
  [{ kind: "inside", low: "44000", high: "46000" }, {}, "in 44,000 – 46,000"],
  [{ kind: "outside", low: "44000", high: "46000" }, {}, "outside 44,000 – 46,000"],
  [{ kind: "enters", low: "44000", high: "46000" }, {}, "into 44,000 – 46,000"],
  [{ kind: "leaves", low: "44000", high: "46000" }, {}, "out of 44,000 – 46,000"],
  [{ kind: "rises", by: { percent: "5" }, windowMs: 600_000 }, {}, "+5% in 10\u00a0min"],
  [{ kind: "falls", by: { amount: "100" }, windowMs: 600_000 }, {}, "−100 in 10\u00a0min"],
  [{ kind: "moves", by: { percent: "5" }, windowMs: 60_000 }, {}, "±5% in 1\u00a0min"],
  [{ kind: "pulls-back", by: { percent: "3" } }, {}, "−3% from high"],
  [{ kind: "rebounds", by: { percent: "3" } }, {}, "+3% from low"],
  [{ kind: "spread-at-least", by: { percent: "0.1" } }, { source: "mid" }, "spread ≥ 0.1%"],
  [{ kind: "trade-size-at-least", size: "10" }, {}, "trade ≥ 10"],
])("%o is told in a few signs", (condition, more, words) => {
  expect(shortCondition(spec(condition, more), 10)).toBe(words);
});
