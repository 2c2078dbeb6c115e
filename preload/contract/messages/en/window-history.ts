/** The history: its table, its filter, and who has seen what. */
import type { Message } from "../message-types.ts";

export const windowHistory = {
  "detail.acknowledged": "Acknowledged",
  "detail.acknowledged.here": "in Pricebell",
  "detail.acknowledged.person": "{where}, {person}",
  "detail.acknowledged.unsaved": "not saved yet: after a restart it would be open again",
  "history.days": "Days",
  "history.days.from": "from {day}",
  "history.days.to": "to {day}",
  "history.days.first": "First day",
  "history.days.last": "Last day",
  "history.days.all": "All days",
} as const satisfies Record<string, Message>;
