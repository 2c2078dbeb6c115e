/**
 * Numbers that a person types, read in the locale in which they are shown, and written so that they are read as the same again.
 * Everything stays decimal strings: no double comes near a price. Which sign stands where is asked of `Intl`, not known here.
 */
import { languageInUse } from "../../preload/contract/messages/language.ts";

/**
 * What a text says. `ambiguous`: it can be read in two ways that differ a thousandfold, and the price does not tell which was
 * meant; the locale's own reading is the first. Values are plain decimals (`54000`, `1234.5`), digits as they were typed.
 */
export type NumberReading =
  | { readonly kind: "number"; readonly value: string }
  | { readonly kind: "ambiguous"; readonly values: readonly [own: string, other: string] }
  | { readonly kind: "none" };

export interface NumberOptions {
  /** BCP 47; that of the language in use by default. */
  readonly locale?: string | undefined;
  /** What the number will about be, such as the price now; without it the locale's own reading always holds. */
  readonly near?: string | null | undefined;
}

/** Zeros of the decimal digits that locales use; the other nine follow each. */
const zeros = [
  0x0030, 0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50,
  0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
  0xa900, 0xa9d0, 0xaa50, 0xabf0, 0xff10, 0x11136, 0x1e950,
];

/** Marks that turn the direction of text: `Intl` puts them beside Arabic and Hebrew numbers. */
const directionMarks = /[\u061c\u200e\u200f\u2066-\u2069]/g;

/** A sign that can only be the one thing. The rest, point and comma, depend on the locale. */
const plainSigns: Readonly<Record<string, string>> = {
  "．": ".",
  "，": ",",
  "،": ",",
  "٫": "d",
  "٬": "g",
  _: "g",
  "'": "g",
  "’": "g",
  " ": "g",
  "\u00a0": "g",
  "\u202f": "g",
  "\u2009": "g",
};

/** How a locale writes: its sign between the whole and the fraction, and the code of its digit zero. */
interface Notation {
  readonly decimalSign: string;
  readonly groupsBySpace: boolean;
  readonly zero: number;
}

const notations = new Map<string | undefined, Notation>();

function notationOf(given: string | undefined): Notation {
  const locale = given ?? languageInUse().locale;
  let notation = notations.get(locale);
  if (notation === undefined) {
    const parts = new Intl.NumberFormat(locale, { minimumFractionDigits: 1 }).formatToParts(10_000_000);
    const part = (wanted: string): string => parts.find(({ type }) => type === wanted)?.value ?? "";
    notation = {
      decimalSign: part("decimal"),
      groupsBySpace: /\s/u.test(part("group")),
      zero: part("fraction").codePointAt(0) ?? 0x30,
    };
    notations.set(locale, notation);
  }
  return notation;
}

/** Whether thousands are set apart by a space here, so that `54 000` is one number. */
export function groupsBySpace(locale: string | undefined): boolean {
  return notationOf(locale).groupsBySpace;
}

/** The text with the digits of every script as 0 to 9. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = zeros.find((each) => code >= each && code < each + 10);
    return zero === undefined ? digit : String(code - zero);
  });
}

const onlyAscii = /^[\x20-\x7e]*$/;

/** The text with each digit as the zero of its own script: as wide as it, where digits are set as a table. */
export function zeroDigits(text: string): string {
  // Asked of every number with every price, and nearly always of such as these.
  if (onlyAscii.test(text)) return text.replace(/[1-9]/g, "0");
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    return String.fromCodePoint(zeros.find((each) => code >= each && code < each + 10) ?? code);
  });
}

/** Digits as ASCII; point and comma as they are; `d` for a sure decimal sign, `g` for a sure grouping sign. */
function normalize(text: string): string {
  const plain = asciiDigits(text.replace(directionMarks, "").trim());
  return [...plain].map((character) => plainSigns[character] ?? character).join("");
}

/** Groups of three, or as in India of two and at the end three; never a group of nothing, nor a zero before all others. */
const grouped = /^[1-9]\d{0,2}(?:([.,g])\d{3})(?:\1\d{3})*$|^[1-9]\d?(?:([.,g])\d{2})(?:\2\d{2})*\2\d{3}$/;

/** The text with this sign before the fraction; null where it cannot be so. */
function readWith(sign: "." | ",", normal: string): string | null {
  const at = normal.includes("d") ? normal.indexOf("d") : normal.indexOf(sign);
  const whole = at === -1 ? normal : normal.slice(0, at);
  const fraction = at === -1 ? "" : normal.slice(at + 1);
  if (!/^\d*$/.test(fraction) || (whole === "" && fraction === "")) return null;
  if (!/^\d*$/.test(whole) && (whole.includes(sign) || !grouped.test(whole))) return null;
  const digits = whole.replace(/\D/g, "").replace(/^0+(?=\d)/, "") || "0";
  return fraction === "" ? digits : `${digits}.${fraction}`;
}

/**
 * Reads what was typed, or pasted: `54.000` is 54000 in German and 54.000 in English, `1.234,5` and `1,234.5` are 1234.5 in
 * both, for only one reading of them makes sense. Where two do, the locale's own holds, unless the other one is nearer to
 * `near`: `1.234` in English beside a price of 1,200 is asked, not guessed. A sign of plus or minus is not part of a number here.
 */
export function readNumber(text: string, { locale, near }: NumberOptions = {}): NumberReading {
  const normal = normalize(text);
  const ownSign = notationOf(locale).decimalSign === "," ? "," : ".";
  const own = readWith(ownSign, normal);
  const other = readWith(ownSign === "," ? "." : ",", normal);
  const value = own ?? other;
  if (value === null) return { kind: "none" };
  if (own === null || other === null || own === other) return { kind: "number", value };
  return isNearer(other, own, near) ? { kind: "ambiguous", values: [own, other] } : { kind: "number", value };
}

function isNearer(a: string, b: string, near: string | null | undefined): boolean {
  const target = Number(near ?? 0);
  if (!(target > 0)) return false;
  const distance = (value: string): number => Math.abs(Math.log(Number(value) / target));
  return distance(a) < distance(b);
}

/**
 * A plain decimal as it is put into a field: in the locale's digits and with its decimal sign, ungrouped, every digit kept, and
 * always read as the same number again; a zero is added where it could else be read in two ways. Anything else comes back as it is.
 */
export function writeNumber(decimal: string, { locale, near }: NumberOptions = {}): string {
  if (!/^\d+(?:\.\d+)?$/.test(decimal)) return decimal;
  const { decimalSign, zero } = notationOf(locale);
  const inDigits = (ascii: string): string =>
    ascii.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
  const text = inDigits(decimal).replace(".", decimalSign);
  const isAsked = decimal.includes(".") && readNumber(text, { locale, near }).kind === "ambiguous";
  return isAsked ? `${text}${inDigits("0")}` : text;
}
