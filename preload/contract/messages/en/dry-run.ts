/** "Would it have fired?" */
import type { Message } from "../message-types.ts";

export const dryRun = {
  "dry-run.superseded": "A newer question took the place of this one. Nothing is lost: ask again.",
  "dry-run.which": "Give the alert as `rule`, and beside it nothing but `days`.",
  "dry-run.days": "A whole number of days from 1 to {most}.",
} as const satisfies Record<string, Message>;
