/** Where a history of the judge stands: what the rule is, remembers, and has been seen to do. */
import { windowKinds, type Extremes, type SoakKind } from "./rule-meaning.ts";

type Phase = "unborn" | "armed" | "triggered" | "done";

export interface State {
  readonly phase: Phase;
  /** The rule's price before; null where it has none. */
  readonly q: number | null;
  /** Of the prices since the window began; null for rules without one, and before its first price. */
  readonly window: Extremes | null;
  /** Nothing has been seen since the connection (`lost`) or the process (`restarted`) began. */
  readonly blind: false | "lost" | "restarted";
  /** Events accounted for. */
  readonly matched: number;
}

/** States that differ in nothing are one. */
export type States = Map<string, State>;

export function put(states: States, state: State): void {
  const { phase, q, window, blind, matched } = state;
  states.set(`${phase} ${q ?? ""} ${blind} ${matched} ${window?.least ?? ""} ${window?.greatest ?? ""}`, state);
}

/** Armed by the price `p`, which is its price before and the first of its window. */
export function armedAt(state: State, kind: SoakKind, p: number): State {
  return { ...state, phase: "armed", q: p, window: windowKinds.has(kind) ? { least: p, greatest: p } : null };
}

/** The window with `p` in it. A window starts anew after a time in which nothing was seen. */
export function widened({ window, blind }: State, kind: SoakKind, p: number): Extremes | null {
  if (!windowKinds.has(kind)) return null;
  if (window === null || blind !== false) return { least: p, greatest: p };
  return { least: Math.min(window.least, p), greatest: Math.max(window.greatest, p) };
}
