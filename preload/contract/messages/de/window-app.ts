import type { windowApp as english } from "../en/window-app.ts";
import { translationOf } from "../message-types.ts";

export const windowApp = translationOf<typeof english>()({
  "key.control": "Strg",
  "app.pane.prices": "Kurse",
  "app.pane.instrument": "Instrument",
  "app.pane.alerts": "Alarme",
  "app.pane.history": "Verlauf",
  "app.side": "Alarme und Verlauf",
  "app.tabs": "Alarme oder Verlauf",
  "app.views": "Ansichten",
  "app.new": " neu",
  "app.loading": "Lädt",
  "app.unauthorized": "Diese Seite hat keinen Zugang zu Pricebell",
  "app.unauthorized.what":
    "Pricebell läuft, und seine Alarme gehen weiter, aber es zeigt sich nur, wenn seine Adresse mit dem Token geöffnet wird. Kopieren Sie diese Adresse noch einmal dort, wo es gestartet wurde. Solange ein anderer Tab dieses Browsers Pricebell zeigt, genügt die Adresse ohne Token.",
  "app.unreachable": "Pricebell antwortet nicht",
  "app.unreadable": "Pricebell konnte seine Daten nicht öffnen",
  "app.unreadable.what": "Ihre Alarme gehen weiter: Sie werden ohne das entschieden, was hier nicht lesbar ist.",
  "app.empty-when-lost": "Bis es wieder antwortet, ist hier nichts Neues zu sehen, und nichts lässt sich hinzufügen.",
  "app.try-again": "Noch einmal versuchen",
  "app.put-away": "Ausblenden",
  "app.can-be-undone": "Lässt sich rückgängig machen",
  "app.undo": "Rückgängig",

  "bar.no-access": "Kein Zugang",
  "bar.host-lost": "Pricebell antwortet nicht",
  "bar.host-reconnecting": "Verbindet neu mit Pricebell",
  "bar.starting": "Startet",
  "bar.demo": "Demodaten",
  "bar.demo.what": "Die Kurse kommen von einer Börse in Pricebell selbst. Sie sind erfunden.",
  "bar.pause-all": "Alle Alarme pausieren",
  "bar.pause-hour": "Alle 1 Stunde pausieren",
  "bar.pause-8-hours": "Alle 8 Stunden pausieren",
  "bar.pause-week": "Alle eine Woche pausieren",
  "bar.resume-all": "Alle fortsetzen",
  "bar.settings": "Einstellungen",

  "banners.label": "Stand der Beobachtung",
  "banners.settings": "Einstellungen öffnen",
  "banners.backups": "Sicherungen ansehen",
  "banners.reconnect": "Jetzt versuchen",
  "banners.end-pause": "Alle fortsetzen",
  "banner.host": "Pricebell selbst antwortet nicht",
  "banner.host.what":
    "Was Sie sehen, ist von vorher. Läuft es noch, gehen die Alarme weiter, und nur dieses Fenster ist abgeschnitten; läuft es nicht mehr, wird nichts beobachtet. Sehen Sie nach, ob das Programm läuft; dieses Fenster kommt von selbst wieder.",
  "banner.key-other-addresses": "Der API-Schlüssel für {venue} wird nicht gesendet",
  "banner.key-other-addresses.what":
    "Die Adressen des Handelsplatzes, oder wo der Schlüssel gesendet wird, sind nicht die, für die er eingegeben wurde. Ohne ihn sendet der Handelsplatz vielleicht keine Kurse, und dann löst kein Alarm aus. Wenn Sie den jetzigen Adressen trauen, speichern Sie den Schlüssel noch einmal; sonst tragen Sie die früheren wieder ein.",
  "banner.store": "Pricebell kann nichts speichern",
  "banner.store.what":
    "Alarme werden weiter entschieden und angezeigt. Schaffen Sie Platz auf dem Datenträger, lassen Sie Pricebell in seinen Ordner schreiben, oder stellen Sie eine Sicherung wieder her.",
  "banner.damaged-rows": "Ein Teil der gespeicherten Daten ist nicht lesbar",
  "banner.no-backup": "Es lässt sich keine Sicherung anlegen",
  "banner.channel.unavailable": "Benachrichtigungen können nicht angezeigt werden",
  "banner.channel.degraded": "Benachrichtigungen sind eingeschränkt",
  "banner.destination.degraded": "{name} ist gestört",
  "banner.channel.what": "Alarme lösen weiter aus, in den Verlauf und in dieses Fenster.",
  "banner.paused": "Alle Alarme sind pausiert bis {moment}",
  "banner.snoozed": "Jeder Alarm ist pausiert; der erste ist wieder aktiv: {moment}",
  "banner.paused.what": "Bis dahin löst nichts aus. Was die Kurse inzwischen tun, wird nicht nachgeholt.",
  "banner.key-refused": "Der Handelsplatz lehnt den API-Schlüssel ab",
  "banner.key-refused.what":
    "Es kommen keine Kurse, also kann kein Alarm auslösen. Prüfen Sie den Schlüssel und speichern Sie ihn noch einmal: Er wird dann sofort versucht.",
  "banner.key-missing": "Ein API-Schlüssel wird gebraucht",
  "banner.key-missing.what":
    "Ohne ihn sendet der Handelsplatz keine Kurse, also kann kein Alarm auslösen. Speichern Sie Ihren Schlüssel, oder nehmen Sie die Demobörse.",
  "banner.blind": "Keine Kurse seit {duration}",
  "banner.blind.what":
    "Alarme können jetzt nicht auslösen; was inzwischen gekreuzt wurde, wird gemeldet, wenn wieder Kurse kommen.",
  "banner.next-try": "Nächster Versuch um {time}.",
});
