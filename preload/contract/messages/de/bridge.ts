import type { bridge as english } from "../en/bridge.ts";
import { translationOf } from "../message-types.ts";

export const bridge = translationOf<typeof english>()({
  "request.other-site": "Eine andere Website darf diesen Server nicht benutzen.",
  "request.other-site.origin": "Eine andere Website darf diesen Server nicht benutzen (Origin).",
  "request.own-page": "Eine Sitzung ist nur für die Seite dieses Servers (Origin).",
  "request.one-host": "Eine Anfrage braucht genau einen Host-Header.",
  "request.loopback": "Dieser Server antwortet nur unter seiner Loopback-Adresse (Host).",
  "request.path": "Das Ziel der Anfrage muss ein Pfad sein.",
  "request.token": "Dafür wird das Token gebraucht: Öffnen Sie die Adresse, die Pricebell beim Start ausgegeben hat.",
  "request.too-many-connections":
    "Zu viele Verbindungen sind gleichzeitig offen. Schließen Sie einige, oder benutzen Sie eine für viele Aufrufe.",
  "request.method": "Diese Adresse nimmt {methods}.",
  "request.in-address": "Ein Aufruf nimmt seine Eingabe im Rumpf, nicht in der Adresse.",
  "request.too-large": "Diese Anfrage darf höchstens {most} Bytes haben.",
  "request.not-json": "Der Rumpf der Anfrage ist kein JSON.",
  "request.says-no-json": "Der Rumpf eines Aufrufs ist JSON, und sein Content-Type sagt das.",
  "request.no-call": "Diesen Aufruf gibt es nicht. Welche es gibt, steht im Vertrag.",
  "request.not-a-call": "Ein Aufruf ist ein Name und eine Eingabe; nichts wurde geändert.",
  "request.foreign-window": "Dieser Aufruf kam nicht aus dem eigenen Fenster des Programms; nichts wurde geändert.",
  "request.shape": "Die Anfrage hat nicht die Form, die dieser Aufruf braucht.",
  "request.type": "Die Anfrage muss vom Typ {type} sein.",
  "request.field-missing": "Das Feld {field} fehlt.",
  "request.field-unknown": "Das Feld {field} kennt dieser Aufruf nicht.",
  "request.field-type": "Das Feld {field} muss vom Typ {type} sein.",
  "request.field-rule": "Das Feld {field} kann diesen Wert nicht haben ({rule}).",
  "request.bug": "In Pricebell ist etwas schiefgegangen.",
  "page.unreachable":
    "Pricebell ist nicht erreichbar. Läuft es noch, beobachtet es Ihre Alarme weiter; diese Seite versucht es von selbst wieder.",
  "page.nothing-here": "Hier ist nichts.",
  "page.not-built":
    "Pricebell läuft, aber seine Seite wurde noch nicht gebaut.\nFühren Sie `npm run build` im Ordner von Pricebell aus, und starten Sie es noch einmal. Die API unter /api/ geht auch so.",
});
