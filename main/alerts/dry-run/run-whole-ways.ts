/**
 * A rule put to candles in a few whole ways instead of by each order of each candle. For moves within a window: what such a rule remembers
 * is every price of its window, so that two orders never lead to the same state again. The ways are by closes alone (each of which was a price
 * at its very time), and with each extreme first. By closes alone also for a move or a trailing distance that is too small for candles.
 */
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { CompiledRule } from "../compiled-rule.ts";
import { closeTick, pathTicks } from "./bar-paths.ts";
import type { Bars } from "./bars.ts";
import { addFires, joined, type FireBounds, type FireTimes } from "./fire-times.ts";
import { TickRun } from "./tick-run.ts";
import { MoveWindow, type WayRange } from "./move-window.ts";
import { barsThatMatter, isOutside } from "./window-matters.ts";

interface Way {
  readonly ticksOf: (bars: Bars, at: number) => readonly Tick[];
  readonly rangeOf: (bars: Bars) => WayRange;
}

const byCloses: Way = {
  ticksOf: (bars, at) => [closeTick(bars, at)],
  rangeOf: ({ closeNumber }) => ({ low: closeNumber, high: closeNumber }),
};
const ways: readonly Way[] = [byCloses, withExtremes(true), withExtremes(false)];

function withExtremes(isHighFirst: boolean): Way {
  return {
    ticksOf: (bars, at) => pathTicks(bars, at, { isHighFirst, timing: "spread" }),
    rangeOf: ({ lowNumber, highNumber }) => ({ low: lowNumber, high: highNumber }),
  };
}

const barsBetweenChecks = 512;

/** Null where `isCancelled` said so. */
export function runWholeWays(spec: RuleSpec, bars: Bars, isCancelled: () => boolean): FireBounds | null {
  const bounds: FireBounds[] = [];
  const marks = marksOf(spec, bars);
  for (const way of ways) {
    const fires = runWay(spec, bars, way, marks, isCancelled);
    if (fires === undefined) return null;
    bounds.push({ fewest: fires, most: fires });
  }
  return joined(bounds);
}

/** By closes alone: for a lower bound, where there is no upper one. */
export function runByCloses(spec: RuleSpec, bars: Bars, isCancelled: () => boolean): FireBounds | null {
  const fires = runWay(spec, bars, byCloses, marksOf(spec, bars), isCancelled);
  return fires === undefined ? null : { fewest: fires, most: fires };
}

/** Null: every candle matters. */
function marksOf(spec: RuleSpec, bars: Bars): Uint8Array | null {
  const compiled = new CompiledRule(spec);
  return compiled.family === "window" ? barsThatMatter(compiled, bars) : null;
}

/** Undefined where `isCancelled` said so; null: no fires. */
function runWay(
  spec: RuleSpec,
  bars: Bars,
  { ticksOf, rangeOf }: Way,
  marks: Uint8Array | null,
  isCancelled: () => boolean,
): FireTimes | null | undefined {
  const run = new TickRun(spec, bars.instrument);
  const window = marks === null ? null : new MoveWindow(run.compiled, bars, rangeOf(bars));
  let fires: FireTimes | null = null;
  for (let at = 0; at < bars.openMs.length; at++) {
    if (at % barsBetweenChecks === 0 && isCancelled()) return undefined;
    if (run.isArmed && marks?.[at] === isOutside) continue;
    const isAfterGap = bars.followsGap[at] === 1;
    // Only then does nothing count but whether its condition is true: a rule that waits to re-arm is decided by every price.
    const isWaiting = window !== null && !isAfterGap && run.isWaiting;
    if (isWaiting && !window.mayFireIn(at)) {
      window.include(at);
      continue;
    }
    if (isWaiting) for (const before of window.unseen) for (const tick of ticksOf(bars, before)) run.remember(tick);
    if (isAfterGap) run.loseFeed();
    for (const tick of ticksOf(bars, at)) {
      const firedMs = run.decide(tick);
      if (firedMs !== null) fires = addFires(fires, [firedMs]);
    }
    if (isWaiting) window.see(at);
    else window?.startAt(at);
  }
  return fires;
}
