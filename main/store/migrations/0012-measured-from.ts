/**
 * What a move was measured from is kept with its event: without the extreme of its window, and when that was, nobody could check
 * it afterwards. Unknown (null) for events of before. The statements in `damaged_rows` name no columns: it is added at their end.
 */
import type { Migration } from "./migration.ts";

export const measuredFrom: Migration = {
  version: 12,
  sql: `
ALTER TABLE events ADD COLUMN measured_from TEXT;
UPDATE damaged_rows SET statement = substr(statement, 1, length(statement) - 1) || ', NULL)' WHERE table_name = 'events';
`,
};
