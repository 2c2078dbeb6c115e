/**
 * The one place that knows the chart library (lightweight-charts, Apache 2.0; a test holds that no other file imports it). It draws
 * candles or a line with their axes, and says where prices and times lie; what is grabbed, focused or read aloud stands above it, in the page.
 *
 * Chosen because it runs under our Content-Security-Policy and Trusted Types with one option (`attributionLogo: false`, its logo would
 * be injected as HTML), and takes drawings of one's own with the price scale's agreement. Its production build checks nothing, so that only bars
 * made here reach it; each update costs by the number of bars that are loaded, so that those are few, and draws every canvas anew, so that
 * the bar that still runs is drawn beside it.
 */
import { CandlestickSeries, createChartEx, LineSeries, type AutoscaleInfo, type Logical } from "lightweight-charts";
import { AxisLabels, type AxisTag } from "./axis-labels.ts";
import { Backdrop, type ChartOf, type Drawings, type SeriesOf } from "./backdrop.ts";
import { readColours, type ChartColours } from "./colours.ts";
import { LabelMasks } from "./label-masks.ts";
import { LiveBar, placeOfNewest } from "./live-bar.ts";
import type { PastFires } from "./past-fires.ts";
import { chartOptions, dataOf, rightOffset, seriesOptions } from "./library-options.ts";
import { LocalTimeScale } from "./local-time-scale.ts";
import type { Bar, ChartStyle, Indexes, PriceChartOptions, Replacing } from "./price-chart-options.ts";
import { isOtherRange, priceRangeOf, type PriceRange } from "./price-range.ts";

export type { Bar, ChartStyle, PriceChartOptions } from "./price-chart-options.ts";

export class PriceChart {
  readonly #element: HTMLElement;
  readonly #chart: ChartOf;
  #options: PriceChartOptions;
  #series: SeriesOf;
  #backdrop: Backdrop;
  readonly #labels = new AxisLabels(this, (price) => this.#options.format(price));
  readonly #masks: LabelMasks;
  #colours: ChartColours;
  readonly #live: LiveBar;
  #bars: Bar[] = [];
  /** The newest bar is drawn by `#live`. While it is the only one with a price the library draws it: it has no scale without one. */
  #isLive = false;
  /** The newest bar is the one that runs: the price now is its. Looking far back, it is not among the bars. */
  #hasNewest = true;
  /** The library draws the line at the price now. */
  #hasLine = true;
  /** What the price scale was last worked out for. */
  #scaled: { readonly from: number; readonly to: number; readonly range: PriceRange | null } | null = null;
  #isFitted = false;
  #isHeld = false;

