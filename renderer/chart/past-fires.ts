/** Where on the bars of a chart an alert would have fired, by what main answered of it. Plain values. */
import { intervalMs } from "../../preload/contract/candles.ts";
import type { DryRun } from "../../preload/contract/dry-run.ts";
import type { PastFire } from "./adapter/past-fires.ts";
import type { Bar } from "./adapter/price-chart.ts";

export interface MarkedFires {
  readonly marks: readonly PastFire[];
  /** Candles in which it would have fired, and in which it may have. Of what the chart has loaded. */
  readonly certain: number;
  readonly uncertain: number;
  /** There may have been more, of which nothing can be told. */
  readonly isAtLeast: boolean;
  /** Only so many of the newest were told; null: all. */
  readonly newestOnly: number | null;
}

/** `bars`: oldest first, `lengthMs` apart without a hole. One mark for a bar, certain where one of its fires is. */
export function markedFires(
  { fires, count, interval }: Pick<DryRun, "fires" | "count" | "interval">,
  bars: readonly Bar[],
  lengthMs: number,
): MarkedFires {
  const [first] = bars;
  const marks = new Map<number, PastFire>();
  let [certain, uncertain] = [0, 0];
  const triedMs = intervalMs[interval];
  const widthMs = Math.max(triedMs, lengthMs);
  const lastMs = bars.at(-1)?.openMs ?? 0;
  for (const { candleMs, isCertain } of fires) {
    if (first === undefined || candleMs + triedMs <= first.openMs || candleMs >= lastMs + lengthMs) continue;
    if (isCertain) certain++;
    else uncertain++;
    const fromMs = first.openMs + Math.floor((candleMs - first.openMs) / lengthMs) * lengthMs;
    const known = marks.get(fromMs);
    const low = known?.low ?? lowest(bars, (fromMs - first.openMs) / lengthMs, widthMs / lengthMs);
    if (low !== null)
      marks.set(fromMs, { fromMs, toMs: fromMs + widthMs, low, isCertain: isCertain || known?.isCertain === true });
  }
  return {
    marks: [...marks.values()],
    certain,
    uncertain,
    isAtLeast: count !== null && count.max === null,
    newestOnly: count !== null && count.min > fires.length ? fires.length : null,
  };
}

/** Of so many bars from that place on; null where nothing was traded in them. */
function lowest(bars: readonly Bar[], from: number, count: number): number | null {
  let low: number | null = null;
  for (let at = Math.max(0, from); at < from + count; at++) {
    const price = bars[at]?.prices?.low;
    if (price !== undefined && (low === null || price < low)) low = price;
  }
  return low;
}
