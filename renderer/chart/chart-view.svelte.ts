/** A drawn chart and where things lie in it, for what stands above it in the page. The library is loaded when the first chart is shown. */
import type { Bar, PriceChart, PriceChartOptions } from "./adapter/price-chart.ts";

interface Needs {
  /** What is looked at lies so far back that the newest candles are not loaded. */
  readonly isFarBack: () => boolean;
  /** Asked when the chart is made. */
  readonly options: () => Omit<PriceChartOptions, "onPlaces" | "onCrosshair">;
  /** It is made, and empty. */
  readonly onReady: (chart: PriceChart) => void;
}

export class ChartView {
  chart = $state.raw<PriceChart | null>(null);
  /** Looks at the newest candles again, at the scale that it began with. */
  toNow: () => Promise<void> = () => Promise.resolve();
  /** The bar under the crosshair. */
  under = $state.raw<Bar | null>(null);
  /** Another number whenever a price or a time may lie elsewhere. */
  #places = $state(0);
  #known = "";
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** An attachment of the element that the chart fills. */
  readonly mount = (element: HTMLElement): (() => void) => {
    let hasEnded = false;
    void import("./adapter/price-chart.ts").then((adapter) => {
      if (hasEnded) return;
      const chart: PriceChart = new adapter.PriceChart(element, {
        ...this.#needs.options(),
        onPlaces: () => this.#look(chart),
        onCrosshair: (bar) => (this.under = bar),
      });
      this.chart = chart;
      this.#needs.onReady(chart);
      this.#look(chart);
    });
    return () => {
      hasEnded = true;
      this.chart?.destroy();
      this.chart = null;
    };
  };

  /** Read by whatever is placed by hand: it is placed again when this changes. */
  get places(): PriceChart | null {
    void this.#places;
    return this.chart;
  }

  get isFarBack(): boolean {
    return this.#needs.isFarBack();
  }

  y(price: number): number | null {
    return this.places?.y(price) ?? null;
  }

  x(ms: number): number | null {
    return this.places?.x(ms) ?? null;
  }

  get width(): number {
    return this.places?.width() ?? 0;
  }

  get height(): number {
    return this.places?.height() ?? 0;
  }

  /** The library tells of every redraw; most of them move nothing. */
  #look(chart: PriceChart | undefined): void {
    if (chart === undefined) return;
    const [height, width] = [chart.height(), chart.width()];
    const places = [height, width, chart.price(0), chart.price(height), chart.x(0), chart.x(86_400_000)].join(" ");
    if (places === this.#known) return;
    this.#known = places;
    this.#places++;
  }
}
