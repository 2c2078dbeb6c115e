/**
 * Rows that could not be read, taken out of their tables so that the rest runs. `statement` is the SQL that would put the row
 * back, byte for byte; nothing deletes these. `run_started_ms`: the start of the run that found it. `told_ms`: when a person was shown that it happened, null until then.
 */
import type { Migration } from "./migration.ts";

export const damagedRows: Migration = {
  version: 6,
  sql: `
CREATE TABLE damaged_rows (
  id INTEGER PRIMARY KEY,
  table_name TEXT NOT NULL,
  row_key TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason TEXT NOT NULL,
  statement TEXT NOT NULL,
  run_started_ms INTEGER NOT NULL,
  told_ms INTEGER
) STRICT;
CREATE INDEX damaged_rows_untold ON damaged_rows (id) WHERE told_ms IS NULL;
`,
};
