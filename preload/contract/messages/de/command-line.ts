import type { commandLine as english } from "../en/command-line.ts";
import { translationOf } from "../message-types.ts";

export const commandLine = translationOf<typeof english>()({
  "help.what":
    "Pricebell ohne eigenes Fenster: beobachtet Kurse, bewahrt Ihre Alarme auf, und zeigt seine Seite in jedem Browser auf diesem Computer.",
  "help.options": "Optionen",
  "help.data-dir": "wo Alarme, Verlauf und Token liegen",
  "help.port": "Port auf 127.0.0.1; 0 (ohne Angabe) nimmt irgendeinen freien",
  "help.demo": "die Demobörse im Programm, gleich was die Einstellungen sagen",
  "help.venue": "woher Kurse kommen: {venues}",
  "help.venue-url": "ein anderer Server derselben Art für diesen Handelsplatz: seine Adresse mit ws:// oder wss://",
  "help.venue-url.unnamed":
    "ein anderer Server derselben Art für diesen Handelsplatz: seine Adresse mit ws:// oder wss://; ohne ID= für den Handelsplatz, den --venue nennt, sonst für {venue}",
  "help.rest-url": "seine Adresse mit http:// oder https://; ohne Angabe auf demselben Host wie --venue-url",
  "help.symbols": "setzt diese auf die Watchlist, z. B. BTC-USD,{venue}:ETH-USD",
  "help.language": "Sprache von allem, was gesagt wird: system (ohne Angabe), {languages}",
  "help.key-file": "Datei mit dem API-Schlüssel für {venue}; nur ihr Besitzer darf sie lesen (chmod 600)",
  "help.allow-program":
    "ein Programm, das Ziele starten dürfen: sein ganzer Pfad und feste Wörter dafür, in Anführungszeichen; mehrmals für mehrere",
  "help.new-token": "legt ein neues Token an; Seiten und Skripte mit dem alten müssen neu eingelassen werden",
  "help.restore-backup":
    "setzt erst diese Sicherung an die Stelle der Datenbank, die unter aside/ bleibt; NAME ist einer von denen, die genannt werden, wenn die Datenbank sich nicht öffnen lässt, oder latest",
  "help.json":
    "gibt ein JSON-Objekt je Zeile aus: erst, wo es zu erreichen ist, dann Ereignisse, Verbindungen, Warnungen und Fehler",
  "help.help": "dieser Text",
  "help.version": "die Version",
  "help.elsewhere":
    "Was keine Option hat, wird auf der Seite oder durch ihre Aufrufe eingestellt: wo Alarme gemeldet werden ({create}, und {channels} dafür, was jeder Kanal braucht), welche dieser Ziele ohne eigene Angabe gelten, Ruhezeiten und wohin ein kritischer Alarm geht, den niemand bestätigt ({set}), wer es merkt, wenn Pricebell stehen bleibt ({stops}). README.md hat je ein Beispiel.",
  "help.key":
    "Der API-Schlüssel für {venue} kann in der Umgebungsvariablen PRICEBELL_API_KEY stehen; er wird nie ausgegeben.\nSIGINT (Strg+C) und SIGTERM beenden es sauber.",

  "options.unknown": "Die Option {option} gibt es nicht. --help nennt die Optionen.",
  "options.value":
    "Die Option {option} hat einen Wert, den sie nicht nimmt, oder es fehlt der, den sie nimmt. --help nennt die Optionen.",
  "options.stray": "{text} gehört zu keiner Option. --help nennt die Optionen.",
  "options.empty": "{option} ist leer.",
  "options.port": "--port nimmt eine Zahl von 0 bis 65535, nicht {port}.",
  "options.language": "--language nimmt system, {languages}, nicht {language}.",
  "options.demo-and-venue": "--demo und --venue gehen nicht zusammen.",
  "options.demo-and-address": "--demo und die Adresse eines Handelsplatzes gehen nicht zusammen.",
  "options.no-demo": "Es gibt keine Demobörse.",
  "options.venue-unknown": "{option} kennt die Handelsplätze {venues}, nicht {venue}.",
  "options.no-address": "{option}: {venue} läuft in Pricebell selbst und hat keine Adresse.",
  "options.venue-not-named": "{option} ist für {venue}, das --venue nicht nennt.",
  "options.twice": "{option} steht zweimal für {venue} da.",
  "options.problem": "{option}: {problem}",
  "options.which-venue": "{option}: Für welchen Handelsplatz? Zum Beispiel {venue}=ADRESSE.",
  "options.symbol-venue": "--symbols nennt {venue}, das nur beobachtet wird, wenn auch --venue es nennt.",
  "options.symbol":
    "--symbols nimmt Symbole, wie der Handelsplatz sie schreibt, z. B. BTC-USD, und sind mehrere eingeschaltet, mit dem Handelsplatz davor, nicht {symbol}.",
  "options.variable": "{variable}: {problem}",
  "options.file-unreadable": "{option}: {file} lässt sich nicht lesen: {reason} ({code}).",
  "options.no-file": "{option}: Die Datei {file} gibt es nicht.",
  "options.key-file-open":
    "{option}: Andere können {file} lesen. Machen Sie die Datei zu Ihrer allein: chmod 600, und besorgen Sie einen neuen Schlüssel, falls ihn jemand gesehen haben könnte.",
  "options.ping-file-open":
    "{option}: Andere können {file} lesen. Machen Sie die Datei zu Ihrer allein: chmod 600, und besorgen Sie eine neue Adresse, falls sie jemand gesehen haben könnte.",
  "options.no-backups": "In {folder} gibt es keine. Nichts wurde geändert.",
  "options.no-backup": "Eine Sicherung {name} gibt es in {folder} nicht. Nichts wurde geändert.",
  "headless.token-unwritable":
    "{file} enthält das Token der Seite und lässt sich nicht schreiben: {reason} ({code}). Pricebell wurde beendet und beobachtet keinen Alarm: Beheben Sie das, oder entfernen Sie, was dort steht, und starten Sie es noch einmal.",
  "headless.time-zone":
    "TZ ist {setting}, was Pricebell nicht als Zeitzone lesen kann: Die Zeiten, die es nennt, sind die von {offset}, im Sommer wie im Winter. Alarme betrifft das nicht. Setzen Sie TZ auf einen Namen wie Europe/Berlin.",

  "launch.in-browser": "Pricebell öffnet sich in Ihrem Browser statt in einem eigenen Fenster: {reason}.",
  "launch.no-display": "es gibt keinen Bildschirm",
  "launch.fetching": "Die Laufzeitumgebung Electron wird geladen (einmal) ...",
  "launch.no-runtime": "die Laufzeitumgebung Electron ließ sich nicht laden",
  "launch.cannot-run": "Electron kann hier nicht laufen ({how}; was es dazu sagte, steht oben)",
});
