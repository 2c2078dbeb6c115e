import type { windowDestinations as english } from "../en/window-destinations.ts";
import { translationOf } from "../message-types.ts";

export const windowDestinations = translationOf<typeof english>()({
  "settings.destinations": "Wo Sie benachrichtigt werden",
  "settings.destination.add": "Weiteres Ziel hinzufügen",
  "settings.destination.choose": "Auswählen …",
  "settings.program.choose": "Auswählen …",
  "settings.program.pick": "Befehl auswählen …",
  "settings.program.allowed": "Befehle, die beim Start von Pricebell mit --allow-program erlaubt wurden.",
  "settings.program.elsewhere":
    "Noch ist kein Programm erlaubt. Eine Seite im Browser kann das nicht: Starten Sie Pricebell auf seinem Computer mit --allow-program und dem ganzen Pfad des Programms, und wählen Sie es dann hier aus.",
  "settings.destination.name": "Name",
  "settings.destination.optional": "{field} (optional)",
  "settings.destination.secret-kept": "Gespeichert und nie wieder angezeigt. Leer lassen, um es zu behalten.",
  "settings.destination.more": "Weitere Angaben",
  "settings.destination.show": "{field} zeigen",
  "settings.destination.hide": "{field} verbergen",
  "settings.destination.test": "Test senden",
  "settings.destination.test.sending": "Wird gesendet …",
  "settings.destination.made":
    "Gespeichert. Senden Sie einen Test, und sehen Sie nach, ob er ankommt. Alarme gehen dorthin, wenn sie das Ziel nennen; mit „Standardziel“ auch alle, die keines nennen.",
  "settings.destination.save": "Speichern",
  "settings.destination.cancel": "Abbrechen",
  "settings.destination.edit": "Ändern",
  "settings.destination.turn-off": "Ausschalten",
  "settings.destination.turn-on": "Einschalten",
  "settings.destination.remove": "Entfernen",
  "settings.destination.remove-sure": "Wirklich entfernen",
  "settings.destination.remove.what":
    "Was noch dorthin unterwegs ist, wird aufgegeben. Alarme, die nur dort gemeldet werden, erscheinen dann auf dem Desktop.",
  "settings.destination.default": "Standardziel",
  "settings.destination.meanwhile": "Alarme dafür warten und werden solange auf dem Desktop gemeldet.",
  "settings.destination.meanwhile-history":
    "Alarme dafür warten. Auch auf dem Desktop lassen sie sich nicht anzeigen: Sehen Sie im Verlauf nach.",
  "settings.destination.waiting": "Noch zu senden: {count}",
  "settings.destination.state.ok": "Bereit",
  "settings.destination.state.degraded": "Gestört",
  "settings.destination.state.unavailable": "Nicht erreichbar",
  "settings.destination.state.off": "Aus",
  "settings.destination.tried.sent": "Der Dienst hat die Testnachricht angenommen.",
  "settings.destination.tried.look": "Sehen Sie nach, ob sie angekommen ist.",
  "settings.destination.tried.receipt": "Sehen Sie nach, ob sie angekommen ist. Quittung: {receipt}",
  "settings.destination.tried.shown": "Die Testnachricht wurde angezeigt.",
  "settings.destination.tried.failed": "Die Testnachricht wurde nicht gesendet.",
  "settings.destination.tried.unknown": "Ob die Testnachricht ankam, ist nicht bekannt.",
  "settings.destination.tried.skipped": "Das Ziel ist aus, es wurde nichts gesendet.",
});
