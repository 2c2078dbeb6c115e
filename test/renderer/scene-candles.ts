/** Candles of a scene: they end at the quote's price, and are the same every time. */
import { intervalMs, type CandleList } from "../../preload/contract/candles.ts";
import type { CallInput } from "../../preload/contract/contract.ts";
import { decimalsOf } from "../../preload/contract/format.ts";
import type { Scene } from "./scenes.ts";

/** The price so many candles before the newest one, as a part of that one's. Waves of several lengths: no two stretches are alike. */
function part(ago: number, wide: number): number {
  return (
    1 + wide * (Math.sin(ago / 7) * 0.4 + Math.sin(ago / 31) - Math.sin(ago / 2.3) * 0.25 + Math.sin(ago / 173) * 3)
  );
}

export function candlesOf(
  { quotes }: Pick<Scene, "quotes">,
  { instrument, interval, beforeMs, fromMs, limit = 300 }: CallInput<"market.candles">,
  nowMs: number,
): CandleList {
  const lengthMs = intervalMs[interval];
  const quote = quotes.find(({ instrument: { symbol } }) => symbol === instrument.symbol);
  const last = Number(quote?.last ?? "0");
  const decimals = decimalsOf(quote?.last ?? "0");
  const runningMs = Math.floor(nowMs / lengthMs) * lengthMs;
  const endMs = beforeMs === undefined ? runningMs + lengthMs : beforeMs;
  const count = fromMs === undefined ? limit : Math.max(0, Math.ceil((endMs - fromMs) / lengthMs));
  const hasPast = last > 0;
  const openMs = hasPast ? Array.from({ length: count }, (_, at) => endMs - (count - at) * lengthMs) : [];
  const wide = 0.0024 * Math.sqrt(lengthMs / 60_000);
  const at = (ms: number): number => (last * part((runningMs + lengthMs - ms) / lengthMs, wide)) / part(0, wide);
  const text = (price: number): string => price.toFixed(decimals);
  const bodies = openMs.map((ms) => [at(ms), at(ms + lengthMs)] as const);
  const wick = wide / 6;
  return {
    ...{ instrument: { venue: instrument.venue ?? "demo", symbol: instrument.symbol }, interval, openMs },
    open: bodies.map(([open]) => text(open)),
    high: bodies.map(([open, close]) => text(Math.max(open, close) * (1 + wick))),
    low: bodies.map(([open, close]) => text(Math.min(open, close) * (1 - wick))),
    close: bodies.map(([, close]) => text(close)),
    isForming: endMs > nowMs,
    source: "venue",
    covered: openMs.length === 0 ? [] : [{ fromMs: endMs - count * lengthMs, toMs: endMs }],
    beginsMs: null,
    failure: null,
  };
}
