/** Which levels are drawn over a chart, and where. Of ten thousand alerts on one instrument few can be seen, and fewer told apart. */
import type { LevelLine } from "./levels.ts";

export interface PlacedLevel {
  readonly line: LevelLine;
  /** Decimal. */
  readonly level: string;
  readonly isMoving: boolean;
  /** CSS pixels from the top of the plot. */
  readonly y: number;
}

/** So many levels in sight are each drawn and grabbed by themselves. Of more, no hand could tell one from the next. */
export const mostApart = 60;

/** Those between the prices that the axis shows. `yOf` asks the chart, and is asked for no others. */
export function inSight(
  lines: readonly LevelLine[],
  low: number,
  high: number,
  yOf: (level: number) => number | null,
): readonly PlacedLevel[] {
  return lines.flatMap((line) => {
    const { level } = line;
    const at = Number(level);
    if (at > high || at < low) return [];
    const y = yOf(at);
    return y === null ? [] : [{ line, level, isMoving: false, y }];
  });
}

/** All of them while they are few; else those alone that have a tag, or are kept for another reason. Zoomed in, there are fewer. */
export function withoutMerged(
  seen: readonly PlacedLevel[],
  isKept: (one: PlacedLevel) => boolean,
): readonly PlacedLevel[] {
  return seen.length <= mostApart ? seen : seen.filter(isKept);
}

/**
 * With the line that is moved, also where it was out of sight; its place is the hand's, and not told here. All others are the same objects
 * as before: nothing of them is drawn again.
 */
export function withMoved(drawn: readonly PlacedLevel[], line: LevelLine): readonly PlacedLevel[] {
  const at = drawn.findIndex((one) => one.line.key === line.key);
  const now = { line, level: line.level, isMoving: true, y: 0 };
  return at === -1 ? [...drawn, now] : drawn.with(at, now);
}
