/** Tags beside the price axis: those that would lie over one another become one, and what is out of sight is counted at the edge. */

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
 * How far the label at `y` is moved up (below zero) or down so that the tag of the price now, at `priceY`, does not lie over it: to the side
 * that its level is on. An alert that is about to fire is the one whose level is looked for. Null: there is no such tag.
 */
export function besidePriceTag(y: number, priceY: number | null): number {
  if (priceY === null) return 0;
  const top = priceY - priceTagReach.above - labelReach.below;
  const bottom = priceY + priceTagReach.below + labelReach.above;
  if (y <= top || y >= bottom) return 0;
  return (y <= priceY ? top : bottom) - y;
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
