/** What is in a chart, in one sentence for whoever does not see it. */
import type { Interval } from "../../preload/contract/candles.ts";
import { formatMoment } from "../../preload/contract/format.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { Bar } from "./adapter/price-chart-options.ts";

interface Summarised {
  readonly symbol: string;
  readonly interval: Interval;
  readonly bars: readonly Bar[];
  /** The price now; null: there is none. */
  readonly price: number | null;
  readonly nowMs: number;
  /** A price as it is shown. */
  readonly formatPrice: (price: number) => string;
}

export function chartSummary({ symbol, interval, bars, price, nowMs, formatPrice }: Summarised): string {
  const traded = bars.flatMap(({ prices }) => (prices === null ? [] : [prices]));
  if (price === null || traded.length === 0) return message("chart.no-prices");
  const low = traded.reduce((least, prices) => Math.min(least, prices.low), Number.POSITIVE_INFINITY);
  const high = traded.reduce((most, prices) => Math.max(most, prices.high), Number.NEGATIVE_INFINITY);
  return message("chart.prices", {
    symbol,
    interval: message(`chart.interval.${interval}`),
    since: formatMoment(bars[0]?.openMs ?? 0, nowMs),
    ...{ low: formatPrice(low), high: formatPrice(high), last: formatPrice(price) },
  });
}
