/**
 * Reads trades that a venue writes always alike, the same fields in the same order, by one regular expression: V8 compiles it to a
 * comparison that costs a fraction of `JSON.parse`, which would be the most expensive step between socket and decision. Whatever is
 * written in any other way, or is no JSON, is left to those who read every frame: nothing but time depends on this.
 */
import { decimalNumber } from "../decimal.ts";
import type { SessionMessage, SessionPrice } from "./session.ts";

type Field = "symbol" | "price" | "size" | "id" | "firstId" | "time" | "sentAt";

/** What stands between the fixed parts of a frame: how it is written, and what it is; null where it is not used. */
interface Hole {
  readonly pattern: string;
  readonly field: Field | null;
  /** What may follow that is no part of it. */
  readonly padding?: string;
}

/**
 * Text without escapes, a whole number and a decimal of JSON. No two quantifiers without a bound stand beside each other over the same
 * characters: a frame that fails would be tried in every way of dividing them, and one of some kilobytes would hold up the process.
 */
const text = String.raw`[^"\\\x00-\x1f]+`;
const whole = "(?:0|[1-9][0-9]*)";
/** Above zero. */
const decimal = String.raw`(?=[0.]*[1-9])(?:0|[1-9][0-9]*)(?:\.[0-9]+)?`;
/** The same of a venue that pads decimals to eight with zeros: as few as leave nothing but zeros behind them, and two at least. */
const padded = { pattern: String.raw`(?=[0.]*[1-9])(?:0|[1-9][0-9]*)\.[0-9]{2}[0-9]{0,6}?`, padding: "0{0,6}" };
/** Characters of a number: a double holds so many digits exactly. */
const maxLength = 15;
/** Characters of a frame, the longest of one trade being some 310: one that is longer would be compared in vain. */
const maxFrameLength = 320;

export const symbol: Hole = { pattern: text, field: "symbol" };
export const price: Hole = { pattern: decimal, field: "price" };
export const size: Hole = { pattern: decimal, field: "size" };
export const paddedPrice: Hole = { ...padded, field: "price" };
export const paddedSize: Hole = { ...padded, field: "size" };
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

/** What was asked for, by the name that the venue has for an instrument. */
interface Subscriptions<One> {
  get(wireSymbol: string): One | undefined;
}

export class TradeTemplate {
  readonly #pattern: RegExp;
  /** The place of each field in a match of the pattern; -1 where the venue does not write it. */
  readonly #places: Readonly<Record<Field, number>>;

  constructor(literals: readonly string[], holes: readonly Hole[]) {
    const parts = literals.map((literal, at) => {
      const { pattern = "", field = null, padding = "" } = holes[at] ?? {};
      return literal.replaceAll(/[^\w"]/g, String.raw`\$&`) + (field === null ? pattern : `(${pattern})`) + padding;
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

  /**
   * What `told` makes of the trade that a frame tells: it is given the subscription, the trade, and the first of its ids where it stands
   * for several. Null where the frame is not written so, from its first character to its last, where its instrument was not subscribed,
   * or where it or one of its numbers is too long to be usual.
   */
  read<One extends { readonly symbol: string }>(
    frame: string,
    subscriptions: Subscriptions<One>,
    told: (one: One, trade: SessionPrice, firstId: string | null) => SessionMessage,
  ): SessionMessage | null {
    if (frame.length > maxFrameLength) return null;
    const match = this.#pattern.exec(frame);
    if (match === null) return null;
    const places = this.#places;
    // These four stand in every trade.
    const one = subscriptions.get(match[places.symbol] as string);
    if (one === undefined) return null;
    const last = match[places.price] as string;
    const size = match[places.size] as string;
    const tradeId = match[places.id] as string;
    if (last.length > maxLength || size.length > maxLength || tradeId.length > maxLength) return null;
    // In the order of every price, so that all are alike to V8.
    const trade: SessionPrice = {
      kind: "price",
      channel: "trades",
      symbol: one.symbol,
      last,
      lastNumber: decimalNumber(last),
      bid: null,
      bidNumber: Number.NaN,
      ask: null,
      askNumber: Number.NaN,
      size,
      tradeId,
      at: match[places.time] ?? null,
      faults: 0,
      origin: "live",
      sentAt: match[places.sentAt] ?? null,
    };
    return told(one, trade, match[places.firstId] ?? null);
  }
}
