/**
 * How long a service asked not to be sent anything outlives a restart, with what it said. The statements in `damaged_rows` name no
 * columns: the new one is added at their end.
 */
import type { Migration } from "./migration.ts";

export const pauses: Migration = {
  version: 15,
  sql: `
ALTER TABLE destinations ADD COLUMN pause TEXT CHECK (pause IS NULL OR json_valid(pause));
UPDATE damaged_rows SET statement = substr(statement, 1, length(statement) - 1) || ', NULL)' WHERE table_name = 'destinations';
`,
};
