/**
 * A rule put to candles in a few whole ways instead of by each order of each candle. For moves within a window: what such a rule remembers
 * is every price of its window, so that two orders never lead to the same state again. The ways are by closes alone (each of which was a price
 * at its very time), and with each extreme first. By closes alone also for a move or a trailing distance that is too small for candles.
 */
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { CompiledRule } from "../compiled-rule.ts";
import { closeTick, endOf, pathTicks } from "./bar-paths.ts";
import type { Bars } from "./bars.ts";
import { addFires, joined, type FireBounds, type FireTimes } from "./fire-times.ts";
import { TickRun } from "./tick-run.ts";
import { barsThatMatter, inWindow, isOutside } from "./window-matters.ts";

type Way = (bars: Bars, at: number) => readonly Tick[];

const byCloses: Way = (bars, at) => [closeTick(bars, at)];
const ways: readonly Way[] = [
  byCloses,
  (bars, at) => pathTicks(bars, at, { isHighFirst: true, timing: "spread" }),
  (bars, at) => pathTicks(bars, at, { isHighFirst: false, timing: "spread" }),
];

const barsBetweenChecks = 512;

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
  const begin = bars.openMs[0] ?? 0;
  const run = new TickRun(spec, bars.instrument, { wallMs: begin, monoMs: begin });
  let fires: FireTimes | null = null;
  for (let at = 0; at < bars.openMs.length; at++) {
    if (at % barsBetweenChecks === 0 && isCancelled()) return undefined;
    if (run.isArmed && matters?.[at] === isOutside) continue;
    if (bars.followsGap[at] === 1) {
      const lostMs = endOf(bars, at - 1);
      run.loseFeed({ wallMs: lostMs, monoMs: lostMs });
    }
    for (const tick of way(bars, at)) {
      if (matters?.[at] === inWindow && run.isWaiting) run.remember(tick);
      else {
        const firedMs = run.decide(tick);
        if (firedMs !== null) fires = addFires(fires, [firedMs]);
      }
    }
  }
  return fires;
}

/** By closes alone: for a lower bound, where there is no upper one. */
export function runByCloses(spec: RuleSpec, bars: Bars, isCancelled: () => boolean): FireBounds | null {
  const fires = runWay(spec, bars, byCloses, mattersOf(spec, bars), isCancelled);
  return fires === undefined ? null : { fewest: fires, most: fires };
}
