/** What proves an event in its detail: what a move was measured from, and why a decision came later than its price. */
import type { Message } from "../message-types.ts";

export const eventProof = {
  "detail.measured-from": "Measured from",
  "detail.move": "{amount}, {percent}",
  "detail.later": "{duration} after the price was received",
  "detail.later.held": "{duration} after the price was received: it had to stay so for {hold}",
  "detail.later.gap": "{duration} after the price was received: what happened in the gap was asked for first",
} as const satisfies Record<string, Message>;