  constructor(element: HTMLElement, options: PriceChartOptions) {
    this.#element = element;
    this.#options = options;
    this.#colours = readColours(element);
    this.#chart = createChartEx(element, new LocalTimeScale(), this.#chartOptions()) as ChartOf;
    this.#leaveRoom();
    this.#live = new LiveBar(element);
    this.#masks = new LabelMasks(element);
    this.#backdrop = this.#newBackdrop();
    this.#series = this.#newSeries();
    this.#chart.subscribeCrosshairMove(({ logical = Number.NaN, point }) => {
      element.classList.toggle("has-crosshair", point !== undefined);
      options.onCrosshair(this.#bars[Math.round(logical)] ?? null);
    });
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null && this.#bars.length > 0) options.onMoved(range);
    });
  }

  /** All bars, oldest first, one after the other without a hole. Unless it keeps its place, what is looked at lies as far from the newest. */
  setBars(bars: readonly Bar[], { keepsPlace, isLive }: Replacing): void {
    const range = keepsPlace ? this.inView() : null;
    const [first, last] = [this.#bars[0], this.#bars.at(-1)];
    this.#hasNewest = isLive;
    this.#bars = [...bars];
    this.#followLive();
    const { style } = this.#options;
    const data = bars.map((bar) => dataOf(bar, style));
    if (this.#isLive) data[data.length - 1] = dataOf({ openMs: bars.at(-1)?.openMs ?? 0, prices: null }, style);
    this.#series.setData(data as never[]);
    // The library counts from the newest bar. Where that is the same, nothing is set, for a hand may be moving the chart just now.
    if (range !== null && first !== undefined && bars[0] !== undefined && bars.at(-1)?.openMs !== last?.openMs) {
      const by = (first.openMs - bars[0].openMs) / this.#options.lengthMs;
      this.#chart.timeScale().setVisibleLogicalRange({ from: range.from + by, to: range.to + by });
    }
    this.#showLive();
  }

  /** The newest bar, changed or new. */
  update(bar: Bar): void {
    const last = this.#bars.at(-1);
    const { style } = this.#options;
    if (last === undefined || bar.openMs < last.openMs) return;
    if (last.openMs === bar.openMs) {
      this.#bars[this.#bars.length - 1] = bar;
      if (!this.#isLive) this.#series.update(dataOf(bar, style) as never);
      else if (this.#isScaleOther()) this.rescale();
      else this.#showLive();
      return;
    }
    this.#bars.push(bar);
    if (this.#isLive) this.#series.update(dataOf(last, style) as never);
    this.#followLive();
    this.#series.update(dataOf(this.#isLive ? { openMs: bar.openMs, prices: null } : bar, style) as never);
  }

  /** Null while nothing is drawn. */
  inView(): Indexes | null {
    return this.#bars.length === 0 ? null : this.#chart.timeScale().getVisibleLogicalRange();
  }

  /** Bars are counted from the oldest that is loaded. */
  lookAt({ from, to }: Indexes): void {
    this.#chart.timeScale().setVisibleLogicalRange({ from, to });
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
    this.setBars(this.#bars, { keepsPlace: false, isLive: this.#hasNewest });
    this.show(drawings);
    this.showPastFires(pastFires);
  }

  /** Reads the colours anew. */
  recolour(): void {
    this.#colours = readColours(this.#element);
    this.#backdrop.colours = this.#colours;
    this.#chart.applyOptions(this.#chartOptions());
    this.#series.applyOptions(this.#seriesOptions());
    this.#showLive();
  }

  setDecimals(decimals: number): void {
    this.#options = { ...this.#options, decimals };
    this.#series.applyOptions(this.#seriesOptions());
  }

  /** Labels of the price axis that one of these would cover in part are hidden. */
  coverLabels(tags: readonly AxisTag[]): void {
    this.#labels.cover(tags);
    this.#maskLabels();
  }

  /** The newest bars, and the price scale by what is in view. */
  reset(): void {
    this.#isFitted = true;
    this.#leaveRoom();
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
    this.#element.querySelector("canvas")?.dispatchEvent(new WheelEvent("wheel", event));
  }

  destroy(): void {
    this.#series.detachPrimitive(this.#backdrop);
    this.#live.remove();
    this.#masks.remove();
    this.#chart.remove();
  }

  /** Not with the other options, which are given again for other colours: that would take what is looked at to the newest bar. */
  #leaveRoom(): void {
    this.#chart.timeScale().applyOptions(rightOffset(this.#options.edgeWidth()));
  }

  #followLive(): void {
    const isLive = this.#hasNewest && this.#bars.slice(0, -1).some(({ prices }) => prices !== null);
    const hasLine = !isLive && this.#hasNewest;
    if (isLive === this.#isLive && hasLine === this.#hasLine) return;
    this.#isLive = isLive;
    this.#hasLine = hasLine;
    this.#series.applyOptions(this.#seriesOptions());
  }

  #showLive(): void {
    const place = this.#isLive ? placeOfNewest(this.#bars, this, this.#options) : null;
    this.#live.show(place, this.#bars.at(-1)?.prices ?? null, this.#colours);
  }

  /** Whether the newest bar has left what the scale was worked out for. */
  #isScaleOther(): boolean {
    if (this.#scaled === null || !this.#series.priceScale().options().autoScale) return false;
    const { from, to, range } = this.#scaled;
    return isOtherRange(range, priceRangeOf(this.#bars, from, to, this.#options.levels()));
  }

  #chartOptions(): ReturnType<typeof chartOptions> {
    return chartOptions(
      { ...this.#options, labels: this.#labels.words },
      this.#colours,
      getComputedStyle(this.#element).fontFamily,
    );
  }

  #seriesOptions(): object {
    return seriesOptions(this.#options, this.#colours, this.#hasLine);
  }

  #maskLabels(): void {
    this.#masks.show(this.#labels.coveredAt(), this.width());
  }

  #newBackdrop(): Backdrop {
    return new Backdrop({
      colours: this.#colours,
      places: this,
      onPlaces: () => {
        // Its pane may be shown later than its bars came: until then the library has counted from no width at all.
        if (!this.#isFitted && this.#bars.length > 0 && this.width() > 0) this.reset();
        this.#showLive();
        this.#maskLabels();
        this.#options.onPlaces();
      },
      autoscale: (from, to) => this.#autoscale(from, to),
    });
  }

  #newSeries(): SeriesOf {
    const kind = this.#options.style === "candles" ? CandlestickSeries : LineSeries;
    const series = this.#chart.addSeries(kind, this.#seriesOptions()) as SeriesOf;
    series.attachPrimitive(this.#backdrop);
    return series;
  }

  #autoscale(from: number, to: number): AutoscaleInfo | null {
    const range = priceRangeOf(this.#bars, from, to, this.#options.levels());
    this.#scaled = { from, to, range };
    return range === null ? null : { priceRange: { minValue: range.low, maxValue: range.high } };
  }
}
