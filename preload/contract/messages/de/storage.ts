import type { storage as english } from "../en/storage.ts";
import { translationOf } from "../message-types.ts";

export const storage = translationOf<typeof english>()({
  "storage.full": "der Datenträger ist voll",
  "storage.disk-error": "der Datenträger meldete einen Fehler",
  "storage.read-only": "die Datei oder ihr Ordner lässt sich nur lesen",
  "storage.busy": "ein anderes Programm benutzt die Datei",
  "storage.damaged": "die Datei ist beschädigt",
  "storage.no-database": "die Datei ist keine Datenbank",
  "storage.cannot-open": "die Datei lässt sich nicht öffnen",
  "storage.access-refused": "der Zugriff auf die Datei wird verweigert",
  "storage.out-of-memory": "der Computer hat keinen Speicher mehr frei",
  "storage.reason-code": "{reason}, {code}",
  "storage.of-file": "{file}: {reason}",

  "store.locked":
    "{folder} wird von einem anderen Pricebell benutzt. Jenes beobachtet Ihre Alarme, dieses nicht. Benutzen Sie dessen Fenster, oder beenden Sie es erst, oder starten Sie dieses mit einem eigenen Datenordner.",
  "store.locked-by":
    "{folder} wird von einem anderen Pricebell benutzt (Prozess {pid}). Jenes beobachtet Ihre Alarme, dieses nicht. Benutzen Sie dessen Fenster, oder beenden Sie es erst, oder starten Sie dieses mit einem eigenen Datenordner.",
  "store.lock-garbage":
    "{file} ist nicht die Sperrdatei, die Pricebell anlegt, und lässt sich nicht sperren. Kein Alarm wird beobachtet, bis sie weg ist: Entfernen Sie sie, und starten Sie Pricebell noch einmal. Nichts darin wird gebraucht.",
  "store.in-use":
    "{file} ist in einem anderen Programm offen, und das Pricebell, das sie zuletzt benutzt hat, ist nicht beendet: Vielleicht wurde seine Sperrdatei gelöscht. Jenes beobachtet Ihre Alarme, dieses nicht. Benutzen Sie dessen Fenster, oder beenden Sie es erst. Läuft keines, schließen Sie das Programm, das die Datei liest.",
  "store.in-use-by":
    "{file} ist in einem anderen Programm offen, und das Pricebell, das sie zuletzt benutzt hat, ist nicht beendet (Prozess {pid}): Vielleicht wurde seine Sperrdatei gelöscht. Jenes beobachtet Ihre Alarme, dieses nicht. Benutzen Sie dessen Fenster, oder beenden Sie es erst. Läuft keines, schließen Sie das Programm, das die Datei liest.",
  "store.newer":
    "{file} wurde von einem neueren Pricebell geschrieben (Format {version}; dieses kennt {known}). Kein Alarm wird beobachtet, bis Sie jene Version wieder starten, oder eine neuere. Die Datei wurde nicht geändert.",
  "store.written-by-other":
    "{file} wird gerade von einem anderen Programm geschrieben ({code}). Kein Alarm wird beobachtet, bis sie frei ist: Schließen Sie jenes Programm, und starten Sie Pricebell noch einmal.",
  "store.damaged":
    "{file} ist beschädigt ({how}). Kein Alarm wird beobachtet, bis eine Sicherung an ihrer Stelle steht, oder die Datei entfernt ist, um ohne Alarme zu beginnen. Die beschädigte Datei bleibt erhalten.",
  "store.unusable":
    "{file} lässt sich nicht benutzen ({reason}). Kein Alarm wird beobachtet, bis das geht: Geben Sie diesem Benutzer das Recht, in {folder} zu schreiben, schaffen Sie dort Platz, oder starten Sie mit einem anderen Datenordner.",
  "store.damaged.empty": "sie ist leer",
  "store.damaged.foreign": "sie ist eine Datenbank, aber keine von Pricebell",
  "store.damaged.definition": "{name} ist nicht so definiert, wie es sein muss",
  "store.damaged.rows": "{count} Zeilen können nicht stimmen",

  "store.no-backup":
    "Von {file} konnte keine Sicherung angelegt werden: {reason} ({code}). Alarme gehen weiter und werden gespeichert, aber die letzte Sicherung ist älter, als sie sein sollte: Beheben Sie das. Es wird von selbst wieder versucht.",
  "store.backing-up": "Gerade wird eine Sicherung angelegt: Versuchen Sie es gleich noch einmal.",
  "store.no-such-backup":
    "{folder} enthält keine brauchbare Sicherung namens {name}. Nichts wurde geändert: Wählen Sie eine andere.",
  "store.start-again": "{problem} Starten Sie Pricebell noch einmal; was dort stand, liegt in {folder}.",
  "store.damaged-now":
    "{file}: {reason} ({code}). Alarme lösen weiter aus, werden aber nicht gespeichert: Stellen Sie eine Sicherung wieder her; die beschädigte Datei bleibt erhalten.",
  "store.cannot-write":
    "{file} lässt sich nicht schreiben: {reason} ({code}). Alarme lösen weiter aus, werden aber nicht gespeichert, bis das behoben ist; es wird von selbst wieder versucht.",
  "store.cannot-write-yet":
    "{file} lässt sich nicht schreiben ({reason}). Alarme lösen weiter aus, werden aber nicht gespeichert, bis das behoben ist; es wird von selbst wieder versucht.",
  "store.on-reserve":
    "{file}: Der Datenträger ist voll. Was auslöst und was Sie tun, wird noch gespeichert, in etwas Platz, der dafür zurückgehalten war; Kurse nicht. Machen Sie mindestens {megabytes} MB frei; es wird von selbst wieder versucht.",
  "store.no-room-for-change":
    "{file}: Der Datenträger ist voll, und was von dem dafür zurückgehaltenen Platz noch da ist, bleibt für Alarme, die auslösen. Machen Sie mindestens {megabytes} MB frei.",
  "store.not-changed":
    "{problem} Ihre Änderung wurde nicht gespeichert und gilt nicht: Machen Sie sie noch einmal, wenn das behoben ist.",
  "store.cannot-read":
    "{file} lässt sich nicht lesen: {reason} ({code}). Versuchen Sie es wieder, wenn das behoben ist.",
  "store.closed": "{file} ist geschlossen: Pricebell wird beendet.",

  "folder.is-link":
    "{path} ist ein Verweis an eine andere Stelle. Pricebell folgt Verweisen auf seine eigenen Dateien nicht: Wohin sie führen, könnte einem anderen Programm gehören. Kein Alarm wird beobachtet, bis der Verweis weg ist: Entfernen Sie ihn, oder setzen Sie an seine Stelle, wohin er führt, und starten Sie Pricebell noch einmal.",
  "folder.no-file":
    "{path} müsste eine Datei sein und ist keine. Kein Alarm wird beobachtet, bis das aus dem Weg ist: Verschieben Sie es woandershin, und starten Sie Pricebell noch einmal.",
  "folder.no-folder":
    "{path} müsste ein Ordner sein und ist keiner. Kein Alarm wird beobachtet, bis das aus dem Weg ist: Verschieben Sie es woandershin, und starten Sie Pricebell noch einmal.",
  "folder.other-owner":
    "{path} gehört einem anderen Benutzer (Nummer {owner}), der Ihre Alarme ändern könnte. Kein Alarm wird beobachtet: Starten Sie Pricebell als jener Benutzer, machen Sie die Datei zu Ihrer (chown), oder benutzen Sie einen anderen Datenordner.",
  "folder.open-to-others":
    "Andere Benutzer können {path} ändern (der Modus ist {mode}), und damit Ihre Alarme. Kein Alarm wird beobachtet: Sehen Sie nach, ob alles ist, wie Sie es verlassen haben, nehmen Sie das Recht weg (chmod go-w), und starten Sie Pricebell noch einmal, oder benutzen Sie einen anderen Datenordner.",

  "displaced.deleted": "{file} wurde gelöscht, während Pricebell lief",
  "displaced.replaced": "An die Stelle von {file} wurde eine andere Datei gesetzt, während Pricebell lief",
  "displaced.overwritten":
    "In {file} hat etwas anderes als Pricebell geschrieben, während es lief, und was Pricebell geschrieben hat, ist nicht mehr vollständig da",
  "displaced.log-gone": "{file}-wal mit dem zuletzt Geschriebenen wurde gelöscht, während Pricebell lief",
  "displaced.log-overwritten":
    "In {file}-wal mit dem zuletzt Geschriebenen hat etwas anderes als Pricebell geschrieben, während es lief, und was Pricebell geschrieben hat, ist nicht mehr vollständig da",
  "displaced.index-gone":
    "{file}-shm mit dem Verzeichnis des zuletzt Geschriebenen wurde gelöscht oder ersetzt, während Pricebell lief",
  "displaced.index-overwritten":
    "Etwas anderes als Pricebell hat {file}-shm mit dem Verzeichnis des zuletzt Geschriebenen gekürzt oder überschrieben, während es lief",
  "displaced.restored":
    "{happened}. Sie wurde mit allem, was darin war, zurückgesetzt, und nichts ist verloren. Gleich wird weitergeschrieben. Finden Sie heraus, was das war (ein Programm, das aufräumt oder synchronisiert?): Wäre Pricebell vorher beendet worden, wären Alarme verloren.",
  "displaced.restored-kept":
    "{happened}. Sie wurde mit allem, was darin war, zurückgesetzt, und nichts ist verloren. Gleich wird weitergeschrieben. Die andere Datei liegt in {folder}; um jene zu benutzen, beenden Sie Pricebell, bevor Sie sie dort hinlegen.",
  "displaced.restored-partly":
    "{happened}. Zurückgesetzt wurde, was noch zu lesen war, der Rest aus der neuesten Sicherung: Ein Teil des Verlaufs kann fehlen. Ihre Alarme werden beobachtet wie zuvor und neu geschrieben. Gleich wird weitergeschrieben. Der andere Inhalt liegt in {folder}: Sehen Sie dort nach, was fehlt, und finden Sie heraus, was das war (ein Programm, das synchronisiert oder wiederherstellt, oder ein Datenträger, der ausfällt?).",
  "displaced.not-restored":
    "{happened}, und sie lässt sich nicht zurücksetzen ({reason}). Alarme lösen weiter aus, werden aber nicht gespeichert, und würde Pricebell jetzt beendet, wäre verloren, was darin ist: Beheben Sie das; es wird von selbst wieder versucht.",
  "displaced.backing-up": "gerade wird eine Sicherung angelegt",
  "displaced.disk-gone": "der Datenträger, auf dem sie lag, ist nicht da",
  "displaced.taken-over":
    "{lock} wurde gelöscht, während Pricebell lief, und ein anderes Pricebell hat mit {folder} begonnen. Alarme kommen vielleicht doppelt, und was dieses entscheidet, wird nicht gespeichert: Beenden Sie eines der beiden.",
  "displaced.lock-lost":
    "{lock} hält ein zweites Pricebell von denselben Daten fern, ist weg und lässt sich nicht neu anlegen ({reason}). Alarme lösen weiter aus, werden aber nicht gespeichert, bis das geht: Beheben Sie das; es wird von selbst wieder versucht.",

  "damaged.why.column": "{column}: {reason}",
  "damaged.why.time": "das ist keine Zeit",
  "damaged.why.count": "das ist keine ganze Zahl ab 0",
  "damaged.why.flag": "das ist weder 0 noch 1",
  "damaged.why.text": "das ist kein Text",
  "damaged.why.storage": "ein Wert ist von anderer Art, als diese Spalte sie fasst",
  "damaged.why.number": "das ist keine Zahl",
  "damaged.why.price": "das ist kein Kurs",
  "damaged.why.one-of": "das ist keines von {allowed}",
  "damaged.why.destination": "das ist keine Kennung eines Ziels",
  "damaged.why.destination-fields": "das sind keine Felder eines Ziels",
  "damaged.why.acknowledged-by": "das sagt nicht, wer es war",
  "damaged.why.instrument": "das ist kein Instrument eines Handelsplatzes, den es gibt",
  "damaged.why.json": "das ist kein JSON",
  "damaged.why.bounds": "das sind keine Grenzen",
  "damaged.why.no-price": "es gibt gar keinen Kurs",
  "damaged.why.venue-time": "das ist keine Zeit eines Handelsplatzes",
  "damaged.why.setting": "diesen Wert kann die Einstellung nicht haben",
  "damaged.why.venue-settings": "das sind keine Einstellungen eines Handelsplatzes",
  "damaged.why.venue-value": "{name} kann diesen Wert nicht haben",
  "damaged.why.one-heartbeat": "es gibt einen Eintrag, und seine Nummer ist 1",
  "damaged.why.kind": "was zu dieser Art von Ereignis gehört, fehlt",
  "damaged.why.fired-without-price": "ein ausgelöster Alarm hat keinen Kurs",
  "damaged.why.no-event": "dieses Ereignis gibt es nicht",
  "damaged.why.event-unreadable": "sein Ereignis ist nicht lesbar",

  "delivery.no-destination": "dieses Ziel gibt es nicht mehr",
  "delivery.destination-removed": "dieses Ziel wurde entfernt",
  "delivery.acknowledged-before": "es wurde bestätigt, bevor es gesendet war",
  "delivery.ended-meanwhile": "das Programm endete, während sie angezeigt wurde",
});
