/** What the candles of a gap tell, and what they leave open: which of their prices are of the gap, and where a rule became true. */
import { describe, expect, test } from "vitest";
import { CompiledRule } from "../../../main/alerts/compiled-rule.ts";
import {
  candlesOf,
  gapExtremeOf,
  hitInGap,
  isOutOfReach,
  type SeenCandle,
} from "../../../main/alerts/conditions/gap-candles.ts";
import { bound } from "../../../main/alerts/conditions/quantity.ts";
import type { PriceComparison } from "../../../main/alerts/conditions/threshold.ts";
import { compareDecimal } from "../../../preload/contract/decimal.ts";
import type { Candle, TickGap } from "../../../preload/contract/tick.ts";
import { EngineHarness, spec } from "../engine-harness.ts";

const [fromMs, toMs, minute] = [1_000_000, 1_600_000, 60_000];
const level = (kind: string) => ({ kind, level: "100" });
const range = (kind: string) => ({ kind, low: "90", high: "100" });
const compiled = (condition: object): CompiledRule => new CompiledRule(spec(condition));
const price =
  (text: string): PriceComparison =>
  (limit) =>
    compareDecimal(text, limit.text);

/** `open high low close`; `-` where it is not known to be of the gap. The first begins with the gap. */
function seen(rows: readonly string[], lengthMs = minute): SeenCandle[] {
  return rows.map((row, at) => {
    const [open = "", high = "", low = "", close = ""] = row.split(" ");
    const known = (text: string) => (text === "-" ? null : bound(text));
    const openMs = fromMs + at * lengthMs;
    const span = { fromWallMs: openMs, toWallMs: openMs + lengthMs };
    return { span, lengthMs, open: known(open), high: known(high), low: known(low), close: bound(close) };
  });
}
function gapWith(candles: readonly Candle[], rest: Partial<TickGap> = {}): TickGap {
  const before = new EngineHarness().tick("95");
  return { fromWallMs: fromMs, toWallMs: toMs, because: "disconnected", before, candles, seen: null, ...rest };
}
const candle = (openMs: number, row: string, lengthMs = minute): Candle => {
  const [open = "", high = "", low = "", close = ""] = row.split(" ");
  return { openMs, lengthMs, open, high, low, close };
};

describe("the candle in which the gap began", () => {
  const openMs = fromMs - minute / 2;
  const first = candle(openMs, "95 103 91 99");
  const counted = (rest: Partial<TickGap>) =>
    candlesOf(gapWith([first], rest)).map(({ open, high, low, close }) =>
      [open, high, low, close].map((each) => each?.text ?? "-").join(" "),
    )[0];

  test.each([
    ["exceeds what was seen on neither side", { openMs, high: "103", low: "91" }, "- - - 99"],
    ["rose higher", { openMs, high: "102.9", low: "91" }, "- 103 - 99"],
    ["fell lower", { openMs, high: "103", low: "91.1" }, "- - 91 99"],
    ["did both", { openMs, high: "102", low: "92" }, "- 103 91 99"],
    ["began before what was seen", { openMs: openMs + 1, high: "102", low: "92" }, "- - - 99"],
    ["lies within what was seen", { openMs: openMs - 1, high: "102", low: "92" }, "- 103 91 99"],
  ])("%s: no more of it is news", (_, known, row) => {
    expect(counted({ seen: known })).toBe(row);
  });
  test("is known to be news where nothing had ever been seen, and not where it is only not known what was", () => {
    expect(counted({ before: null })).toBe("- 103 91 99");
    expect(counted({})).toBe("- - - 99");
    expect(candlesOf(gapWith([first]))[0]?.span).toEqual({ fromWallMs: fromMs, toWallMs: openMs + minute });
  });
  test("ends with the gap; one that begins with it is all of it, and is read once for all rules", () => {
    const gap = gapWith([candle(fromMs, "95 103 91 99", 2 * (toMs - fromMs))]);
    const [whole] = candlesOf(gap);
    expect(whole).toMatchObject({ span: { fromWallMs: fromMs, toWallMs: toMs }, open: { n: 95, text: "95" } });
    expect(candlesOf(gap)).toBe(candlesOf(gap));
  });
});

describe("the extreme of the gap", () => {
  test.each([
    [["95 103 91 99", "99 102 90 95"], "103", "90"],
    [["- - - 99", "99 99 98 98.5"], "99", "98"],
    [["- - - 99"], "99", "99"],
    // Of two that are the same, the one that came first.
    [["100 100.0 99 99", "99 100.00 99.0 99.00"], "100", "99"],
    [
      ["95 100 90 95", "95 100.00000000000000001 89.99999999999999999 95"],
      "100.00000000000000001",
      "89.99999999999999999",
    ],
  ])("of %j is %s, or %s", (rows, high, low) => {
    const candles = seen(rows);
    expect(gapExtremeOf(candles, "high")?.text).toBe(high);
    expect(gapExtremeOf(candles, "low")?.text).toBe(low);
  });
  test("is none where there are no candles", () => {
    expect(gapExtremeOf([], "high")).toBeNull();
  });
});

describe("a rule is out of reach", () => {
  test.each<[object, readonly string[], number, number, boolean]>([
    [level("crosses"), [], 95, 99.99, true],
    [level("crosses"), [], 95, 100, false],
    [level("crosses"), [], 100, 95, false],
    [level("crosses"), [], 105, 100.01, true],
    [level("crosses"), ["95 100 94 95"], 95, 95, false],
    [level("crosses"), ["95 99.9 94 95"], 95, 95, true],
    [level("crosses"), ["105 106 100 105"], 105, 105, false],
    [level("crosses"), ["105 106 100.1 105"], 105, 105, true],
    [level("crosses"), ["- - - 100"], 95, 95, false],
    [range("enters"), [], 85, 89, true],
    [range("enters"), [], 85, 91, false],
    [range("enters"), [], 105, 99, false],
    [range("enters"), [], 105, 110, true],
    [range("leaves"), ["95 99 91 95"], 95, 95, true],
  ])("%j, candles %j, %d before, %d after: %s", (condition, rows, before, after, isOut) => {
    expect(isOutOfReach(compiled(condition), seen(rows), before, after)).toBe(isOut);
  });
});

