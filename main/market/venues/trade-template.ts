/**
 * Reads trades that a venue writes always alike, the same fields in the same order, by one regular expression: V8 compiles it to a
 * comparison that costs a fraction of `JSON.parse`, which would be the most expensive step between socket and decision. Whatever is
 * written in any other way, or is no JSON, is left to those who read every frame: nothing but time depends on this.
 */
import { decimalNumber } from "../decimal.ts";
import type { SessionPrice } from "./session.ts";

type Field = "symbol" | "price" | "size" | "id" | "firstId" | "time" | "sentAt";

/** What stands between the fixed parts of a frame: how it is written, and what it is; null where it is not used. */
interface Hole {
  readonly pattern: string;
  readonly field: Field | null;
}

/** Text without escapes, a whole number and a decimal of JSON. Between them nothing can be read in two ways, so that none is tried twice. */
const text = String.raw`[^"\\\x00-\x1f]+`;
const whole = "(?:0|[1-9][0-9]*)";
/** Above zero. */
const decimal = String.raw`(?=[0.]*[1-9])(?:0|[1-9][0-9]*)(?:\.[0-9]+)?`;
/** Characters of a number: a double holds so many digits exactly. */
const maxLength = 15;

export const symbol: Hole = { pattern: text, field: "symbol" };
export const price: Hole = { pattern: decimal, field: "price" };
export const size: Hole = { pattern: decimal, field: "size" };
/** Of a trade that stands for several it is the last of their ids. */
export const id: Hole = { pattern: whole, field: "id" };
export const firstId: Hole = { pattern: whole, field: "firstId" };
export const time: Hole = { pattern: text, field: "time" };
export const timeNumber: Hole = { pattern: whole, field: "time" };
/** When the frame was sent. */
export const sentNumber: Hole = { pattern: whole, field: "sentAt" };
export const anyText: Hole = { pattern: text, field: null };
export const anyWhole: Hole = { pattern: whole, field: null };
export const anyBoolean: Hole = { pattern: "(?:true|false)", field: null };

/** The whole text of a frame, with holes for what differs from trade to trade. */
export function tradeTemplate(literals: TemplateStringsArray, ...holes: readonly Hole[]): TradeTemplate {
  return new TradeTemplate(literals, holes);
}

/** The parts of a frame that is written as its template. */
export type TradeMatch = readonly string[];

export class TradeTemplate {
  readonly #pattern: RegExp;
  /** The place of each field in a match of the pattern; -1 where the venue does not write it. */
  readonly #places: Readonly<Record<Field, number>>;

  constructor(literals: readonly string[], holes: readonly Hole[]) {
    const parts = literals.map((literal, at) => {
      const { pattern = "", field = null } = holes[at] ?? {};
      return literal.replaceAll(/[^\w"]/g, String.raw`\$&`) + (field === null ? pattern : `(${pattern})`);
    });
    this.#pattern = new RegExp(`^${parts.join("")}$`);
    const fields = [null, ...holes.flatMap(({ field }) => field ?? [])];
    const place = (field: Field): number => fields.indexOf(field);
    this.#places = {
      symbol: place("symbol"),
      price: place("price"),
      size: place("size"),
      id: place("id"),
      firstId: place("firstId"),
      time: place("time"),
      sentAt: place("sentAt"),
    };
  }

  /** Null where the frame is not written so, from its first character to its last. */
  match(frame: string): TradeMatch | null {
    return this.#pattern.exec(frame);
  }

  /** The instrument, as the venue writes it. */
  symbolOf(match: TradeMatch): string {
    return match[this.#places.symbol] ?? "";
  }

  /** The first of several ids. */
  firstIdOf(match: TradeMatch): string {
    return match[this.#places.firstId] ?? "";
  }

  /**
   * The trade, of our symbol; null where one of its numbers is too long to be usual. `digits`: what is told of a price or size that
   * this venue writes otherwise than it is to be shown.
   */
  trade(match: TradeMatch, ofSymbol: string, digits: (written: string) => string = asWritten): SessionPrice | null {
    const places = this.#places;
    const price = match[places.price] ?? "";
    const size = match[places.size] ?? "";
    const tradeId = match[places.id] ?? "";
    if (price.length > maxLength || size.length > maxLength || tradeId.length > maxLength) return null;
    const last = digits(price);
    // In the order of every price, so that all are alike to V8.
    return {
      kind: "price",
      channel: "trades",
      symbol: ofSymbol,
      last,
      lastNumber: decimalNumber(last),
      bid: null,
      bidNumber: Number.NaN,
      ask: null,
      askNumber: Number.NaN,
      size: digits(size),
      tradeId,
      at: match[places.time] ?? null,
      faults: 0,
      origin: "live",
      sentAt: match[places.sentAt] ?? null,
    };
  }
}

function asWritten(digits: string): string {
  return digits;
}
