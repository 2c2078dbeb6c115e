import { expect, it } from "vitest";
import { formatEditEffect } from "../../../renderer/composer/edit-effect.ts";
import { ruleOf, spec } from "../scenes.ts";
import { nowMs } from "../state-harness.ts";

it.each([
  ["nothing", "expired", "Its time is over: it is armed again only with another one."],
  ["nothing", "armed", null],
  ["details", "expired", "Only its note or where it is told changes: it is not armed again."],
  ["details", "done", "Only its note or where it is told changes: it is not armed again."],
  ["details", "armed", "Only its note or where it is told changes: it is not armed anew."],
  ["resumes", "paused", "Nothing is changed: it is armed again as it is."],
  ["arms-anew", "armed", null],
  ["arms-anew", "expired", null],
] as const)("%s, of an alert that is %s: %s", (effect, state, text) => {
  const rule = ruleOf("r", spec({ kind: "at-or-above", level: "45000" }), nowMs, { state });
  expect(formatEditEffect(effect, rule)).toBe(text);
});
