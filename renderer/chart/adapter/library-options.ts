/** How the chart library is set up: the app's colours, words and ways of moving. */
import type { BarPrice, DeepPartial, TimeChartOptions, UTCTimestamp } from "lightweight-charts";
import type { ChartColours } from "./colours.ts";
import { LocalTimeFormat } from "./local-time-scale.ts";
import type { Bar, ChartStyle, PriceChartOptions } from "./price-chart-options.ts";

/** From one bar to the next when the chart begins, CSS pixels: the library's own, for each time that it is set the zoom begins anew. */
const barSpacing = 6;

export function chartOptions(
  {
    locale,
    format,
    labels,
  }: Pick<PriceChartOptions, "locale" | "format"> & {
    /** What the price axis says at these prices. */
    readonly labels: (prices: readonly number[]) => string[];
  },
  { text, grid, faint }: ChartColours,
  fontFamily: string,
): DeepPartial<TimeChartOptions> {
  const words = new LocalTimeFormat(locale);
  return {
    autoSize: true,
    layout: { background: { color: "transparent" }, textColor: text, fontSize: 11, fontFamily, attributionLogo: false },
    localization: {
      locale: locale ?? safeLocale(),
      priceFormatter: (price: BarPrice) => format(price),
      tickmarksPriceFormatter: labels,
      timeFormatter: (time: unknown) => words.moment(Number(time) * 1_000),
    },
    grid: { vertLines: { color: grid }, horzLines: { color: grid } },
    crosshair: {
      mode: 0,
      vertLine: { color: faint, labelBackgroundColor: faint },
      horzLine: { color: faint, labelBackgroundColor: faint },
    },
    rightPriceScale: {
      borderColor: grid,
      minimumWidth: 72,
      entireTextOnly: true,
      scaleMargins: { top: 0.1, bottom: 0.08 },
    },
    timeScale: {
      borderColor: grid,
      timeVisible: true,
      secondsVisible: false,
      allowShiftVisibleRangeOnWhitespaceReplacement: true,
      // With a space on either side: the library measures bold words as if they were not, and at the edge would cut them.
      tickMarkFormatter: (time: unknown, kind: number) => `\u2002${words.mark(Number(time) * 1_000, kind)}\u2002`,
    },
    // The page scrolls by a finger up and down; dragging sideways moves the chart.
    handleScroll: { vertTouchDrag: false },
    hoveredSeriesOnTop: false,
  } as DeepPartial<TimeChartOptions>;
}

/** So that so many CSS pixels are free beside the bar that runs: the library counts bars, from the one before that. */
export function rightOffset(edgeWidth: number): { readonly rightOffset: number } {
  return { rightOffset: edgeWidth / barSpacing + 2 };
}

/** A bar as the library takes it. */
export function dataOf({ openMs, prices }: Bar, style: ChartStyle): object {
  const time = (openMs / 1_000) as UTCTimestamp;
  if (prices === null) return { time };
  return style === "candles" ? { time, ...prices } : { time, value: prices.close };
}

/** `hasLine`: the line at the price now is the library's; else it is drawn beside it, or the newest bar is not among those loaded. */
export function seriesOptions(
  { decimals, format, style }: Pick<PriceChartOptions, "decimals" | "format" | "style">,
  { up, down, line, text }: ChartColours,
  hasLine: boolean,
): object {
  return {
    priceFormat: { type: "custom", formatter: (price: BarPrice) => format(price), minMove: 10 ** -decimals },
    // The price now has a tag of its own above the axis, with the time that the candle has left.
    lastValueVisible: false,
    priceLineVisible: hasLine,
    priceLineColor: text,
    priceLineWidth: 1,
    ...(style === "candles"
      ? { upColor: up, downColor: down, borderVisible: false, wickUpColor: up, wickDownColor: down }
      : { color: line, lineWidth: 2 }),
  };
}

/** What the browser says of itself may be no language tag (`en-US@posix`), and the library would throw at every paint. */
function safeLocale(): string {
  try {
    return Intl.getCanonicalLocales(navigator.language)[0] ?? "en";
  } catch {
    return "en";
  }
}
