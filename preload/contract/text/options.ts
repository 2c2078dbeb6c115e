/** What all words share: the reader's locale and time zone, and the few pieces that every sentence is built from. */
import Big from "big.js";
import { formatPercent, formatPrice, isDecimal, isolate, type TimeFormat } from "../format.ts";
import type { VenueId } from "../instrument.ts";

export interface TextOptions {
  /** BCP 47, for numbers and dates; the machine's own by default. */
  readonly locale?: string | undefined;
  /** IANA name; the machine's own by default. */
  readonly timeZone?: string | undefined;
  /** Wall milliseconds: a time on this day is told without its day. Without it, times of day stand alone. */
  readonly now?: number | undefined;
  /** A venue's name inside a sentence; its id stands for one that has none. */
  readonly venueName?: ((venue: VenueId) => string | undefined) | undefined;
  /** The venue in use, to name it where an event about the whole feed does not. */
  readonly venue?: VenueId | undefined;
}

/** Stands where a value is still missing. */
export const missing = "…";

export function timeOptions(options: TextOptions, seconds = false): TimeFormat {
  return { locale: options.locale, timeZone: options.timeZone, seconds };
}

/** A decimal in words, or {@link missing}. `45000.` and `.5`, half typed, count as what they are about to be. */
export function formatAmount(decimal: string | null | undefined, options: TextOptions): string {
  const text = completeDecimal(decimal);
  return text === null ? missing : formatPrice(text, { locale: options.locale });
}

/** A percent in words, or {@link missing}. */
function formatPercentOf(percent: string | null | undefined, options: TextOptions): string {
  const text = completeDecimal(percent);
  return text === null ? missing : formatPercent(text, { locale: options.locale });
}

export interface PartialBy {
  readonly amount?: string | undefined;
  readonly percent?: string | undefined;
}

/** `100`, or `5%`. */
export function formatBy(by: PartialBy | null | undefined, options: TextOptions): string {
  return by?.percent !== undefined ? formatPercentOf(by.percent, options) : formatAmount(by?.amount, options);
}

/** The decimal itself where the text is one (or about to be one), else null. */
export function completeDecimal(decimal: string | null | undefined): string | null {
  if (decimal === null || decimal === undefined) return null;
  const trimmed = decimal.trim().replace(/\.$/, "");
  const text = trimmed.startsWith(".") ? `0${trimmed}` : trimmed;
  return isDecimal(text) ? text : null;
}

/** `base` moved by `by` in that direction, exactly; a percent is of `base`. Null where either is missing. */
export function moved(base: string | undefined, by: PartialBy, direction: 1 | -1): string | null {
  const from = completeDecimal(base);
  const step = completeDecimal(by.percent ?? by.amount);
  if (from === null || step === null) return null;
  const distance = by.percent === undefined ? new Big(step) : new Big(from).times(step).times("0.01");
  return new Big(from).plus(distance.times(direction)).toFixed();
}

/** -1, 0 or 1; exact. */
export function compareDecimals(a: string, b: string): number {
  return new Big(a).cmp(b);
}

/** A venue's name inside a sentence. */
export function venueName(venue: VenueId, options: TextOptions): string {
  return isolate(options.venueName?.(venue) ?? venue);
}

/** First letter in upper case. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
