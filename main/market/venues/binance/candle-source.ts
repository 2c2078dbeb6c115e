/** Binance's candles of every length that a chart shows: it has all of them. */
import { message } from "../../../../preload/contract/messages/message.ts";
import type { Candle } from "../../../../preload/contract/tick.ts";
import { readAll } from "../history-rows.ts";
import { refusal } from "../rest-json.ts";
import type { CandleSpan } from "../candle-source.ts";
import type { RestGate, RestOutcome } from "../session.ts";
import { candlesWeight, readRow, rowsAPage, type Market } from "./candles.ts";
import { requestBinance } from "./rest-request.ts";

const names: ReadonlyMap<number, string> = new Map([
  [60_000, "1m"],
  [300_000, "5m"],
  [900_000, "15m"],
  [3_600_000, "1h"],
  [14_400_000, "4h"],
  [86_400_000, "1d"],
]);
export const lengthsMs: readonly number[] = [...names.keys()];

/** One page of `GET /api/v3/klines`. Candles from before a market opened are absent. */
export async function fetchCandlePage(
  gate: RestGate,
  { wireSymbol }: Market,
  { lengthMs, fromMs, toMs }: CandleSpan,
  signal: AbortSignal,
): Promise<RestOutcome<readonly Candle[]>> {
  const interval = names.get(lengthMs);
  if (interval === undefined) throw new Error(`Binance has no candles of ${lengthMs} ms.`);
  const query = `symbol=${encodeURIComponent(wireSymbol)}&interval=${interval}&startTime=${fromMs}&endTime=${toMs - 1}&limit=${rowsAPage}`;
  const answer = await requestBinance(gate, { path: `/api/v3/klines?${query}`, weight: candlesWeight }, signal);
  if (!answer.ok) return answer;
  const rows = Array.isArray(answer.value) ? readAll(answer.value.filter(hasTrades), readRow) : null;
  if (rows === null) return refusal("invalid", message("venue.candles-unusable", { venue: "Binance" }));
  return { ok: true, value: rows.filter(({ openMs }) => openMs >= fromMs && openMs < toMs) };
}

/** A candle without a trade repeats the last price: nothing happened in it. The number of trades is the ninth value. */
function hasTrades(row: unknown): boolean {
  return !Array.isArray(row) || Number(row[8]) !== 0;
}
