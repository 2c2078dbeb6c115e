/** The digits and signs of a locale: what `format.ts` and every message write their numbers with. */
import { languageInUse } from "./messages/language.ts";

/** Letters that run from right to left, the digits that go with them, and the marks that `Intl` puts beside their numbers. */
const rightToLeft = /[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc]/u;

/**
 * Set apart from the text around it, where that text could change its place: of two Arabic numbers beside one another a reader of
 * English would else see the second one first. Text that runs from left to right is left as it is.
 */
export function isolate(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}

// Making a formatter costs a thousand times what using it does, and a list formats hundreds of prices a second.
const numberFormats = new Map<string, Intl.NumberFormat>();

/** A formatter of this locale (BCP 47; that of the language in use by default), made once. */
export function numberFormat(given: string | undefined, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const locale = given ?? languageInUse().locale;
  const key = `${locale ?? ""}|${options.style ?? ""}|${options.signDisplay ?? ""}|${options.minimumFractionDigits ?? 0}|${options.maximumFractionDigits ?? 0}|${options.minimumIntegerDigits ?? 1}|${String(options.useGrouping)}`;
  let format = numberFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, options);
    numberFormats.set(key, format);
  }
  return format;
}

/** How many or how much of something, to three decimals: `1,204`. In the digits in which the prices around it are written. */
export function formatCount(count: number): string {
  return isolate(numberFormat(undefined, { maximumFractionDigits: 3 }).format(count));
}
