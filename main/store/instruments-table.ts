/** The venues' lists of instruments as they were last read, so that a search answers while nothing can be reached. */
import type { Database } from "better-sqlite3";
import * as Type from "typebox";
import { Compile } from "typebox/compile";
import type { VenueId } from "../../preload/contract/instrument.ts";
import { ListedInstrument } from "../../preload/contract/listed-instrument.ts";

const List = Compile(Type.Array(ListedInstrument));

/** A list with when it was read, wall milliseconds. */
export interface KeptList {
  readonly instruments: readonly ListedInstrument[];
  readonly readMs: number;
}

export const instrumentsSchema = `
  CREATE TABLE IF NOT EXISTS instrument_lists (
    venue TEXT PRIMARY KEY,
    read_ms INTEGER NOT NULL,
    instruments TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`;

/** A list is read and written whole: nothing asks for a part of it. */
export function instrumentsTable(db: Database) {
  const get = db.prepare<[string], { read_ms: number; instruments: string }>(
    "SELECT read_ms, instruments FROM instrument_lists WHERE venue = ?",
  );
  const put = db.prepare<[string, number, string]>(
    "INSERT INTO instrument_lists VALUES (?, ?, ?) ON CONFLICT (venue) DO UPDATE SET read_ms = excluded.read_ms, instruments = excluded.instruments",
  );
  return {
    /** Null where there is none, or what is there is no list: it is fetched again. */
    get(venue: VenueId): KeptList | null {
      const row = get.get(venue);
      if (row === undefined) return null;
      const instruments = parsed(row.instruments);
      return instruments === null ? null : { instruments, readMs: row.read_ms };
    },
    put: (venue: VenueId, { instruments, readMs }: KeptList): void =>
      void put.run(venue, readMs, JSON.stringify(instruments)),
  };
}

function parsed(text: string): readonly ListedInstrument[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return List.Check(value) ? value : null;
  } catch {
    return null;
  }
}
