import type { reminders as english } from "../en/reminders.ts";
import { translationOf } from "../message-types.ts";

export const reminders = translationOf<typeof english>()({
  "ordinal.one": "{n}.",
  "ordinal.two": "{n}.",
  "ordinal.few": "{n}.",
  "ordinal.other": "{n}.",
  "reminder.title": "{title} (zum {nth} Mal)",
  "reminder.happened": "Geschehen um {moment}; noch hat es niemand bestätigt.",
  "reminder.escalated.title": "{title} (niemand hat es bestätigt)",
  "reminder.escalated": "Seit {duration} hat es niemand bestätigt. Geschehen um {moment}.",
  "reminder.delivery": "{text} (zum {nth} Mal)",
  "reminder.delivery.escalated": "{text}, weil es niemand bestätigt hatte",
});
