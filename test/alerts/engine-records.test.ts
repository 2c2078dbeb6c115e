/** What is left of a rule in the engine's lists after each end of something: nothing that would wake it, count it or write it again. */
import { expect, test } from "vitest";
import { Engine } from "../../main/alerts/engine.ts";
import { EngineHarness, key, spec } from "./engine-harness.ts";

const above = { kind: "at-or-above", level: "100" };

test("a rule that fires as it is armed, once, is counted no longer", () => {
  const harness = new EngineHarness().add(spec({ kind: "crosses", level: "1" }), "other").ticks("101");
  harness.add(spec(above));
  expect(harness.said.at(-1)).toMatch(/^fired 101/);
  expect(harness.engine.armedCount(key)).toBe(1);
  harness.engine.remove("other");
  expect([harness.engine.armedCount(key), harness.engine.instruments()]).toEqual([0, []]);
});

test.each<[string, (harness: EngineHarness) => void]>([
  ["broken by a price", (harness) => void harness.ticks("99")],
  ["ended by an outage", (harness) => void harness.lost()],
  ["of a rule that is removed", (harness) => void harness.engine.remove("r")],
  ["of a rule that is paused", (harness) => void harness.engine.pause("r", harness.now(), null)],
])("a hold %s wakes nobody", (_what, end) => {
  const harness = new EngineHarness().add(spec(above, { holdForMs: 60_000 })).ticks("100");
  expect(harness.engine.nextDue(harness.now())).toBeGreaterThan(0);
  end(harness);
  expect(harness.engine.nextDue(harness.now())).toBeNull();
});

test("an extreme is given out to be written once, and after a restart not before it has moved", () => {
  const harness = new EngineHarness().add(spec({ kind: "pulls-back", by: { amount: "50" } })).ticks("100 110");
  expect(harness.engine.drainExtremes()).toEqual([{ ruleId: "r", extreme: "110" }]);
  harness.ticks("109");
  expect(harness.engine.drainExtremes()).toEqual([]);
  const again = new EngineHarness();
  again.note(again.engine.load(harness.engine.all(), again.now())).ticks("109 108");
  expect(again.engine.drainExtremes()).toEqual([]);
  again.ticks("111");
  expect(again.engine.drainExtremes()).toEqual([{ ruleId: "r", extreme: "111" }]);
});

test("history of an instrument that no rule is on decides nothing", () => {
  const harness = new EngineHarness();
  const engine = new Engine({ micros: () => 0 });
  const gap = { ...harness.gap(), candles: [] };
  expect(engine.onHistory(gap, harness.tick("1"), harness.now())).toEqual([]);
  expect([...engine.rulesTold(key, gap)]).toEqual([]);
});
