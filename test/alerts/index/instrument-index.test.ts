/** Whether a rule that is armed now may take a price for the one before: by the word of whoever arms it, and never across an outage. */
import { expect, test } from "vitest";
import { newRule, type EngineRule } from "../../../main/alerts/engine-rule.ts";
import { InstrumentIndex } from "../../../main/alerts/index/instrument-index.ts";
import { EngineHarness, key, spec } from "../engine-harness.ts";

const ruleOn = (source: string): EngineRule =>
  newRule({ id: source, order: 0, createdMs: 0 }, spec({ kind: "crosses", level: "100" }, { source }));
const harness = new EngineHarness();
const tick = (last: string, monoMs: number, bid?: string) => ({
  ...harness.tick(last, bid === undefined ? {} : { bid }),
  receivedMonoMs: monoMs,
});

/** An instrument that was never seen, with the indexes of last prices and bids. */
function made() {
  const index = new InstrumentIndex(key);
  const [last, bid] = [index.priceIndexFor(ruleOn("last")), index.priceIndexFor(ruleOn("bid"))];
  return { index, last, bid };
}

test("each source has one index of prices, made once, and it goes with its last rule", () => {
  const { index, last, bid } = made();
  const rule = ruleOn("bid");
  expect(index.priceIndexFor(rule)).toBe(bid);
  expect([index.priceIndex("last"), index.priceIndex("mid")]).toEqual([last, null]);
  bid.addRule(rule);
  const other = ruleOn("bid");
  bid.addRule(other);
  index.leave(rule);
  expect(index.priceIndex("bid")).toBe(bid);
  index.leave(other);
  expect([index.priceIndex("bid"), index.priceIndex("last")]).toEqual([null, last]);
});

test("where nothing was ever known, a price that is known makes all of it live, and is the price before", () => {
  const { index, last, bid } = made();
  expect([last.blind, bid.blind]).toEqual([true, true]);
  expect(index.canTakePrevious(last, null)).toBe(false);
  expect([index.coverage, last.blind]).toEqual(["new", true]);
  expect(index.canTakePrevious(last, tick("95", 500))).toBe(true);
  expect([last.latest?.n, last.monoMs, index.monoMs]).toEqual([95, 500, 500]);
  expect([index.coverage, last.blind, bid.blind]).toEqual(["live", false, false]);
  expect(index.priceIndexFor(ruleOn("ask")).blind).toBe(false);
});

test("a price that has no bid is no price before of rules on bids, whether one was seen or not", () => {
  const { index, bid } = made();
  expect(index.canTakePrevious(bid, tick("95", 500))).toBe(false);
  expect(bid.latest).toBe(null);
  expect(index.canTakePrevious(bid, tick("95", 600, "94"))).toBe(true);
  expect(index.canTakePrevious(bid, tick("95", 700))).toBe(false);
  expect(bid.latest?.n).toBe(94);
});

test("a price that was seen is not replaced by one that somebody knows", () => {
  const { index, last } = made();
  index.canTakePrevious(last, tick("95", 500));
  expect(index.canTakePrevious(last, tick("90", 400))).toBe(true);
  expect([last.latest?.n, last.monoMs, index.monoMs]).toEqual([95, 500, 500]);
});

test("time is not turned back by a price that came before another one", () => {
  const { index, last } = made();
  index.monoMs = 900;
  index.canTakePrevious(last, tick("95", 500));
  expect([last.monoMs, index.monoMs]).toEqual([900, 900]);
});

test("after an outage no price that somebody knows is the one before", () => {
  const { index, last } = made();
  index.canTakePrevious(last, tick("95", 500));
  index.coverage = "blind";
  last.markBlind();
  expect(index.canTakePrevious(last, tick("96", 600))).toBe(false);
  expect([index.coverage, last.latest?.n]).toEqual(["blind", 95]);
});
