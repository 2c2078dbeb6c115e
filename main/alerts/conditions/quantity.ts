/**
 * What of a tick a rule looks at. Each quantity is read as the double nearest to its exact value: rounding keeps order, so
 * that two doubles that differ decide a comparison, and only equal ones need the digits.
 */
import { conditionKindOf } from "../../../preload/contract/condition-kinds.ts";
import { compareDigits } from "../../../preload/contract/decimal.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { compareSpreadPercent, midOf, spreadOf } from "./exact.ts";

export type Quantity = "last" | "bid" | "ask" | "mid" | "spread" | "spread-percent" | "size";

/** A decimal with the double nearest to it. */
export interface Bound {
  readonly n: number;
  readonly text: string;
}

export function bound(text: string): Bound {
  return { n: Number(text), text };
}

/** The quantity that `spec` is about. Spread and size have but one, whatever the source says. */
export function quantityOf(spec: RuleSpec): Quantity {
  const condition = spec.condition;
  const { quantity } = conditionKindOf(condition.kind);
  if (quantity === "price") return spec.source;
  if (quantity === "size") return "size";
  return "by" in condition && "percent" in condition.by ? "spread-percent" : "spread";
}

/** The double nearest to the quantity; NaN where this tick does not have it. */
export function numberOf(quantity: Quantity, tick: Tick): number {
  switch (quantity) {
    case "last":
      return tick.lastNumber;
    case "bid":
      return tick.bid === null ? Number.NaN : Number(tick.bid);
    case "ask":
      return tick.ask === null ? Number.NaN : Number(tick.ask);
    case "size":
      return tick.size === null ? Number.NaN : Number(tick.size);
    default:
      return tick.bid === null || tick.ask === null ? Number.NaN : ofBoth(quantity, tick.bid, tick.ask);
  }
}

/** The quantity in digits. Not for `spread-percent`, which may have no end of them. */
export function textOf(quantity: Quantity, tick: Tick): string {
  switch (quantity) {
    case "last":
      return tick.last ?? absent();
    case "bid":
      return tick.bid ?? absent();
    case "ask":
      return tick.ask ?? absent();
    case "size":
      return tick.size ?? absent();
    case "mid":
      return midOf(tick.bid ?? absent(), tick.ask ?? absent());
    case "spread":
    case "spread-percent":
      return spreadOf(tick.bid ?? absent(), tick.ask ?? absent());
  }
}

/** -1, 0 or 1: the quantity of `tick`, whose double is `n`, against `limit`. Exact. */
export function compareTo(quantity: Quantity, tick: Tick, n: number, limit: Bound): number {
  return Math.sign(n - limit.n) || compareExactly(quantity, tick, limit);
}

function compareExactly(quantity: Quantity, tick: Tick, limit: Bound): number {
  return quantity === "spread-percent"
    ? compareSpreadPercent(tick.bid ?? absent(), tick.ask ?? absent(), limit.text)
    : compareDigits(textOf(quantity, tick), limit.text);
}

/** Whether two ticks are known to have the same value; false may also mean that it was not worth finding out. */
export function sameText(quantity: Quantity, a: Tick, b: Tick): boolean {
  if (quantity === "last") return a.last === b.last;
  if (quantity === "size") return a.size === b.size;
  return a.bid === b.bid && a.ask === b.ask;
}

const powersOfTen = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/** NaN above 10^15: a double does not hold every whole number of more digits. */
function powerOfTen(exponent: number): number {
  return powersOfTen[exponent] ?? Number.NaN;
}

/** Stands for a number before the first quote is read: nothing that is worked out of it could be taken for a price. */
const unread = Number.NEGATIVE_INFINITY;

/** The bid and ask that were read last, as whole numbers of a step of 1/`scale`: a tick's mid and both its spreads share them. */
const sides = { bid: "", ask: "", low: unread, high: unread, scale: unread };

/**
 * Mid, spread or spread in percent as the double nearest to the exact value. Both prices become whole numbers of their
 * smallest step; while those are small enough every step but the last division is exact, and that one rounds correctly.
 */
function ofBoth(quantity: Quantity, bid: string, ask: string): number {
  if (bid !== sides.bid || ask !== sides.ask) readSides(bid, ask);
  const { low, high, scale } = sides;
  // 2^44: times 200 it is still below 2^53. What is not a number is not below it either.
  if (low + high < 17_592_186_044_416) {
    if (quantity === "mid") return (low + high) / (2 * scale);
    if (quantity === "spread") return (high - low) / scale;
    return (200 * (high - low)) / (low + high);
  }
  if (quantity === "mid") return Number(midOf(bid, ask));
  if (quantity === "spread") return Number(spreadOf(bid, ask));
  return nearestSpreadPercent(bid, ask);
}

function readSides(bid: string, ask: string): void {
  const bidPlaces = placesOf(bid);
  const askPlaces = placesOf(ask);
  const places = Math.max(bidPlaces, askPlaces);
  sides.bid = bid;
  sides.ask = ask;
  sides.scale = powerOfTen(places);
  // Times a scale that is none, so that a price of too many places is not a number here either.
  sides.low = digitsOf(bid) * (sides.scale / powerOfTen(bidPlaces));
  sides.high = digitsOf(ask) * (sides.scale / powerOfTen(askPlaces));
}

/** The digits of a plain decimal as one number, without its point; exact up to 15 of them. */
function digitsOf(text: string): number {
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at) - 48;
    if (code >= 0) digits = digits * 10 + code;
  }
  return digits;
}

function placesOf(text: string): number {
  const point = text.indexOf(".");
  return point === -1 ? 0 : text.length - point - 1;
}

/**
 * By whole numbers of any size: a hundred places, and one more digit that says whether anything was left over, so that
 * reading the result into a double rounds the way the exact value would.
 */
function nearestSpreadPercent(bid: string, ask: string): number {
  const places = Math.max(placesOf(bid), placesOf(ask));
  const low = wholeSteps(bid, places);
  const high = wholeSteps(ask, places);
  const numerator = (high - low) * 200n * 10n ** 100n;
  const denominator = low + high;
  const left = numerator % denominator === 0n ? "0" : "1";
  return Number(`${String(numerator / denominator)}${left}e-101`);
}

function wholeSteps(text: string, places: number): bigint {
  return BigInt(text.replace(".", "")) * 10n ** BigInt(places - placesOf(text));
}

function absent(): never {
  throw new Error("A quantity was asked of a tick that does not have it.");
}
