/**
 * The message that a delivery is handed out in: its event's own, or the joined one of several. Without it what a crash left
 * in flight inside a joined message was shown again alone, under another id than the one on the screen. Unknown (null) for
 * rows of before: they are shown as ones that never were, as they were until now. Indexed for what one message names.
 */
import type { Migration } from "./migration.ts";

export const messageId: Migration = {
  version: 4,
  sql: `
ALTER TABLE deliveries ADD COLUMN message_id TEXT;
CREATE INDEX deliveries_message ON deliveries (message_id, event_seq) WHERE message_id IS NOT NULL;
`,
};
