import { expect, it } from "vitest";
import { lonePriceSentences } from "../../../renderer/instrument/lone-prices.ts";
import type { InstrumentHealth, LonePrice } from "../../../preload/contract/feed.ts";
import { nowMs } from "../state-harness.ts";

const lone = (source: LonePrice["source"], price: string): LonePrice => ({
  source,
  price,
  at: new Date(nowMs).toISOString(),
});
const health = (heldBack: LonePrice[], dropped: LonePrice | null): InstrumentHealth => ({
  symbol: "BTC-USD",
  subscription: "live",
  health: "live",
  lastTickAt: null,
  detail: null,
  dropping: null,
  heldBack,
  dropped,
});

it("says of each price that waits what it waits for, and of the last that was left out for an hour", () => {
  expect(lonePriceSentences(health([], null), nowMs)).toEqual([]);
  const held = health([lone("last", "0.06"), lone("bid", "0.01")], lone("ask", "9999"));
  const [first, second, third, ...more] = lonePriceSentences(held, nowMs);
  expect(first).toBe("A price of 0.06 is held back: alerts see it when a second one like it comes.");
  expect(second).toBe("A bid of 0.01 is held back: alerts see it when a second one like it comes.");
  expect(third).toMatch(/^An ask of 9,?999 \(.+\) stood alone and was left out\.$/);
  expect(more).toEqual([]);
  expect(lonePriceSentences(held, nowMs + 3_600_001)).toHaveLength(2);
});
