/** Quiet hours: what is told when they end, how the window says that they are on, and how they are set. */
import type { Message } from "../message-types.ts";

export const quietHours = {
  "digest.title": { one: "While it was quiet: {count} alert", other: "While it was quiet: {count} alerts" },
  "digest.line": "{moment}: {title}",
  "digest.more": "and {count} more, in the history",
  "digest.kept": "While it was quiet: {text}",
  "digest.kept.remote": "Kept back by your quiet hours until now.",
  "quiet.whole-week":
    "These cover the whole week: what is not critical would never be told. Leave a time free in which it can be.",
} as const satisfies Record<string, Message>;
