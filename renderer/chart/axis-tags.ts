/** Tags beside the price axis: those that would lie over one another become one, and what is out of sight is counted at the edge. */
import { plainMap } from "../lib/plain-collections.ts";

/** One tag of several levels that lie too close for each to have its own. */
export interface TagGroup<T> {
  /** The first of them from above: it carries the tag. */
  readonly first: T;
  readonly count: number;
}

export interface Placed {
  /** CSS pixels from the top. */
  readonly y: number;
}

/** Groups from above; a tag is `height` high. The same places give the same groups, whatever their order. */
export function groupTags<T extends Placed>(placed: readonly T[], height: number): TagGroup<T>[] {
  const groups: { first: T; count: number }[] = [];
  for (const one of [...placed].sort((a, b) => a.y - b.y)) {
    const last = groups.at(-1);
    if (last !== undefined && one.y - last.first.y < height) last.count++;
    else groups.push({ first: one, count: 1 });
  }
  return groups;
}

/** What a label on the axis reaches above and below the place of its price, CSS pixels. */
export const labelReach = { above: 8, below: 7 } as const;
/** The tag of the price now, which has the time that its candle has left below it. */
export const priceTagReach = { above: 9, below: 21 } as const;

/**
 * How far a label is moved up (below zero) or down so that the tag of the price now, at `priceY`, does not lie over it: to the side that its
 * level is on. An alert that is about to fire is the one whose level is looked for. Null: there is no such tag. `ys`: of the labels that are
 * seen at once. One that another was moved onto is moved on: else it alone would be read, or neither.
 */
export function besidePriceTag(ys: readonly number[], priceY: number | null): (y: number) => number {
  if (priceY === null) return () => 0;
  const [top, bottom] = [
    priceY - priceTagReach.above - labelReach.below,
    priceY + priceTagReach.below + labelReach.above,
  ];
  const alone = (y: number): number => (y <= priceY ? Math.min(top - y, 0) : Math.max(bottom - y, 0));
  const height = labelReach.above + labelReach.below;
  const moved = plainMap<number, number>();
  const nearestFirst = [...new Set(ys)].sort((a, b) => Math.abs(a - priceY) - Math.abs(b - priceY));
  let [free, freeBelow] = [top, bottom];
  for (const y of nearestFirst) {
    const place = y <= priceY ? Math.min(y, free) : Math.max(y, freeBelow);
    if (place === y) continue;
    moved.set(y, place - y);
    if (y <= priceY) free = place - height;
    else freeBelow = place + height;
  }
  return (y) => moved.get(y) ?? alone(y);
}

export interface Beyond {
  readonly count: number;
  /** The one nearest to what is in sight. */
  readonly nearest: number;
}

/** Levels above and below what the axis shows; null where there is none. */
export function beyondOf(
  levels: readonly number[],
  low: number,
  high: number,
): Record<"above" | "below", Beyond | null> {
  const above = levels.filter((level) => level > high);
  const below = levels.filter((level) => level < low);
  return {
    above: above.length === 0 ? null : { count: above.length, nearest: Math.min(...above) },
    below: below.length === 0 ? null : { count: below.length, nearest: Math.max(...below) },
  };
}
