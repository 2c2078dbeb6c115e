/**
 * A rule that has fired and waits to re-arm is `triggered`; it was `spent`. A CHECK can only be changed by making its table
 * anew: the columns keep their order, because the statements in `damaged_rows` name none, and the rows their rowid. Checks
 * are off while rows are copied: one that cannot be read is put aside when it is read, and must not keep the file from being
 * opened. In those statements every quote inside a value is doubled, so that what is replaced can only be a whole value.
 */
import type { Migration } from "./migration.ts";

export const triggered: Migration = {
  version: 7,
  sql: `
CREATE TABLE rules_with_triggered (
  id TEXT NOT NULL PRIMARY KEY,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  generation INTEGER NOT NULL CHECK (generation >= 0),
  state TEXT NOT NULL CHECK (state IN ('armed', 'holding', 'triggered', 'paused', 'done', 'expired')),
  created_ms INTEGER NOT NULL,
  state_ms INTEGER NOT NULL,
  armed_ms INTEGER NOT NULL,
  last_fired_ms INTEGER,
  cooldown_until_ms INTEGER,
  rearm_at TEXT CHECK (json_valid(rearm_at)),
  holding_since_ms INTEGER,
  snoozed_until_ms INTEGER,
  extreme TEXT,
  armed_blind INTEGER NOT NULL DEFAULT 0 CHECK (armed_blind IN (0, 1))
) STRICT;
PRAGMA ignore_check_constraints = ON;
INSERT INTO rules_with_triggered (rowid, id, spec, generation, state, created_ms, state_ms, armed_ms, last_fired_ms,
    cooldown_until_ms, rearm_at, holding_since_ms, snoozed_until_ms, extreme, armed_blind)
  SELECT rowid, id, spec, generation, iif(state = 'spent', 'triggered', state), created_ms, state_ms, armed_ms, last_fired_ms,
    cooldown_until_ms, rearm_at, holding_since_ms, snoozed_until_ms, extreme, armed_blind FROM rules;
PRAGMA ignore_check_constraints = OFF;
DROP TABLE rules;
ALTER TABLE rules_with_triggered RENAME TO rules;
UPDATE damaged_rows SET statement = replace(statement, ', ''spent'', ', ', ''triggered'', ') WHERE table_name = 'rules';
`,
};
