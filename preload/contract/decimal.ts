/**
 * Exact comparison of decimals that stay strings, as venues write them. Reading a decimal into a double rounds, but never
 * out of order: where two doubles differ, the decimals differ the same way. Only where the doubles are equal (always so for
 * equal values, else beyond 15 significant digits) do the digits have to be looked at.
 */

const decimalPattern = /^-?[0-9]+(?:\.[0-9]+)?$/;

/** Whether `text` is a plain decimal: digits, perhaps a sign and a fraction, no exponent, no spaces. */
export function isDecimal(text: string): boolean {
  return decimalPattern.test(text);
}

/** How many digits `text` is written with, sign and point not counted. */
export function digitCount(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) count++;
  }
  return count;
}

/** -1, 0 or 1: exact, whatever the lengths. Both must satisfy {@link isDecimal}. */
export function compareDecimal(a: string, b: string): -1 | 0 | 1 {
  const x = Number(a);
  const y = Number(b);
  if (x < y) return -1;
  if (x > y) return 1;
  return compareDigits(a, b);
}

/** Compares digit by digit; what {@link compareDecimal} falls back to where the doubles are equal. */
export function compareDigits(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  const left = split(a);
  const right = split(b);
  if (left.negative !== right.negative) return left.negative ? -1 : 1;
  const magnitude = compareMagnitude(left, right);
  if (magnitude === 0) return 0;
  return left.negative === magnitude > 0 ? -1 : 1;
}

interface Digits {
  negative: boolean;
  whole: string;
  fraction: string;
}

function split(text: string): Digits {
  const sign = text.startsWith("-");
  const point = text.indexOf(".");
  const whole = (point < 0 ? text : text.slice(0, point)).slice(sign ? 1 : 0).replace(/^0+/, "");
  const fraction = point < 0 ? "" : text.slice(point + 1).replace(/0+$/, "");
  // Without this a "-0.00" would be less than "0".
  return { negative: sign && (whole !== "" || fraction !== ""), whole, fraction };
}

function compareMagnitude(a: Digits, b: Digits): -1 | 0 | 1 {
  if (a.whole.length !== b.whole.length) return a.whole.length < b.whole.length ? -1 : 1;
  if (a.whole !== b.whole) return a.whole < b.whole ? -1 : 1;
  // A fraction that is a prefix of the other is less: string order says the same.
  if (a.fraction !== b.fraction) return a.fraction < b.fraction ? -1 : 1;
  return 0;
}
