/** Binance's candles of a minute, page by page. */
import { message } from "../../../../preload/contract/messages/message.ts";
import type { Candle } from "../../../../preload/contract/tick.ts";
import { readAll, readCandle } from "../history-rows.ts";
import { refusal } from "../rest-json.ts";
import type { RestGate, RestOutcome } from "../session.ts";
import { requestBinance } from "./rest-request.ts";
import { unpadded } from "./unpadded.ts";

const minuteMs = 60_000;
export const rowsAPage = 1_000;
export const candlesWeight = 2;

/** Which market, by both its names. */
export interface Market {
  readonly symbol: string;
  readonly wireSymbol: string;
}

/**
 * `GET /api/v3/klines`: the oldest first from `startTime` on, one for each minute. Minutes before a market opened are absent. Every
 * page has to go on where the one before ended: a venue that gives the newest rows of a long span would leave a hole in it.
 */
export async function fetchCandles(
  gate: RestGate,
  { symbol, wireSymbol }: Market,
  fromMs: number,
  toMs: number,
  signal: AbortSignal,
): Promise<RestOutcome<readonly Candle[]>> {
  const candles: Candle[] = [];
  const beginMs = Math.floor(fromMs / minuteMs) * minuteMs;
  let startMs = beginMs;
  while (startMs <= toMs) {
    const query = `symbol=${encodeURIComponent(wireSymbol)}&interval=1m&startTime=${startMs}&endTime=${Math.ceil(toMs)}&limit=${rowsAPage}`;
    const outcome = await requestBinance(
      gate,
      { path: `/api/v3/klines?${query}`, weight: candlesWeight, symbols: [symbol] },
      signal,
    );
    if (!outcome.ok) return outcome;
    const rows = Array.isArray(outcome.value) ? readAll(outcome.value as readonly unknown[], readRow) : null;
    if (rows === null) return refusal("invalid", message("venue.candles-unusable", { venue: "Binance" }));
    if (!isPageOf(rows, startMs, toMs, startMs > beginMs))
      return refusal("invalid", message("venue.candles-incomplete", { venue: "Binance" }));
    candles.push(...rows);
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsAPage) break;
    startMs = last.openMs + minuteMs;
  }
  return { ok: true, value: candles };
}

/** Rising, within the span; a full page begins at its start, and so does every page after the first. */
function isPageOf(rows: readonly Candle[], startMs: number, toMs: number, goesOn: boolean): boolean {
  let earliestMs = startMs;
  for (const { openMs } of rows) {
    if (openMs < earliestMs || openMs > toMs) return false;
    earliestMs = openMs + 1;
  }
  const [first] = rows;
  return first === undefined || first.openMs === startMs || (!goesOn && rows.length < rowsAPage);
}

/** `[opened, open, high, low, close, volume, closed, ...]`, times in milliseconds. */
export function readRow(row: unknown): Candle | null {
  if (!Array.isArray(row)) return null;
  const [opened, open, high, low, close, , closed] = (row as readonly unknown[]).map(unpadded);
  const [openMs, closeMs] = [Number(opened), Number(closed)];
  if (!(closeMs >= openMs)) return null;
  return readCandle({ openMs, lengthMs: closeMs + 1 - openMs, open, high, low, close });
}
