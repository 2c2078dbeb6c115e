import { expect, test } from "vitest";
import { EvaluatedTick } from "../../main/app/evaluated-tick.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { tick } from "./app-harness.ts";

const at = (ms: number, parts: Partial<Tick>): Tick => ({
  ...tick("1", { wallMs: ms, monoMs: ms }),
  last: null,
  lastNumber: Number.NaN,
  ...parts,
});

test("what is kept of an instrument has the last price, bid and ask, whichever ticks they came with", () => {
  const judged = new EvaluatedTick(at(1, { last: "100", lastNumber: 100, tradeId: "7" }));
  judged.take(at(2, { bid: "99", ask: "101" }));
  judged.take(at(3, { ask: "102" }));
  expect(judged.whole()).toMatchObject({
    last: "100",
    lastNumber: 100,
    tradeId: "7",
    bid: "99",
    ask: "102",
    receivedWallMs: 3,
  });
});

test("a tick that has everything is kept as it is; an instrument without a last price is kept without one", () => {
  const whole = at(1, { last: "100", lastNumber: 100, bid: "99", ask: "101" });
  expect(new EvaluatedTick(whole).whole()).toBe(whole);
  expect(new EvaluatedTick(at(1, { bid: "99" })).whole()).toMatchObject({ last: null, bid: "99", ask: null });
});
