/** The watchlist table: which instruments are watched, in the person's order. */
import type { Database } from "better-sqlite3";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";

export function watchlistTable(db: Database) {
  const list = db.prepare<[], InstrumentKey>("SELECT instrument FROM watchlist ORDER BY position, instrument").pluck();
  const add = db.prepare<[string]>(`
    INSERT INTO watchlist SELECT ?, coalesce(max(position) + 1, 0) FROM watchlist WHERE true
    ON CONFLICT (instrument) DO NOTHING`);
  const remove = db.prepare<[string]>("DELETE FROM watchlist WHERE instrument = ?");
  const place = db.prepare<[number, string]>("UPDATE watchlist SET position = ? WHERE instrument = ?");

  return {
    list: (): InstrumentKey[] => list.all(),
    add: (key: InstrumentKey): void => void add.run(key),
    remove: (key: InstrumentKey): void => void remove.run(key),
    reorder(keys: readonly InstrumentKey[]): void {
      [...new Set([...keys, ...list.all()])].forEach((key, position) => place.run(position, key));
    },
  };
}
