/**
 * The bar that still runs, and the line at its price, as a few elements above the chart's canvases. The library draws all of its canvases
 * again for a price that moved by a cent; an element with a layer of its own is only moved.
 */
import { Mover } from "../../lib/moved.svelte.ts";
import type { Places } from "./backdrop.ts";
import type { ChartColours } from "./colours.ts";
import type { Bar, PriceChartOptions, ChartStyle } from "./price-chart-options.ts";

/** CSS pixels in the plot. */
export interface LiveBarPlace {
  readonly style: ChartStyle;
  /** Of the middle of the bar. */
  readonly x: number;
  /** From one bar to the next. */
  readonly spacing: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Close of the bar before it; null: nothing was traded in that. */
  readonly before: { readonly x: number; readonly y: number } | null;
  /** Of the plot. */
  readonly width: number;
  readonly height: number;
}

/** An upright rectangle, device pixels. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export class LiveBar {
  readonly #clip = document.createElement("div");
  readonly #line = document.createElement("div");
  readonly #wick = document.createElement("div");
  readonly #body = document.createElement("div");
  readonly #movers = { line: new Mover(this.#line), wick: new Mover(this.#wick), body: new Mover(this.#body) };

  constructor(parent: HTMLElement) {
    // The canvases have places of their own in the order of what lies above what; what is grabbed lies above the whole picture.
    Object.assign(this.#clip.style, {
      position: "absolute",
      left: "0",
      top: "0",
      zIndex: "3",
      pointerEvents: "none",
      overflow: "hidden",
      contain: "strict",
      // Its colours are the person's own already, and forced ones take away every background.
      forcedColorAdjust: "none",
    });
    for (const part of [this.#line, this.#wick, this.#body]) {
      Object.assign(part.style, { position: "absolute", left: "0", top: "0", width: "1px", height: "1px" });
      Object.assign(part.style, { transformOrigin: "0 0", willChange: "transform" });
      this.#clip.append(part);
    }
    Object.assign(this.#line.style, { width: "100%", height: "0", borderTopWidth: "1px", borderTopStyle: "dashed" });
    this.#clip.hidden = true;
    parent.append(this.#clip);
  }

  /** Null: there is none. */
  show(place: LiveBarPlace | null, prices: NonNullable<Bar["prices"]> | null, colours: ChartColours): void {
    this.#clip.hidden = place === null || prices === null;
    if (place === null || prices === null) return;
    const ratio = devicePixelRatio;
    Object.assign(this.#clip.style, { width: `${place.width}px`, height: `${place.height}px` });
    this.#line.style.borderTopColor = colours.text;
    this.#movers.line.move(`translateY(${Math.round(place.close * ratio) / ratio}px)`);
    const isLine = place.style === "line";
    this.#wick.hidden = isLine;
    const colour = isLine ? colours.line : prices.close >= prices.open ? colours.up : colours.down;
    this.#body.style.background = this.#wick.style.background = colour;
    if (isLine) this.#movers.body.move(segmentTransform(place));
    else {
      const { wick, body } = candleBoxes(place, ratio);
      this.#movers.wick.move(boxTransform(wick, ratio));
      this.#movers.body.move(boxTransform(body, ratio));
    }
  }

  remove(): void {
    for (const mover of Object.values(this.#movers)) mover.end();
    this.#clip.remove();
  }
}

/** Where the newest of these bars lies; null: it has no price, or no place is known. */
export function placeOfNewest(
  bars: readonly Bar[],
  places: Places,
  { lengthMs, style }: Pick<PriceChartOptions, "lengthMs" | "style">,
): LiveBarPlace | null {
  const { openMs = 0, prices = null } = bars.at(-1) ?? {};
  if (prices === null) return null;
  const [open, high, low, close] = [prices.open, prices.high, prices.low, prices.close].map((price) => places.y(price));
  const middle = openMs + lengthMs / 2;
  const [x, before] = [places.x(middle), places.x(middle - lengthMs)];
  if (open == null || high == null || low == null || close == null || x === null || before === null) return null;
  const closeBefore = bars.at(-2)?.prices?.close;
  const y = closeBefore === undefined ? null : places.y(closeBefore);
  return {
    ...{ style, x, spacing: x - before, open, high, low, close },
    ...{ before: y === null ? null : { x: before, y }, width: places.width(), height: places.height() },
  };
}

/** As wide, and on the same pixels, as the library draws the bars beside it. */
export function candleBoxes(
  { x, spacing, open, high, low, close }: Pick<LiveBarPlace, "x" | "spacing" | "open" | "high" | "low" | "close">,
  ratio: number,
): { readonly wick: Box; readonly body: Box } {
  const wickWidth = Math.max(1, Math.floor(ratio));
  const bodyWidth = candleWidth(spacing, ratio);
  const middle = Math.round(x * ratio);
  const at = (y: number): number => Math.round(y * ratio);
  const box = (width: number, top: number, bottom: number): Box => ({
    left: middle - Math.floor(width / 2),
    top,
    width,
    height: bottom - top + 1,
  });
  return {
    wick: box(wickWidth, at(high), at(low)),
    body: box(bodyWidth, at(Math.min(open, close)), at(Math.max(open, close))),
  };
}

/** The library's own measure: nearly the whole of a narrow place, four fifths of a wide one, odd or even as the wick is. */
function candleWidth(spacing: number, ratio: number): number {
  const wickWidth = Math.floor(ratio);
  const isNarrow = spacing >= 2.5 && spacing <= 4;
  const share = 1 - (0.2 * Math.atan(Math.max(4, spacing) - 4)) / (Math.PI / 2);
  const width = isNarrow ? Math.floor(3 * ratio) : Math.max(wickWidth, Math.floor(spacing * share * ratio));
  return width >= 2 && width % 2 !== wickWidth % 2 ? width - 1 : width;
}

function boxTransform({ left, top, width, height }: Box, ratio: number): string {
  return `translate(${left / ratio}px, ${top / ratio}px) scale(${width / ratio}, ${height / ratio})`;
}

/** From the close before to the price now, two pixels wide. Where nothing was traded before, nothing leads here. */
function segmentTransform({ before, x, close }: LiveBarPlace): string {
  if (before === null) return "scale(0)";
  const [wide, down] = [x - before.x, close - before.y];
  return `translate(${before.x}px, ${before.y}px) rotate(${Math.atan2(down, wide)}rad) translateY(-1px) scale(${Math.hypot(wide, down)}, 2)`;
}
