/** What keys do to the time that the chart shows: the same as dragging and the wheel. */
import type { Indexes } from "./adapter/price-chart-options.ts";

/** Of what is in view, so much is gone on by an arrow. */
const step = 0.1;
const zoomBy = 1.25;
/** Nearer than this a candle is a wall. */
const fewestBars = 10;

/**
 * The bars in view after a key: arrows go on in time (with Shift by all that is in view), `+` and `-` zoom around the middle, Home goes to the
 * oldest that is loaded. Null: the key is none of the chart's. `count` bars are loaded; one of them at least stays in view.
 */
export function inViewAfter(
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
  { from, to }: Indexes,
  count: number,
): Indexes | null {
  const width = to - from;
  const at = (wanted: number, wide = width): Indexes => {
    const start = Math.max(1 - wide, Math.min(wanted, count - 1));
    return { from: start, to: start + wide };
  };
  const zoomed = (by: number): Indexes => {
    const wide = Math.max(fewestBars, width * by);
    return at((from + to - wide) / 2, wide);
  };
  const share = shiftKey ? 1 : step;
  switch (key) {
    case "ArrowLeft":
      return at(from - width * share);
    case "ArrowRight":
      return at(from + width * share);
    case "+":
    case "=":
      return zoomed(1 / zoomBy);
    case "-":
    case "_":
      return zoomed(zoomBy);
    case "Home":
      return at(0);
    default:
      return null;
  }
}
