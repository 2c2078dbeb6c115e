import type { desktop as english } from "../en/desktop.ts";
import { translationOf } from "../message-types.ts";

export const desktop = translationOf<typeof english>()({
  "tray.blind-since": "{state}, blind seit {time}",
  "tray.demo": "{state} (Demodaten)",
  "tray.near": "{symbol} {level}: noch {amount}, {percent}",
  "tray.unread": "{unread} ungelesen",
  "tray.armed": "{armed} aktiv",
  "tray.none-armed": "Kein Alarm ist aktiv",
  "tray.resume-all": "Alle fortsetzen (pausiert bis {time})",
  "tray.pause-all": "Alle eine Stunde pausieren",
  "tray.open": "Pricebell öffnen",
  "tray.quit": "Beenden",
  "tray.tooltip": "Pricebell: {state}, {armed} aktiv",
  "tray.tooltip-unread": "Pricebell: {state}, {armed} aktiv, {unread} ungelesen",
  "menu.file": "Datei",
  "menu.view": "Ansicht",

  "desktop.comment": "Beobachtet Kurse und meldet sich, wenn einer tut, worauf Sie warten",

  "box.ok": "OK",
  "box.quit": "Beenden",
  "box.stopped": "Pricebell wurde beendet",
  "box.stopped.what": "Jetzt wird nichts beobachtet. {why}",
  "box.stopped.often": "Es brach viermal innerhalb von fünf Minuten ab. Der Bericht steht in {file}.",
  "box.stopped.no-report":
    "Ein Fehler hat es beendet, und nach {folder} ließ sich kein Bericht schreiben: Ist der Datenträger voll?",
  "box.cannot-start": "Pricebell kann nicht starten und beobachtet nichts",
  "box.option-refused": "{problem} Starten Sie es noch einmal ohne das.",
  "box.window-given-up": "Das Fenster von Pricebell schließt sich immer wieder",
  "box.window-given-up.what":
    "Seine Seite brach viermal innerhalb von fünf Minuten ab ({reason}). Die Alarme gehen weiter. Öffnen Sie das Fenster über das Infobereich-Symbol wieder, oder indem Sie Pricebell starten.",
  "box.no-keyring": "Dieses System hat keinen Schlüsselbund",
  "box.no-keyring.what":
    "Der API-Schlüssel würde so gut wie unverschlüsselt gespeichert, in einer Datei, die nur Sie lesen können. Sonst wird er verwendet, bis Pricebell endet, und dann wieder erfragt.",
  "box.no-keyring.use": "Bis zum Beenden verwenden",
  "box.no-keyring.store": "Speichern",
  "box.key-addresses": "Den API-Schlüssel für {venue} an eine andere Adresse senden?",
  "box.key-addresses.what":
    "Die Einstellungen wurden geändert, und der Schlüssel wurde für andere Adressen eingegeben als diese:\n\n{wsUrl}\n{restUrl}\n\nWer sie betreibt, bekommt den Schlüssel. Senden Sie ihn nur, wenn Sie das selbst geändert haben.",
  "box.key-addresses.keep": "Nicht senden",
  "box.key-addresses.send": "Dorthin senden",
  "box.program": "Programm für Ihre Alarme auswählen",
  "box.program.choose": "Auswählen",
  "box.program.kind": "Programme",
  "box.program-words": "Dieses Programm mit diesen Wörtern für Alarme starten?",
  "box.program-words.what":
    "{command}\n\nEs wird für jede Nachricht gestartet, läuft unter Ihrem Namen und darf alles, was Sie dürfen. Erlauben Sie es nur, wenn Sie diese Wörter selbst geschrieben haben.",
  "box.program-words.refuse": "Nicht starten",
  "box.program-words.allow": "Starten",
  "box.keeps-watching": "Pricebell beobachtet weiter",
  "box.keeps-watching.tray": "Ihre Alarme gehen weiter. Pricebell ist im Infobereich: Öffnen oder beenden Sie es dort.",
  "box.keeps-watching.minimised":
    "Ihre Alarme gehen weiter. Dieser Desktop hat keinen Infobereich, deshalb wird das Fenster minimiert statt geschlossen. Beenden Sie mit Strg+Q im Fenster.",
  "box.login": "Start bei der Anmeldung",
  "box.login.not-packaged":
    "Nur ein installiertes Pricebell kann bei der Anmeldung gestartet werden; dieses läuft aus seinen Quellen.",
  "box.login.needs-approval": "Erlauben Sie Pricebell in den Systemeinstellungen unter Allgemein, Anmeldeobjekte.",
  "box.login.failed": "Die Autostart-Datei ließ sich nicht schreiben. Pricebell startet nicht von selbst.",
  "box.release": "Pricebell {version} ist da",
  "box.release.what":
    "Auf seiner Seite steht, was sich geändert hat, und die Installer liegen dort. Nichts wird von selbst installiert.",
  "box.release.later": "Später",
  "box.release.open": "Seite öffnen",
  "box.backup-offer": {
    one: "Die letzte gute Sicherung ist vom {moment}, mit {count} Alarm. Die beschädigte Datei bleibt erhalten.",
    other: "Die letzte gute Sicherung ist vom {moment}, mit {count} Alarmen. Die beschädigte Datei bleibt erhalten.",
  },
  "box.restore": "Diese Sicherung wiederherstellen",
  "box.not-restored": "Die Sicherung ließ sich nicht wiederherstellen",
});
