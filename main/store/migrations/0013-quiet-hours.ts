/**
 * What quiet hours keep back is marked in its row, and left out of what is due: an alert that does not wait must be found without
 * reading a night of others. `kept_until_ms`: when they ended for it; it is then told with the others, and has waited since. The
 * statements in `damaged_rows` name no columns: new ones are added at their end.
 */
import type { Migration } from "./migration.ts";

export const quietHours: Migration = {
  version: 13,
  sql: `
ALTER TABLE deliveries ADD COLUMN is_kept INTEGER NOT NULL DEFAULT 0 CHECK (is_kept IN (0, 1));
ALTER TABLE deliveries ADD COLUMN kept_until_ms INTEGER;
DROP INDEX deliveries_due;
CREATE INDEX deliveries_due ON deliveries (destination, next_attempt_ms) WHERE state = 'pending' AND is_kept = 0;
CREATE INDEX deliveries_kept ON deliveries (destination) WHERE state = 'pending' AND is_kept = 1;
CREATE INDEX deliveries_let_go ON deliveries (destination, event_seq) WHERE state = 'pending' AND kept_until_ms IS NOT NULL;
UPDATE damaged_rows SET statement = substr(statement, 1, length(statement) - 1) || ', 0, NULL)' WHERE table_name = 'deliveries';
`,
};