test("however many rules ask, the prices of a gap's candles are gone through once", () => {
  let read = 0;
  const [one] = seen(["95 103 91 99"]);
  if (one === undefined) throw new Error("It was made.");
  const candles: SeenCandle[] = [
    {
      ...one,
      get close() {
        read++;
        return one.close;
      },
    },
  ];
  for (const ask of [
    () => isOutOfReach(compiled(level("crosses")), candles, 95, 96),
    () => gapExtremeOf(candles, "high"),
    () => gapExtremeOf(candles, "low"),
  ]) {
    read = 0;
    ask();
    ask();
    expect(read).toBe(1);
  }
});

describe("where in the gap a rule became true", () => {
  const at = (condition: object, before: string | null, after: string, candles: readonly SeenCandle[]) => {
    const gap = gapWith([]);
    const hit = hitInGap(
      compiled(condition),
      gap,
      before === null ? null : price(before),
      price(after),
      candles,
      [1, -1],
    );
    return hit === null
      ? null
      : [(hit.span.fromWallMs - fromMs) / minute, (hit.span.toWallMs - fromMs) / minute, hit.direction];
  };
  const end = (toMs - fromMs) / minute;

  test.each<[object, string | null, string, readonly string[], readonly [number, number, 1 | -1] | null]>([
    // Nothing between: the prices before and after alone.
    [level("at-or-above"), "95", "101", [], [0, end, 1]],
    [level("at-or-above"), "101", "99", [], null],
    [level("crosses-up"), "95", "101", [], [0, end, 1]],
    [level("crosses-up"), null, "101", [], null],
    [level("crosses"), "101", "95", [], [0, end, -1]],
    // Being there is enough, at whichever price of a candle.
    [level("at-or-above"), "95", "95", ["95 99 94 95", "100 - - 95"], [1, 2, 1]],
    [level("at-or-above"), "95", "95", ["- 100 - 95"], [0, 1, 1]],
    [range("inside"), "105", "105", ["- - 99 105"], [0, 1, 1]],
    [level("at-or-above"), "95", "95", ["- - - 100"], [0, 1, 1]],
    [level("at-or-above"), "95", "95", ["95 99.9 94 95"], null],
    [level("at-or-above"), null, "101", ["101 102 101 101"], [0, 1, 1]],
    // From the price before the candle to any of its prices.
    [level("crosses-up"), "95", "95", ["100 - - 95"], [0, 1, 1]],
    [level("crosses-up"), "95", "95", ["- 100 - 95"], [0, 1, 1]],
    [level("crosses-down"), "105", "105", ["- - 100 105"], [0, 1, 1]],
    [level("crosses-up"), "95", "100", ["- - - 100"], [0, 1, 1]],
    // From its open to its high, its low, its close; from its high or its low to its close.
    [level("crosses-up"), null, "95", ["95 100 94 95"], [0, 1, 1]],
    [level("crosses-down"), null, "105", ["105 106 100 105"], [0, 1, 1]],
    [level("crosses-up"), null, "105", ["95 - - 105"], [0, 1, 1]],
    [level("crosses-down"), null, "95", ["- 105 - 95"], [0, 1, 1]],
    [level("crosses-up"), null, "105", ["- - 95 105"], [0, 1, 1]],
    // High and low have no order.
    [level("crosses-up"), null, "105", ["- 105 95 95.5", "- - - 95"], [1, end, 1]],
    [level("crosses-up"), null, "95", ["105 106 94 95"], null],
    // From one candle's close to the next, and from the last one's to the price after.
    [level("crosses-up"), "105", "105", ["105 105 95 95", "105 106 105 105"], [1, 2, 1]],
    [level("crosses-up"), "105", "105", ["105 105 95 95"], [0, end, 1]],
    [level("crosses"), "95", "95", ["95 99 94 95", "95 101 94 95"], [1, 2, 1]],
    [level("crosses"), "105", "99", ["105 106 104 105", "105 106 99 99"], [1, 2, -1]],
    [level("crosses-up"), "95", "95", ["95 99.99 94 95"], null],
  ])("%j, %s before, %s after, candles %j: %j", (condition, before, after, rows, span) => {
    expect(at(condition, before, after, seen(rows))).toEqual(span);
  });

  test("is told by the narrowest candle in which it did, and by what came after the last one only where no candle tells it", () => {
    const [narrow, wide] = [seen(["105 105 104 104", "104 104 95 95"]), seen(["105 106 95 105"], 5 * minute)];
    expect(at(level("crosses-up"), "105", "106", narrow)).toEqual([1, end, 1]);
    expect(at(level("crosses-up"), "105", "106", [...wide, ...narrow])).toEqual([0, 5, 1]);
    const [inNarrow, inWide] = [seen(["105 105 104 104", "104 104 95 105"]), wide];
    expect(at(level("crosses-up"), "105", "106", [...inWide, ...inNarrow])).toEqual([1, 2, 1]);
    const alsoAfter = seen(["105 105 95 95"], 5 * minute);
    expect(at(level("crosses-up"), "105", "106", [...alsoAfter, ...narrow])).toEqual([1, end, 1]);
  });
});
