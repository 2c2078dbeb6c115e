/**
 * A critical alert is told again until somebody acknowledges it: each time is a delivery of its own (`nth`, from 1), and so is what
 * goes to further destinations because nobody did (`escalation`). Which events that is about is asked at every start, so it is found
 * by an index that holds those alone; the ones from before this version are not told again. The statements in `damaged_rows` name no
 * columns: new ones are added at the end of them too.
 */
import type { Migration } from "./migration.ts";

const copied = `id, event_seq, destination, occasion, state, attempts, at_ms, error, external_id, next_attempt_ms, message_id,
  name, is_again, is_kept, kept_until_ms`;

export const reminders: Migration = {
  version: 14,
  sql: `
ALTER TABLE events ADD COLUMN awaits_answer INTEGER NOT NULL DEFAULT 0 CHECK (awaits_answer IN (0, 1));
CREATE INDEX events_awaiting ON events (seq) WHERE awaits_answer = 1;
UPDATE damaged_rows SET statement = substr(statement, 1, length(statement) - 1) || ', 0)' WHERE table_name = 'events';

CREATE TABLE deliveries_with_reminders (
  id INTEGER PRIMARY KEY,
  event_seq INTEGER NOT NULL REFERENCES events (seq),
  destination TEXT NOT NULL,
  occasion TEXT NOT NULL CHECK (occasion IN ('event', 'over', 'escalation')),
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
  is_kept INTEGER NOT NULL DEFAULT 0 CHECK (is_kept IN (0, 1)),
  kept_until_ms INTEGER,
  nth INTEGER NOT NULL DEFAULT 1 CHECK (nth >= 1),
  UNIQUE (event_seq, destination, occasion, nth)
) STRICT;
PRAGMA ignore_check_constraints = ON;
INSERT INTO deliveries_with_reminders (${copied}) SELECT ${copied} FROM deliveries;
PRAGMA ignore_check_constraints = OFF;
DROP TABLE deliveries;
ALTER TABLE deliveries_with_reminders RENAME TO deliveries;
CREATE INDEX deliveries_due ON deliveries (destination, next_attempt_ms) WHERE state = 'pending' AND is_kept = 0;
CREATE INDEX deliveries_kept ON deliveries (destination) WHERE state = 'pending' AND is_kept = 1;
CREATE INDEX deliveries_let_go ON deliveries (destination, event_seq) WHERE state = 'pending' AND kept_until_ms IS NOT NULL;
CREATE INDEX deliveries_sending ON deliveries (id) WHERE state = 'sending';
CREATE INDEX deliveries_message ON deliveries (message_id, event_seq) WHERE message_id IS NOT NULL;
UPDATE damaged_rows SET statement = substr(statement, 1, length(statement) - 1) || ', 1)' WHERE table_name = 'deliveries';
`,
};
