/** Candles that a rule about a move is not put to: the fires are those of a run over every one of them. */
import { expect, it } from "vitest";
import { barsOf, type Bars } from "../../../main/alerts/dry-run/bars.ts";
import { closeTick, endOf, pathTicks } from "../../../main/alerts/dry-run/bar-paths.ts";
import { lastFires } from "../../../main/alerts/dry-run/fire-times.ts";
import { runByCloses, runWholeWays } from "../../../main/alerts/dry-run/run-whole-ways.ts";
import { barsThatMatter, isFarEnough, isOutside } from "../../../main/alerts/dry-run/window-matters.ts";
import { CompiledRule } from "../../../main/alerts/compiled-rule.ts";
import { Engine } from "../../../main/alerts/engine.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import fc from "../../doubles/generated.ts";
import { key, spec } from "../engine-harness.ts";
import { barsFrom } from "./bars-from.ts";
import { candlesOf, minuteMs, walk } from "./walk.ts";

const never = (): boolean => false;
const always = { repeat: "always" } as const;

/** Minutes of a walk; of each of `quiet` nothing was traded, of each of `gaps` nothing is known. */
function barsWithout(prices: readonly string[], quiet: readonly number[], gaps: readonly number[]): Bars {
  const candles = candlesOf(prices, minuteMs);
  const first = candles[0]?.openMs ?? 0;
  const left = candles.filter((_, at) => at === 0 || !(quiet.includes(at) || gaps.includes(at)));
  const edges = [...new Set(gaps)].sort((a, b) => a - b).map((at) => first + at * minuteMs);
  const covered = [first, ...edges.map((ms) => ms + minuteMs)].map((fromMs, at) => ({
    fromMs,
    toMs: edges[at] ?? Number.MAX_SAFE_INTEGER,
  }));
  return barsOf(key, left, { covered, untilMs: Number.MAX_SAFE_INTEGER, dropsAbsurdPrints: false });
}

/** As `runWholeWays`, and every candle is seen by the engine. */
function everyWay(rule: RuleSpec, bars: Bars): number[][] {
  const ways: ((at: number) => readonly Tick[])[] = [
    (at) => [closeTick(bars, at)],
    (at) => pathTicks(bars, at, { isHighFirst: true, timing: "spread" }),
    (at) => pathTicks(bars, at, { isHighFirst: false, timing: "spread" }),
  ];
  return ways.map((way) => {
    const engine = new Engine({ micros: () => 0 });
    const begin = bars.openMs[0] ?? 0;
    engine.add("", rule, { wallMs: begin, monoMs: begin }, null);
    const fires: number[] = [];
    for (let at = 0; at < bars.openMs.length; at++) {
      const lostMs = at === 0 ? 0 : endOf(bars, at - 1);
      if (bars.followsGap[at] === 1) engine.onLost([bars.instrument], { wallMs: lostMs, monoMs: lostMs });
      for (const decision of way(at).flatMap((tick) => engine.onTick(tick)))
        if (decision.kind === "fired") fires.push(decision.decidedWallMs);
    }
    return fires;
  });
}

const rules = [
  spec({ kind: "rises", by: { percent: "0.6" }, windowMs: 10 * minuteMs }, always),
  spec({ kind: "falls", by: { amount: "250" }, windowMs: 5 * minuteMs + 7_000 }, always),
  spec({ kind: "moves", by: { percent: "0.9" }, windowMs: 60 * minuteMs }, { ...always, cooldownMs: 7 * minuteMs }),
  spec({ kind: "rises", by: { percent: "0.4" }, windowMs: 5 * minuteMs }, { ...always, cooldownMs: 90 * minuteMs }),
  // Put to closes alone where its distance is too small for candles.
  spec({ kind: "pulls-back", by: { percent: "0.1" } }, always),
  spec({ kind: "rebounds", by: { amount: "75.5" } }, { ...always, cooldownMs: 3 * minuteMs }),
];
const minute = fc.integer({ min: 1, max: 239 });

