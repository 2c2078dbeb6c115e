/**
 * Why a delivery ended without the service having a say: kept as a code and worded when it is read, in the language of whoever reads it
 * then. What a service said is kept as it was said; so are the sentences that earlier versions kept in place of a code.
 */
import { message } from "../../preload/contract/messages/message.ts";

const messageOf = {
  "acknowledged-before": "delivery.acknowledged-before",
  "no-destination": "delivery.no-destination",
  "destination-removed": "delivery.destination-removed",
  "turned-off": "notify.why.turned-off",
  "ended-meanwhile": "delivery.ended-meanwhile",
} as const;

export type DeliveryReason = keyof typeof messageOf;

/** `kept`: a code or a sentence. */
export function formatReason(kept: string | null): string | null {
  return kept !== null && isReason(kept) ? message(messageOf[kept]) : kept;
}

function isReason(kept: string): kept is DeliveryReason {
  return Object.hasOwn(messageOf, kept);
}
