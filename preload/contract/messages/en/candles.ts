/** What the app answers about candles of the past. */
import type { Message } from "../message-types.ts";

export const candles = {
  "candles.venue-off": "The venue is off, and is not asked for its prices of the past. Switch it on in the settings.",
  "candles.refused": "Prices of the past are missing. {why} Alerts are watched as before.",
  "candles.which-span": "Either fromMs and toMs, or beforeMs and limit.",
  "candles.empty-span": "The span ends before it begins.",
  "candles.too-many": "At most {most} candles at a time.",
} as const satisfies Record<string, Message>;
