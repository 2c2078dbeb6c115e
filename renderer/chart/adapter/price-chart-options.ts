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

/** Of bars, from the oldest; fractions, and also beside the bars that there are. */
export interface Indexes {
  readonly from: number;
  readonly to: number;
}

/** How bars take the place of those that were drawn. */
export interface Replacing {
  /** What is looked at stays where it is, though bars came or went on either side. */
  readonly keepsPlace: boolean;
  /** The newest of them is the one that runs now. */
  readonly isLive: boolean;
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
  /** Of what stands at the right edge of the plot, CSS pixels: so much is left free beside the newest bar when the chart begins and is reset. */
  readonly edgeWidth: () => number;
  /** Levels that the price scale takes in where they are near. */
  readonly levels: () => readonly number[];
  /** The place of a price or a time may be another from now on. */
  readonly onPlaces: () => void;
  /** The bar under the crosshair; null: none is. */
  readonly onCrosshair: (bar: Bar | null) => void;
  /** Other bars are in view, or they have come nearer: by hand, or because there are others. */
  readonly onMoved: (inView: Indexes) => void;
}
