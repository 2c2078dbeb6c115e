import type { service as english } from "../en/service.ts";
import { translationOf } from "../message-types.ts";

export const service = translationOf<typeof english>()({
  "answer.no-event": "Dieses Ereignis gibt es nicht.",
  "answer.no-alert": "Diesen Alarm gibt es nicht (mehr).",
  "answer.which-alert": "Welcher Alarm? Eine ID wird gebraucht.",
  "answer.which-alerts": "Welche Alarme? Eine Liste von 1 bis {most} wird gebraucht.",
  "answer.in-list": "Alarm {number} von {count}: {why} Keiner davon wurde gesetzt.",
  "answer.too-many-alerts": "Höchstens {most} Alarme sind möglich; entfernen Sie erst welche.",
  "answer.list-full": "Die Liste fasst höchstens {most} Instrumente.",
  "answer.fixed": "Das steht auf der Befehlszeile und gilt, bis Pricebell ohne es gestartet wird.",
  "answer.key-shape": "Ein Schlüssel ist ein Wort aus Buchstaben, Ziffern und Zeichen, ohne Leerzeichen.",
  "answer.takes-no-key": "Dieser Handelsplatz nimmt keinen API-Schlüssel.",
  "answer.no-venue-setting": "Diese Einstellung hat der Handelsplatz nicht.",
  "answer.no-venue-setting-known": "Diese Einstellung hat der Handelsplatz nicht; er hat {known}.",
  "answer.only-venue":
    "Er ist der einzige eingeschaltete Handelsplatz. Schalten Sie erst einen anderen ein: Ohne einen könnte kein Alarm auslösen.",
  "answer.no-address": "Dieser Handelsplatz läuft in Pricebell selbst und hat keine Adresse.",
  "answer.database-busy": "Die Datenbank ist beschäftigt. Versuchen Sie es gleich noch einmal.",
  "answer.tried-again": "Es wird noch einmal versucht.",
  "answer.bug": "In Pricebell ist etwas schiefgegangen. Ihre Alarme gehen weiter; im Protokoll steht mehr.",

  "database.failing":
    "Die Datenbank lässt sich nicht schreiben. Alarme lösen weiter aus, werden aber nicht gespeichert.",
  "database.waiting": {
    one: "{text} {count} Entscheidung wartet darauf, geschrieben zu werden.",
    other: "{text} {count} Entscheidungen warten darauf, geschrieben zu werden.",
  },
  "database.not-saved": "Noch nicht gespeichert: Pricebell kann seine Datenbank nicht schreiben.",
  "database.trouble": "Pricebell kann seine Datenbank nicht schreiben",
  "database.last-backup": "Die letzte Sicherung ist vom {moment}.",
  "database.over": "Pricebell kann seine Datenbank wieder schreiben",
  "database.over.could-not": "Das ging {duration} lang nicht.",
  "database.over.saved": {
    one: "{count} Alarm aus dieser Zeit ist jetzt gespeichert.",
    other: "{count} Alarme aus dieser Zeit sind jetzt gespeichert.",
  },
  "database.over.lost": {
    one: "{count} weiterer Alarm ließ sich nicht aufheben und steht nicht im Verlauf.",
    other: "{count} weitere Alarme ließen sich nicht aufheben und stehen nicht im Verlauf.",
  },
  "database.no-backup": "Pricebell kann keine Sicherung anlegen",
  "database.damaged": "Ein Teil der Daten von Pricebell ist nicht lesbar",

  "damaged.rules": {
    one: "Der Alarm für {named} ist nicht lesbar ({reasons}) und wird nicht beobachtet: Setzen Sie ihn neu.",
    other: "{count} Alarme ({named}) sind nicht lesbar ({reasons}) und werden nicht beobachtet: Setzen Sie sie neu.",
  },
  "damaged.events": {
    one: "Ein Eintrag des Verlaufs ({named}) ist nicht lesbar und fehlt.",
    other: "{count} Einträge des Verlaufs ({named}) sind nicht lesbar und fehlen.",
  },
  "damaged.deliveries": {
    one: "Eine Benachrichtigung ist nicht lesbar und wurde vielleicht nicht angezeigt: Sehen Sie in den Verlauf.",
    other:
      "{count} Benachrichtigungen sind nicht lesbar und wurden vielleicht nicht angezeigt: Sehen Sie in den Verlauf.",
  },
  "damaged.settings": {
    one: "Die Einstellung {named} ist nicht lesbar und steht wieder auf ihrem Ausgangswert: Prüfen Sie die Einstellungen.",
    other:
      "Die Einstellungen {named} sind nicht lesbar und stehen wieder auf ihrem Ausgangswert: Prüfen Sie die Einstellungen.",
  },
  "damaged.destinations": {
    one: "Das Ziel {named} ist nicht lesbar und fehlt: Alarme, die nur dieses nennen, werden auf dem Desktop gemeldet. Richten Sie es neu ein.",
    other:
      "Die Ziele {named} sind nicht lesbar und fehlen: Alarme, die nur diese nennen, werden auf dem Desktop gemeldet. Richten Sie sie neu ein.",
  },
  "damaged.venues":
    "Was für den Handelsplatz {named} eingestellt war, ist nicht lesbar: Ob er eingeschaltet ist, und seine Adressen, sind wie am Anfang. Prüfen Sie die Einstellungen.",
  "damaged.watchlist": {
    one: "Ein Eintrag der Watchlist ist nicht lesbar und fehlt dort: Fügen Sie wieder hinzu, was fehlt.",
    other: "{count} Einträge der Watchlist sind nicht lesbar und fehlen dort: Fügen Sie wieder hinzu, was fehlt.",
  },
  "damaged.last_ticks":
    "Der letzte Kurs von {named} ist nicht lesbar: Was geschah, während Pricebell nicht lief, ist nicht bekannt.",
  "damaged.minutes": {
    one: "Eine Minute des Charts von {named} ist nicht lesbar.",
    other: "{count} Minuten des Charts von {named} sind nicht lesbar.",
  },
  "damaged.heartbeat": "Wann Pricebell zuletzt gestartet wurde, ist nicht lesbar.",
  "damaged.watched_venues":
    "Bis wann {named} zuletzt beobachtet wurde, ist nicht lesbar: Eine Lücke beginnt vielleicht beim letzten Kurs.",
  "damaged.awaited_histories":
    "Welche Zeit von {named} noch von der Börse gelesen wurde, ist nicht lesbar: Ein Alarm, der darin berührt wurde, wird nicht gemeldet.",
  "damaged.kept":
    "{lines}\nWas dort stand, ist in {file} aufgehoben, Tabelle damaged_rows. Fehlt mehr als das, stellen Sie eine Sicherung wieder her.",
  "damaged.more": "{named} und {more} weitere",

  "headless.running":
    "Pricebell läuft. Öffnen Sie diese Adresse in einem Browser auf diesem Computer:\n\n  {address}\n\nStrg+C beendet es.",
  "headless.event": "{moment}: {title}. {body}",
  "headless.event-unsaved":
    "{moment}: {title}. {body} (Noch nicht gespeichert: Die Datenbank lässt sich nicht schreiben.)",
  "headless.backups": "Sicherungen, die neueste zuerst:",
  "headless.backup": {
    one: "{name}  vom {moment}, mit {count} Alarm",
    other: "{name}  vom {moment}, mit {count} Alarmen",
  },
  "headless.restore-how":
    "Starten Sie mit --restore-backup latest, oder mit einem dieser Namen. Was jetzt dort steht, bleibt erhalten.",
  "headless.restored": "Die Sicherung {name} ist wiederhergestellt. Was dort stand, liegt in {folder}.",
  "headless.key-other-addresses":
    "Der API-Schlüssel für {venue} wird nicht gesendet, denn er wurde nicht für die Adressen in den Einstellungen eingegeben: Der Handelsplatz sendet vielleicht keine Kurse, und dann löst kein Alarm aus. Starten Sie mit --venue-url (und --rest-url), um ihn an die dort genannte Adresse zu senden, oder speichern Sie ihn in den Einstellungen noch einmal.",
  "headless.no-notifications":
    "Ohne eigenes Fenster kann Pricebell auf diesem System keine Benachrichtigungen anzeigen. Alarme stehen im Verlauf; starten Sie das Desktop-Programm, um benachrichtigt zu werden.",
  "headless.port-in-use": "Port {port} ist belegt. Wählen Sie mit --port einen anderen, oder 0 für irgendeinen freien.",
  "headless.port-refused":
    "Dieser Benutzer darf Port {port} nicht verwenden. Wählen Sie mit --port einen über 1023, oder 0 für irgendeinen freien.",

  "venue.demo": "Demobörse",
  "venue.demo.in-text": "die Demobörse",
});
