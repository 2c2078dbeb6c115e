/**
 * What a price by REST says beside what is known already. Its time cannot tell: with many venues it is the time of the answer,
 * which makes every repetition look like a later trade.
 */
import { exchangeMs } from "../../../preload/contract/exchange-time.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import type { CurrentPrice } from "../venues/session.ts";
import { isDigits, isHigherId } from "./trade-ids.ts";

/** A venue's time further ahead of our own than this is a mistake of one of the two, and nothing is to be measured by it. */
const maxAheadMs = 60_000;

/** Whether it tells of another trade than `last`: by its price, or by its trade id where both have one. */
export function isAnotherTrade(price: CurrentPrice, last: Tick): boolean {
  if (price.last !== last.last) return true;
  return price.tradeId !== null && last.tradeId !== null && price.tradeId !== last.tradeId;
}

/**
 * Whether it is from before `last`, as the answer of a cache is: no answer is older than the trade it tells of, so one that is
 * older than a known trade tells of an earlier one.
 */
export function isFromBefore(price: CurrentPrice, last: Tick): boolean {
  // A ticker is told with the time at which it was made, which may be after the trade that came next.
  if (isLaterTrade(price.tradeId, last.tradeId)) return false;
  const atMs = exchangeMs(price.at);
  const knownMs = exchangeMs(last.exchangeAt);
  // One frame with an absurd time would else make every later answer look old.
  if (atMs === null || knownMs === null || knownMs > last.receivedWallMs + maxAheadMs) return false;
  return atMs < knownMs;
}

/** Whether one id is that of a later trade than another, where ids say so. */
export function isLaterTrade(id: string | null, than: string | null): boolean {
  return id !== null && than !== null && isDigits(id) && isDigits(than) && isHigherId(id, than);
}

/** The ids between two trades, first and last; null where there are none, or where ids do not say. */
export function idsBetween(id: string | null, later: string | null): [fromId: string, toId: string] | null {
  if (id === null || later === null || !isDigits(id) || !isDigits(later)) return null;
  const [fromId, toId] = [BigInt(id) + 1n, BigInt(later) - 1n];
  return fromId > toId ? null : [String(fromId), String(toId)];
}
