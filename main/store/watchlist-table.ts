/** The watchlist table: which instruments are watched, in the person's order. */
import type { Database } from "better-sqlite3";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { RowReader } from "./row-reader.ts";
import { storedInstrument } from "./stored-values.ts";

interface WatchedRow {
  /** The bytes of its key, which may be no text any more. */
  readonly row_key: Uint8Array;
  readonly instrument: string;
}

export function watchlistTable(db: Database, reader: RowReader) {
  const all = db.prepare<[], WatchedRow>(
    "SELECT CAST(instrument AS BLOB) AS row_key, instrument FROM watchlist ORDER BY position, instrument",
  );
  const list = (): InstrumentKey[] =>
    reader.all(
      "watchlist",
      all.all(),
      (row) => storedInstrument("instrument", row.instrument, reader.venues),
      (row) => ({ key: { instrument: row.row_key }, subject: String(row.instrument) }),
    );
  const add = db.prepare<[string]>(`
    INSERT INTO watchlist SELECT ?, coalesce(max(position) + 1, 0) FROM watchlist WHERE true
    ON CONFLICT (instrument) DO NOTHING`);
  const remove = db.prepare<[string]>("DELETE FROM watchlist WHERE instrument = ?");
  const place = db.prepare<[number, string]>("UPDATE watchlist SET position = ? WHERE instrument = ?");

  return {
    list,
    add: (key: InstrumentKey): void => void add.run(key),
    remove: (key: InstrumentKey): void => void remove.run(key),
    reorder(keys: readonly InstrumentKey[]): void {
      [...new Set([...keys, ...list()])].forEach((key, position) => place.run(position, key));
    },
  };
}
