/** What a fake venue trades: instruments with their trades and quotes, so that stream, prices, trades and candles agree. */
import type { Candle } from "../../../preload/contract/tick.ts";

export interface FakeTrade {
  readonly id: number;
  readonly price: string;
  readonly size: string;
  readonly side: "buy" | "sell";
  readonly atMs: number;
}

export interface FakeCandle extends Candle {
  readonly trades: number;
}

export interface FakeInstrumentOptions {
  readonly base: string;
  readonly quote: string;
  readonly tickSize?: string;
  /** As the venue's list words it. */
  readonly status?: string;
  readonly firstTradeId?: number;
}

export class FakeInstrument {
  /** As the venue writes it on its wire. */
  readonly wireSymbol: string;
  readonly base: string;
  readonly quote: string;
  readonly tickSize: string;
  status: string;
  bid: string | null = null;
  ask: string | null = null;
  /** Oldest first. */
  readonly trades: FakeTrade[] = [];
  #nextTradeId: number;

  constructor(wireSymbol: string, options: FakeInstrumentOptions) {
    this.wireSymbol = wireSymbol;
    this.base = options.base;
    this.quote = options.quote;
    this.tickSize = options.tickSize ?? "0.01";
    this.status = options.status ?? "online";
    this.#nextTradeId = options.firstTradeId ?? 1_001;
  }

  get lastTrade(): FakeTrade | null {
    return this.trades.at(-1) ?? null;
  }

  trade(price: string, atMs: number, size = "0.5", side: FakeTrade["side"] = "buy"): FakeTrade {
    const trade = { id: this.#nextTradeId++, price, size, side, atMs };
    this.trades.push(trade);
    return trade;
  }

  /** Candles of all that was traded, oldest first; intervals without a trade are absent. */
  candles(intervalMs: number): readonly FakeCandle[] {
    const candles: FakeCandle[] = [];
    for (const { price, atMs } of this.trades) {
      const openMs = Math.floor(atMs / intervalMs) * intervalMs;
      const last = candles.at(-1);
      if (last === undefined || last.openMs < openMs) {
        candles.push({ openMs, lengthMs: intervalMs, open: price, high: price, low: price, close: price, trades: 1 });
        continue;
      }
      const high = Number(price) > Number(last.high) ? price : last.high;
      const low = Number(price) < Number(last.low) ? price : last.low;
      candles[candles.length - 1] = { ...last, high, low, close: price, trades: last.trades + 1 };
    }
    return candles;
  }
}
