/** A critical alert that is told again until somebody acknowledges it. */
import type { Message } from "../message-types.ts";

export const reminders = {
  // Which form a number takes in "3rd" (Unicode's ordinal plural categories).
  "ordinal.one": "{n}st",
  "ordinal.two": "{n}nd",
  "ordinal.few": "{n}rd",
  "ordinal.other": "{n}th",
  "reminder.title": "{title} (again, {nth} time)",
  "reminder.happened": "Happened at {moment}; nobody has acknowledged it yet.",
  "reminder.escalated.title": "{title} (nobody has acknowledged it)",
  "reminder.escalated": "Nobody has acknowledged it for {duration}. It happened at {moment}.",
  "reminder.delivery": "{text} ({nth} time)",
  "reminder.delivery.escalated": "{text}, as nobody had acknowledged it",
} as const satisfies Record<string, Message>;
