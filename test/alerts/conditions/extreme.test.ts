/** Which of two prices lies further out, exactly; and that nobody works out digits which decide nothing. */
import { expect, test } from "vitest";
import { compareExtremes, extremeText, isBeyond, type Extreme } from "../../../main/alerts/conditions/extreme.ts";
import { EngineHarness } from "../engine-harness.ts";

const harness = new EngineHarness();
/** As it comes from a tick: its digits have not been asked for. */
const seen = (last: string): Extreme => ({ n: Number(last), tick: harness.tick(last), text: null });
/** As it comes from a candle, or from before a restart. */
const kept = (text: string): Extreme => ({ n: Number(text), tick: null, text });

test.each<[string, string, -1 | 0 | 1]>([
  ["99", "100", -1],
  ["101", "100", 1],
  ["100", "100", 0],
  ["100.0", "100", 0],
  ["0.10000000000000000001", "0.1", 1],
  ["0.1", "0.10000000000000000001", -1],
])("%s against %s: %d, on whichever side the extreme is kept", (a, b, order) => {
  for (const [left, right] of [
    [seen(a), seen(b)],
    [seen(a), kept(b)],
    [kept(a), kept(b)],
  ] as const) {
    expect(compareExtremes("last", left, right)).toBe(order);
    expect(isBeyond("high", "last", left, right)).toBe(order > 0);
    expect(isBeyond("low", "last", left, right)).toBe(order < 0);
  }
});

test("digits are worked out where the doubles do not decide, and nowhere else", () => {
  const [less, more, same] = [seen("99"), seen("101"), seen("99")];
  compareExtremes("last", less, more);
  compareExtremes("last", more, less);
  compareExtremes("last", less, less);
  // The very tick, as a rule's own extreme and as that of a group.
  expect(compareExtremes("last", less, { ...less })).toBe(0);
  expect([less.text, more.text]).toEqual([null, null]);
  compareExtremes("last", less, same);
  expect([less.text, same.text]).toEqual(["99", "99"]);
});

test("the digits are those of the quantity", () => {
  const tick = harness.tick("100", { bid: "99.50" });
  expect(extremeText("bid", { n: 99.5, tick, text: null })).toBe("99.50");
});
