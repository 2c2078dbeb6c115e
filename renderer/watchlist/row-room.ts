/**
 * Whether a row of the watchlist has room for its sparkline. Where it has none the sparkline gives way: a digit that is cut off is
 * another price, and a name that is cut off another instrument. By the widths of characters, for to measure each row would cost a
 * layout with every tick. The columns are those of `Row.svelte`; all widths are CSS pixels.
 */

/** What stands in the row beside its sparkline and its change. */
export interface RowWords {
  readonly symbol: string;
  readonly price: string;
  /** So many alerts wait; 0: their number is not shown. */
  readonly armed: number;
  readonly isMarked: boolean;
}

/** Below this the list has the whole width of the window, and larger letters. */
const phoneBelow = 720;

export function hasRoomForSparkline(words: RowWords, windowWidth: number): boolean {
  const isPhone = windowWidth < phoneBelow;
  const scale = isPhone ? 1.13 : 1;
  const count = words.armed > 0 ? 16 + String(words.armed).length * 6 : 0;
  const name = words.symbol.length * 7.6 * scale + count + (words.isMarked ? 16 : 0);
  const price = words.price.length * 6.7 * scale;
  return isPhone ? name <= windowWidth - 262 && price <= 92 : name <= 69 && price <= 64;
}
