/** Trades and quotes of exchanges as messages: checked by name, prices in the exchange's own writing. On the path of every frame. */
import { decimalNumber, isPlainDecimal, plainDecimal } from "../decimal.ts";
import { BAD_ASK, BAD_BID, BAD_SIZE } from "./venue.ts";
import type { PriceOrigin, SessionMessage, VenueTime } from "./session.ts";

const maxIdLength = 32;

/** What a frame says of a trade, nothing of it looked at yet. Numbers are text as they were written. */
export interface RawTrade {
  readonly price?: unknown;
  readonly size?: unknown;
  readonly tradeId?: unknown;
  readonly time?: unknown;
  /** When the venue sent the frame, where it says so. */
  readonly sentAt?: unknown;
}

/** A trade of our `symbol`; a rejection by name where it has no usable price, or no time: a price of no time is not of now. */
export function tradeMessage(symbol: string, raw: RawTrade, origin: PriceOrigin): SessionMessage {
  let last = raw.price;
  let lastNumber = typeof last === "string" ? decimalNumber(last) : Number.NaN;
  if (Number.isNaN(lastNumber)) {
    const plain = plainDecimal(last);
    if ("fault" in plain) return rejection(`price-${plain.fault}`, symbol);
    last = plain.text;
    lastNumber = Number(last);
  }
  const at = readTime(raw.time);
  if (at === null) return rejection("time-missing", symbol);
  const size = readSide(raw.size);
  return {
    kind: "price",
    channel: "trades",
    symbol,
    last: last as string,
    lastNumber,
    bid: null,
    bidNumber: Number.NaN,
    ask: null,
    askNumber: Number.NaN,
    size,
    tradeId: readId(raw.tradeId),
    at,
    faults: size === null ? BAD_SIZE : 0,
    origin,
    sentAt: readTime(raw.sentAt),
  };
}

/** What a ticker says of a quote and of the last trade. */
export interface RawTicker {
  readonly bid?: unknown;
  readonly ask?: unknown;
  readonly last?: unknown;
  /** False where the trades have told a price: the ticker's is then looked at and not used. */
  readonly usesLast: boolean;
  readonly tradeId?: unknown;
  /** Of the quote, or of the last trade where that is used; null where it is not told. */
  readonly at: VenueTime;
  readonly sentAt: VenueTime;
}

/** A quote, with the first price where nothing else has told one. A price that is none is rejected, and the quote beside it is good. */
export function tickerMessage(symbol: string, raw: RawTicker): SessionMessage {
  const last = readDecimal(raw.last);
  const bid = readSide(raw.bid);
  const ask = readSide(raw.ask);
  const used = "text" in last && raw.usesLast ? last.text : null;
  const rejected: SessionMessage | null = "text" in last ? null : rejection(`price-${last.fault}`, symbol);
  if (used === null && bid === null && ask === null) {
    if (rejected !== null) return rejected;
    return isGiven(raw.bid) || isGiven(raw.ask) ? rejection("quote-invalid", symbol) : { kind: "ignored" };
  }
  const message: SessionMessage = {
    kind: "price",
    channel: "ticker",
    symbol,
    last: used,
    lastNumber: used === null ? Number.NaN : decimalNumber(used),
    bid,
    bidNumber: bid === null ? Number.NaN : decimalNumber(bid),
    ask,
    askNumber: ask === null ? Number.NaN : decimalNumber(ask),
    size: null,
    tradeId: used === null ? null : readId(raw.tradeId),
    at: raw.at,
    // A book may be empty on one side, and then the field is absent.
    faults: (bid === null && isGiven(raw.bid) ? BAD_BID : 0) + (ask === null && isGiven(raw.ask) ? BAD_ASK : 0),
    origin: used === null ? "live" : "snapshot",
    sentAt: raw.sentAt,
  };
  return rejected === null ? message : { kind: "batch", messages: [rejected, message] };
}

export function rejection(reason: string, symbol: string | null): SessionMessage {
  return { kind: "rejected", reason, symbol };
}

/** A time as the venue wrote it; null where there is none. */
export function readTime(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Ids of trades are whole numbers. */
export function readId(value: unknown): string | null {
  if (typeof value !== "string" || value.length === 0 || value.length > maxIdLength) return null;
  for (let at = 0; at < value.length; at++) {
    const digit = value.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return null;
  }
  return value;
}

/** A whole number that a double holds exactly; null where the text is none. Read three times for each trade, so by one loop. */
export function wholeNumber(text: string): number | null {
  if (text === "") return null;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : null;
}

function readSide(value: unknown): string | null {
  const decimal = readDecimal(value);
  return "text" in decimal ? decimal.text : null;
}

/** Most are plain as they stand, and putting one into plain form costs ten times as much as finding that out. */
function readDecimal(value: unknown): ReturnType<typeof plainDecimal> {
  return typeof value === "string" && isPlainDecimal(value) ? { text: value } : plainDecimal(value);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
