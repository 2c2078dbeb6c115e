/** Coinbase's candles of every length it has. Source: docs.cdp.coinbase.com, get-product-candles. */
import { message } from "../../../../preload/contract/messages/message.ts";
import type { Candle } from "../../../../preload/contract/tick.ts";
import { readAll } from "../history-rows.ts";
import { refusal } from "../rest-json.ts";
import type { CandleSource, CandleSpan } from "../candle-source.ts";
import type { RestOutcome } from "../session.ts";
import { requestCoinbase, type CoinbaseAccess } from "./rest-request.ts";
import { candlesPerAnswer, readCandleRow } from "./history.ts";

/** It has none of four hours. */
const lengthsMs = [60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000] as const;

export function coinbaseCandles(access: CoinbaseAccess): CandleSource {
  return {
    lengthsMs,
    perRequest: candlesPerAnswer,
    reach: null,
    fetch: (symbol, span, signal) => fetchPage(access, symbol, span, signal),
  };
}

/** Both ends are counted: the last candle is the one before `toMs`. */
async function fetchPage(
  access: CoinbaseAccess,
  symbol: string,
  { lengthMs, fromMs, toMs }: CandleSpan,
  signal: AbortSignal,
): Promise<RestOutcome<readonly Candle[]>> {
  const [start, end] = [fromMs, toMs - lengthMs].map((ms) => encodeURIComponent(new Date(ms).toISOString()));
  const query = `granularity=${lengthMs / 1_000}&start=${start}&end=${end}`;
  const path = `/products/${encodeURIComponent(symbol)}/candles?${query}`;
  const answer = await requestCoinbase(access, path, symbol, signal, true);
  if (!answer.ok) return answer;
  const rows = Array.isArray(answer.value)
    ? readAll(answer.value as readonly unknown[], (row) => readCandleRow(row, lengthMs))
    : null;
  if (rows === null) return refusal("invalid", message("venue.candles-unusable", { venue: "Coinbase" }));
  // Now and then one is from before the start.
  const within = rows.filter(({ openMs }) => openMs >= fromMs && openMs < toMs);
  return { ok: true, value: within.sort((a, b) => a.openMs - b.openMs) };
}
