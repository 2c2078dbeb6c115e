/** A venue's candles of the past by its own lengths. Types alone. */
import type { Candle } from "../../../preload/contract/tick.ts";
import type { RestOutcome } from "./session.ts";

/** Which candles: those of a length that open in [fromMs, toMs), both whole multiples of it. */
export interface CandleSpan {
  readonly lengthMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The venue's candles by its own lengths, for charts and for trying an alert on the past. Its requests name no symbols, so that what
 * a rule waits for is asked before them.
 */
export interface CandleSource {
  /** Lengths that it has, milliseconds, shortest first. */
  readonly lengthsMs: readonly number[];
  /** How many candles one request brings at most. */
  readonly perRequest: number;
  /** How many candles of each length there are at most, the running one included; null: all since the market opened. */
  readonly reach: number | null;
  /** One request for at most {@link perRequest} candles. Oldest first; one without a trade is absent. Rejects only when `signal` aborts. */
  fetch(symbol: string, span: CandleSpan, signal: AbortSignal): Promise<RestOutcome<readonly Candle[]>>;
}
