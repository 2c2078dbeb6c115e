/** The state of the feed, and of each instrument, in the fewest words that are true. */
import type { Message } from "../message-types.ts";

export const feed = {
  "feed.of-venue": "{venue}: {state}",
  "feed.venues": "Venues",
  "feed.live": "Live",
  "feed.connecting": "Connecting",
  "feed.reconnecting": "Reconnecting",
  "feed.reconnecting-blind": "Reconnecting, blind for {time}",
  "feed.never-answered": "Not connected yet",
  "feed.blind": "Blind",
  "feed.blind-for": "Blind for {time}",
  "feed.key-missing": "Key missing",
  "feed.key-refused": "Key refused",
  "feed.idle": "Nothing watched",
  "feed.store-failing": "{state}, cannot remember",

  "health.waiting": "Waiting for the first price",
  "health.live": "Live",
  "health.quiet": "Quiet: the venue is live, nothing is traded",
  "health.stale": "Stale",
  "health.disconnected": "Disconnected",
  "health.key-refused": "Key refused",
  "health.rejected": "Rejected by the venue",
} as const satisfies Record<string, Message>;
