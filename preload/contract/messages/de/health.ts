import type { health as english } from "../en/health.ts";
import { translationOf } from "../message-types.ts";

export const health = translationOf<typeof english>()({
  "app-health.everything": "Alles, worauf Alarme warten",
  "app-health.starting":
    "{what}: seit dem Start von Pricebell noch nicht verbunden. Alarme warten auf den ersten Kurs.",
  "app-health.feed-blind": "{what}: seit {time} nicht beobachtet. Alarme darauf können nicht auslösen.",
  "app-health.key-refused":
    "{what}: Der API-Schlüssel wird abgelehnt oder fehlt. Alarme darauf können nicht auslösen, bis er eingegeben ist.",
  "app-health.engine-behind":
    "Kurse kommen an, und über sie wird nicht entschieden. Alarme lösen nicht aus. Starten Sie Pricebell neu.",
  "app-health.engine-late":
    "Pricebell ist immer wieder um mehr als {seconds} s zu spät: Dieser Rechner gibt ihm zu wenig Zeit. Alarme kommen verspätet.",
  "app-health.delivery-stuck":
    "{name}: Ein Alarm könnte dorthin gesendet werden und wird es nicht. Der Verlauf zeigt, was wartet.",
});
