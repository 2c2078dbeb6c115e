/**
 * Prices as venues write them, checked and made plain: digits, at most one point, no sign, no exponent. On the path of every
 * frame, so the usual case is one loop over the characters and no allocation.
 */

/** More characters than any venue's price; a longer one is a hostile or broken frame. */
const maxDecimalLength = 40;

/** Why a value is not a positive decimal. The feed prefixes it with the field: `price-empty`. */
export type DecimalFault = "missing" | "null" | "empty" | "zero" | "negative" | "invalid" | "too-long";

const powersOfTen = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/**
 * The double nearest to a plain positive decimal, or NaN where `text` is not one (also where it is only not in plain form:
 * see {@link plainDecimal}). Up to 15 digits both the digits and the power of ten are exact doubles and IEEE division
 * rounds once, so the quotient is what `Number(text)` gives, at a fraction of its cost; and so does the sum with the last of
 * 16 digits, for ten times 15 digits is an even number below 2^54.
 */
export function decimalNumber(text: string): number {
  const length = text.length;
  if (length > 16) return longDecimalNumber(text);
  let digits = 0;
  let point = -1;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at) - 48;
    if (code >= 0 && code <= 9) digits = digits * 10 + code;
    else if (code === -2 && point === -1 && at > 0) point = at;
    else return Number.NaN;
  }
  if (digits === 0) return Number.NaN;
  // "007" and "5." are put into plain form on the slow path.
  if (text.charCodeAt(0) === 48 && point !== 1) return Number.NaN;
  if (point === -1) return digits;
  const scale = powersOfTen[length - 1 - point];
  return point === length - 1 || scale === undefined ? Number.NaN : digits / scale;
}

function longDecimalNumber(text: string): number {
  if (text.length > maxDecimalLength || !/^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(text)) return Number.NaN;
  const value = Number(text);
  return value > 0 ? value : Number.NaN;
}

/** Whether a string is a plain positive decimal. */
export function isPlainDecimal(text: string): boolean {
  return !Number.isNaN(decimalNumber(text));
}

/**
 * The plain form of anything a venue may send as a positive decimal: a JSON number, `1e-7`, `.5`, `007`. Says by name what
 * is wrong where there is none. For the unusual case: slow.
 */
export function plainDecimal(value: unknown): { readonly text: string } | { readonly fault: DecimalFault } {
  if (value === undefined) return { fault: "missing" };
  if (value === null) return { fault: "null" };
  if (value === "") return { fault: "empty" };
  if (typeof value !== "string" && typeof value !== "number") return { fault: "invalid" };
  const written = String(value);
  if (written.length > maxDecimalLength) return { fault: "too-long" };
  const parts = /^(-?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,4}))?$/.exec(written);
  if (parts === null) return { fault: "invalid" };
  const [, sign, whole = "", fraction = "", exponent = "0"] = parts;
  if (whole + fraction === "") return { fault: "invalid" };
  if (/^0*$/.test(whole + fraction)) return { fault: "zero" };
  if (sign === "-") return { fault: "negative" };
  const text = shifted(whole, fraction, Number(exponent));
  return text.length > maxDecimalLength ? { fault: "too-long" } : { text };
}

/** `whole.fraction` times ten to the `exponent`, written plainly. Trailing zeros stay: they are the venue's precision. */
function shifted(whole: string, fraction: string, exponent: number): string {
  const digits = whole + fraction;
  const point = whole.length + exponent;
  // Past these bounds the result is too long whatever the digits: do not build it.
  if (Math.abs(point) > maxDecimalLength) return "0".repeat(maxDecimalLength + 1);
  const before = point <= 0 ? "" : digits.slice(0, point).padEnd(point, "0").replace(/^0+/, "");
  const after = point <= 0 ? "0".repeat(-point) + digits : digits.slice(point);
  return `${before === "" ? "0" : before}${after === "" ? "" : `.${after}`}`;
}

/** a > b, for plain decimals given with their doubles: the doubles settle it unless they are equal and too short to tell. */
export function isAbove(a: string, aNumber: number, b: string, bNumber: number): boolean {
  if (aNumber !== bNumber) return aNumber > bNumber;
  if (a.length <= 15 && b.length <= 15) return false;
  return compareDecimals(a, b) > 0;
}

/** Compares two plain decimals of any length exactly: negative, zero or positive. */
export function compareDecimals(a: string, b: string): number {
  const [aWhole = "", aFraction = ""] = a.split(".");
  const [bWhole = "", bFraction = ""] = b.split(".");
  if (aWhole.length !== bWhole.length) return aWhole.length - bWhole.length;
  const length = Math.max(aFraction.length, bFraction.length);
  const left = aWhole + aFraction.padEnd(length, "0");
  const right = bWhole + bFraction.padEnd(length, "0");
  return left === right ? 0 : left < right ? -1 : 1;
}
