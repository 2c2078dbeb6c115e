/**
 * The one place that knows the chart library (lightweight-charts, Apache 2.0; a test holds that no other file imports it). It draws
 * candles or a line with their axes, and says where prices and times lie; what is grabbed, focused or read aloud stands above it, in the page.
 *
 * Chosen because it runs under our Content-Security-Policy and Trusted Types with one option (`attributionLogo: false`, its logo would
 * be injected as HTML), and takes drawings of one's own with the price scale's agreement. Its production build checks nothing, so that only bars
 * made here reach it; each update costs by the number of bars that are loaded, so that those are few.
 */
import {
  CandlestickSeries,
  createChartEx,
  LineSeries,
  type AutoscaleInfo,
  type BarPrice,
  type DeepPartial,
  type Logical,
  type TimeChartOptions,
  type UTCTimestamp,
} from "lightweight-charts";
import { Backdrop, type ChartOf, type Drawings, type SeriesOf } from "./backdrop.ts";
import { readColours, type ChartColours } from "./colours.ts";
import type { PastFires } from "./past-fires.ts";
import { LocalTimeScale, TimeWords } from "./local-time-scale.ts";
import type { Bar, ChartStyle, PriceChartOptions } from "./price-chart-options.ts";

export type { Bar, ChartStyle, PriceChartOptions } from "./price-chart-options.ts";

/** So few bars before the oldest one in view, older ones are wanted. */
const reachOfOldest = 50;

export class PriceChart {
  readonly #element: HTMLElement;
  readonly #chart: ChartOf;
  #options: PriceChartOptions;
  #series: SeriesOf;
  #backdrop: Backdrop;
  #colours: ChartColours;
  #bars: Bar[] = [];
  #isFitted = false;
  #isHeld = false;

