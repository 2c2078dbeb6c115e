/** Fires of the past, on the chart. */
import type { Message } from "../message-types.ts";

export const chartPast = {
  "chart.past.label": "In these candles",
  "chart.past.none": "Would not have fired in these candles",
  "chart.past.certain": "Would have fired: {count}",
  "chart.past.uncertain": "May have fired: {count}",
  "chart.past.newest-only": "The newest {count} are marked",
  "chart.past.at-least": "There may be more",
} as const satisfies Record<string, Message>;
