/** The states in which a rule may be after a candle, each with the least and the greatest number of fires that led to it. */
import { extremeText } from "../conditions/extreme.ts";
import type { EngineRule } from "../engine-rule.ts";
import { joined, type FireBounds } from "./fire-times.ts";

export interface State extends FireBounds {
  readonly rule: EngineRule;
}

/** More states than this are joined two by two, those with the nearest extremes: only trailing rules come so far. */
const maxStates = 32;

/** Those that are the same from `endMs` on become one. Wall time. */
export function merged(states: readonly State[], endMs: number): readonly State[] {
  if (states.length < 2) return states;
  const byKey = new Map<string, State>();
  for (const state of states) {
    const key = keyOf(state.rule, endMs);
    const same = byKey.get(key);
    byKey.set(key, same === undefined ? state : asOne(same, state));
  }
  const distinct = [...byKey.values()];
  return distinct.length > maxStates ? joinedByTwo(distinct) : distinct;
}

/** Everything that what comes can depend on, the price of now aside, which is the same for all. */
function keyOf({ lifecycle, trailing, compiled }: EngineRule, endMs: number): string {
  const { state, hold, cooldownEndMonoMs } = lifecycle;
  const cooling = cooldownEndMonoMs > endMs ? cooldownEndMonoMs : "";
  const holding = hold === null ? "" : `${hold.dueMonoMs} ${hold.direction}`;
  const extreme = trailing?.extreme == null ? "" : extremeText(compiled.quantity, trailing.extreme);
  return `${state} ${cooling} ${holding} ${extreme}`;
}

/** Of an odd number the one with the greatest extreme stays alone. */
function joinedByTwo(states: readonly State[]): readonly State[] {
  const pairs: State[] = [];
  let first: State | null = null;
  for (const state of [...states].sort((a, b) => extremeOf(a) - extremeOf(b))) {
    if (first !== null) pairs.push(asOne(first, state));
    first = first === null ? state : null;
  }
  return first === null ? pairs : [...pairs, first];
}

function extremeOf({ rule }: State): number {
  return rule.trailing?.extreme?.n ?? Number.NaN;
}

function asOne(state: State, other: State): State {
  const { fewest, most } = joined([state, other]);
  return { rule: state.rule, fewest, most };
}
