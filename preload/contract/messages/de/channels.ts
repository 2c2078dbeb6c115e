import type { channels as english } from "../en/channels.ts";
import { translationOf } from "../message-types.ts";

export const channels = translationOf<typeof english>()({
  "send.stopped": "Das Senden an {host} wurde abgebrochen.",
  "send.no-answer": "{host} hat innerhalb von {seconds} s nicht geantwortet.",
  "send.address-refused":
    "{host} ist eine Adresse, die kein Dienst hat (Link-Local, Multicast oder gar keine); dorthin wird nicht verbunden. Prüfen Sie die Adresse.",
  "send.plain-http":
    "{host} ist eine öffentliche Adresse, und über http:// könnte jeder unterwegs den Alarm und das Token lesen. Nehmen Sie https://.",
  "send.host-not-found":
    "Den Rechner {host} gibt es nicht, oder dieser Computer ist offline. Prüfen Sie Adresse und Verbindung.",
  "send.connection-refused": "Unter {host} antwortet nichts. Prüfen Sie die Adresse, und ob der Dienst dort läuft.",
  "send.broke-off": "{host} hat die Verbindung ohne Antwort beendet.",
  "send.unreachable": "{host} ist von hier aus nicht erreichbar ({reason}).",

  "outcome.maybe-sent": "{why} Ob die Nachricht angenommen wurde, ist nicht bekannt.",
  "outcome.later": "{service} nimmt im Augenblick keine Nachrichten an (HTTP {status}). Es wird wieder versucht.",
  "outcome.rate-limited": "{service} hat zu viele Nachrichten bekommen und nimmt sie später wieder an.",
  "outcome.gateway": "Ein Server vor {service} hat von dort keine Antwort bekommen (HTTP {status}).",
  "outcome.refused": "{service} weist diese Nachricht zurück (HTTP {status}). Sie steht im Verlauf.",
  "outcome.unauthorized":
    "{service} nimmt den Schlüssel, das Token oder das Passwort nicht an (HTTP {status}). Geben Sie es bei diesem Ziel neu ein.",
  "outcome.gone": "{service} kennt diese Adresse nicht mehr (HTTP {status}). Richten Sie dieses Ziel neu ein.",
  "outcome.redirected":
    "{service} leitet an eine andere Adresse weiter (HTTP {status}); dem wird nicht gefolgt. Geben Sie die Adresse ein, zu der es führt.",
  "outcome.not-understood":
    "{service} hat mit etwas geantwortet, das keine Antwort dieses Dienstes ist. Prüfen Sie die Adresse.",
  "outcome.says": "{words} Seine Worte: {quote}",

  "field.address-invalid": "Gebraucht wird eine Adresse, die mit https:// beginnt (im eigenen Netz auch http://).",
  "field.address-login": "Name und Passwort gehören nicht in die Adresse; dafür gibt es eigene Felder.",
  "field.address-query": "Die Adresse endet vor einem ? oder #.",
  "field.missing": "Das wird gebraucht.",
  "field.authority": "Zertifizierungsstelle",
  "field.authority-help":
    "Nur für einen eigenen Server, dessen Zertifikat keine bekannte Stelle unterschrieben hat: das Zertifikat der Stelle (PEM). Nur ihr wird dort geglaubt.",
  "field.authority-invalid": "Gebraucht wird ein Zertifikat in PEM-Form: Es beginnt mit -----BEGIN CERTIFICATE-----.",

  "text.again": "(noch einmal) {title}",

  "ntfy.label": "ntfy",
  "ntfy.summary":
    "Die App ntfy auf einem Telefon, über ntfy.sh oder einen eigenen Server. Braucht ein Topic, das niemand erraten kann.",
  "ntfy.server": "Server",
  "ntfy.server-help": "https://ntfy.sh, oder die Adresse Ihres eigenen Servers.",
  "ntfy.topic": "Topic",
  "ntfy.topic-help":
    "Das Topic, das die App auf dem Telefon abonniert. Wer es kennt, liest mit: Nehmen Sie ein langes zufälliges.",
  "ntfy.topic-invalid": "Ein Topic hat 1 bis 64 Buchstaben, Ziffern, Binde- und Unterstriche.",
  "ntfy.topic-reserved": "Topics aus up und 12 Zeichen gehören UnifiedPush. Nehmen Sie ein anderes.",
  "ntfy.token": "Zugangstoken",
  "ntfy.token-help": "Wenn der Server eines verlangt; es beginnt mit tk_.",
  "ntfy.user": "Benutzername",
  "ntfy.user-help": "Anstelle eines Tokens, mit einem Passwort.",
  "ntfy.password": "Passwort",
  "ntfy.password-missing": "Zu einem Benutzernamen gehört sein Passwort.",
  "ntfy.too-old":
    "{service} ist älter als ntfy 2.16: Nachrichten können dort nicht ersetzt werden; was noch einmal gesendet wird oder wächst, erscheint ein weiteres Mal. Aktualisieren Sie den Server.",
  "ntfy.quota":
    "Die Nachrichten, die {service} heute von dieser Adresse annimmt, sind aufgebraucht, bis Mitternacht UTC.",
  "ntfy.no-attachments": "{service} weist die Nachricht zurück, weil sie zu lang ist.",
  "ntfy.answers-lost": "Antworten vom Telefon können nicht gehört werden: {why}",
});
