/**
 * People are told at destinations: `desktop` and `history`, which the two channels so far become under the same ids, and those that a
 * person sets up. A delivery says what its destination was called, because the history outlives it. An event says who has
 * acknowledged it. The statements in `damaged_rows` name no columns: new ones are added at the end of them too.
 */
import type { Migration } from "./migration.ts";

const copied = `id, event_seq, occasion, state, attempts, at_ms, error, external_id, next_attempt_ms, message_id`;

export const destinations: Migration = {
  version: 11,
  sql: `
CREATE TABLE destinations (
  id TEXT NOT NULL PRIMARY KEY,
  channel TEXT NOT NULL,
  name TEXT NOT NULL,
  is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
  own_values TEXT NOT NULL CHECK (json_valid(own_values)),
  created_ms INTEGER NOT NULL,
  cursor TEXT
) STRICT, WITHOUT ROWID;
-- Tells this installation from another one at services that both may use.
CREATE TABLE installation (id TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO installation VALUES (lower(hex(randomblob(4))));

ALTER TABLE events ADD COLUMN acknowledged_ms INTEGER;
ALTER TABLE events ADD COLUMN acknowledged_by TEXT;
UPDATE damaged_rows SET statement = substr(statement, 1, length(statement) - 1) || ', NULL, NULL)' WHERE table_name = 'events';

CREATE TABLE deliveries_with_destinations (
  id INTEGER PRIMARY KEY,
  event_seq INTEGER NOT NULL REFERENCES events (seq),
  destination TEXT NOT NULL,
  occasion TEXT NOT NULL CHECK (occasion IN ('event', 'over')),
  state TEXT NOT NULL CHECK (state IN
    ('pending', 'sending', 'sent', 'shown', 'acknowledged', 'failed', 'unknown', 'skipped')),
  attempts INTEGER NOT NULL DEFAULT 0,
  at_ms INTEGER NOT NULL,
  error TEXT,
  external_id TEXT,
  next_attempt_ms INTEGER NOT NULL,
  message_id TEXT,
  name TEXT,
  is_again INTEGER NOT NULL DEFAULT 0 CHECK (is_again IN (0, 1)),
  UNIQUE (event_seq, destination, occasion)
) STRICT;
PRAGMA ignore_check_constraints = ON;
INSERT INTO deliveries_with_destinations (destination, ${copied}) SELECT channel, ${copied} FROM deliveries;
PRAGMA ignore_check_constraints = OFF;
DROP TABLE deliveries;
ALTER TABLE deliveries_with_destinations RENAME TO deliveries;
CREATE INDEX deliveries_due ON deliveries (destination, next_attempt_ms) WHERE state = 'pending';
CREATE INDEX deliveries_sending ON deliveries (id) WHERE state = 'sending';
CREATE INDEX deliveries_message ON deliveries (message_id, event_seq) WHERE message_id IS NOT NULL;
UPDATE damaged_rows SET statement = substr(statement, 1, length(statement) - 1) || ', NULL, 0)' WHERE table_name = 'deliveries';
`,
};
