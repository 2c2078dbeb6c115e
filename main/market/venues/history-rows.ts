/** Trades and candles of the past, row by row. One that cannot be read makes the whole answer useless: a touch could hide in it. */
import type { Candle } from "../../../preload/contract/tick.ts";
import { plainDecimal } from "../decimal.ts";
import type { PastTrade, Span } from "./session.ts";
import { readId } from "./session-price.ts";

export interface RawCandle {
  readonly openMs: number;
  readonly lengthMs: number;
  readonly open: unknown;
  readonly high: unknown;
  readonly low: unknown;
  readonly close: unknown;
}

/** Null where it cannot be read. */
export function readCandle({ openMs, lengthMs, ...prices }: RawCandle): Candle | null {
  const [open, high, low, close] = [prices.open, prices.high, prices.low, prices.close].map(readPrice);
  if (!Number.isFinite(openMs) || !open || !high || !low || !close) return null;
  // Some venues write low before high: the wrong way round, every candle would be a gap.
  return Number(high) < Number(low) ? null : { openMs, lengthMs, open, high, low, close };
}

export interface RawPastTrade {
  readonly tradeId: unknown;
  readonly price: unknown;
  readonly size: unknown;
  readonly atMs: number;
}

/** Null where it cannot be read. */
export function readPastTrade(raw: RawPastTrade): PastTrade | null {
  const tradeId = readId(raw.tradeId);
  const price = readPrice(raw.price);
  const size = readPrice(raw.size);
  if (tradeId === null || price === null || size === null || !Number.isFinite(raw.atMs)) return null;
  return { tradeId, price, size, atMs: raw.atMs };
}

/** Every one, or null where one cannot be read. */
export function readAll<Row, Read>(rows: readonly Row[], read: (row: Row) => Read | null): readonly Read[] | null {
  const all: Read[] = [];
  for (const row of rows) {
    const one = read(row);
    if (one === null) return null;
    all.push(one);
  }
  return all;
}

/** A span by trade ids as far as they are known, and by time where not. */
export class TradeSpan {
  readonly #span: Span;
  /** The ids at its ends, neither of them in it. */
  readonly afterId: number | null;
  readonly beforeId: number | null;

  constructor(span: Span) {
    this.#span = span;
    this.afterId = idNumber(span.afterTradeId);
    this.beforeId = idNumber(span.beforeTradeId);
  }

  /** How many trades it holds; null where that is not known. */
  get count(): number | null {
    if (this.afterId === null || this.beforeId === null) return null;
    return Math.max(0, this.beforeId - this.afterId - 1);
  }

  has({ tradeId, atMs }: PastTrade): boolean {
    return !this.isBefore({ tradeId, atMs }) && !this.isAfter({ tradeId, atMs });
  }

  isBefore({ tradeId, atMs }: Pick<PastTrade, "tradeId" | "atMs">): boolean {
    return this.afterId === null ? atMs < this.#span.fromMs : Number(tradeId) <= this.afterId;
  }

  isAfter({ tradeId, atMs }: Pick<PastTrade, "tradeId" | "atMs">): boolean {
    return this.beforeId === null ? atMs > this.#span.toMs : Number(tradeId) >= this.beforeId;
  }
}

function idNumber(tradeId: string | null): number | null {
  const id = readId(tradeId);
  return id === null || !Number.isSafeInteger(Number(id)) ? null : Number(id);
}

function readPrice(value: unknown): string | null {
  const plain = plainDecimal(value);
  return "text" in plain ? plain.text : null;
}
