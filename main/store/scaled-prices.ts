/** Decimal strings as whole numbers of their last digit, where a double holds these exactly; as the text they are where not. */

import { isDecimal } from "../../preload/contract/decimal.ts";

/** `45000.12` at a scale of 2 is 4500012. A text stands for itself, whatever the scale. */
export type ScaledPrice = number | string;

/** More digits than any venue's prices have. */
const maxScale = 40;

export function isScale(scale: number): boolean {
  return Number.isInteger(scale) && scale >= 0 && scale <= maxScale;
}

/** Whether what is kept can be a price. */
export function isPrice(price: unknown): price is ScaledPrice {
  return typeof price === "number"
    ? Number.isSafeInteger(price) && price > 0
    : typeof price === "string" && isDecimal(price) && Number(price) > 0;
}

export function digitsAfterPoint(price: string): number {
  const point = price.indexOf(".");
  return point === -1 ? 0 : price.length - point - 1;
}

/** `scale` is at least the number of digits after the price's point. */
export function scaledPrice(price: string, scale: number): ScaledPrice {
  const digits = price.replace(".", "") + "0".repeat(scale - digitsAfterPoint(price));
  const whole = Number(digits);
  return Number.isSafeInteger(whole) ? whole : price;
}

/** The same price at a finer scale. */
export function rescaled(price: ScaledPrice, from: number, to: number): ScaledPrice {
  return scaledPrice(textOf(price, from), to);
}

/** The decimal string, with as many digits after its point as the scale has. */
export function textOf(price: ScaledPrice, scale: number): string {
  if (typeof price === "string" || scale === 0) return String(price);
  const digits = String(price).padStart(scale + 1, "0");
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
