/** The fires of one way through the candles: a list that many ways share the beginning of. */

export interface FireTimes {
  readonly count: number;
  /** Wall time at which it was decided. */
  readonly atMs: number;
  readonly before: FireTimes | null;
}

/** Of all ways: the one with the fewest fires, and the one with the most. */
export interface FireBounds {
  readonly fewest: FireTimes | null;
  readonly most: FireTimes | null;
}

export function addFires(before: FireTimes | null, timesMs: readonly number[]): FireTimes | null {
  let last = before;
  for (const atMs of timesMs) last = { count: countOf(last) + 1, atMs, before: last };
  return last;
}

export function countOf(fires: FireTimes | null): number {
  return fires?.count ?? 0;
}

/** The last `most` of them, oldest first. */
export function lastFires(fires: FireTimes | null, most: number): number[] {
  const times: number[] = [];
  for (let at = fires; at !== null && times.length < most; at = at.before) times.push(at.atMs);
  return times.reverse();
}

/** The bounds of all of these. */
export function joined(bounds: readonly FireBounds[]): FireBounds {
  const [first, ...others] = bounds;
  let { fewest, most } = first ?? { fewest: null, most: null };
  for (const other of others) {
    if (countOf(other.fewest) < countOf(fewest)) fewest = other.fewest;
    if (countOf(other.most) > countOf(most)) most = other.most;
  }
  return { fewest, most };
}
