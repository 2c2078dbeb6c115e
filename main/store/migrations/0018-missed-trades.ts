/**
 * Trades that a live feed did not tell are kept beside the gaps whose history is awaited: killed before they are read, the next start
 * reads them. Several ranges of them may be noticed in one millisecond, so that the first id is of the key; it is empty of a gap in which
 * nothing could be watched. `waited_since_ms`: the venue's time from which its trades count; null: all of them. The statements in
 * `damaged_rows` name no columns: the new ones are added at their end.
 */
import type { Migration } from "./migration.ts";

export const missedTrades: Migration = {
  version: 18,
  sql: `
CREATE TABLE awaited_with_missed (
  instrument TEXT NOT NULL,
  from_ms REAL NOT NULL,
  to_ms REAL NOT NULL,
  because TEXT NOT NULL,
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  seen TEXT CHECK (seen IS NULL OR json_valid(seen)),
  after TEXT NOT NULL CHECK (json_valid(after)),
  told TEXT NOT NULL CHECK (json_valid(told)),
  missed_from_id TEXT NOT NULL DEFAULT '',
  missed_to_id TEXT,
  waited_since_ms REAL,
  UNIQUE (instrument, from_ms, to_ms, missed_from_id)
) STRICT;
INSERT INTO awaited_with_missed (instrument, from_ms, to_ms, because, before, seen, after, told)
  SELECT instrument, from_ms, to_ms, because, before, seen, after, told FROM awaited_histories;
DROP TABLE awaited_histories;
ALTER TABLE awaited_with_missed RENAME TO awaited_histories;
UPDATE damaged_rows SET statement = substr(statement, 1, length(statement) - 1) || ', '''', NULL, NULL)'
  WHERE table_name = 'awaited_histories';
`,
};
