/** Which candles a chart has loaded, as plain values: the bars between two times, and those of them that are kept. */
import type { Bar, Indexes } from "./adapter/price-chart-options.ts";

export type Prices = NonNullable<Bar["prices"]>;

/** The venue's candle with what came in since it was asked. */
export function joined(told: Prices, live: Prices): Prices {
  const { open } = told;
  return { open, high: Math.max(told.high, live.high), low: Math.min(told.low, live.low), close: live.close };
}

/** A bar for every length of time from the first to the last: an hour without trades is as wide as any other. */
export function withoutHoles(
  known: ReadonlyMap<number, Prices>,
  { firstMs, lastMs, lengthMs }: { readonly firstMs: number; readonly lastMs: number; readonly lengthMs: number },
): Bar[] {
  if (firstMs > lastMs) return [];
  return Array.from({ length: (lastMs - firstMs) / lengthMs + 1 }, (_, at) => {
    const openMs = firstMs + at * lengthMs;
    return { openMs, prices: known.get(openMs) ?? null };
  });
}

/**
 * Which of `count` bars are kept, `to` not among them: as many as usual with what is in view in their middle, more only where more are in view, and never
 * more than `most`. Null where nothing has to go. `inView`: null while nothing is drawn, and the newest are kept.
 */
export function keptWindow(
  count: number,
  inView: Indexes | null,
  { usual, most }: { readonly usual: number; readonly most: number },
): Indexes | null {
  const view = inView ?? { from: count, to: count };
  const seen = Math.ceil(view.to) - Math.floor(view.from);
  const kept = Math.min(most, Math.max(usual, seen * 2));
  if (count <= kept) return null;
  const spare = Math.max(0, Math.floor((kept - seen) / 2));
  const from = Math.max(0, Math.min(Math.floor(view.from) - spare, count - kept));
  return { from, to: from + kept };
}