  constructor(element: HTMLElement, options: PriceChartOptions) {
    this.#element = element;
    this.#options = options;
    this.#colours = readColours(element);
    this.#chart = createChartEx(element, new LocalTimeScale(), this.#chartOptions()) as ChartOf;
    this.#backdrop = this.#newBackdrop();
    this.#series = this.#newSeries();
    this.#chart.subscribeCrosshairMove(({ logical }) => {
      options.onCrosshair(logical === undefined ? null : (this.#bars[Math.round(logical)] ?? null));
    });
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null && range.from < reachOfOldest && this.#bars.length > 0) options.onOldest();
    });
  }

  /** All bars, oldest first, one after the other without a hole. What is looked at stays where it is. */
  setBars(bars: readonly Bar[]): void {
    this.#bars = [...bars];
    this.#series.setData(bars.map((bar) => this.#dataOf(bar)) as never[]);
    if (!this.#isFitted && bars.length > 0 && this.width() > 0) this.reset();
  }

  /** The newest bar, changed or new. */
  update(bar: Bar): void {
    const last = this.#bars.at(-1);
    if (last === undefined || bar.openMs < last.openMs) return;
    if (last.openMs === bar.openMs) this.#bars[this.#bars.length - 1] = bar;
    else this.#bars.push(bar);
    this.#series.update(this.#dataOf(bar) as never);
  }

  show(drawings: Drawings): void {
    this.#backdrop.show(drawings);
  }

  showPastFires(pastFires: PastFires): void {
    this.#backdrop.showPastFires(pastFires);
  }

  setStyle(style: ChartStyle): void {
    if (style === this.#options.style) return;
    this.#options = { ...this.#options, style };
    const { drawings, pastFires } = this.#backdrop;
    // A primitive is told of the end of its series by this alone.
    this.#series.detachPrimitive(this.#backdrop);
    this.#chart.removeSeries(this.#series);
    this.#backdrop = this.#newBackdrop();
    this.#series = this.#newSeries();
    this.setBars(this.#bars);
    this.show(drawings);
    this.showPastFires(pastFires);
  }

  /** Reads the colours anew. */
  recolour(): void {
    this.#colours = readColours(this.#element);
    this.#backdrop.colours = this.#colours;
    this.#chart.applyOptions(this.#chartOptions());
    this.#series.applyOptions(this.#seriesOptions());
  }

  setDecimals(decimals: number): void {
    this.#options = { ...this.#options, decimals };
    this.#series.applyOptions(this.#seriesOptions());
  }

  /** The newest bars, and the price scale by what is in view. */
  reset(): void {
    this.#isFitted = true;
    this.#chart.timeScale().resetTimeScale();
    this.#series.priceScale().setAutoScale(true);
  }

  /** The price scale reaches from one price to the other, until it is reset. */
  scaleTo(low: number, high: number): void {
    this.#series.priceScale().setVisibleRange({ from: low, to: high });
  }

  /** While something is dragged the price scale stands still: what is aimed at must not move away. */
  hold(isHeld: boolean): void {
    const scale = this.#series.priceScale();
    if (isHeld && !this.#isHeld && scale.options().autoScale) {
      this.#isHeld = true;
      scale.setAutoScale(false);
    } else if (!isHeld && this.#isHeld) {
      this.#isHeld = false;
      scale.setAutoScale(true);
    }
  }

  /** Redraws the price scale: the levels that it takes in are others. */
  rescale(): void {
    this.#series.applyOptions({});
  }

  /** CSS pixels from the top of the plot; null before there are prices. */
  y(price: number): number | null {
    return this.#series.priceToCoordinate(price);
  }

  price(y: number): number | null {
    return this.#series.coordinateToPrice(y);
  }

  /** CSS pixels from the left, also between and beside the bars that are there. */
  x(ms: number): number | null {
    const [first] = this.#bars;
    if (first === undefined) return null;
    const logical = (ms - first.openMs) / this.#options.lengthMs;
    const at = Math.floor(logical);
    const [left, right] = [at, at + 1].map((index) => this.#chart.timeScale().logicalToCoordinate(index as Logical));
    if (left == null || right == null) return null;
    // A bar is drawn around its index: its time begins half a bar before that.
    return left + (logical - at - 0.5) * (right - left);
  }

  /** Of the plot, without the axes. */
  width(): number {
    return this.#chart.timeScale().width();
  }

  height(): number {
    return this.#chart.panes()[0]?.getHeight() ?? 0;
  }

  /** Forwarded from what lies above the chart: it zooms there too. */
  zoomAt(event: WheelEvent): void {
    const canvas = this.#element.querySelector("canvas");
    canvas?.dispatchEvent(new WheelEvent("wheel", event));
  }

  destroy(): void {
    this.#series.detachPrimitive(this.#backdrop);
    this.#chart.remove();
  }

  #newBackdrop(): Backdrop {
    return new Backdrop({
      colours: this.#colours,
      places: this,
      onPlaces: () => this.#options.onPlaces(),
      autoscale: (from, to) => this.#autoscale(from, to),
    });
  }

  #newSeries(): SeriesOf {
    const kind = this.#options.style === "candles" ? CandlestickSeries : LineSeries;
    const series = this.#chart.addSeries(kind, this.#seriesOptions()) as SeriesOf;
    series.attachPrimitive(this.#backdrop);
    return series;
  }

  #dataOf({ openMs, prices }: Bar): object {
    const time = (openMs / 1_000) as UTCTimestamp;
    if (prices === null) return { time };
    return this.#options.style === "candles" ? { time, ...prices } : { time, value: prices.close };
  }

  /**
   * The nearest level on either side is taken in as far as twice the range of the prices in view, others as far as three quarters of it:
   * one far away would flatten them.
   */
  #autoscale(from: number, to: number): AutoscaleInfo | null {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { prices } of this.#bars.slice(Math.max(0, Math.floor(from)), Math.ceil(to) + 1)) {
      if (prices === null) continue;
      low = Math.min(low, prices.low);
      high = Math.max(high, prices.high);
    }
    if (low > high) return null;
    const range = Math.max(high - low, high * 0.001);
    let [above, below] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let [least, most] = [low, high];
    for (const level of this.#options.levels()) {
      if (level > high && level < high + range * 2) above = Math.min(above, level);
      if (level < low && level > low - range * 2) below = Math.max(below, level);
      if (level <= low - range * 0.75 || level >= high + range * 0.75) continue;
      least = Math.min(least, level);
      most = Math.max(most, level);
    }
    if (above !== Number.POSITIVE_INFINITY) most = Math.max(most, above);
    if (below !== Number.NEGATIVE_INFINITY) least = Math.min(least, below);
    return { priceRange: { minValue: least, maxValue: most } };
  }

  #chartOptions(): DeepPartial<TimeChartOptions> {
    const { locale, format } = this.#options;
    const { text, grid, faint } = this.#colours;
    const words = new TimeWords(locale);
    return {
      autoSize: true,
      layout: {
        background: { color: "transparent" },
        textColor: text,
        fontSize: 11,
        fontFamily: getComputedStyle(this.#element).fontFamily,
        attributionLogo: false,
      },
      localization: {
        locale: locale ?? safeLocale(),
        priceFormatter: (price: BarPrice) => format(price),
        timeFormatter: (time: unknown) => words.moment(Number(time) * 1_000),
      },
      grid: { vertLines: { color: grid }, horzLines: { color: grid } },
      crosshair: {
        mode: 0,
        vertLine: { color: faint, labelBackgroundColor: faint },
        horzLine: { color: faint, labelBackgroundColor: faint },
      },
      rightPriceScale: { borderColor: grid, minimumWidth: 72, scaleMargins: { top: 0.1, bottom: 0.08 } },
      timeScale: {
        borderColor: grid,
        timeVisible: true,
        secondsVisible: false,
        rightOffset: 4,
        tickMarkFormatter: (time: unknown, kind: number) => words.mark(Number(time) * 1_000, kind),
      },
      // The page scrolls by a finger up and down; dragging sideways moves the chart.
      handleScroll: { vertTouchDrag: false },
      hoveredSeriesOnTop: false,
    } as DeepPartial<TimeChartOptions>;
  }

  #seriesOptions(): object {
    const { decimals, format, style } = this.#options;
    const { up, down, line, text } = this.#colours;
    return {
      priceFormat: { type: "custom", formatter: (price: BarPrice) => format(price), minMove: 10 ** -decimals },
      // The price now has a tag of its own above the axis, with the time that the candle has left.
      lastValueVisible: false,
      priceLineVisible: true,
      priceLineColor: text,
      priceLineWidth: 1,
      ...(style === "candles"
        ? { upColor: up, downColor: down, borderVisible: false, wickUpColor: up, wickDownColor: down }
        : { color: line, lineWidth: 2 }),
    };
  }
}

/** What the browser says of itself may be no language tag (`en-US@posix`), and the library would throw at every paint. */
function safeLocale(): string {
  try {
    return Intl.getCanonicalLocales(navigator.language)[0] ?? "en";
  } catch {
    return "en";
  }
}
