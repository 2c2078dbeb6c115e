import type { eventProof as english } from "../en/event-proof.ts";
import { translationOf } from "../message-types.ts";

export const eventProof = translationOf<typeof english>()({
  "detail.measured-from": "Gemessen ab",
  "detail.move": "{amount}, {percent}",
  "detail.later": "{duration} nach Empfang des Kurses",
  "detail.later.held": "{duration} nach Empfang des Kurses: es musste {hold} so bleiben",
  "detail.later.gap": "{duration} nach Empfang des Kurses: zuerst wurde erfragt, was in der Lücke geschah",
});
