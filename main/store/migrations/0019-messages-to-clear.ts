/**
 * Events that a person has acknowledged, and whose messages at services outside are still to be marked as answered: taken up again by the
 * next start. It is asked at every start, so it is found by an index that holds those alone; what was acknowledged before this version
 * stays as it is. The statements in `damaged_rows` name no columns: the new one is added at their end.
 */
import type { Migration } from "./migration.ts";

export const messagesToClear: Migration = {
  version: 19,
  sql: `
ALTER TABLE events ADD COLUMN is_to_clear INTEGER NOT NULL DEFAULT 0 CHECK (is_to_clear IN (0, 1));
CREATE INDEX events_to_clear ON events (seq) WHERE is_to_clear = 1;
UPDATE damaged_rows SET statement = substr(statement, 1, length(statement) - 1) || ', 0)' WHERE table_name = 'events';
`,
};
