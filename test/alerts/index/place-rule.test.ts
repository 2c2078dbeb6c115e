/** Which ticks a rule is looked at on, state by state: all that could concern it, and nearly none besides. */
import { expect, test } from "vitest";
import { newRule } from "../../../main/alerts/engine-rule.ts";
import { placeRule } from "../../../main/alerts/index/place-rule.ts";
import { PriceSourceIndex } from "../../../main/alerts/index/price-source-index.ts";
import { EngineHarness, spec } from "../engine-harness.ts";

const up = { kind: "crosses-up", level: "100" };
const rises = { kind: "rises", by: { amount: "5" }, windowMs: 1_000 };
const always = { repeat: "always" } as const;
const back = { ...always, rearmBy: { amount: "2" } };

test.each<[string, object, object, string, string]>([
  ["armed below a level: by its first price, and at the level", up, {}, "95 99 98 99.9 100", "x---x"],
  ["armed above a level: by its first price, and at the level", up, {}, "105 101 100.1 100 101", "x--xx"],
  [
    "armed between the ends of a range",
    { kind: "leaves", low: "100", high: "110" },
    {},
    "105 101 109 110 100",
    "x--xx",
  ],
  ["triggered: by the tick after the fire, then at its way back", up, back, "99 100 100 99 101 98.1 98 99", "xxx---x-"],
  [
    "triggered, cooling: by none before that ends",
    up,
    { ...back, cooldownMs: 500 },
    "99 100 101 97 101 97 97 98",
    "xx----x-",
  ],
  [
    "triggered, without a way back: where it is false again",
    { kind: "trade-size-at-least", size: "10" },
    always,
    "1 9 10 11 12 9.995 8",
    "x-xx-x-",
  ],
  ["holding: where it may break", up, { holdForMs: 60_000 }, "99 100 101 102 100 99 98", "xxx-xx-"],
  ["armed for a move: where one is far enough", rises, always, "100 104 103 104.9 105", "x---x"],
  ["triggered by a move: where it may have ended", rises, always, "100 105 106 105.5 104.9 104.8 105", "xxx-x--"],
  ["holding by a move: where it may break", rises, { holdForMs: 60_000 }, "100 105 106 105.5 104.9 104.8", "xx--x-"],
  [
    "following an extreme: where a price is far enough from it",
    { kind: "pulls-back", by: { amount: "5" } },
    always,
    "100 110 106 109 105 101 100",
    "x---x-x",
  ],
  [
    "holding by a distance from an extreme: where it may break",
    { kind: "pulls-back", by: { amount: "5" } },
    { holdForMs: 60_000 },
    "100 110 105 103 104.9 105 106 107",
    "x-xx-xx-",
  ],
])("%s", (_what, condition, rest, values, looks) => {
  const harness = new EngineHarness().add(spec(condition, rest));
  const isSize = "size" in condition;
  const looked = values.split(" ").map((value) => {
    const before = harness.engine.evaluatedTicks;
    if (isSize) harness.price("100", { size: value });
    else harness.price(value);
    return harness.engine.evaluatedTicks === before ? "-" : "x";
  });
  expect(looked.join("")).toBe(looks);
});

test("from armed to holding and back a level rule stays where it stands", () => {
  const index = new PriceSourceIndex("last", false);
  const rule = newRule({ id: "r", order: 0, createdMs: 0 }, spec(up, { holdForMs: 1_000 }));
  const tick = new EngineHarness().tick("100");
  index.seed({ ...tick, last: "99", lastNumber: 99 }, 99, 0);
  index.addRule(rule);
  rule.lifecycle.arm(0);
  rule.seen.arm(true);
  placeRule(rule, index);
  const [stands] = index.placementOf(rule).thresholds;
  expect(stands?.at.text).toBe("100");
  const cause = { tick, previous: null, gap: null, direction: 1, measuredFrom: null } as const;
  rule.lifecycle.beginHold(cause, { wallMs: 0, monoMs: 0 }, 1_000);
  placeRule(rule, index);
  expect(index.placementOf(rule).thresholds).toEqual([stands]);
  expect(index.placementOf(rule).thresholds[0]).toBe(stands);
});

test("a rule that holds by a distance from an extreme takes no moment from others", () => {
  const harness = new EngineHarness()
    .add(spec(up, { ...back, cooldownMs: 500 }), "cooling")
    .ticks("99 100")
    .add(spec({ kind: "pulls-back", by: { amount: "5" } }, { holdForMs: 60_000 }), "holding")
    .ticks("95 94.9 94.8");
  harness.heard();
  harness.ticks("94.7 94.6 94.5");
  expect(harness.heard()).toEqual(["armed gen 2"]);
});

test("triggered by a move since it was armed: when that price leaves its window, though others remember a lower one", () => {
  const other = spec({ kind: "rises", by: { amount: "1000" }, windowMs: 1_000 });
  const harness = new EngineHarness().add(other, "other").ticks("90 100").add(spec(rises, always), "r");
  const looked = Array.from({ length: 12 }, (_, at) => {
    const before = harness.engine.evaluatedTicks;
    harness.price(at === 0 ? "105" : "106");
    return harness.engine.evaluatedTicks === before ? "-" : "x";
  });
  expect(harness.heard()).toContain("fired 105 gen 1");
  // The tick after the fire; then nothing until 100 is a second old.
  expect(looked.join("")).toBe("xx-------x--");
});
