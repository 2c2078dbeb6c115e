/**
 * Until when prices were watched is kept for each venue: one that was out when the process ended moved the beginning of every
 * other venue's gap. Until now there was one time for the venue in use: the one whose prices are kept as being watched until
 * then, or the one that is on.
 */
import type { Migration } from "./migration.ts";

/** The prices of a venue that was left before are known to be blind since then. */
const aboutThenMs = 5_000;

export const watchedVenues: Migration = {
  version: 10,
  sql: `
CREATE TABLE watched_venues (
  venue TEXT NOT NULL PRIMARY KEY,
  until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO watched_venues
  SELECT substr(instrument, 1, instr(instrument, ':') - 1) AS venue, alive_ms FROM last_ticks, heartbeat
  WHERE instr(instrument, ':') > 1
  GROUP BY venue HAVING max(coalesce(blind_since_ms, alive_ms)) >= alive_ms - ${aboutThenMs};
INSERT OR IGNORE INTO watched_venues SELECT venues.id, alive_ms FROM venues, heartbeat WHERE is_on = 1;
ALTER TABLE heartbeat DROP COLUMN alive_ms;
`,
};
