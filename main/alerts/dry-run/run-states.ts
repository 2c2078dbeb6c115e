/**
 * A rule that is decided by the price of now and what little it remembers (levels, ranges, trailing rules), put to candles. Of each candle
 * that matters every way through it is gone from every state in which the rule may be, and states that are the same afterwards become one,
 * with the least and the greatest number of fires that led to it.
 */
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { trailingSide } from "../compiled-rule.ts";
import type { EngineRule } from "../engine-rule.ts";
import { closeTick, endOf, pathTicks, tickOf, type PathShape, type PathTiming } from "./bar-paths.ts";
import { nowhere, quietRange, thresholdMatters, trailingMayFire, type BarRange } from "./bar-matters.ts";
import type { Bars } from "./bars.ts";
import { addFires, countOf, joined, type FireBounds } from "./fire-times.ts";
import { RuleStates } from "./rule-states.ts";
import { merged, type State } from "./states.ts";

/** One candle of a dry run, and what decides how each state of the rule goes through it. */
interface CandleToPass {
  readonly rules: RuleStates;
  readonly bars: Bars;
  readonly shapes: readonly PathShape[];
  readonly isTrailing: boolean;
  readonly at: number;
  readonly isAfterGap: boolean;
}

/** How often it is asked whether anybody still wants the answer. */
const barsBetweenChecks = 512;

/** Null where `isCancelled` said so. */
export function runStates(spec: RuleSpec, bars: Bars, isCancelled: () => boolean): FireBounds | null {
  const { openMs, highNumber, lowNumber, followsGap } = bars;
  const rules = new RuleStates(spec, bars.instrument);
  const isTrailing = rules.first.compiled.family === "trailing";
  const shapes = shapesOf(spec);
  let states: readonly State[] = [{ rule: rules.first, fewest: null, most: null }];
  let quiet = nowhere;
  // What a candle that matters takes is in functions of its own: what they remember would be made anew for each of the others too.
  for (let at = 0; at < openMs.length; at++) {
    if (at % barsBetweenChecks === 0 && isCancelled()) return null;
    const low = lowNumber[at] as number;
    const high = highNumber[at] as number;
    if (low > quiet.low && high < quiet.high) continue;
    const isAfterGap = at === 0 || followsGap[at] === 1;
    if (isAfterGap || anyMatters(states, bars, at, isTrailing))
      states = throughCandle({ rules, bars, shapes, isTrailing, at, isAfterGap }, states);
    else if (isTrailing) for (const { rule } of states) followExtreme(rule, bars, at);
    if (isTrailing) quiet = quietRange(states);
  }
  return joined(states);
}

function anyMatters(states: readonly State[], bars: Bars, at: number, isTrailing: boolean): boolean {
  const range = isTrailing ? rangeOf(bars, at) : rangeWithPrevious(bars, at);
  for (const { rule } of states)
    if (isTrailing ? trailingMayFire(rule, range) : thresholdMatters(rule, range)) return true;
  return false;
}

function rangeOf(bars: Bars, at: number): BarRange {
  return { low: bars.lowNumber[at] as number, high: bars.highNumber[at] as number, endMs: endOf(bars, at) };
}

function rangeWithPrevious(bars: Bars, at: number): BarRange {
  const before = bars.closeNumber[at - 1] as number;
  const { low, high, endMs } = rangeOf(bars, at);
  return { low: Math.min(low, before), high: Math.max(high, before), endMs };
}

/** The states after a candle that matters: from each of those before it, by each way through it. */
function throughCandle(candle: CandleToPass, states: readonly State[]): readonly State[] {
  const { rules, bars, shapes, isTrailing, at, isAfterGap } = candle;
  const open = tickOf(bars, bars.open[at] as string, bars.openMs[at] as number);
  const previous = at === 0 ? null : closeTick(bars, at - 1);
  const paths = shapes.map((shape) => pathTicks(bars, at, shape));
  const range = rangeOf(bars, at);
  const after: State[] = [];
  for (const state of states) {
    const { rule } = state;
    const opened = advanced(
      state,
      rule,
      isAfterGap ? rules.runBlind(rule, previous, open) : rules.run(rule, previous, [open]),
    );
    if (isTrailing && !trailingMayFire(rule, range)) {
      followExtreme(rule, bars, at);
      after.push(opened);
    } else for (const ticks of paths) alongPath(candle, opened, open, ticks, after);
  }
  return merged(after, endOf(bars, at));
}

/** Adds to `after` where `state` may be when a price has gone from `open` along `ticks`. */
function alongPath(
  { rules, isTrailing }: CandleToPass,
  state: State,
  open: Tick,
  ticks: readonly Tick[],
  after: State[],
): void {
  // Of a level, the prices of a candle tell all that it passed over; a range may lie between two of them, and a trailing rule fires in between.
  const isPassedOver = isTrailing || rules.first.compiled.high !== null;
  const passedOver = isPassedOver ? gone(rules, state, open, ticks, true) : null;
  // A trailing rule that passes no price far enough is at none of those that the candle tells of either.
  if (passedOver === null || !isTrailing || countOf(passedOver.most) > countOf(state.most))
    after.push(gone(rules, state, open, ticks, false));
  if (passedOver !== null) after.push(passedOver);
}

function gone(rules: RuleStates, state: State, open: Tick, ticks: readonly Tick[], isContinuous: boolean): State {
  const rule = rules.fork(state.rule);
  return advanced(state, rule, rules.run(rule, open, ticks, isContinuous));
}

/** With a cooldown or a hold it matters when in a candle something happened. */
function shapesOf(spec: RuleSpec): readonly PathShape[] {
  const timings: readonly PathTiming[] = spec.cooldownMs > 0 || spec.holdForMs > 0 ? ["early", "late"] : ["spread"];
  return timings.flatMap((timing) => [
    { isHighFirst: true, timing },
    { isHighFirst: false, timing },
  ]);
}

function advanced({ fewest, most }: State, rule: EngineRule, firedMs: readonly number[]): State {
  return { rule, fewest: addFires(fewest, firedMs), most: addFires(most, firedMs) };
}

/** A candle in which the rule cannot fire: its extreme takes that of the candle in, as it would in any order. */
function followExtreme(rule: EngineRule, bars: Bars, at: number): void {
  const isHigh = trailingSide(rule.compiled) === "high";
  const n = (isHigh ? bars.highNumber : bars.lowNumber)[at] as number;
  const text = (isHigh ? bars.high : bars.low)[at] as string;
  if (rule.lifecycle.state === "armed") rule.trailing?.include({ n, tick: null, text });
}
