/** By which column a table is sorted: chosen at its heads, and kept for the next time. */
export interface Sort<Column extends string> {
  readonly column: Column;
  readonly isDescending: boolean;
}

/** Where a row belongs by one column; null: it has nothing there, and stands last in either direction. */
export type SortKey = string | number | null;

export class TableSort<Column extends string> {
  /** Null: the table's own order. */
  current = $state.raw<Sort<Column> | null>(null);
  readonly #place: string;

  /** `place`: where it is kept, a name of this table alone. */
  constructor(place: string, columns: readonly Column[]) {
    this.#place = `pricebell.sort.${place}`;
    this.current = read(this.#place, columns);
  }

  /** By this column; by it again: the other way round; and then in the table's own order. */
  choose(column: Column): void {
    const { current } = this;
    if (current?.column !== column) this.current = { column, isDescending: false };
    else this.current = current.isDescending ? null : { column, isDescending: true };
    keep(this.#place, this.current);
  }
}

/** In that order; rows with the same key stay as they were. Each key is asked for once. */
export function sortedBy<T>(rows: readonly T[], keyOf: (row: T) => SortKey, isDescending: boolean): T[] {
  const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
  const sign = isDescending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    return a.key < b.key ? -sign : a.key > b.key ? sign : 0;
  });
  return keyed.map(({ row }) => row);
}

/** Where the browser refuses to keep anything (a private window), it holds for this window. */
function keep(place: string, sort: Sort<string> | null): void {
  try {
    if (sort === null) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify(sort));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

function read<Column extends string>(place: string, columns: readonly Column[]): Sort<Column> | null {
  if (!("localStorage" in globalThis)) return null;
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? "null");
    if (typeof kept !== "object" || kept === null || !("column" in kept) || !("isDescending" in kept)) return null;
    const column = columns.find((each) => each === kept.column);
    return column === undefined ? null : { column, isDescending: kept.isDescending === true };
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return null;
    throw error;
  }
}
