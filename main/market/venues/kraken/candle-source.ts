/** Kraken's candles of each length: the newest 720, whatever is asked for. Source: docs.kraken.com, get-ohlc-data. */
import type { Candle } from "../../../../preload/contract/tick.ts";
import type { CandleSource, CandleSpan } from "../candle-source.ts";
import type { RestGate, RestOutcome } from "../session.ts";
import { askCandles, candlesPerAnswer } from "./candles.ts";
import type { KrakenNames } from "./names.ts";

const lengthsMs = [1, 5, 15, 30, 60, 240, 1_440].map((minutes) => minutes * 60_000);

export function krakenCandles(gate: RestGate, names: KrakenNames): CandleSource {
  return {
    lengthsMs,
    perRequest: candlesPerAnswer,
    reach: candlesPerAnswer,
    async fetch(symbol, span, signal): Promise<RestOutcome<readonly Candle[]>> {
      const pair = await names.pairOf(symbol, signal);
      if (!pair.ok) return pair;
      // `since` is not in the answer.
      const asked = { pair: pair.value, interval: span.lengthMs / 60_000, sinceMs: span.fromMs - span.lengthMs };
      const answer = await askCandles(gate, [], asked, signal);
      return answer.ok ? { ok: true, value: tradedWithin(answer.value, span) } : answer;
    },
  };
}

/** One without a trade repeats the last price: nothing happened in it. */
function tradedWithin(rows: readonly (Candle & { readonly trades: number })[], { fromMs, toMs }: CandleSpan): Candle[] {
  return rows
    .filter(({ openMs, trades }) => trades > 0 && openMs >= fromMs && openMs < toMs)
    .map(({ openMs, lengthMs, open, high, low, close }) => ({ openMs, lengthMs, open, high, low, close }));
}
