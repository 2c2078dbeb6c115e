/**
 * What is due is asked for one channel at a time. By time alone, a long queue of one channel would have to be read to find
 * the few that are due on another.
 */
import type { Migration } from "./migration.ts";

export const dueByChannel: Migration = {
  version: 8,
  sql: `
DROP INDEX deliveries_due;
CREATE INDEX deliveries_due ON deliveries (channel, next_attempt_ms) WHERE state = 'pending';
`,
};
