/** The history: its table, its filter, and who has seen what. */
import type { Message } from "../message-types.ts";

export const windowHistory = {
  "detail.acknowledged": "Acknowledged",
  "detail.acknowledged.here": "in Pricebell",
  "detail.acknowledged.person": "{where}, {person}",
} as const satisfies Record<string, Message>;
