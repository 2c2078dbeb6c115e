import type { quietHours as english } from "../en/quiet-hours.ts";
import { translationOf } from "../message-types.ts";

export const quietHours = translationOf<typeof english>()({
  "digest.title": { one: "Während der Ruhezeit: {count} Alarm", other: "Während der Ruhezeit: {count} Alarme" },
  "digest.line": "{moment}: {title}",
  "digest.more": "und {count} weitere, im Verlauf",
  "digest.kept": "Während der Ruhezeit: {text}",
  "digest.kept.remote": "Bis jetzt von Ihrer Ruhezeit zurückgehalten.",
  "quiet.whole-week":
    "Das ist die ganze Woche: was nicht kritisch ist, würde nie gemeldet. Lassen Sie eine Zeit frei, in der das möglich ist.",
  "quiet.until": "Ruhe bis {moment}",
  "quiet.until.what":
    "Kritische Alarme und Warnungen, dass nichts beobachtet wird, sind weiter zu hören. Andere Alarme stehen im Verlauf und werden um {moment} zusammen gemeldet.",
  "quiet.delivery.until": "zurückgehalten bis {moment}",
  "quiet.delivery.is": "von Ihrer Ruhezeit zurückgehalten",
  "quiet.delivery.was": "{text}, zurückgehalten bis {moment}",
  "quiet.settings": "Ruhezeiten",
  "quiet.settings.on": "Alarme zu diesen Zeiten zurückhalten",
  "quiet.settings.what":
    "Sie machen kein Geräusch, stehen sofort im Verlauf und werden am Ende der Zeit in einer Nachricht gemeldet. Was immer durchkommt: Alarme, die Sie als kritisch markiert haben, Warnungen, dass nichts beobachtet wird, und was Pricebell über eigene Störungen sagt.",
  "quiet.settings.none": "Noch keine Zeiten: es wird nichts zurückgehalten.",
  "quiet.settings.period": "Ruhezeit {nth}",
  "quiet.settings.days": "Tage, an denen sie beginnt",
  "quiet.settings.from": "Von",
  "quiet.settings.to": "Bis",
  "quiet.settings.next-day": "am nächsten Tag",
  "quiet.settings.whole-day": "einen ganzen Tag, bis zur selben Zeit am nächsten",
  "quiet.settings.add": "Zeit hinzufügen",
  "quiet.settings.remove": "Ruhezeit {nth} entfernen",
  "quiet.settings.most": "Höchstens {most} Zeiten.",
});
