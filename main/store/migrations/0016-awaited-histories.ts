/**
 * Gaps that rules have been told of without the venue's history, which is still being asked for: killed meanwhile, the next start asks
 * for it again. `told`: the rules that were told of the gap, each with its generation then: nobody else is judged by the history.
 */
import type { Migration } from "./migration.ts";

export const awaitedHistories: Migration = {
  version: 16,
  sql: `
CREATE TABLE awaited_histories (
  instrument TEXT NOT NULL,
  from_ms REAL NOT NULL,
  to_ms REAL NOT NULL,
  because TEXT NOT NULL,
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  seen TEXT CHECK (seen IS NULL OR json_valid(seen)),
  after TEXT NOT NULL CHECK (json_valid(after)),
  told TEXT NOT NULL CHECK (json_valid(told)),
  UNIQUE (instrument, from_ms, to_ms)
) STRICT;
`,
};
