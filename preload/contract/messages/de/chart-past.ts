import type { chartPast as english } from "../en/chart-past.ts";
import { translationOf } from "../message-types.ts";

export const chartPast = translationOf<typeof english>()({
  "chart.past.label": "In diesen Kerzen",
  "chart.past.none": "Hätte in diesen Kerzen nicht ausgelöst",
  "chart.past.certain": "Hätte ausgelöst: {count}",
  "chart.past.uncertain": "Hätte vielleicht ausgelöst: {count}",
  "chart.past.newest-only": "Die neuesten {count} sind markiert",
  "chart.past.at-least": "Es können mehr sein",
});
