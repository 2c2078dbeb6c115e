/** What somebody needs of an instrument: which of a venue's streams are asked for. */

export interface Need {
  /** A rule waits for its price: no trade may be missed. Else a stream that samples will do. */
  readonly everyTrade: boolean;
  /** A rule waits for the size of a trade. Includes `everyTrade`. */
  readonly size: boolean;
  /** A rule waits for bid, ask, mid or spread: each change of the best bid and ask. */
  readonly quotes: boolean;
}

/** Of an instrument that is only looked at. */
export const shownOnly: Need = { everyTrade: false, size: false, quotes: false };

export function isSameNeed(a: Need | undefined, b: Need): boolean {
  return a?.everyTrade === b.everyTrade && a.size === b.size && a.quotes === b.quotes;
}
