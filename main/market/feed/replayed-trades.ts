/**
 * Trades of the past that a venue tells again on subscribing: history of a gap, where they reach back to its beginning, and nothing
 * else. They are never ticks, and their ids say nothing of a new numbering.
 */
import { exchangeMs } from "../../../preload/contract/exchange-time.ts";
import type { PastTrade, SessionPrice } from "../venues/session.ts";
import { isHigherId } from "./trade-ids.ts";

const maxKept = 1_000;

export class ReplayedTrades {
  #trades: PastTrade[] = [];

  /** Takes one in; what has no id, no time or no price cannot be put in its place. */
  note({ last, size, tradeId, at }: SessionPrice): void {
    const atMs = exchangeMs(at);
    if (last === null || tradeId === null || atMs === null) return;
    this.#trades.push({ tradeId, price: last, size: size ?? "0", atMs });
    if (this.#trades.length > maxKept) this.#trades.shift();
  }

  /** Those after one trade and before another, oldest first; null where they do not reach back to the first of them. */
  between(afterTradeId: string | null, beforeTradeId: string | null): readonly PastTrade[] | null {
    const [oldest] = this.#trades;
    if (afterTradeId === null || oldest === undefined || isHigherId(oldest.tradeId, afterTradeId)) return null;
    return this.#trades.filter(
      ({ tradeId }) =>
        isHigherId(tradeId, afterTradeId) && (beforeTradeId === null || isHigherId(beforeTradeId, tradeId)),
    );
  }

  clear(): void {
    this.#trades = [];
  }
}
