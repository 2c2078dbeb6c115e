/** What of the chart a person chose and finds again in this window: the interval, candles or a line. */
import { intervals, type Interval } from "../../preload/contract/candles.ts";
import type { ChartStyle } from "./adapter/price-chart.ts";

const key = "pricebell.chart";

export class ChartPreferences {
  interval = $state<Interval>("1m");
  style = $state<ChartStyle>("candles");

  constructor() {
    const kept = read();
    const interval = intervals.find((each) => each === kept.interval);
    if (interval !== undefined) this.interval = interval;
    if (kept.style === "line") this.style = "line";
  }

  /** Keeps it for the next time; where that is refused (a private window), it holds for this one. */
  keep(): void {
    try {
      localStorage.setItem(key, JSON.stringify({ interval: this.interval, style: this.style }));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

function read(): { readonly interval?: unknown; readonly style?: unknown } {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return {};
    throw error;
  }
}
