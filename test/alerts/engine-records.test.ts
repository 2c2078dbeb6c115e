/** What is left of a rule in the engine's lists after each end of something: nothing that would wake it, count it or write it again; and what is written of it meanwhile. */
import { describe, expect, test } from "vitest";
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

test("a rule that fires at a price, once, is counted no longer, and one that repeats is", () => {
  const harness = new EngineHarness().add(spec(above), "once").add(spec(above, { repeat: "always" }), "always");
  harness.ticks("99");
  expect(harness.engine.armedCount(key)).toBe(2);
  harness.ticks("100");
  expect(harness.engine.armedCount(key)).toBe(1);
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

test("an extreme that a decision has told is not given out once more, nor one of which another rule's has moved", () => {
  const harness = new EngineHarness().add(spec(above), "other").ticks("99");
  harness
    .add(spec({ kind: "pulls-back", by: { amount: "50" } }), "high")
    .add(spec({ kind: "rebounds", by: { amount: "50" } }), "low");
  expect(harness.engine.drainExtremes()).toEqual([]);
  harness.ticks("99.5");
  expect(harness.engine.drainExtremes()).toEqual([{ ruleId: "high", extreme: "99.5" }]);
  harness.ticks("98");
  expect(harness.engine.drainExtremes()).toEqual([{ ruleId: "low", extreme: "98" }]);
  harness.ticks("97 99.9");
  expect(harness.engine.drainExtremes()).toEqual([
    { ruleId: "high", extreme: "99.9" },
    { ruleId: "low", extreme: "97" },
  ]);
});

describe("what the rules of an instrument need", () => {
  const amount = { by: { amount: "1" } };
  test.each<[object, object, object]>([
    [above, {}, { everyTrade: true, size: false, quotes: false }],
    [above, { source: "bid" }, { everyTrade: false, size: false, quotes: true }],
    [above, { source: "ask" }, { everyTrade: false, size: false, quotes: true }],
    [above, { source: "mid" }, { everyTrade: false, size: false, quotes: true }],
    [{ kind: "spread-at-least", ...amount }, {}, { everyTrade: false, size: false, quotes: true }],
    [{ kind: "spread-at-least", by: { percent: "1" } }, {}, { everyTrade: false, size: false, quotes: true }],
    [{ kind: "trade-size-at-least", size: "1" }, {}, { everyTrade: true, size: true, quotes: false }],
  ])("%j %j: %j", (condition, rest, needs) => {
    expect(new EngineHarness().add(spec(condition, rest)).engine.needsOf(key)).toEqual(needs);
  });

  test("nothing, where there are none", () => {
    const { engine } = new EngineHarness();
    expect(engine.needsOf(key)).toEqual({ everyTrade: false, size: false, quotes: false });
    expect(engine.armedCount(key)).toBe(0);
  });
});

describe("in the order in which the rules were made", () => {
  const sources = ["last", "bid", "last", "ask"] as const;
  const made = (rest: object): EngineHarness => {
    const harness = new EngineHarness();
    for (const [at, source] of sources.entries())
      harness.add(spec(above, { source, ...rest }), `${String(at)} ${source}`);
    harness.price("99", { bid: "98", ask: "99" });
    return harness;
  };
  const names = sources.map((source, at) => `${String(at)} ${source}`);
  const told = (harness: EngineHarness, kind: string): string[] =>
    harness.decisions.splice(0).flatMap((decision) => (decision.kind === kind ? [decision.rule.id] : []));

  test("what fires by one tick of several sources is told", () => {
    expect(told(made({}).price("101", { bid: "100", ask: "101" }), "fired")).toEqual(names);
  });

  test("holds that an outage ends are told", () => {
    const harness = made({ holdForMs: 60_000 }).price("101", { bid: "100", ask: "101" });
    harness.decisions.length = 0;
    expect(told(harness.lost(), "changed")).toEqual(names);
  });
});

test("an outage of one instrument ends no hold of another one of the same venue", () => {
  const harness = new EngineHarness().add(spec(above, { holdForMs: 60_000 })).ticks("101");
  harness.heard();
  expect(harness.engine.onLost(["demo:ETH-USD"], harness.now())).toEqual([]);
  expect(harness.note(harness.engine.onLost([key], harness.now())).heard()).toEqual(["armed gen 1"]);
});

describe("what is written of a rule", () => {
  const always = { repeat: "always", rearmBy: { amount: "2" } };
  test.each<[string, object, string, object, object]>([
    ["armed", { kind: "crosses-up", level: "100" }, "99", always, { rearmAt: null, lastFiredMs: null }],
    [
      "triggered upward",
      { kind: "crosses-up", level: "100" },
      "99 100",
      always,
      { rearmAt: { below: "98", above: null } },
    ],
    [
      "triggered downward",
      { kind: "crosses-down", level: "100" },
      "101 100",
      always,
      { rearmAt: { below: null, above: "102" } },
    ],
    [
      "triggered by a move",
      { kind: "rises", by: { amount: "5" }, windowMs: 1_000 },
      "100 105",
      { repeat: "always", cooldownMs: 5_000 },
      { rearmAt: null, lastFiredMs: 200, cooldownUntilMs: 5_200 },
    ],
    ["done", above, "100", {}, { rearmAt: null, lastFiredMs: 100, cooldownUntilMs: null, state: "done" }],
  ])("%s", (_what, condition, prices, rest, written) => {
    const harness = new EngineHarness();
    const from = harness.now().wallMs;
    const { lastFiredMs, cooldownUntilMs, ...others } =
      harness.add(spec(condition, rest)).ticks(prices).engine.get("r") ?? {};
    const since = (ms: number | null | undefined): number | null => (ms == null ? null : ms - from);
    expect({ ...others, lastFiredMs: since(lastFiredMs), cooldownUntilMs: since(cooldownUntilMs) }).toMatchObject(
      written,
    );
  });

  test("that it was armed blind, over a restart as well, until its first price", () => {
    const harness = new EngineHarness().add(spec(above));
    expect(harness.engine.get("r")?.armedBlind).toBe(true);
    harness.restart();
    expect(harness.engine.get("r")?.armedBlind).toBe(true);
    expect(harness.ticks("99").restart().engine.get("r")?.armedBlind).toBe(false);
  });

  test.each([
    ["crosses-up", true],
    ["at-or-above", false],
  ])("since when an outage has ended a hold of %s: %s", (kind, isWritten) => {
    const harness = new EngineHarness()
      .add(spec({ kind, level: "100" }, { holdForMs: 60_000 }))
      .ticks("99 101")
      .lost();
    expect(harness.engine.get("r")?.holdingSinceMs !== null).toBe(isWritten);
  });
});

test("a price from before that comes when the gap has ended decides nothing", () => {
  const harness = new EngineHarness().add(spec(above)).ticks("98").lost();
  harness.price("99", {}, harness.gap()).heard();
  expect(harness.note(harness.engine.onTick({ ...harness.tick("105"), ageMs: 70_000 })).heard()).toEqual([]);
});

test("armed while no price of now is known, a trailing rule measures from its first price", () => {
  const harness = new EngineHarness().add(spec({ kind: "crosses", level: "1" }), "other").ticks("100");
  harness.add(spec({ kind: "pulls-back", by: { amount: "5" } }), "r", null).heard();
  expect(harness.ticks("94 89.1").heard()).toEqual([]);
  expect(harness.ticks("89").heard()).toEqual(["fired 89 gen 1"]);
});

test("a rule armed when a gap was over for other sources is told of the next one", () => {
  const bids = (level: string) => spec({ kind: "at-or-above", level }, { source: "bid" });
  const harness = new EngineHarness().add(bids("500"), "other").price("95", { bid: "94" }).lost();
  harness.price("95", {}, harness.gap());
  harness.add(bids("100"), "r", null).lost();
  harness.price("101", { bid: "101" }, harness.gap());
  const fired = harness.decisions.at(-1);
  expect(fired).toMatchObject({ kind: "fired", rule: { id: "r" } });
  expect(fired?.kind === "fired" && fired.gap).not.toBeNull();
});
