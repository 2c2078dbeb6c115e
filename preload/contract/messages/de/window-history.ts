import type { windowHistory as english } from "../en/window-history.ts";
import { translationOf } from "../message-types.ts";

export const windowHistory = translationOf<typeof english>()({
  "detail.acknowledged": "Bestätigt",
  "detail.acknowledged.here": "in Pricebell",
  "detail.acknowledged.person": "{where}, {person}",
  "detail.acknowledged.unsaved": "noch nicht gespeichert: nach einem Neustart wäre es wieder offen",
  "history.days": "Tage",
  "history.days.from": "ab {day}",
  "history.days.to": "bis {day}",
  "history.days.first": "Erster Tag",
  "history.days.last": "Letzter Tag",
  "history.days.all": "Alle Tage",
});
