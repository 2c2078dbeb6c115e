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
    "Die Nachrichten, die {service} heute von dieser Adresse annimmt, sind aufgebraucht. Nach Mitternacht UTC wird es wieder versucht; für mehr brauchen Sie einen eigenen Server oder dort ein bezahltes Konto mit dessen Zugangstoken.",
  "ntfy.no-attachments": "{service} weist die Nachricht zurück, weil sie zu lang ist.",
  "ntfy.answers-lost": "Antworten vom Telefon können nicht gehört werden: {why}",

  "telegram.label": "Telegram",
  "telegram.summary": "Ein eigener Bot bei Telegram: Lassen Sie sich von @BotFather einen geben.",
  "telegram.token": "Bot-Token",
  "telegram.token-help": "Was @BotFather auf /newbot antwortet: Ziffern, ein Doppelpunkt und 35 Zeichen.",
  "telegram.token-invalid": "Ein Bot-Token sieht aus wie 123456789:AAE... (Ziffern, ein Doppelpunkt, 35 Zeichen).",
  "telegram.chat": "Chat",
  "telegram.chat-help":
    "Die Nummer des Chats. Lassen Sie das Feld leer, speichern Sie, und senden Sie einen Test: Dann steht da, wo Sie Start drücken. Drücken Sie es, testen Sie noch einmal, und der Chat ist gefunden.",
  "telegram.chat-invalid": "Ein Chat ist eine Zahl (bei Gruppen mit Minus) oder @Name eines Kanals.",
  "telegram.press-start":
    "Der Chat ist noch nicht bekannt. Öffnen Sie https://t.me/{bot}?start={code} auf dem Telefon, drücken Sie Start und testen Sie dieses Ziel noch einmal.",
  "telegram.found": "Der Chat mit {name} ist gefunden; Alarme gehen dorthin.",
  "telegram.chat-unknown":
    "Telegram kennt diesen Chat nicht, oder der Bot darf dort nicht schreiben. Öffnen Sie den Bot in Telegram, drücken Sie Start und testen Sie noch einmal.",
  "telegram.blocked":
    "Der Bot darf in diesen Chat nicht mehr schreiben. Heben Sie die Sperre auf, oder nehmen Sie ihn wieder in die Gruppe auf.",
  "telegram.heard": "Pricebell hat Ihre Antwort.",
  "telegram.other-reader":
    "Antworten können nicht gehört werden: Ein anderes Programm liest die Nachrichten dieses Bots mit. Geben Sie Pricebell einen eigenen Bot.",
  "telegram.answers-lost": "Antworten aus Telegram können nicht gehört werden: {why}",

  "discord.label": "Discord",
  "discord.summary":
    "Ein Kanal eines Discord-Servers, über einen Webhook, den Sie in den Einstellungen des Kanals unter Integrationen anlegen.",
  "discord.url": "Webhook-Adresse",
  "discord.url-help": "Kanaleinstellungen, Integrationen, Webhooks, Neuer Webhook, Webhook-URL kopieren.",
  "discord.url-invalid": "Die Adresse eines Discord-Webhooks beginnt mit https://discord.com/api/webhooks/.",
  "discord.deleted":
    "Der Webhook wurde in Discord gelöscht. Legen Sie einen neuen an und geben Sie seine Adresse bei diesem Ziel ein.",

  "slack.label": "Slack",
  "slack.summary":
    "Ein Kanal in Slack, über einen eingehenden Webhook einer Slack-App, die Sie unter api.slack.com/apps anlegen.",
  "slack.url": "Webhook-Adresse",
  "slack.url-help": "In Ihrer Slack-App unter Incoming Webhooks, Add New Webhook to Workspace.",
  "slack.url-invalid": "Die Adresse eines Slack-Webhooks beginnt mit https://hooks.slack.com/services/.",
  "slack.revoked":
    "Slack kennt diesen Webhook nicht mehr, oder sein Kanal ist geschlossen. Legen Sie einen neuen an und geben Sie seine Adresse bei diesem Ziel ein.",

  "pushover.label": "Pushover",
  "pushover.summary":
    "Die App Pushover auf einem Telefon. Was kritisch ist, wiederholt Pushover selbst, bis jemand antwortet.",
  "pushover.token": "Anwendungs-Token",
  "pushover.token-help": "Legen Sie unter pushover.net/apps/build eine eigene Anwendung an: 30 Buchstaben und Ziffern.",
  "pushover.user": "Benutzerschlüssel",
  "pushover.user-help":
    "Steht nach der Anmeldung auf pushover.net: 30 Buchstaben und Ziffern; der einer Gruppe geht auch.",
  "pushover.key-invalid": "Gebraucht werden 30 Buchstaben und Ziffern.",
  "pushover.device": "Gerät",
  "pushover.device-help": "Sein Name in Pushover, wenn nicht alle klingeln sollen.",
  "pushover.device-invalid": "Der Name eines Geräts hat bis zu 25 Buchstaben, Ziffern, Binde- und Unterstriche.",
  "pushover.quota":
    "Die Nachrichten, die Pushover von diesem Konto im Monat annimmt, sind aufgebraucht. Kaufen Sie auf pushover.net weitere, oder nutzen Sie bis zum Monatsende einen anderen Dienst; was wartet, wird von selbst wieder versucht.",
  "pushover.keys-refused":
    "Pushover nimmt das Anwendungs-Token, den Benutzerschlüssel oder das Gerät nicht an. Geben Sie sie neu ein.",
  "pushover.answers-lost": "Antworten aus Pushover können nicht gehört werden: {why}",

  "webhook.label": "Webhook",
  "webhook.summary":
    "Ein Programm von Ihnen, das HTTP annimmt: Jeder Alarm wird als JSON dorthin gesendet, nach Standard Webhooks signiert.",
  "webhook.url": "Adresse",
  "webhook.url-help": "Wo es lauscht. Jede Antwort von 200 bis 299 heißt, dass es den Alarm hat.",
  "webhook.secret": "Signaturschlüssel",
  "webhook.secret-help":
    "whsec_ und 24 bis 64 Bytes in Base64; daran prüft der Empfänger, dass die Nachricht von hier kommt. Leer: ohne Signatur.",
  "webhook.secret-invalid": "Gebraucht werden whsec_ und 24 bis 64 Bytes in Base64.",

  "program.label": "Programm",
  "program.summary":
    "Ein Programm auf diesem Computer: Es wird für jede Nachricht gestartet und liest sie als eine Zeile JSON.",
  "program.command": "Befehl",
  "program.command-help":
    "Der ganze Pfad eines Programms, dahinter feste Wörter dafür; doppelte Anführungszeichen halten eines mit Leerzeichen zusammen. Es läuft ohne Shell, als der Benutzer von Pricebell, und bekommt die Nachricht auf der Standardeingabe.",
  "program.not-runnable":
    "{file} lässt sich nicht starten: Es ist kein Programm, darf nicht ausgeführt werden, oder sein Pfad hat ein doppeltes Anführungszeichen. Wählen Sie eine andere Datei, oder machen Sie diese ausführbar.",
  "program.file-invalid": "Gebraucht wird der ganze Pfad eines Programms.",
  "program.file-batch":
    "Windows führt .bat und .cmd nur über eine Shell aus. Nehmen Sie die .exe, oder den Interpreter mit dem Skript als Argument.",
  "program.quote-open": "Ein doppeltes Anführungszeichen hat kein Ende.",
  "program.missing":
    "Das Programm {file} ist nicht da oder kann nicht ausgeführt werden ({reason}). Wählen Sie es bei diesem Ziel neu aus.",
  "program.failed": "Das Programm {file} endete mit {code} und hat die Nachricht nicht angenommen.",
  "program.later": "Das Programm {file} will später noch einmal gefragt werden (Code 75).",
  "program.late": "Das Programm {file} war nach {seconds} s nicht fertig und wurde beendet.",
  "program.killed": "Das Programm {file} wurde durch ein Signal beendet.",
  "program.stopped": "Das Programm {file} wurde mit Pricebell beendet.",

  "sound.label": "Ton",
  "sound.summary":
    "Ein Ton in einem offenen Fenster von Pricebell. Solange keines offen ist oder der Browser keinen zulässt, warten Alarme hier.",
  "sound.sound": "Ton",
  "sound.chime": "Gong",
  "sound.bell": "Glocke",
  "sound.alarm": "Alarm",
  "sound.volume": "Lautstärke",
  "sound.volume-help": "Von 1 bis 100.",
  "sound.volume-invalid": "Gebraucht wird eine ganze Zahl von 1 bis 100.",
  "sound.played": "Ein offenes Fenster hat den Ton gespielt.",
  "sound.no-window":
    "Kein Fenster von Pricebell ist offen, das einen Ton spielen könnte. Öffnen Sie ein Fenster oder eine Seite im Browser.",
  "sound.blocked": "Das offene Fenster darf noch keine Töne spielen. Drücken Sie oben darin „Ton einschalten“.",
  "sound.no-answer": "Kein Fenster meldete, dass es den Ton gespielt hat.",

  "mail.label": "E-Mail",
  "mail.summary": "E-Mail an eine Adresse, über den Mailserver eines Ihrer Konten.",
  "mail.server": "Mailserver",
  "mail.server-help": "Der Server, über den Ihr Mailprogramm sendet, etwa smtp.example.com.",
  "mail.server-invalid": "Gebraucht wird der Name eines Mailservers, ohne smtp:// davor.",
  "mail.security": "Verschlüsselung",
  "mail.security-help": "Ohne Verschlüsselung nur zu einem Server im eigenen Netz.",
  "mail.tls": "TLS (Port 465)",
  "mail.starttls": "STARTTLS (Port 587)",
  "mail.no-tls": "Keine",
  "mail.port": "Port",
  "mail.port-help": "465 für TLS, 587 für STARTTLS.",
  "mail.port-invalid": "Gebraucht wird eine Zahl von 1 bis 65535.",
  "mail.user": "Benutzername",
  "mail.user-help": "Oft die ganze Adresse. Leer: Der Server verlangt keinen.",
  "mail.password": "Passwort",
  "mail.password-help": "Gmail, Outlook und andere wollen ein eigenes Passwort für dieses Programm (App-Passwort).",
  "mail.password-missing": "Zu einem Benutzernamen gehört sein Passwort.",
  "mail.from": "Von",
  "mail.from-help": "Eine Adresse, unter der dieses Konto senden darf.",
  "mail.to": "An",
  "mail.to-help": "Eine Adresse; für eine weitere richten Sie ein weiteres Ziel ein.",
  "mail.address-invalid": "Gebraucht wird eine E-Mail-Adresse, etwa ann@example.com.",
  "mail.tls-failed":
    "{service} spricht TLS nicht, wie es soll: Sein Zertifikat ist hier nicht bekannt, oder es bietet kein STARTTLS an. Prüfen Sie Verschlüsselung, Port und Zertifizierungsstelle.",
  "mail.login-refused": "{service} nimmt Benutzernamen oder Passwort nicht an. Geben Sie sie bei diesem Ziel neu ein.",
  "mail.address-refused": "{service} nimmt keine Mail von oder an diese Adressen. Prüfen Sie sie bei diesem Ziel.",
  "mail.later": "{service} nimmt im Augenblick keine Mail an (SMTP {code}). Es wird wieder versucht.",
  "mail.refused": "{service} weist diese Mail zurück (SMTP {code}). Der Alarm steht im Verlauf.",
});
