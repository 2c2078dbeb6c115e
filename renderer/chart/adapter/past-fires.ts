/** Candles in which an alert would have fired, marked under them: what is sure is filled, what may have been is not. */
import type { Places } from "./backdrop.ts";
import { faded, type ChartColours } from "./colours.ts";

/** Where an alert would have fired. */
export interface PastFire {
  /** The first and the last moment of the candle that it was tried on, which may be longer than a bar of the chart. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The least price of it: the mark stands below that. */
  readonly low: number;
  /** In whatever order the prices of the candles came. */
  readonly isCertain: boolean;
}

export interface PastFires {
  readonly marks: readonly PastFire[];
  /** They are of the alert as it was before its last change. */
  readonly isOutdated: boolean;
}

export const noPastFires: PastFires = { marks: [], isOutdated: false };

const halfWidth = 4;
const height = 7;
const distance = 4;

export function drawPastFires(
  context: CanvasRenderingContext2D,
  { marks, isOutdated }: PastFires,
  places: Places,
  colours: ChartColours,
): void {
  if (marks.length === 0) return;
  const colour = isOutdated ? faded(colours.accent, 0.45) : colours.accent;
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = 1.25;
  const [width, bottom] = [places.width(), places.height()];
  for (const { fromMs, toMs, low, isCertain } of marks) {
    const [from, to, lowest] = [places.x(fromMs), places.x(toMs), places.y(low)];
    if (from === null || to === null || lowest === null || to < 0 || from > width) continue;
    const x = (from + to) / 2;
    // Of a candle that lies below what is shown the mark stays in sight.
    const top = Math.max(0, Math.min(lowest + distance, bottom - height - 1));
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x + halfWidth, top + height);
    context.lineTo(x - halfWidth, top + height);
    context.closePath();
    if (isCertain) context.fill();
    else context.stroke();
    // It was somewhere within this time.
    if (to - from <= 4 * halfWidth) continue;
    context.beginPath();
    context.moveTo(from, top + height);
    context.lineTo(to, top + height);
    context.stroke();
  }
}
