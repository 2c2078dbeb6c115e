import type { connection as english } from "../en/connection.ts";
import { translationOf } from "../message-types.ts";

export const connection = translationOf<typeof english>()({
  "lost.address-invalid": "Die Adresse des Handelsplatzes ist keine WebSocket-Adresse.",
  "lost.no-answer": "Der Handelsplatz hat nicht innerhalb von {seconds} s geantwortet.",
  "lost.slept": "Der Computer war im Ruhezustand.",
  "lost.stopped": "Es wird nichts beobachtet.",
  "lost.silent": "Der Handelsplatz hat {seconds} s lang nichts gesendet.",
  "lost.settings-changed": "Die Adresse oder der Schlüssel wurde geändert.",
  "lost.key-refused": "Der Handelsplatz lehnt den Schlüssel ab ({reason}).",
  "lost.http": "Der Handelsplatz antwortete mit HTTP {status}.",
  "lost.closed-for-key": "Der Handelsplatz hat die Verbindung wegen des Schlüssels geschlossen ({reason}).",
  "lost.means.rate-limited": "Dem Handelsplatz wurde zu viel gesendet, er hat die Verbindung beendet ({reason}).",
  "lost.means.banned": "Der Handelsplatz hat diese Netzwerkadresse für eine Weile gesperrt ({reason}).",
  "lost.means.region": "Der Handelsplatz ist in Ihrer Region nicht verfügbar ({reason}).",
  "lost.means.forbidden":
    "Eine Firewall vor dem Handelsplatz hat die Verbindung abgelehnt; ein Schlüssel ist dort nicht nötig ({reason}).",
  "lost.means.maintenance": "Der Handelsplatz ist zurzeit nicht in Betrieb ({reason}).",
  "lost.means.unknown-symbol": "Der Handelsplatz kennt ein Instrument nicht, nach dem er gefragt wurde ({reason}).",
  "lost.means.unreachable": "Der Handelsplatz ist nicht erreichbar ({reason}).",
  "lost.means.invalid": "Der Handelsplatz hat nicht verstanden, was ihm gesendet wurde ({reason}).",
  "lost.broke-off": "Die Verbindung ist abgebrochen.",
  "lost.closed": "Der Handelsplatz hat die Verbindung geschlossen ({reason}).",
  "lost.frame-unreadable": "Der Handelsplatz hat etwas gesendet, das sich nicht lesen lässt.",
  "lost.unreachable": "Der Handelsplatz ist nicht erreichbar ({reason}).",

  "watch.trades-silent":
    "Der Handelsplatz meldet seine Abschlüsse nicht, obwohl gehandelt wird. Sie werden stattdessen über HTTP gelesen: Alarme kommen vielleicht einige Sekunden später.",
  "watch.stalled": "Der Handelsplatz handelt es, sendet uns aber nichts.",
  "watch.dropping":
    "Kurse kommen an, aber mit Trade-Nummern von früher: Alarme darauf warten, bis klar ist, dass der Handelsplatz neu zählt, höchstens 30 s.",
  "watch.catching-up": "Liest nach, was während der Unterbrechung geschah.",
  "watch.history-awaited":
    "Was von {from} bis {to} gehandelt wurde, wird noch gelesen: Alarme, die dabei erreicht wurden, kommen dann nach.",
  "watch.history-incomplete":
    "Nicht alles, was von {from} bis {to} gehandelt wurde, ließ sich lesen: ein Alarm, der nur dann erreicht war, kann fehlen.",
  "watch.no-price-yet": "Noch kein Kurs, seit die Verbindung wieder da ist.",
  "watch.not-connected": "Noch nicht verbunden.",
  "watch.out-since": "Unterbrochen seit {time}.",
  "watch.needs-key": "Der Handelsplatz braucht einen Schlüssel.",
  "watch.not-listed":
    "Der Handelsplatz führt {symbol} nicht: Das Instrument wurde gestrichen oder umbenannt, oder es gab es nie. Alarme darauf können nicht auslösen.",
  "watch.refuses-key": "Der Handelsplatz lehnt den Schlüssel ab.",

  "channel.desktop": "Benachrichtigung auf dem Desktop",
  "channel.history": "Verlauf",
  "notify.late": "Während Ihrer Abwesenheit: {text}",
  "notify.open": "Öffnen",
  "notify.acknowledge": "Bestätigen",
  "notify.snooze": "15 min pausieren",
  "notify.pause": "Pausieren",
  "notify.test": "Pricebell kann Sie erreichen",
  "notify.test.what": "So wird ein Alarm aussehen.",
  "notify.off":
    "Benachrichtigungen sind in den Einstellungen ausgeschaltet; Alarme werden weiter in den Verlauf geschrieben.",
  "notify.connecting": "Verbindet sich mit den Benachrichtigungen dieses Desktops.",
  "notify.meanwhile": "Alarme stehen im Verlauf und werden angezeigt, sobald es wieder geht.",
  "notify.no-bus":
    "Pricebell wurde nicht in einer Desktop-Sitzung gestartet und kann deshalb keine Benachrichtigungen anzeigen. {meanwhile} Starten Sie es vom Desktop aus; wo es keinen gibt, richten Sie ein Ziel ein, etwa ein Telefon oder E-Mail.",
  "notify.bus-unreachable":
    "Die Benachrichtigungen dieses Desktops sind nicht erreichbar ({reason}). {meanwhile} Es wird von selbst wieder versucht; hilft das nicht, melden Sie sich ab und wieder an.",
  "notify.no-service":
    "Auf diesem Desktop läuft kein Dienst für Benachrichtigungen. {meanwhile} Starten Sie einen, zum Beispiel dunst oder mako.",
  "notify.no-answer":
    "Der Dienst für Benachrichtigungen hat nicht innerhalb von {seconds} s geantwortet. {meanwhile} Starten Sie ihn neu, oder melden Sie sich ab und wieder an.",
  "notify.refused":
    "Dieser Desktop hat die letzte Benachrichtigung abgelehnt ({reason}). {meanwhile} Es wird von selbst wieder versucht; hilft das nicht, melden Sie sich ab und wieder an.",
  "notify.why.turned-off": "Benachrichtigungen sind ausgeschaltet",
  "notify.why.channel-failed": "der Kanal hat versagt: {reason}",
  "notify.why.bus-lost": "die Verbindung zum Desktop ging verloren, bevor er geantwortet hat",
  "notify.why.not-ready": "der Dienst für Benachrichtigungen ist nicht bereit",
  "notify.why.no-answer":
    "der Dienst für Benachrichtigungen hat nicht innerhalb von {seconds} s geantwortet; vielleicht wurde sie angezeigt",
  "bus.closed": "die Verbindung wurde geschlossen",
  "bus.garbage": "es kam etwas, das nicht zu lesen ist: {fault}",
  "bus.other-protocol": "dort antwortet etwas anderes",
  "bus.refuses-user": "dieser Benutzer wird nicht angenommen",
  "bus.not-connected": "nicht verbunden",
  "bus.no-address": 'keine brauchbare Adresse in "{address}"',
  "bus.no-answer": "keine Antwort innerhalb von {seconds} s",
  "bus.answer-too-long": "die Antwort war länger als 1 MiB",
  "notify.system.none": "Dieses System zeigt keine Benachrichtigungen; Alarme stehen weiter im Verlauf.",
  "notify.system.none-short": "Dieses System zeigt keine Benachrichtigungen.",
  "notify.system.ended": "Das Programm endete, bevor das System antwortete.",
  "notify.system.no-answer": "Das System sagte nicht innerhalb von 10 s, ob sie angezeigt wurde.",
  "notify.system.refused": "Das System hat sie abgelehnt.",
  "notify.system.refused-one": "Das System hat eine Benachrichtigung abgelehnt. Alarme stehen weiter im Verlauf.",
  "notify.allow.darwin": "Erlauben Sie Pricebell in den Systemeinstellungen unter Mitteilungen.",
  "notify.allow.win32": "Schalten Sie Pricebell in den Einstellungen unter System, Benachrichtigungen ein.",
});
