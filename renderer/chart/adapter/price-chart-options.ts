/** What the chart is given to draw, and what it says back. */

/** A candle to draw; `prices` null: nothing was traded, and its place stays empty. */
export interface Bar {
  readonly openMs: number;
  readonly prices: {
    readonly open: number;
    readonly high: number;
    readonly low: number;
    readonly close: number;
  } | null;
}

export type ChartStyle = "candles" | "line";

export interface PriceChartOptions {
  /** BCP 47; undefined: the system's. */
  readonly locale: string | undefined;
  readonly style: ChartStyle;
  /** Digits after the point. */
  readonly decimals: number;
  /** A price as the axis shows it. */
  readonly format: (price: number) => string;
  /** Length of a bar, milliseconds: bars lie that far apart, without a hole. */
  readonly lengthMs: number;
  /** Levels that the price scale takes in where they are near. */
  readonly levels: () => readonly number[];
  /** The place of a price or a time may be another from now on. */
  readonly onPlaces: () => void;
  /** The bar under the crosshair; null: none is. */
  readonly onCrosshair: (bar: Bar | null) => void;
  /** The oldest loaded bars come into view. */
  readonly onOldest: () => void;
}
