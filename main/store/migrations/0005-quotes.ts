/** An instrument may have a bid and an ask and no last price: what is kept of its last tick is then the quote. */
import type { Migration } from "./migration.ts";

export const quotes: Migration = {
  version: 5,
  sql: `
CREATE TABLE last_ticks_with_quotes (
  instrument TEXT NOT NULL PRIMARY KEY,
  last TEXT,
  bid TEXT,
  ask TEXT,
  size TEXT,
  trade_id TEXT,
  exchange_at TEXT CHECK (json_valid(exchange_at)),
  received_ms INTEGER NOT NULL,
  seen_open_ms INTEGER,
  seen_high TEXT,
  seen_low TEXT,
  blind_since_ms INTEGER,
  CHECK ((seen_open_ms IS NULL) = (seen_high IS NULL) AND (seen_high IS NULL) = (seen_low IS NULL)),
  CHECK (last IS NOT NULL OR bid IS NOT NULL OR ask IS NOT NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO last_ticks_with_quotes SELECT instrument, last, bid, ask, size, trade_id, exchange_at, received_ms, seen_open_ms,
  seen_high, seen_low, blind_since_ms FROM last_ticks;
DROP TABLE last_ticks;
ALTER TABLE last_ticks_with_quotes RENAME TO last_ticks;
`,
};
