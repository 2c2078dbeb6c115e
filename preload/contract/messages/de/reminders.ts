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
  "reminder.repeating": "wiederholt, {times} von {maxTimes}, wieder in {left}",
  "reminder.told": "{times} von {maxTimes} Mal gemeldet, nicht bestätigt",
  "reminder.delivery": "{text} (zum {nth} Mal)",
  "reminder.delivery.escalated": "{text}, weil es niemand bestätigt hatte",

  "settings.escalation": "Wenn niemand bestätigt",
  "settings.escalation.repeats":
    "Ein kritischer Alarm wird wiederholt, bis ihn jemand bestätigt: auf dem Desktop jede Minute, anderswo alle fünf Minuten, höchstens 12-mal.",
  "settings.escalation.on": "Dann auch anderswo melden",
  "settings.escalation.on.what":
    "Hat eine Weile niemand einen kritischen Alarm bestätigt, geht er auch an weitere Orte.",
  "settings.escalation.after": "Nach",
  "settings.escalation.limit": "Zwischen 1 Minute und 24 Stunden.",
  "settings.escalation.to": "Auch melden an",
  "settings.escalation.desktop-instead": "Keiner davon ist vorhanden und eingeschaltet: Gemeldet wird auf dem Desktop.",
});
