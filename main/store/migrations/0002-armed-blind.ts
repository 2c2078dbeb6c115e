/**
 * Whether a rule was armed while nothing could be watched and has had no price since. Without it a restart took the price
 * from before the rule was made for its q. Rules of before count as having had one, as they did until now.
 */
import type { Migration } from "./migration.ts";

export const armedBlind: Migration = {
  version: 2,
  sql: `ALTER TABLE rules ADD COLUMN armed_blind INTEGER NOT NULL DEFAULT 0 CHECK (armed_blind IN (0, 1));`,
};
