import type { windowHealth as english } from "../en/window-health.ts";
import { translationOf } from "../message-types.ts";

export const windowHealth = translationOf<typeof english>()({
  "feed.not-well": "{state}, nicht in Ordnung",
  "health-view.well": "Alles in Ordnung",
  "health-view.starting": "Startet",
  "health-view.not-well": "Nicht alles ist in Ordnung",
  "health-view.nobody": "Niemand außerhalb bemerkt, wenn Pricebell stehen bleibt.",
  "health-view.set-up": "Einrichten",
  "health-view.ping": "{host} hörte zuletzt {age} von Pricebell",
  "health-view.ping-none": "{host} hat noch nichts gehört",
  "health-view.message": "Die Nachricht „Pricebell beobachtet nicht mehr“ wurde zuletzt {age} aufgeschoben",
  "health-view.message-none": "Die Nachricht „Pricebell beobachtet nicht mehr“ wartet noch nicht",
  "tray.not-well": "Nicht alles ist in Ordnung: {words}",
  "tray.ping": "Lebenszeichen nach außen um {time}",
  "tray.ping-trouble": "Niemand außerhalb hört Pricebell",
  "banner.not-well": "Alarme lösen vielleicht nicht rechtzeitig aus",

  "settings.dead-man": "Wenn Pricebell stehen bleibt",
  "settings.dead-man.what":
    "Ein Programm, das nicht mehr läuft, kann das nicht sagen. Ein Dienst außerhalb kann es: Er hört von Pricebell, solange alles in Ordnung ist, und sagt Ihnen, wenn nicht mehr. Auch ein schlafender Rechner schweigt.",
  "settings.dead-man.never": "In diesem Lauf noch nicht gesendet.",
  "settings.dead-man.last": "Zuletzt angenommen: {moment}.",
  "settings.dead-man.try": "Jetzt probieren",
  "settings.dead-man.trying": "Fragt …",
  "settings.dead-man.tried.sent": "Es wurde angenommen.",
  "settings.dead-man.tried.shown": "Es wurde angenommen.",
  "settings.dead-man.tried.failed": "Es wurde nicht angenommen.",
  "settings.dead-man.tried.unknown": "Ob es angenommen wurde, ist nicht bekannt.",
  "settings.dead-man.tried.skipped": "Nichts wurde gesendet.",
  "settings.ping.address": "Adresse für Lebenszeichen",
  "settings.ping.address-what":
    "Von healthchecks.io, einem Push-Monitor von uptime-kuma oder einem anderen Dienst, der immer wieder einen Aufruf erwartet. Sie wird wie ein Schlüssel verwahrt und nicht mehr angezeigt.",
  "settings.ping.address-kept": "Eine Adresse bei {host} ist gespeichert und wird nicht mehr angezeigt.",
  "settings.ping.address-forgotten":
    "Eine Adresse bei {host} gilt, bis Pricebell endet: Sie ließ sich nicht speichern.",
  "settings.ping.replace": "Eine andere einfügen",
  "settings.ping.paste": "https://hc-ping.com/…",
  "settings.ping.api-key": "API-Schlüssel des Projekts (optional)",
  "settings.ping.api-key-what":
    "Für healthchecks.io: Mit einem Schlüssel zum Lesen und Schreiben wird die Prüfung pausiert, wenn Sie Pricebell beenden, und geht mit dem nächsten Start weiter.",
  "settings.ping.save": "Speichern",
  "settings.ping.forget": "Vergessen",
  "settings.ping.form": "Art des Dienstes",
  "settings.ping.form.auto": "Wie die Adresse aussieht",
  "settings.ping.form.found": "Wie die Adresse aussieht: {form}",
  "settings.ping.form.healthchecks": "Healthchecks",
  "settings.ping.form.uptime-kuma": "uptime-kuma, Push",
  "settings.ping.form.plain": "Ein anderer",
  "settings.ping.period": "Lebenszeichen alle",
  "settings.ping.period-limit": "Zwischen 10 s und 1 h. Es bleibt, wie es war.",
  "settings.ping.does.healthchecks":
    "Er erfährt sofort, dass etwas nicht stimmt, und warum. Dass Sie Pricebell beenden, steht in seinem Protokoll; nach seiner Periode und Frist schlägt er trotzdem Alarm. Pausieren Sie die Prüfung dort, wenn Sie das nicht wollen.",
  "settings.ping.does.paused":
    "Er erfährt sofort, dass etwas nicht stimmt, und warum. Wenn Sie Pricebell beenden, wird die Prüfung pausiert, sodass kein Alarm kommt; der nächste Start nimmt sie wieder auf.",
  "settings.ping.does.uptime-kuma":
    "Er erfährt sofort, dass etwas nicht stimmt, und warum. Dass Sie Pricebell beenden, kann man ihm nicht sagen: Auch dann schlägt er Alarm. Sein Intervall muss länger sein als das hier.",
  "settings.ping.does.plain":
    "Er wird aufgerufen, solange alles in Ordnung ist, und sonst nicht. Warum, oder dass Sie Pricebell beenden, kann man ihm nicht sagen: Auch dann schlägt er Alarm.",
  "settings.stopped-message": "Nachricht an Ihrem ntfy-Server",
  "settings.stopped-message.none": "Keine",
  "settings.stopped-message.what":
    "Braucht kein Konto: Die Nachricht „Pricebell beobachtet nicht mehr“ wartet am Server, immer 30 min voraus, und kommt, wenn Pricebell sie nicht mehr aufschiebt. Beim Beenden wird sie zurückgenommen. Das braucht 96 der 250 Nachrichten, die ntfy.sh am Tag erlaubt, und einen Server mit ntfy 2.16 oder neuer.",
  "settings.stopped-message.no-ntfy": "Fügen Sie oben zuerst ein ntfy-Ziel hinzu.",
  "settings.stopped-message.due": "Sie kommt, wenn bis {moment} nichts mehr zu hören ist.",
});
