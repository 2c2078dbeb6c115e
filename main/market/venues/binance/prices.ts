/** Trades, tickers and best bids and asks as messages, with what their ids say of trades that were not told. */
import { decimalNumber, isPlainDecimal, plainDecimal } from "../../decimal.ts";
import { readId, readTime, tradeMessage, wholeNumber } from "../session-price.ts";
import type { PriceOrigin, SessionMessage, SessionPrice, VenueTime } from "../session.ts";
import { BAD_ASK, BAD_BID } from "../venue.ts";
import type { EventFrame } from "./frames.ts";
import type { Subscription } from "./requests.ts";
import { unpadded } from "./unpadded.ts";

/**
 * Fills `f` to `l` of one order at one price. Its id is that of the last fill, which the ticker and REST count by too; the id of the
 * aggregate itself is of another count.
 */
export function readTrade(subscription: Subscription, frame: EventFrame): SessionMessage {
  const { symbol } = subscription;
  const message = tradeMessage(
    symbol,
    { price: unpadded(frame.p), size: unpadded(frame.q), tradeId: frame.l, time: frame.T, sentAt: frame.E },
    "live",
  );
  // One that cannot be read stays a hole in the ids, which the next one shows: REST is asked for it.
  return message.kind === "price" ? told(subscription, message, frame.f) : message;
}

/** The trade, after those that its ids say were left out. */
export function told(subscription: Subscription, trade: SessionPrice, first: unknown): SessionMessage {
  subscription.hasPrice = true;
  const lastId = tradeIdNumber(trade.tradeId);
  const firstId = tradeIdNumber(first) ?? lastId;
  if (lastId === null || firstId === null) return trade;
  const before = subscription.newestTradeId;
  if (before !== null && lastId <= before) return trade;
  subscription.newestTradeId = lastId;
  if (before === null || firstId <= before + 1) return trade;
  return { kind: "batch", messages: [missed(subscription.symbol, before + 1, firstId - 1), trade] };
}

/** What the more exact streams tell is left out of a ticker once the venue has confirmed them, and not before: until then it is all there is. */
export function readTicker(subscription: Subscription, frame: EventFrame): SessionMessage {
  const { symbol, confirmed } = subscription;
  const tradeId = tradeIdNumber(frame.L);
  const hasTrades = confirmed.has("aggTrade");
  const lost = hasTrades ? lostAtTheEnd(subscription) : null;
  subscription.tickerTradeId = tradeId;
  const before = subscription.newestTradeId;
  const isFirst = !subscription.hasPrice;
  const isLater = tradeId !== null && before !== null && tradeId > before;
  const isNews = isFirst || isLater || (tradeId !== null && before === null);
  // Beside the trades the ticker may be ahead of them: what it tells of is theirs to tell, unless nothing was told yet.
  if (tradeId !== null && (before === null || (isLater && !hasTrades))) subscription.newestTradeId = tradeId;
  const sentAt = readTime(frame.E);
  // A market in which nothing was ever traded has a price of zero: that is none, and no fault.
  const hasLast = isNews && !hasTrades && (tradeId !== null || unlessZero(frame.c) !== null);
  const last = hasLast ? plainDecimal(unpadded(frame.c)) : null;
  if (last !== null && "text" in last) subscription.hasPrice = true;
  const message = quoteMessage(symbol, {
    ...(confirmed.has("bookTicker") ? null : { bid: frame.b, ask: frame.a }),
    ...(last !== null && "text" in last ? { last: last.text, tradeId: readId(frame.L) } : null),
    // Only the first may be of a trade of long ago. The trade of any other was made since the ticker before, or since REST was asked.
    ...(hasLast && isFirst && !isLater ? { at: null, origin: "snapshot" } : { at: sentAt }),
    sentAt,
  });
  // Its trades have been asked for and are not told yet: until then a ticker tells the last one of its second and no other.
  const isHole = hasLast && isLater && tradeId > before + 1 && subscription.asked.has("aggTrade");
  const hole = isHole ? missed(symbol, before + 1, tradeId - 1) : lost;
  const isRejected = last !== null && "fault" in last;
  const rejected: SessionMessage | null = isRejected
    ? { kind: "rejected", reason: `price-${last.fault}`, symbol }
    : null;
  if (hole === null && rejected === null) return message ?? { kind: "ignored" };
  return { kind: "batch", messages: [hole, rejected, message].filter((one) => one !== null) };
}

/** The best bid and ask, of no time. */
export function readBookTicker({ symbol }: Subscription, { b: bid, a: ask }: EventFrame): SessionMessage {
  return quoteMessage(symbol, { bid, ask, at: null, sentAt: null }) ?? { kind: "ignored" };
}

interface Quote {
  readonly bid?: unknown;
  readonly ask?: unknown;
  readonly last?: string;
  readonly tradeId?: string | null;
  readonly at: VenueTime;
  readonly sentAt: VenueTime;
  readonly origin?: PriceOrigin;
}

/** Null where it says nothing: an empty book, and no last price. */
function quoteMessage(symbol: string, quote: Quote): SessionMessage | null {
  const { last = null, tradeId = null, at, sentAt, origin = "live" } = quote;
  const bid = readSide(quote.bid);
  const ask = readSide(quote.ask);
  const faults = (isBad(bid, quote.bid) ? BAD_BID : 0) + (isBad(ask, quote.ask) ? BAD_ASK : 0);
  if (last === null && bid === null && ask === null)
    return faults === 0 ? null : { kind: "rejected", reason: "quote-invalid", symbol };
  return {
    kind: "price",
    channel: "ticker",
    symbol,
    last,
    lastNumber: last === null ? Number.NaN : Number(last),
    bid,
    bidNumber: bid === null ? Number.NaN : decimalNumber(bid),
    ask,
    askNumber: ask === null ? Number.NaN : decimalNumber(ask),
    size: null,
    tradeId,
    at,
    faults,
    origin,
    sentAt,
  };
}

function readSide(written: unknown): string | null {
  const side = unpadded(written);
  if (typeof side === "string" && isPlainDecimal(side)) return side;
  const plain = plainDecimal(side);
  return "text" in plain ? plain.text : null;
}

function isBad(read: string | null, side: unknown): boolean {
  return read === null && side !== undefined && unlessZero(side) !== null;
}

/** The ticker before told of a newer trade than any since: it was lost, and no later one shows the hole. */
function lostAtTheEnd(subscription: Subscription): SessionMessage | null {
  const { symbol, newestTradeId, tickerTradeId } = subscription;
  if (newestTradeId === null || tickerTradeId === null || tickerTradeId <= newestTradeId) return null;
  subscription.newestTradeId = tickerTradeId;
  return missed(symbol, newestTradeId + 1, tickerTradeId);
}

function missed(symbol: string, fromId: number, toId: number): SessionMessage {
  return { kind: "missed", symbol, fromId: String(fromId), toId: String(toId) };
}

/** Null where there is none: a ticker of a market without a trade for a day says -1. */
export function tradeIdNumber(id: unknown): number | null {
  return typeof id === "string" ? wholeNumber(id) : null;
}

/** An empty side of the book is written as zero. */
function unlessZero(price: unknown): unknown {
  return typeof price === "string" && /^0+(?:\.0+)?$/.test(price) ? null : price;
}
