/**
 * The first schema. Times are wall milliseconds since the epoch (`*_ms`) unless they belong to a venue; prices are the
 * venue's decimal strings, as a double would lose digits; JSON is kept where a value is only ever read and written whole.
 */
import type { Migration } from "./migration.ts";

export const first: Migration = {
  version: 1,
  sql: `
CREATE TABLE rules (
  id TEXT NOT NULL PRIMARY KEY,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  generation INTEGER NOT NULL CHECK (generation >= 0),
  state TEXT NOT NULL CHECK (state IN ('armed', 'holding', 'spent', 'paused', 'done', 'expired')),
  created_ms INTEGER NOT NULL,
  state_ms INTEGER NOT NULL,
  armed_ms INTEGER NOT NULL,
  last_fired_ms INTEGER,
  cooldown_until_ms INTEGER,
  rearm_at TEXT CHECK (json_valid(rearm_at)),
  holding_since_ms INTEGER,
  snoozed_until_ms INTEGER,
  extreme TEXT
) STRICT;

-- No reference to rules: an event outlives its rule. Its JSON goes unchecked: parsing it again is felt when many rules fire.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('fired', 'expired', 'blind')),
  rule_id TEXT,
  generation INTEGER,
  rule TEXT,
  instrument TEXT,
  previous TEXT,
  tick TEXT,
  received_ms INTEGER,
  decided_ms INTEGER NOT NULL,
  decision_micros REAL,
  gap_from_ms INTEGER,
  gap_to_ms INTEGER,
  blind_scope TEXT,
  blind_from_ms INTEGER,
  blind_to_ms INTEGER,
  blind_because TEXT,
  read_ms INTEGER,
  CHECK ((gap_from_ms IS NULL) = (gap_to_ms IS NULL)),
  CHECK ((kind = 'blind') = (rule_id IS NULL)),
  CHECK ((kind = 'blind') = (generation IS NULL)),
  CHECK ((kind = 'blind') = (blind_scope IS NOT NULL AND blind_from_ms IS NOT NULL AND blind_because IS NOT NULL)),
  CHECK (kind <> 'fired' OR (tick IS NOT NULL AND received_ms IS NOT NULL))
) STRICT;
-- The promise of "never twice": no replay, crash or second process can make one arming fire again. It also finds the events
-- of a rule: an index more for that alone would be a quarter more pages to write when many rules fire at once.
CREATE UNIQUE INDEX events_once ON events (rule_id, generation, kind) WHERE rule_id IS NOT NULL;
CREATE UNIQUE INDEX events_blind_once ON events (blind_scope, blind_from_ms) WHERE blind_scope IS NOT NULL;
CREATE INDEX events_unread ON events (seq) WHERE read_ms IS NULL;
CREATE INDEX events_open_blind ON events (seq) WHERE blind_scope IS NOT NULL AND blind_to_ms IS NULL;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  event_seq INTEGER NOT NULL REFERENCES events (seq),
  channel TEXT NOT NULL,
  occasion TEXT NOT NULL CHECK (occasion IN ('event', 'over')),
  state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'shown', 'failed', 'unknown', 'skipped')),
  attempts INTEGER NOT NULL DEFAULT 0,
  at_ms INTEGER NOT NULL,
  error TEXT,
  external_id TEXT,
  next_attempt_ms INTEGER NOT NULL,
  UNIQUE (event_seq, channel, occasion)
) STRICT;
CREATE INDEX deliveries_due ON deliveries (next_attempt_ms) WHERE state = 'pending';
CREATE INDEX deliveries_sending ON deliveries (id) WHERE state = 'sending';

CREATE TABLE settings (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

-- Apart from settings, so that no reading of settings can carry a secret along.
CREATE TABLE secrets (
  name TEXT NOT NULL PRIMARY KEY,
  backend TEXT NOT NULL,
  ciphertext BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE watchlist (
  instrument TEXT NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE last_ticks (
  instrument TEXT NOT NULL PRIMARY KEY,
  last TEXT NOT NULL,
  bid TEXT,
  ask TEXT,
  size TEXT,
  trade_id TEXT,
  exchange_at TEXT CHECK (json_valid(exchange_at)),
  received_ms INTEGER NOT NULL,
  seen_open_ms INTEGER,
  seen_high TEXT,
  seen_low TEXT,
  CHECK ((seen_open_ms IS NULL) = (seen_high IS NULL) AND (seen_high IS NULL) = (seen_low IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE minutes (
  instrument TEXT NOT NULL,
  open_ms INTEGER NOT NULL,
  open TEXT NOT NULL,
  high TEXT NOT NULL,
  low TEXT NOT NULL,
  close TEXT NOT NULL,
  PRIMARY KEY (instrument, open_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE heartbeat (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  started_ms INTEGER NOT NULL,
  alive_ms INTEGER NOT NULL,
  clean INTEGER NOT NULL CHECK (clean IN (0, 1))
) STRICT;
`,
};
