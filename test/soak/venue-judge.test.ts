/** The judge of the soak with several venues finds what an app that is wrong would have recorded. */
import { expect, test } from "vitest";
import { judgeVenueRule, type SeenFire, type VenueRule } from "./venue-judge.ts";

const rule: VenueRule = { venue: "kraken", symbol: "BTC-USD", kind: "crosses-up", level: 100, armedAt: 1 };
/** One each second. */
const trades = [101, 95, 98, 100, 97, 105].map((price, at) => ({ price, atMs: at * 1_000, isTold: true }));
const live = (price: number): SeenFire => ({ price, gap: null });
const over = (price: number, fromMs: number, toMs: number): SeenFire => ({ price, gap: { fromMs, toMs } });

test.each<[string, readonly SeenFire[], string]>([
  ["the first touch, live", [live(100)], "right"],
  ["the first touch, in a gap", [over(97, 2_500, 4_000)], "right"],
  ["a later touch, in a gap", [over(105, 4_500, 5_500)], "later"],
  ["nothing", [], "missed"],
  ["both touches", [live(100), live(105)], "doubled"],
  ["a later price, as if it were of now", [live(105)], "wrong"],
  ["a gap before it was armed", [over(95, 0, 500)], "wrong"],
  ["a gap in which nothing was touched", [over(97, 3_600, 4_400)], "wrong"],
])("%s", (_, fires, what) => {
  expect(judgeVenueRule(rule, trades, fires).what).toBe(what);
});

test("where the stream lost the first touch, the next trade that it tells is the touch as it is seen, and no other is", () => {
  const lost = trades.map((trade, at) => ({ ...trade, isTold: at !== 3 }));
  const far = lost.map((trade, at) => (at === 4 ? { ...trade, price: 103 } : trade));
  expect(judgeVenueRule(rule, far, [live(103)]).what).toBe("later");
  expect(judgeVenueRule(rule, far, [live(105)]).what).toBe("wrong");
  expect(judgeVenueRule(rule, lost, [live(97)]).what).toBe("wrong");
});

test("a level that was never touched has no event", () => {
  expect(judgeVenueRule({ ...rule, level: 200 }, trades, []).what).toBe("right");
  expect(judgeVenueRule({ ...rule, level: 200 }, trades, [live(105)]).what).toBe("doubled");
});

test.each<[VenueRule["kind"], number, boolean]>([
  ["at-or-above", 99, true],
  ["at-or-below", 97, true],
  ["crosses-down", 99, true],
  ["crosses", 96, true],
  ["crosses", 94, false],
])("%s %d is touched after the second trade: %s", (kind, level, isTouched) => {
  expect(judgeVenueRule({ ...rule, kind, level }, trades, []).what).toBe(isTouched ? "missed" : "right");
});
