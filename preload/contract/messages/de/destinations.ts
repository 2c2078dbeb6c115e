/** Ziele: was von ihnen gesagt wird, und warum etwas an ihnen abgelehnt wird. */
import type { destinations as english } from "../en/destinations.ts";
import { translationOf } from "../message-types.ts";

export const destinations = translationOf<typeof english>()({
  "refusal.notify-to": 'Wohin gemeldet wird: "default" oder eine Liste von Kennungen von Zielen.',
  "refusal.notify-many": "Ein Alarm nennt höchstens {most} Ziele.",
  "refusal.notify-id": "Das ist keine Kennung eines Ziels.",
  "refusal.notify-unknown": "Es gibt kein Ziel {id}; bekannt sind {known}.",
  "destination.no-such": "Dieses Ziel gibt es nicht.",
  "destination.own": "Dieses Ziel gehört zur App: Es wird hier weder geändert noch entfernt.",
  "destination.no-channel": "Diesen Kanal gibt es nicht; bekannt sind {known}.",
  "destination.no-field": 'Dieser Kanal hat kein Feld "{field}"; bekannt sind {known}.',
  "destination.field-missing": "„{field}“ fehlt.",
  "destination.field-long": "„{field}“ hat höchstens {most} Zeichen.",
  "destination.field-number": "„{field}“ ist eine ganze Zahl.",
  "destination.field-choice": "„{field}“ ist eines von {values}.",
  "destination.field-file":
    "Ein Programm wird an dem Computer erlaubt, auf dem Pricebell läuft, und durch keine Seite oder Anfrage. Starten Sie Pricebell dort mit --allow-program und diesem Befehl.",
  "destination.program-not-chosen":
    "Wählen Sie das Programm mit der Schaltfläche aus: Ein Pfad, der nur eingetippt ist, startet nichts.",
  "destination.program-declined": "Sie haben diese Wörter nicht erlaubt. Nichts wurde geändert.",
  "destination.name": "Ein Name fehlt.",
  "destination.name-taken": "Ein anderes Ziel heißt schon so.",
  "destination.told-instead":
    "Keines seiner Ziele ist da und eingeschaltet: Gemeldet wird auf dem Desktop und im Verlauf. Wählen Sie ein anderes Ziel.",
  "destination.enter-again":
    "Geben Sie das Geheime ({fields}) neu ein: Es gilt nur für den Server und den Weg dorthin (Port, Verschlüsselung, Zertifizierungsstelle), für die es eingegeben wurde.",
  "destination.missing": "Es fehlt: {field}. Geben Sie es neu ein.",
  "notify.remote.late": "{duration} zu spät: Es konnte vorher nicht gesendet werden.",
  "notify.remote.answer": "Zum Bestätigen öffnen Sie Pricebell und drücken „Bestätigen“.",
  "notify.remote.zone": "Zeiten in {zone}.",
  "destination.no-answer": "Der Dienst hat nicht geantwortet: Vielleicht hat er die Nachricht angenommen.",
  "destination.not-reached": "24 Stunden lang war dieses Ziel nicht zu erreichen.",
  "destination.test.body": "So kommt ein Alarm hier an.",
  "destination.test.history": "In den Verlauf geschrieben.",
  "destination.trouble": "{name} ist nicht zu erreichen",
  "destination.trouble.waits": {
    one: "{count} Alarm wartet darauf und wird inzwischen hier gemeldet: {titles}",
    other: "{count} Alarme warten darauf und werden inzwischen hier gemeldet: {titles}",
  },
  "destination.given-up": {
    one: "{name} hat einen Alarm nicht bekommen",
    other: "{name} hat {count} Alarme nicht bekommen",
  },
  "destination.given-up.titles": "Es wird nicht weiter versucht, im Verlauf steht alles. Dort nicht gemeldet: {titles}",
  "destination.unknown": {
    one: "{name} hat einen Alarm vielleicht nicht bekommen",
    other: "{name} hat {count} Alarme vielleicht nicht bekommen",
  },
  "destination.unknown.titles": {
    one: "Zweimal gesendet, ohne klare Antwort; ein drittes Mal wird nicht gesendet. Sehen Sie dort nach, ob er angekommen ist; im Verlauf steht er. Ungewiss: {titles}",
    other:
      "Zweimal gesendet, ohne klare Antwort; ein drittes Mal wird nicht gesendet. Sehen Sie dort nach, ob sie angekommen sind; im Verlauf stehen sie. Ungewiss: {titles}",
  },
  "destination.trouble.none": "Nichts wartet darauf. Alarme werden inzwischen hier gemeldet.",
  "destination.gone": "Seinen Kanal gibt es nicht mehr.",
});
