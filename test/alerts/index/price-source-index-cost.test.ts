/** What a price costs, counted and not timed: the thresholds of rules that it does not concern are left alone. */
import { expect, test } from "vitest";
import { bound } from "../../../main/alerts/conditions/quantity.ts";
import { tickOf } from "../../../main/alerts/dry-run/bar-paths.ts";
import { newRule } from "../../../main/alerts/engine-rule.ts";
import { PriceSourceIndex } from "../../../main/alerts/index/price-source-index.ts";
import type { RulePlacement } from "../../../main/alerts/index/rule-placement.ts";
import { key, spec } from "../engine-harness.ts";

test("a price at one rule does not look through the thresholds of all the others", () => {
  const index = new PriceSourceIndex("last", false);
  const waitingFor = (level: number): RulePlacement => {
    const rule = newRule({ id: String(level), order: level, createdMs: 0 }, spec({ kind: "crosses", level: "100" }));
    index.addRule(rule);
    const placement: RulePlacement = index.placementOf(rule);
    index.addThreshold(placement, bound(String(level)));
    return placement;
  };
  index.seed(tickOf({ instrument: key }, "95", 0), 95, 0);
  waitingFor(100);
  let looks = 0;
  for (let level = 200; level < 300; level++) {
    const placement = waitingFor(level);
    const { thresholds } = placement;
    Object.defineProperty(placement, "thresholds", { get: () => (looks++, thresholds) });
  }
  for (const price of [101, 99, 150]) {
    const offered: string[] = [];
    index.begin(tickOf({ instrument: key }, String(price), 1), price, 1, ({ id }) => offered.push(id));
    index.commit(tickOf({ instrument: key }, String(price), 1), price, 1);
    index.settle();
    expect(offered).toEqual(["100"]);
  }
  expect(looks).toBe(0);
});
