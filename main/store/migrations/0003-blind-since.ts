/**
 * Since when an instrument has been blind, until its next price. The app watching again does not end that: without it a run
 * that ended before the first price of an instrument made the next gap begin at its own end. Unknown (null) for rows of
 * before: there the end of the last run stands for it, as it did until now.
 */
import type { Migration } from "./migration.ts";

export const blindSince: Migration = {
  version: 3,
  sql: `ALTER TABLE last_ticks ADD COLUMN blind_since_ms INTEGER;`,
};
