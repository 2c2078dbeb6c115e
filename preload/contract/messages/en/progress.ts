/** How far along alerts are that wait for no fixed level. */
import type { Message } from "../message-types.ts";

export const progress = {
  "progress.done": "{now} of {of}",
  "progress.low": "Low {extreme}, fires at {firesAt}: {done}",
  "progress.high": "High {extreme}, fires at {firesAt}: {done}",
  "progress.spread": "Spread now: {done}",
  "progress.size": "Last trade: {done}",
} as const satisfies Record<string, Message>;
