/**
 * Rows of a table into values. One that cannot be read costs itself and not the others: it is left out of the answer and kept
 * in mind, to be moved to `damaged_rows` as soon as something can be written.
 */
import { UnreadableRow, type KnownVenues } from "./stored-values.ts";

/** Tables whose rows are read one by one. */
export type ReadTable =
  | "rules"
  | "events"
  | "deliveries"
  | "settings"
  | "venues"
  | "destinations"
  | "watchlist"
  | "last_ticks"
  | "minutes"
  | "heartbeat"
  | "watched_venues"
  | "awaited_histories";

/** What finds a row again: names of columns (or `rowid`) with their values; text as its bytes, which may be no UTF-8. */
export type RowKey = Readonly<Record<string, number | string | Uint8Array>>;

export interface UnreadableFound {
  readonly table: ReadTable;
  readonly key: RowKey;
  /** What the row is about, for a person: an instrument, the name of a setting. */
  readonly subject: string;
  /** Which column cannot be read, and why. */
  readonly reason: string;
}

export class RowReader {
  /** A row that names any other venue cannot be read. */
  readonly venues: KnownVenues;
  readonly #found = new Map<string, UnreadableFound>();

  constructor(venues?: KnownVenues) {
    this.venues = venues;
  }

  /** The value of a row; null where it cannot be read. `about` is asked only then, and must not throw. */
  one<Row, Value>(
    table: ReadTable,
    row: Row,
    decode: (row: Row) => Value,
    about: (row: Row) => Pick<UnreadableFound, "key" | "subject">,
  ): Value | null {
    try {
      return decode(row);
    } catch (error) {
      if (!(error instanceof UnreadableRow)) throw error;
      const found = { table, ...about(row), reason: error.message };
      this.#found.set(`${table} ${JSON.stringify(found.key)}`, found);
      return null;
    }
  }

  /** The values of those rows that can be read, in order. */
  all<Row, Value>(
    table: ReadTable,
    rows: readonly Row[],
    decode: (row: Row) => Value,
    about: (row: Row) => Pick<UnreadableFound, "key" | "subject">,
  ): Value[] {
    return rows.map((row) => this.one(table, row, decode, about)).filter((value) => value !== null);
  }

  /** What was found since the last call, each row once. */
  take(): readonly UnreadableFound[] {
    const found = [...this.#found.values()];
    this.#found.clear();
    return found;
  }
}
