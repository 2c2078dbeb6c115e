import type { windowSettings as english } from "../en/window-settings.ts";
import { translationOf } from "../message-types.ts";

export const windowSettings = translationOf<typeof english>()({
  "settings.title": "Einstellungen",
  "settings.back": "Kurse",
  "settings.about.desktop": "Pricebell {version}, als Desktop-Programm. Daten in {folder}",
  "settings.about.headless": "Pricebell {version}, ohne eigenes Fenster. Daten in {folder}",

  "settings.appearance": "Darstellung",
  "settings.language": "Sprache",
  "settings.language.system": "System",
  "settings.theme": "Farbschema",
  "settings.theme.system": "System",
  "settings.theme.light": "Hell",
  "settings.theme.dark": "Dunkel",
  "settings.colours": "Farben einer Änderung",
  "settings.colours.green-red": "Grün steigt, Rot fällt",
  "settings.colours.blue-orange": "Blau steigt, Orange fällt",
  "settings.colours.red-green": "Rot steigt, Grün fällt",

  "settings.computer": "Dieser Computer",
  "settings.login": "Bei der Anmeldung starten",
  "settings.login.what": "Sonst wird nichts beobachtet, bis Pricebell geöffnet wird.",
  "settings.awake": "Computer wach halten, solange Alarme aktiv sind",
  "settings.awake.what": "Der Bildschirm darf dunkel werden. Ein Computer im Ruhezustand sieht keine Kurse.",

  "settings.notifications": "Benachrichtigungen",
  "settings.desktop": "Benachrichtigungen auf dem Desktop",
  "settings.desktop.what": "Aus: Alarme lösen weiter aus, nur in den Verlauf.",
  "settings.try": "Ausprobieren",
  "settings.try.what": "Sendet eine und sagt hier, wie es wirklich ausging.",
  "settings.try.send": "Testbenachrichtigung senden",
  "settings.try.sending": "Wird gesendet",
  "settings.try.shown": "Angezeigt. Der Desktop hat sie angenommen.",
  "settings.try.failed": "Sie konnte nicht angezeigt werden.",
  "settings.try.unknown": "Gesendet, aber der Desktop sagte nicht, ob sie angezeigt wurde.",
  "settings.try.skipped": "Nicht gesendet.",
  "settings.blind-after": "Melden, wenn Pricebell so lange nichts beobachten konnte",
  "settings.blind-after.limit": "Zwischen 10 s und 1 h. Die Grenze blieb, wie sie war.",

  "settings.backups": "Verlauf und Sicherungen",
  "settings.keep": "Verlauf aufbewahren",
  "settings.keep.what":
    "Älteres wird gelöscht, aber nie, was Ihnen noch nicht angezeigt wurde, und kein ungelesener Alarm, der nur einmal auslöst.",
  "settings.keep.ever": "Für immer",
  "settings.keep.days": { one: "{count} Tag", other: "{count} Tage" },
  "settings.keep.years": { one: "{count} Jahr", other: "{count} Jahre" },
  "settings.backups.restored": "Wiederhergestellt. Die bisherige Datei liegt daneben.",
  "settings.backups.looking": "Wird gesucht",
  "settings.backups.none":
    "Noch keine. Jeden Tag wird eine angelegt und geprüft; die letzten sieben werden aufbewahrt.",
  "settings.backups.size": "{size} MB",
  "settings.backups.together":
    "{size} zusammen. Jede ist eine ganze Kopie der Datenbank, und das meiste davon ist Verlauf.",
  "settings.backups.alerts": { one: "{count} Alarm, {size}", other: "{count} Alarme, {size}" },
  "settings.backups.sure": "Alarme und Verlauf sind dann wie damals.",
  "settings.backups.restore": "Wiederherstellen",
  "settings.backups.restore-of": "Die Sicherung vom {moment} wiederherstellen",
  "settings.backups.cancel": "Abbrechen",

  "settings.prices": "Kurse",
  "settings.trades": "Trades aller Instrumente",
  "settings.trades.what":
    "Sonst nur, wo ein Alarm sie braucht. Jeder Trade ist ein eigener Kurs, so fällt auch auf, was zwischen zwei Tickern geschieht.",
  "settings.lone": "Einzelne abwegige Kurse zurückhalten",
  "settings.lone.what": "Ein Kurs, der mehr als 20 % abweicht, zählt erst, wenn ein zweiter ihn bestätigt.",

  "settings.venues": "Woher die Kurse kommen",
  "settings.venue.fixed": "Auf der Befehlszeile dieses Starts festgelegt.",
  "settings.venue.saved": "Gespeichert.",
  "settings.venue.less": "Weniger",
  "settings.venue.set-up": "Einrichten",
  "settings.venue.server": "Server",
  "settings.venue.other": "nicht der von {venue}",
  "settings.venue.server.what":
    "Von diesen Adressen kommen die Kurse. Ändern Sie sie nur für einen anderen Server derselben Art, dem Sie trauen: Alarme glauben, was er sagt.",
  "settings.venue.wsUrl": "WebSocket-Adresse",
  "settings.venue.restUrl": "HTTP-Adresse",
  "settings.venue.another": "Ein anderer Server. Der von {venue}: {address}",
  "settings.venue.use-own": "Eigenen verwenden",
  "settings.venue.demo": "Erfundene Kurse, zum Ausprobieren. Braucht kein Netzwerk.",
  "settings.venue.needs-key": "Braucht einen API-Schlüssel.",
  "settings.venue.needs-nothing": "Braucht kein Konto.",
  "settings.venue.samples": "Seine Kurse sind Stichproben: Was dazwischen berührt wurde, fällt nicht auf.",

  "settings.key": "API-Schlüssel",
  "settings.key.saved.environment":
    "Ein Schlüssel ist da, aus der Umgebung dieses Starts. Er wird nie wieder angezeigt.",
  "settings.key.saved.memory":
    "Ein Schlüssel ist da, bis Pricebell endet: Er wird nirgends gespeichert. Er wird nie wieder angezeigt.",
  "settings.key.saved.file":
    "Ein Schlüssel ist gespeichert, in einer Datei, die nur Sie lesen können. Er wird nie wieder angezeigt.",
  "settings.key.saved.basic_text":
    "Ein Schlüssel ist auf diesem Computer gespeichert, aber unverschlüsselt: Es gibt hier keinen Schlüsselbund. Er wird nie wieder angezeigt.",
  "settings.key.saved.keyring":
    "Ein Schlüssel ist gespeichert, im Schlüsselbund dieses Computers. Er wird nie wieder angezeigt.",
  "settings.key.other-addresses":
    "Es gibt einen Schlüssel, er wird aber nicht gesendet: Er wurde für andere Adressen eingegeben. Fügen Sie ihn noch einmal ein, um ihn an die jetzigen zu senden.",
  "settings.key.none": "Kein Schlüssel ist gespeichert.",
  "settings.key.refused":
    "Der Handelsplatz lehnt den gespeicherten Schlüssel ab. Speichern Sie den richtigen: Er wird sofort versucht.",
  "settings.key.replace": "Schlüssel gespeichert. Tippen ersetzt ihn",
  "settings.key.paste": "Schlüssel einfügen",
  "settings.key.save": "Schlüssel speichern",
  "settings.key.forget": "Vergessen",
  "settings.key.tried": "Schlüssel gespeichert und sofort versucht",
  "settings.key.forgotten": "Schlüssel vergessen",
});
