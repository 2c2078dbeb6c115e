/**
 * A rule that is decided by the price of now and what little it remembers (levels, ranges, trailing rules), put to candles. Of each candle
 * that matters every way through it is gone from every state in which the rule may be, and states that are the same afterwards become one,
 * with the least and the greatest number of fires that led to it.
 */
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { trailingSide } from "../compiled-rule.ts";
import { extremeText } from "../conditions/extreme.ts";
import type { EngineRule } from "../engine-rule.ts";
import { closeTick, endOf, pathTicks, tickOf, type PathShape, type PathTiming } from "./bar-paths.ts";
import { thresholdMatters, trailingMayFire, type BarRange } from "./bar-matters.ts";
import type { Bars } from "./bars.ts";
import { addFires, joined, type FireBounds } from "./fire-times.ts";
import { RuleStates } from "./rule-states.ts";

interface State extends FireBounds {
  readonly rule: EngineRule;
}

interface Path {
  readonly ticks: readonly Tick[];
  readonly isContinuous: boolean;
}

/** More states than this are joined two by two, those with the nearest extremes: only trailing rules come so far. */
const maxStates = 32;

/** How often it is asked whether anybody still wants the answer. */
const barsBetweenChecks = 512;

/** Null where `isCancelled` said so. */
export function runStates(spec: RuleSpec, bars: Bars, isCancelled: () => boolean): FireBounds | null {
  const { openMs, highNumber, lowNumber, closeNumber, followsGap } = bars;
  const begin = openMs[0] ?? 0;
  const rules = new RuleStates(spec, bars.instrument, { wallMs: begin, monoMs: begin });
  const isTrailing = rules.first.compiled.family === "trailing";
  // Of a level, the prices of a candle tell all that it passed over; a range may lie between two of them, and a trailing rule fires in between.
  const isPassedOver = isTrailing || rules.first.compiled.high !== null;
  const shapes = shapesOf(spec);
  let states: readonly State[] = [{ rule: rules.first, fewest: null, most: null }];
  for (let at = 0; at < openMs.length; at++) {
    if (at % barsBetweenChecks === 0 && isCancelled()) return null;
    const endMs = endOf(bars, at);
    const before = at === 0 ? Number.NaN : (closeNumber[at - 1] as number);
    const [low, high] = [lowNumber[at] as number, highNumber[at] as number];
    const range: BarRange = isTrailing
      ? { low, high, endMs }
      : { low: Math.min(low, before), high: Math.max(high, before), endMs };
    const isAfterGap = at === 0 || followsGap[at] === 1;
    if (!isAfterGap && states.every(({ rule }) => !matters(rule, range, isTrailing))) {
      if (isTrailing) for (const { rule } of states) followExtreme(rule, bars, at);
      continue;
    }
    const open = tickOf(bars, bars.open[at] as string, openMs[at] as number);
    const previous = at === 0 ? null : closeTick(bars, at - 1);
    const opened = states.map((state) =>
      advanced(
        state,
        isAfterGap ? rules.runBlind(state.rule, previous, open) : rules.run(state.rule, previous, [open]),
      ),
    );
    const paths = shapes.flatMap((shape) => pathsOf(pathTicks(bars, at, shape), isPassedOver));
    states = merged(
      opened.flatMap((state) => {
        if (isTrailing && !isAfterGap && !trailingMayFire(state.rule, range)) {
          followExtreme(state.rule, bars, at);
          return [state];
        }
        return paths.map(({ ticks, isContinuous }) => {
          const rule = rules.fork(state.rule);
          return advanced({ ...state, rule }, rules.run(rule, open, ticks, isContinuous));
        });
      }),
      endMs,
    );
  }
  return joined(states);
}

/** With a cooldown or a hold it matters when in a candle something happened. */
function shapesOf(spec: RuleSpec): readonly PathShape[] {
  const timings: readonly PathTiming[] = spec.cooldownMs > 0 || spec.holdForMs > 0 ? ["early", "late"] : ["spread"];
  return timings.flatMap((timing) => [
    { isHighFirst: true, timing },
    { isHighFirst: false, timing },
  ]);
}

function matters(rule: EngineRule, range: BarRange, isTrailing: boolean): boolean {
  return isTrailing ? trailingMayFire(rule, range) : thresholdMatters(rule, range);
}

function pathsOf(ticks: readonly Tick[], isPassedOver: boolean): readonly Path[] {
  const steps: Path = { ticks, isContinuous: false };
  return isPassedOver ? [steps, { ticks, isContinuous: true }] : [steps];
}

function advanced({ rule, fewest, most }: State, firedMs: readonly number[]): State {
  return { rule, fewest: addFires(fewest, firedMs), most: addFires(most, firedMs) };
}

/** A candle in which the rule cannot fire: its extreme takes that of the candle in, as it would in any order. */
function followExtreme(rule: EngineRule, bars: Bars, at: number): void {
  const isHigh = trailingSide(rule.compiled) === "high";
  const n = (isHigh ? bars.highNumber : bars.lowNumber)[at] as number;
  const text = (isHigh ? bars.high : bars.low)[at] as string;
  if (rule.lifecycle.state === "armed") rule.trailing?.include({ n, tick: null, text });
}

function merged(states: readonly State[], endMs: number): readonly State[] {
  const byKey = new Map<string, State>();
  for (const state of states) {
    const key = keyOf(state.rule, endMs);
    const same = byKey.get(key);
    byKey.set(key, same === undefined ? state : { rule: same.rule, ...joined([same, state]) });
  }
  const distinct = [...byKey.values()];
  return distinct.length <= maxStates ? distinct : halved(distinct);
}

/** Everything that what comes can depend on, the price of now aside, which is the same for all. */
function keyOf({ lifecycle, trailing, compiled }: EngineRule, endMs: number): string {
  const { state, hold, cooldownEndMonoMs } = lifecycle;
  const cooling = cooldownEndMonoMs > endMs ? cooldownEndMonoMs : "";
  const holding = hold === null ? "" : `${hold.dueMonoMs} ${hold.direction}`;
  const extreme = trailing?.extreme == null ? "" : extremeText(compiled.quantity, trailing.extreme);
  return `${state} ${cooling} ${holding} ${extreme}`;
}

function halved(states: readonly State[]): readonly State[] {
  const extremeOf = ({ rule }: State): number => rule.trailing?.extreme?.n ?? 0;
  const sorted = [...states].sort((a, b) => extremeOf(a) - extremeOf(b));
  return sorted.flatMap((state, index) => {
    if (index % 2 === 1) return [];
    const next = sorted[index + 1];
    return next === undefined ? [state] : [{ rule: state.rule, ...joined([state, next]) }];
  });
}
