/** H19: a rule's note and where it is told are changed, and nothing that decides is, to the last bit of its state. */
import { describe, expect, test } from "vitest";
import type { RuleDetails, RuleSpec } from "../../preload/contract/rule.ts";
import { EngineHarness, spec } from "./engine-harness.ts";

const details: RuleDetails = { note: "the desk", notify: { to: ["phone"], urgency: "critical" } };

/** Rules brought into each state, by what happened to them, and what happens next. */
const states: Record<string, readonly [RuleSpec, (at: EngineHarness) => void, (at: EngineHarness) => void]> = {
  armed: [spec({ kind: "crosses-up", level: "100" }), (at) => at.ticks("98 99"), (at) => at.ticks("100")],
  "armed, a window running": [
    spec({ kind: "rises", by: { amount: "5" }, windowMs: 1_000 }),
    (at) => at.ticks("100 103"),
    (at) => at.ticks("105"),
  ],
  "armed, an extreme followed": [
    spec({ kind: "pulls-back", by: { amount: "5" } }),
    (at) => at.ticks("100 120 118"),
    (at) => at.ticks("115"),
  ],
  holding: [
    spec({ kind: "at-or-above", level: "100" }, { holdForMs: 1_000 }),
    (at) => at.ticks("99 101 102"),
    (at) => at.wait(900),
  ],
  "holding, interrupted": [
    spec({ kind: "crosses-up", level: "100" }, { holdForMs: 1_000 }),
    (at) => at.ticks("99 101").lost(),
    (at) => at.price("102", {}, at.gap()).wait(1_000),
  ],
  triggered: [
    spec({ kind: "at-or-above", level: "100" }, { repeat: "always", cooldownMs: 300, rearmBy: { amount: "2" } }),
    (at) => at.ticks("99 100"),
    (at) => at.ticks("99 97 97 97 99 101"),
  ],
  paused: [
    spec({ kind: "at-or-above", level: "100" }),
    (at) => at.ticks("99").note(at.engine.pause("r", at.now(), null)),
    (at) => at.ticks("101"),
  ],
  snoozed: [
    spec({ kind: "crosses-up", level: "100" }),
    (at) => at.ticks("99").note(at.engine.pause("r", at.now(), at.now().wallMs + 1_000)),
    (at) => at.wait(1_000).ticks("99 101"),
  ],
  done: [spec({ kind: "at-or-above", level: "100" }), (at) => at.ticks("101"), (at) => at.ticks("99 101")],
  expired: [
    spec({ kind: "at-or-above", level: "100" }, { expiresAt: "2026-01-05T12:00:01.000Z" }),
    (at) => at.wait(2_000),
    (at) => at.ticks("101"),
  ],
};

describe("changing where a rule is told, in each of its states", () => {
  test.each(Object.entries(states))("%s", (_name, [rule, before, after]) => {
    const [changed, alone] = [new EngineHarness(), new EngineHarness()];
    for (const at of [changed, alone]) before(at.add(rule));
    const was = changed.engine.get("r");
    const due = changed.engine.nextDue(changed.now());

    const decisions = changed.engine.setDetails("r", details);

    const now = { ...was, spec: { ...rule, ...details } };
    expect(changed.engine.get("r")).toEqual(now);
    expect(decisions).toEqual([{ kind: "changed", rule: now }]);
    expect(changed.engine.nextDue(changed.now())).toBe(due);
    // And it goes on as one that nobody touched.
    for (const at of [changed, alone]) after(at);
    expect(changed.said).toEqual(alone.said);
    expect(changed.engine.get("r")).toEqual({ ...alone.engine.get("r"), spec: { ...rule, ...details } });
  });

  test("what it fires from then on says so, and what it had fired says what it said then", () => {
    const at = new EngineHarness().add(spec({ kind: "at-or-above", level: "100" }, { repeat: "always" }));
    at.ticks("101");
    at.engine.setDetails("r", details);
    at.ticks("90 101");
    const fired = at.decisions.flatMap((decision) => (decision.kind === "fired" ? [decision.rule.spec.note] : []));
    expect(fired).toEqual(["", "the desk"]);
  });

  test("there has to be such a rule", () => {
    expect(() => new EngineHarness().engine.setDetails("r", details)).toThrow("There is no rule r.");
  });
});
