import type { deadManSwitch as english } from "../en/dead-man-switch.ts";
import { translationOf } from "../message-types.ts";

export const deadManSwitch = translationOf<typeof english>()({
  "ping.answered": "{host} hat mit HTTP {status} geantwortet.",
  "ping.answered-words": "{host} hat mit HTTP {status} geantwortet: „{quote}“.",
  "ping.not-taken":
    "So sagt der Dienst nicht, dass er ein Lebenszeichen angenommen hat. Prüfen Sie die Adresse und die Art des Dienstes.",
  "ping.refused": "Er hat das Lebenszeichen nicht angenommen. Prüfen Sie die Adresse und die Art des Dienstes.",
  "ping.silent":
    "Nichts wurde gesendet: Nicht alles ist in Ordnung, und dieser Dienst bekommt dann nichts, damit er es bemerkt.",
  "ping.no-address": "Es gibt noch keine Adresse.",
  "help.ping-file":
    "Datei mit der Adresse eines Dienstes, der Lebenszeichen bekommt, solange alles in Ordnung ist; nur ihr Besitzer darf sie lesen (chmod 600)",
  "options.ping-file":
    "--ping-file: {file} enthält keine Adresse für Lebenszeichen: eine Zeile, etwa https://hc-ping.com/UUID.",
  "ping.given": "Die Adresse wurde mit --ping-file angegeben: Ändern Sie sie dort, und starten Sie neu.",
  "ping.cannot-pause":
    "Nur eine Prüfung bei healthchecks.io oder mit dessen Software auf einem anderen Server lässt sich pausieren, und nur mit einer Adresse, die auf ihre UUID endet. Lassen Sie den Schlüssel leer.",
  "ping.stopping": "Pricebell wurde absichtlich beendet. Bis zum nächsten Start wird kein Alarm beobachtet.",
  "ping.trouble": "Die Wache über Pricebell hört nichts von ihm",
  "ping.trouble.what":
    "Alarme laufen weiter. Der Dienst, den Sie eingerichtet haben, wird Alarm schlagen, obwohl Pricebell läuft. Sehen Sie in den Einstellungen unter „Wenn Pricebell stehen bleibt“ nach.",
  "stopped-message.title": "Pricebell beobachtet nicht mehr",
  "stopped-message.body":
    "Kein Lebenszeichen seit {moment}. Es wurde beendet oder kann nicht beobachten, oder sein Rechner schläft, ist aus oder ohne Netz. Bis es zurück ist, löst kein Alarm aus.",
  "stopped-message.waits":
    "{service} hält die Nachricht bereit, und nur diese eine. Sie kommt in 30 min, wenn von hier nichts mehr zu hören ist.",
  "stopped-message.too-old":
    "{service} kann eine wartende Nachricht nicht ersetzen: Nötig ist ntfy 2.16 oder neuer. Dort wartet nichts, und niemand erfährt es, wenn Pricebell stehen bleibt.",
  "stopped-message.not-listed":
    "{service} hat die Nachricht angenommen und führt sie nicht unter den wartenden. Es wird erneut versucht.",
  "stopped-message.none": "Es ist kein ntfy-Ziel gewählt.",
  "stopped-message.gone":
    "Das ntfy-Ziel dafür ist nicht mehr da, ausgeschaltet, oder ihm fehlt ein Geheimnis. Dort wartet nichts, und niemand erfährt es, wenn Pricebell stehen bleibt. Wählen Sie ein anderes.",
  "stopped-message.not-ntfy": "Das muss eines Ihrer ntfy-Ziele sein.",
  "stopped-message.trouble": "Die Nachricht „Pricebell beobachtet nicht mehr“ lässt sich nicht aufschieben",
  "stopped-message.trouble.what":
    "Alarme laufen weiter. Die Nachricht wird auf Ihrem Telefon ankommen, obwohl Pricebell läuft. Sehen Sie in den Einstellungen unter „Wenn Pricebell stehen bleibt“ nach.",
});
