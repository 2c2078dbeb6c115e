/** In a process of its own: a kind that a window has learnt stays known to all of its modules. */
import { expect, it } from "vitest";
import { conditionKindOf, type ConditionKind } from "../../preload/contract/condition-kinds.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import { ruleSentence } from "../../preload/contract/text.ts";
import { fullScene } from "../renderer/scenes.ts";
import { nowMs, startState } from "../renderer/state-harness.ts";

it("the session learns the kinds of condition that the app was given from outside", async () => {
  const scene = fullScene(nowMs);
  const [rule] = scene.rules;
  if (rule === undefined) throw new Error("no rule");
  const kind = "glows" as ConditionKind;
  const row = conditionKindOf("at-or-above");
  const fired = { up: "{subject} glowed", down: "{subject} glowed", unknown: "{subject} glowed" };
  scene.info = { ...scene.info, furtherKinds: [{ id: kind, row, when: "{subject} glows at {level}", fired }] };
  const { session } = startState(scene);
  await session.resync();
  const condition = { kind, level: "5" } as unknown as RuleSpec["condition"];
  expect(ruleSentence({ ...rule, condition, repeat: "once" })).toContain("BTC-USD glows at 5");
  session.end();
});
