/** Where a history of the judge stands: what the rule is, remembers, and has been seen to do. */
import { trailingKinds, usesExtremes, type Extremes, type SoakKind } from "./rule-meaning.ts";

type Phase = "unarmed" | "armed" | "holding" | "triggered" | "done";

/** Whether an event has to be told as of now, as of a gap, or (where the rule had no price before) either. */
export type ToldAs = "live" | "gap" | "either";

/** What a holding rule will fire with: at the price `seq`, `q` before it. */
export interface Hold {
  readonly seq: number;
  readonly q: number | null;
  readonly told: ToldAs;
  readonly way: "up" | "down";
  /** It began between these, by the exchange's clock. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface State {
  readonly phase: Phase;
  /** The rule's price before; null where it has none. */
  readonly q: number | null;
  /** Of the prices since the window began, or since it was armed; null for rules without one, and before its first price. */
  readonly window: Extremes | null;
  /** Nothing has been seen since the connection (`lost`) or the process (`restarted`) began. */
  readonly blind: false | "lost" | "restarted";
  /** Events accounted for. */
  readonly matched: number;
  /** While holding; while armed and blind, the hold that was broken off. */
  readonly hold: Hold | null;
  /** While triggered: between when its cooldown ends, by the exchange's clock. Null where there is none. */
  readonly cooling: { readonly fromMs: number; readonly toMs: number } | null;
}

export const unarmed: State = {
  phase: "unarmed",
  q: null,
  window: null,
  blind: "lost",
  matched: 0,
  hold: null,
  cooling: null,
};

/** States that differ in nothing are one. */
export type States = Map<string, State>;

export function put(states: States, state: State): void {
  const { phase, q, window, blind, matched, hold, cooling } = state;
  const held = hold === null ? "" : `${hold.seq} ${hold.q ?? ""} ${hold.told} ${hold.way} ${hold.fromMs} ${hold.toMs}`;
  const cools = cooling === null ? "" : `${cooling.fromMs} ${cooling.toMs}`;
  states.set(
    `${phase} ${q ?? ""} ${blind} ${matched} ${window?.least ?? ""} ${window?.greatest ?? ""} ${held} ${cools}`,
    state,
  );
}

/** Armed by the price `p`, which is its price before and the first of its window. */
export function armedAt(state: State, kind: SoakKind, p: number): State {
  const window = usesExtremes(kind) ? { least: p, greatest: p } : null;
  return { ...state, phase: "armed", q: p, window, hold: null, cooling: null };
}

/** The window with `p` in it. One of a length starts anew after a time in which nothing was seen. */
export function widened({ window, blind }: State, kind: SoakKind, p: number): Extremes | null {
  if (!usesExtremes(kind)) return null;
  if (window === null || (blind !== false && !trailingKinds.has(kind))) return { least: p, greatest: p };
  return { least: Math.min(window.least, p), greatest: Math.max(window.greatest, p) };
}
