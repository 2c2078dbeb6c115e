/** What is drawn with the candles and cannot be grabbed: bands of ranges, lines that an alert follows, times that were not watched, fires of the past. */
import type {
  AutoscaleInfo,
  IChartApiBase,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitiveBase,
  SeriesAttachedParameter,
  SeriesType,
  Time,
} from "lightweight-charts";
import { faded, type ChartColours } from "./colours.ts";
import { isSame } from "../../lib/is-same.ts";
import { drawPastFires, noPastFires, type PastFires } from "./past-fires.ts";

/** Prices between which a range alert waits. */
export interface Band {
  readonly low: number;
  readonly high: number;
  /** Paused, or not watched. */
  readonly isIdle: boolean;
}

/** A level that moved with the price: it is at `level` from `fromMs` on, until the next step. */
export interface Trail {
  readonly steps: readonly { readonly fromMs: number; readonly level: number }[];
  readonly toMs: number;
}

/** The time that a window rule looks at, with the levels at which it would fire now. */
export interface WindowMark {
  readonly fromMs: number;
  readonly toMs: number;
  readonly levels: readonly number[];
}

export interface Drawings {
  readonly bands: readonly Band[];
  readonly trails: readonly Trail[];
  readonly windows: readonly WindowMark[];
  /** Times that were not watched; null: still going on. */
  readonly blind: readonly { readonly fromMs: number; readonly toMs: number | null }[];
}

const noDrawings: Drawings = { bands: [], trails: [], windows: [], blind: [] };

type Attached = SeriesAttachedParameter<Time, SeriesType>;

/** Where prices and times lie in the plot, CSS pixels; null where that is not known. */
export interface Places {
  y(price: number): number | null;
  x(ms: number): number | null;
  width(): number;
  height(): number;
}

export class Backdrop implements ISeriesPrimitiveBase<Attached> {
  drawings: Drawings = noDrawings;
  pastFires: PastFires = noPastFires;
  colours: ChartColours;
  /** Called whenever the place of a price or a time may be another. */
  readonly #onPlaces: () => void;
  readonly #places: Places;
  readonly #autoscale: (from: number, to: number) => AutoscaleInfo | null;
  readonly #views: readonly IPrimitivePaneView[];
  #request: (() => void) | null = null;
  #isTelling = false;

  constructor(options: {
    readonly colours: ChartColours;
    readonly places: Places;
    readonly onPlaces: () => void;
    readonly autoscale: (from: number, to: number) => AutoscaleInfo | null;
  }) {
    this.colours = options.colours;
    this.#places = options.places;
    this.#onPlaces = options.onPlaces;
    this.#autoscale = options.autoscale;
    this.#views = [
      {
        zOrder: () => "bottom",
        renderer: () => ({
          draw: (target) => target.useMediaCoordinateSpace(({ context }) => this.#draw(context)),
        }),
      },
      {
        // Above the candles, and not on the canvas of the crosshair: that one is shown with it alone.
        zOrder: () => "normal",
        renderer: () => ({
          draw: (target) =>
            target.useMediaCoordinateSpace(({ context }) =>
              drawPastFires(context, this.pastFires, this.#places, this.colours),
            ),
        }),
      },
    ];
  }

  attached({ requestUpdate }: Attached): void {
    this.#request = requestUpdate;
  }

  detached(): void {
    this.#request = null;
  }

  /** The library asks for this some seven times for one redraw, and is drawn after the last of them: places are told once, in the same frame. */
  updateAllViews(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      if (this.#request !== null) this.#onPlaces();
    });
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  autoscaleInfo(from: number, to: number): AutoscaleInfo | null {
    return this.#autoscale(from, to);
  }

  /** Asked with each price: what is the same is not drawn again, for that draws the whole chart. */
  show(drawings: Drawings): void {
    if (isSame(drawings, this.drawings)) return;
    this.drawings = drawings;
    this.#request?.();
  }

  showPastFires(pastFires: PastFires): void {
    if (isSame(pastFires, this.pastFires)) return;
    this.pastFires = pastFires;
    this.#request?.();
  }

  #draw(context: CanvasRenderingContext2D): void {
    const { colours, drawings } = this;
    const places = this.#places;
    const [width, height] = [places.width(), places.height()];
    for (const { fromMs, toMs } of drawings.blind) {
      const fromX = places.x(fromMs);
      if (fromX === null) continue;
      const from = Math.max(0, fromX);
      const to = toMs === null ? width : Math.min(width, places.x(toMs) ?? width);
      if (to > 0 && to >= from && from < width)
        hatch(context, { from, to: Math.max(to, from + 2), height }, faded(colours.warn, 0.35));
    }
    for (const { low, high, isIdle } of drawings.bands) {
      const [top, bottom] = [places.y(high), places.y(low)];
      if (top === null || bottom === null) continue;
      context.fillStyle = faded(isIdle ? colours.faint : colours.accent, 0.05);
      context.fillRect(0, top, width, bottom - top);
    }
    context.lineWidth = 1.5;
    for (const trail of drawings.trails) this.#drawTrail(context, trail);
    for (const mark of drawings.windows) this.#drawWindow(context, mark);
  }

  #drawTrail(context: CanvasRenderingContext2D, { steps, toMs }: Trail): void {
    const places = this.#places;
    context.strokeStyle = this.colours.accent;
    context.setLineDash([2, 3]);
    context.beginPath();
    steps.forEach(({ fromMs, level }, at) => {
      const y = places.y(level);
      const fromX = places.x(fromMs);
      const toX = places.x(steps[at + 1]?.fromMs ?? toMs) ?? places.width();
      if (y === null || fromX === null) return;
      if (at === 0) context.moveTo(fromX, y);
      else context.lineTo(fromX, y);
      context.lineTo(toX, y);
    });
    context.stroke();
    context.setLineDash([]);
  }

  /** A bracket along the time that is looked at, and a short line where it would fire. */
  #drawWindow(context: CanvasRenderingContext2D, { fromMs, toMs, levels }: WindowMark): void {
    const places = this.#places;
    const [from, to] = [places.x(fromMs), places.x(toMs)];
    if (from === null || to === null) return;
    context.fillStyle = faded(this.colours.accent, 0.05);
    context.fillRect(from, 0, to - from, places.height());
    context.lineWidth = 1;
    context.strokeStyle = this.colours.accent;
    const y = places.height() - 6;
    context.beginPath();
    context.moveTo(from, y - 5);
    context.lineTo(from, y);
    context.lineTo(to, y);
    context.lineTo(to, y - 5);
    for (const level of levels) {
      const levelY = places.y(level);
      if (levelY === null) continue;
      context.moveTo(Math.max(from, to - 24), levelY);
      context.lineTo(places.width(), levelY);
    }
    context.stroke();
  }
}

interface Area {
  readonly from: number;
  readonly to: number;
  readonly height: number;
}

function hatch(context: CanvasRenderingContext2D, { from, to, height }: Area, colour: string): void {
  context.save();
  context.beginPath();
  context.rect(from, 0, to - from, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = from - height; x < to; x += 7) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
  context.restore();
}

export type ChartOf = IChartApiBase<Time>;
export type SeriesOf = ISeriesApi<SeriesType, Time>;
