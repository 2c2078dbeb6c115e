import type { network as english } from "../en/network.ts";
import { translationOf } from "../message-types.ts";

export const network = translationOf<typeof english>()({
  "proxy.system-names":
    "Die Netzwerkeinstellungen des Systems nennen {what}; Pricebell spricht nur mit HTTP-Proxys. {next}",
  "proxy.environment-names": "HTTPS_PROXY oder ALL_PROXY nennt {what}; Pricebell spricht nur mit HTTP-Proxys. {next}",
  "proxy.no-address": "etwas, das keine Adresse ist",
  "proxy.of-kind": "einen Proxy der Art {kind}",
  "proxy.use-http":
    "Gibt es auch einen HTTP-Proxy, starten Sie Pricebell mit HTTPS_PROXY, gesetzt auf http://HOST:PORT.",
  "proxy.settings-unreadable":
    "Die Proxy-Einstellungen des Systems sind nicht bekannt ({reason}). Prüfen Sie sie, vor allem die Adresse eines Proxy-Skripts, oder starten Sie Pricebell mit HTTPS_PROXY, gesetzt auf http://HOST:PORT.",
  "proxy.settings.no-answer": "keine Antwort in {seconds} s",
  "proxy.settings.unreadable": "sie sind nicht lesbar",
  "proxy.no-answer": "Der Proxy {proxy} hat nicht innerhalb von {seconds} s geantwortet. {check}",
  "proxy.unreachable": "Der Proxy {proxy} ist nicht erreichbar ({reason}). {check}",
  "proxy.broke-off": "die Verbindung brach ab",
  "proxy.check.system": "Prüfen Sie den Proxy in den Netzwerkeinstellungen des Systems.",
  "proxy.check.environment": "Prüfen Sie HTTPS_PROXY und ALL_PROXY.",
  "proxy.password": "Der Proxy {proxy} verlangt Name und Passwort, oder er lehnt die erhaltenen ab (HTTP 407). {next}",
  "proxy.password.system":
    "Starten Sie Pricebell mit HTTPS_PROXY, gesetzt auf http://NAME:PASSWORT@HOST:PORT; die Einstellungen des Systems geben sie nicht weiter.",
  "proxy.password.environment": "Sie gehören in die Adresse des Proxys.",
  "proxy.forbids":
    "Der Proxy {proxy} lässt keine Verbindungen zu diesem Server zu (HTTP 403). Fragen Sie, wer ihn betreibt.",
  "proxy.http": "Der Proxy {proxy} konnte sich nicht mit diesem Server verbinden (HTTP {status}).",

  "certificate.ended":
    "Das Zertifikat von {host} ist abgelaufen. Prüfen Sie das Datum dieses Computers; stimmt es, muss der Betreiber es erneuern.",
  "certificate.ended-on":
    "Das Zertifikat von {host} ist am {day} abgelaufen. Prüfen Sie das Datum dieses Computers; stimmt es, muss der Betreiber es erneuern.",
  "certificate.not-yet": "Das Zertifikat von {host} gilt noch nicht. Prüfen Sie Datum und Uhrzeit dieses Computers.",
  "certificate.other-host":
    "{host} zeigt das Zertifikat eines anderen Hosts. Prüfen Sie die Adresse; auch ein Netz mit Anmeldeseite bewirkt das.",
  "certificate.authority":
    "Das Zertifikat von {host} stammt von einer Stelle, die hier nicht bekannt ist. Liest hier eine Firma oder ein Virenscanner mit, starten Sie Pricebell mit NODE_EXTRA_CA_CERTS, gesetzt auf die Datei dieser Stelle, oder mit NODE_OPTIONS=--use-system-ca.",
  "certificate.revoked": "Das Zertifikat von {host} wurde widerrufen.",

  "network.the-venue": "der Handelsplatz",
});
