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
  "reminder.repeating": "repeating, {times} of {maxTimes}, next in {left}",
  "reminder.told": "told {times} of {maxTimes} times, not acknowledged",
  "reminder.delivery": "{text} ({nth} time)",
  "reminder.delivery.escalated": "{text}, as nobody had acknowledged it",

  "settings.escalation": "If nobody acknowledges",
  "settings.escalation.repeats":
    "A critical alert is told again every minute on the desktop and every five minutes elsewhere, up to 12 times, until somebody acknowledges it.",
  "settings.escalation.on": "Then tell it in more places",
  "settings.escalation.on.what":
    "Once nobody has acknowledged a critical alert for a while, it goes to further places too.",
  "settings.escalation.after": "After",
  "settings.escalation.limit": "Between 1 minute and 24 hours.",
  "settings.escalation.to": "Also told at",
  "settings.escalation.desktop-instead": "None of these is there and on: it is told on the desktop.",
} as const satisfies Record<string, Message>;