it.each(rules)("$condition.kind: the same fires, also after candles without a trade and after gaps", (rule) => {
  fc.assert(
    fc.property(fc.nat(), fc.array(minute), fc.array(minute, { maxLength: 3 }), (seed, quiet, gaps) => {
      const bars = barsWithout(walk(seed, 4 * 3_600, 0.00012), quiet, gaps);
      const [closes, ...others] = everyWay(rule, bars);
      const counts = [closes, ...others].map((fires) => fires?.length ?? 0);
      const bounds = runWholeWays(rule, bars, never);
      expect([bounds?.fewest?.count ?? 0, bounds?.most?.count ?? 0]).toEqual([
        Math.min(...counts),
        Math.max(...counts),
      ]);
      const byCloses = runByCloses(rule, bars, never);
      expect(lastFires(byCloses?.most ?? null, 1_000)).toEqual(closes);
    }),
    { numRuns: 25 },
  );
});

it("puts aside most candles of a market in which nothing moves that far", () => {
  const bars = barsWithout(walk(7, 24 * 3_600, 0.00012), [], []);
  const rare = new CompiledRule(spec({ kind: "rises", by: { percent: "3" }, windowMs: 60 * minuteMs }));
  expect(barsThatMatter(rare, bars).filter((mark) => mark !== isOutside).length).toBeLessThan(bars.openMs.length / 10);
});

const moveOf = (kind: string, by: object = { amount: "10" }, windowMs = 2 * minuteMs) =>
  new CompiledRule(spec({ kind, by, windowMs }));

it.each<[string, CompiledRule, readonly string[], string]>([
  ["nothing, where nothing moves so far", moveOf("rises"), ["100", "109", "100"], "000"],
  // With what its window of two minutes reaches, and the candle before that.
  ["a rise", moveOf("rises"), ["105", "105", "105", "105", "100", "110", "105"], "0011110"],
  ["a rise in one candle", moveOf("rises"), ["100 110 100 105"], "1"],
  ["a rise to a high", moveOf("rises"), ["105", "105", "105", "105", "105 105 100 105", "105 110 105 105"], "001111"],
  ["none from a low that the window has left", moveOf("rises"), ["100", "105", "105", "105", "110"], "00000"],
  ["a rise from one at its very beginning", moveOf("rises"), ["100", "105", "110"], "111"],
  [
    "none from one that ends as the window begins",
    moveOf("rises", { amount: "10" }, 2 * minuteMs + 1),
    ["100", "105", "105", "110"],
    "0000",
  ],
  [
    "a rise, and nothing of one that ends as its window begins",
    moveOf("rises", { amount: "10" }, 2 * minuteMs + 1),
    ["105", "105", "100", "105", "110"],
    "01111",
  ],
  ["none that is a fall", moveOf("rises"), ["110", "100"], "00"],
  ["a fall", moveOf("falls"), ["105", "105", "105", "105", "110", "100", "105"], "0011110"],
  ["none from a high that the window has left", moveOf("falls"), ["110", "105", "105", "105", "100"], "00000"],
  ["both", moveOf("moves", { percent: "10" }), ["100", "110", "105", "105", "105", "105", "105", "94.5"], "11001111"],
  ["a rise from the lower of two lows", moveOf("rises"), ["103", "100", "102", "110"], "1111"],
  ["a rise from the later of two lows", moveOf("rises"), ["100", "101", "101", "101.5", "111"], "01111"],
])("of moves over a candle a minute only these are looked at: %s", (_what, rule, candles, looked) => {
  expect(barsThatMatter(rule, barsFrom(...candles)).join("")).toBe(looked);
});

it.each<[string, object, boolean, number, number, boolean]>([
  ["an amount up", { amount: "10" }, true, 100, 110, true],
  ["an amount down", { amount: "10" }, false, 100, 90, true],
  ["a percent up", { percent: "10" }, true, 200, 220, true],
  ["nearly a percent up", { percent: "10" }, true, 200, 219, false],
  ["a percent down", { percent: "10" }, false, 200, 180, true],
  ["nearly a percent down", { percent: "10" }, false, 200, 181, false],
  ["up by less than doubles tell", { amount: "10" }, true, 100, 110 - 1e-10, true],
  ["up by less than that", { amount: "10" }, true, 100, 110 - 1.5e-10, false],
  ["down by less than doubles tell", { amount: "10" }, false, 100, 90 + 0.8e-10, true],
  ["down by less than that", { amount: "10" }, false, 100, 90 + 1.3e-10, false],
])("far enough is %s", (_what, by, isLow, from, to, isFar) => {
  expect(isFarEnough(moveOf("moves", by), isLow, from, to)).toBe(isFar);
});
