/** A condition that its kind decides itself: which prices it is given, and what it forgets. */
import { expect, test } from "vitest";
import { OwnCondition } from "../../../main/alerts/conditions/own-condition.ts";
import type { Condition } from "../../../preload/contract/rule.ts";
import { EngineHarness } from "../engine-harness.ts";

const condition = { kind: "toy" } as unknown as Condition;

/** True from its third price on. */
function begun(): { own: OwnCondition; given: unknown[] } {
  const given: unknown[] = [];
  const own = new OwnCondition(
    (of) => {
      given.push(of);
      let count = 0;
      return (price) => {
        given.push(price);
        return ++count >= 3;
      };
    },
    condition,
    "bid",
  );
  return { own, given };
}

test("it is given each price by its digits, its double and the time at which it came", () => {
  const { own, given } = begun();
  const tick = new EngineHarness().tick("100", { bid: "99.50" });
  own.take(tick, 99.5);
  expect(given).toEqual([condition, { text: "99.50", n: 99.5, monoMs: tick.receivedMonoMs }]);
});

test("it is as true as at the last price, and begins anew with none, or with the first one", () => {
  const { own, given } = begun();
  const tick = new EngineHarness().tick("100", { bid: "99.50" });
  const taken = (): boolean => (own.take(tick, 99.5), own.isTrue);
  expect([own.isTrue, taken(), taken(), taken(), taken()]).toEqual([false, false, false, true, true]);
  own.startAnew(null);
  expect([own.isTrue, taken(), taken(), taken()]).toEqual([false, false, false, true]);
  own.startAnew({ n: 99.5, tick: null, text: "99.50" });
  expect([own.isTrue, taken(), taken()]).toEqual([false, false, false]);
  given.length = 0;
  own.startAnew({ n: 99.5, tick, text: null });
  expect(given).toHaveLength(2);
  expect([own.isTrue, taken(), taken()]).toEqual([false, false, true]);
});
