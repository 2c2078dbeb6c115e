/**
 * What a destination called the messages in which an event stood before a joined message took them over. Without it Telegram and Discord
 * could not mark those as answered: they know a message by the number that they gave it. The statements in `damaged_rows` name no
 * columns: the new one is added at their end.
 */
import type { Migration } from "./migration.ts";

export const superseded: Migration = {
  version: 17,
  sql: `
ALTER TABLE deliveries ADD COLUMN superseded TEXT CHECK (superseded IS NULL OR json_valid(superseded));
UPDATE damaged_rows SET statement = substr(statement, 1, length(statement) - 1) || ', NULL)' WHERE table_name = 'deliveries';
`,
};
