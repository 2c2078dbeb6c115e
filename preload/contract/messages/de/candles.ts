import type { candles as english } from "../en/candles.ts";
import { translationOf } from "../message-types.ts";

export const candles = translationOf<typeof english>()({
  "candles.venue-off":
    "Der Handelsplatz ist ausgeschaltet und wird nicht nach vergangenen Kursen gefragt. In den Einstellungen lässt er sich einschalten.",
  "candles.refused": "Vergangene Kurse fehlen. {why} Alarme werden weiter beobachtet.",
  "candles.which-span": "Entweder fromMs und toMs oder beforeMs und limit.",
  "candles.empty-span": "Der Zeitraum endet, bevor er beginnt.",
  "candles.too-many": "Höchstens {most} Kerzen auf einmal.",
});
