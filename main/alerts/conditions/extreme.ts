/** A greatest or least price, and how it is compared. Digits are worked out only when somebody needs them. */
import type { ExtremeSide } from "../../../preload/contract/condition-kinds.ts";
import { compareDigits } from "../../../preload/contract/decimal.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { textOf, type Quantity } from "./quantity.ts";

export type Side = ExtremeSide;

export interface Extreme {
  readonly n: number;
  /** Where it came from; null for one kept from before a restart, or from a candle. */
  readonly tick: Tick | null;
  text: string | null;
}

export function extremeText(quantity: Quantity, extreme: Extreme): string {
  if (extreme.text !== null) return extreme.text;
  if (extreme.tick === null) throw new Error("An extreme has neither digits nor a tick.");
  extreme.text = textOf(quantity, extreme.tick);
  return extreme.text;
}

/** -1, 0 or 1: exact. */
export function compareExtremes(quantity: Quantity, a: Extreme, b: Extreme): number {
  if (a.n < b.n) return -1;
  if (a.n > b.n) return 1;
  if (a === b || (a.tick !== null && a.tick === b.tick)) return 0;
  return compareDigits(extremeText(quantity, a), extremeText(quantity, b));
}

/** Whether `a` lies further out than `b`: lower on the low side, higher on the high side. */
export function isBeyond(side: Side, quantity: Quantity, a: Extreme, b: Extreme): boolean {
  const order = compareExtremes(quantity, a, b);
  return side === "low" ? order < 0 : order > 0;
}
