/**
 * What the rules of the soak mean, written down a second time from the truth table: plain comparisons of whole numbers. It
 * shares no code with the engine.
 */

export const soakKinds = [
  "at-or-above",
  "at-or-below",
  "crosses-up",
  "crosses-down",
  "crosses",
  "inside",
  "outside",
  "enters",
  "leaves",
  "rises",
  "falls",
  "moves",
  "pulls-back",
  "rebounds",
  "spread-at-least",
  "trade-size-at-least",
] as const;
export type SoakKind = (typeof soakKinds)[number];

/** Kinds that compare a price with the extremes of a window. */
const windowKinds: ReadonlySet<SoakKind> = new Set(["rises", "falls", "moves"]);
/** Kinds that compare it with the extreme since they were armed, which they keep while nothing is seen (G3). */
export const trailingKinds: ReadonlySet<SoakKind> = new Set(["pulls-back", "rebounds"]);

/** Whether it compares a price with the greatest or least before. */
export function usesExtremes(kind: SoakKind): boolean {
  return windowKinds.has(kind) || trailingKinds.has(kind);
}

/** Whether it is a transition: of a hold that an outage breaks it is remembered which way it went (H3). */
export function isTransition(kind: SoakKind): boolean {
  return !needsNoPrevious(kind) && !usesExtremes(kind);
}
/**
 * Longer than any soak: what is in the window is then what came since it began, and not a question of how many milliseconds a
 * price was under way. That a window lets go of what is too old, the tests of the engine hold, which own the clock.
 */
export const soakWindowMs = 24 * 60 * 60 * 1_000;

/**
 * A rule in price steps. `low` is the level, the low end, the spread or (in the instrument's own steps of it) the size; `high`
 * counts for ranges alone; `by` for what is measured from an extreme; `rearm`, how far the price has to come back, and
 * `cooldownMs` for `always`.
 */
export interface Meaning {
  readonly kind: SoakKind;
  readonly low: number;
  readonly high: number;
  readonly by: number;
  readonly always: boolean;
  readonly rearm: number;
  readonly holdMs: number;
  readonly cooldownMs: number;
}

/** Kinds that need no price before. */
export function needsNoPrevious(kind: SoakKind): boolean {
  switch (kind) {
    case "at-or-above":
    case "at-or-below":
    case "inside":
    case "outside":
    case "spread-at-least":
    case "trade-size-at-least":
      return true;
    default:
      return false;
  }
}

/** Least and greatest price of a window. */
export interface Extremes {
  readonly least: number;
  readonly greatest: number;
}

/** True at the price, spread or size `p`; `q` null where no price came before, `window` null where it has not begun, as for every other kind. */
export function isTrue(
  { kind, low, high, by }: Meaning,
  q: number | null,
  p: number,
  window: Extremes | null = null,
): boolean {
  switch (kind) {
    case "at-or-above":
    case "spread-at-least":
    case "trade-size-at-least":
      return p >= low;
    case "at-or-below":
      return p <= low;
    case "inside":
      return low <= p && p <= high;
    case "outside":
      return p < low || p > high;
    case "crosses-up":
      return q !== null && q < low && p >= low;
    case "crosses-down":
      return q !== null && q > low && p <= low;
    case "crosses":
      return q !== null && ((q < low && p >= low) || (q > low && p <= low));
    case "enters":
      return q !== null && (q < low || q > high) && low <= p && p <= high;
    case "leaves":
      return q !== null && low <= q && q <= high && (p < low || p > high);
    case "rises":
    case "rebounds":
      return window !== null && p >= window.least + by;
    case "falls":
    case "pulls-back":
      return window !== null && p <= window.greatest - by;
    case "moves":
      return window !== null && (p >= window.least + by || p <= window.greatest - by);
  }
}

/** Whether a rule that has fired and fires again has its price back, by `rearm` from the bound concerned. */
export function isBack(rule: Meaning, p: number, window: Extremes | null = null): boolean {
  const { kind, low, high, rearm } = rule;
  switch (kind) {
    case "at-or-above":
    case "crosses-up":
      return p < low && p <= low - rearm;
    case "at-or-below":
    case "crosses-down":
      return p > low && p >= low + rearm;
    case "crosses":
      return p !== low && Math.abs(p - low) >= rearm;
    case "inside":
    case "enters":
      return (p < low && p <= low - rearm) || (p > high && p >= high + rearm);
    case "outside":
    case "leaves":
      // A range too narrow to be inside both of its bounds by that much: anywhere inside.
      return 2 * rearm > high - low ? low <= p && p <= high : low + rearm <= p && p <= high - rearm;
    case "rises":
    case "falls":
    case "moves":
    case "spread-at-least":
    case "trade-size-at-least":
      return !isTrue(rule, null, p, window);
    case "pulls-back":
    case "rebounds":
      return true;
  }
}

/**
 * Which way a rule has gone that has just become true after the price `q`: it matters to `crosses` alone. Where it comes from tells, and
 * not where it is: a price that touches the level has crossed it from either side.
 */
export function wayOf({ kind, low }: Meaning, q: number | null): "up" | "down" {
  return kind === "crosses" && q !== null && q > low ? "down" : "up";
}

/** Whether a hold goes on at `p`: a transition has to stay on the side to which it went, touching the level included (H1). */
export function staysTrue(rule: Meaning, p: number, window: Extremes | null, way: "up" | "down"): boolean {
  const { kind, low, high } = rule;
  switch (kind) {
    case "crosses-up":
      return p >= low;
    case "crosses-down":
      return p <= low;
    case "crosses":
      return way === "up" ? p >= low : p <= low;
    case "enters":
      return low <= p && p <= high;
    case "leaves":
      return p < low || p > high;
    default:
      return isTrue(rule, null, p, window);
  }
}
