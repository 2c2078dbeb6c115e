/** Candles that a rule about a move is not put to: the fires are those of a run over every one of them. */
import { expect, it } from "vitest";
import { barsOf, type Bars } from "../../../main/alerts/dry-run/bars.ts";
import { closeTick, endOf, pathTicks } from "../../../main/alerts/dry-run/bar-paths.ts";
import { lastFires } from "../../../main/alerts/dry-run/fire-times.ts";
import { runByCloses, runWholeWays } from "../../../main/alerts/dry-run/run-whole-ways.ts";
import { barsThatMatter, isOutside } from "../../../main/alerts/dry-run/window-matters.ts";
import { CompiledRule } from "../../../main/alerts/compiled-rule.ts";
import { Engine } from "../../../main/alerts/engine.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import fc from "../../doubles/generated.ts";
import { key, spec } from "../engine-harness.ts";
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
