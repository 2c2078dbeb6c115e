/**
 * What a price by REST says beside what is known already. Its time cannot tell: with many venues it is the time of the answer,
 * which makes every repetition look like a later trade.
 */
import { exchangeMs } from "../../../preload/contract/exchange-time.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import type { CurrentPrice } from "../venues/session.ts";

/** A venue's time further ahead of our own than this is a mistake of one of the two, and nothing is to be measured by it. */
const mostAheadMs = 60_000;

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
  const atMs = exchangeMs(price.at);
  const knownMs = exchangeMs(last.exchangeAt);
  // One frame with an absurd time would else make every later answer look old.
  if (atMs === null || knownMs === null || knownMs > last.receivedWallMs + mostAheadMs) return false;
  return atMs < knownMs;
}
