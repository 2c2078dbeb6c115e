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
});
