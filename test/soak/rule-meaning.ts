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
] as const;
export type SoakKind = (typeof soakKinds)[number];

/** A rule in price steps. `high` counts for ranges alone; `rearm`, how far the price has to come back, for `always`. */
export interface Meaning {
  readonly kind: SoakKind;
  readonly low: number;
  readonly high: number;
  readonly always: boolean;
  readonly rearm: number;
}

/** Kinds that need no price before. */
export function needsNoPrevious(kind: SoakKind): boolean {
  return kind === "at-or-above" || kind === "at-or-below" || kind === "inside" || kind === "outside";
}

/** True at `p` for kinds that look at one price; `q` null where no price came before. */
export function isTrue({ kind, low, high }: Meaning, q: number | null, p: number): boolean {
  switch (kind) {
    case "at-or-above":
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
  }
}

/** Whether a spent rule has its price back. The soak makes `always` rules of the four one-sided kinds alone. */
export function isBack({ kind, low, rearm }: Meaning, p: number): boolean {
  switch (kind) {
    case "at-or-above":
    case "crosses-up":
      return p < low && p <= low - rearm;
    case "at-or-below":
    case "crosses-down":
      return p > low && p >= low + rearm;
    default:
      throw new Error(`${kind} is not used with "always" here`);
  }
}
