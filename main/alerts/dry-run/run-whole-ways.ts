/**
 * A rule put to candles in a few whole ways instead of by each order of each candle. For moves within a window: what such a rule remembers
 * is every price of its window, so that two orders never lead to the same state again. The ways are by closes alone (each of which was a price
 * at its very time), and with each extreme first. By closes alone also for a move or a trailing distance that is too small for candles.
 */
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { CompiledRule } from "../compiled-rule.ts";
import { Engine } from "../engine.ts";
import { closeTick, endOf, pathTicks } from "./bar-paths.ts";
import type { Bars } from "./bars.ts";
import { barsThatMatter } from "./window-matters.ts";
import { addFires, joined, type FireBounds, type FireTimes } from "./fire-times.ts";

type Way = (bars: Bars, at: number) => readonly Tick[];

const byCloses: Way = (bars, at) => [closeTick(bars, at)];
const ways: readonly Way[] = [
  byCloses,
  (bars, at) => pathTicks(bars, at, { isHighFirst: true, timing: "spread" }),
  (bars, at) => pathTicks(bars, at, { isHighFirst: false, timing: "spread" }),
];

const barsBetweenLooks = 512;

/** Null where `isCancelled` said so. */
export function runWholeWays(spec: RuleSpec, bars: Bars, isCancelled: () => boolean): FireBounds | null {
  const bounds: FireBounds[] = [];
  const matters = mattersOf(spec, bars);
  for (const way of ways) {
    const fires = runWay(spec, bars, way, matters, isCancelled);
    if (fires === undefined) return null;
    bounds.push({ fewest: fires, most: fires });
  }
  return joined(bounds);
}

/** Null: every candle. */
function mattersOf(spec: RuleSpec, bars: Bars): Uint8Array | null {
  const compiled = new CompiledRule(spec);
  return compiled.family === "window" ? barsThatMatter(compiled, bars) : null;
}

/** Undefined where `isCancelled` said so; null: no fires. */
function runWay(
  spec: RuleSpec,
  bars: Bars,
  way: Way,
  matters: Uint8Array | null,
  isCancelled: () => boolean,
): FireTimes | null | undefined {
  const engine = new Engine({ micros: () => 0 });
  const begin = bars.openMs[0] ?? 0;
  engine.add("", spec, { wallMs: begin, monoMs: begin }, null);
  let fires: FireTimes | null = null;
  let isArmed = true;
  for (let at = 0; at < bars.openMs.length; at++) {
    if (at % barsBetweenLooks === 0 && isCancelled()) return undefined;
    if (isArmed && matters?.[at] === 0) continue;
    if (bars.followsGap[at] === 1) {
      const lostMs = endOf(bars, at - 1);
      engine.onLost([bars.instrument], { wallMs: lostMs, monoMs: lostMs });
    }
    for (const tick of way(bars, at))
      for (const decision of engine.onTick(tick)) {
        isArmed = decision.rule.state === "armed";
        if (decision.kind === "fired") fires = addFires(fires, [decision.decidedWallMs]);
      }
  }
  return fires;
}

/** By closes alone: for a lower bound, where there is no upper one. */
export function runByCloses(spec: RuleSpec, bars: Bars, isCancelled: () => boolean): FireBounds | null {
  const fires = runWay(spec, bars, byCloses, mattersOf(spec, bars), isCancelled);
  return fires === undefined ? null : { fewest: fires, most: fires };
}
