/** What quiet hours leave alone, and what waits for their end. */
import type { AlertEvent } from "../../../preload/contract/event.ts";
import type { DueDelivery } from "../../store/delivery-types.ts";

/** What a person called critical, and that nothing can be watched: that is about every alert, the critical ones too. */
export function passesQuietHours(event: AlertEvent): boolean {
  return event.kind === "blind" || event.rule?.notify.urgency === "critical";
}

/**
 * Of what is due, what is told though it is quiet. What may have been seen in one message goes out in that one again, and as a whole: with
 * one that passes in it, all of it does.
 */
export function passing(rows: readonly DueDelivery[]): DueDelivery[] {
  const passes = rows.filter((row) => passesQuietHours(row.event));
  const messages = new Set(passes.map((row) => row.messageId).filter((id) => id !== null));
  return rows.filter((row) => passes.includes(row) || (row.messageId !== null && messages.has(row.messageId)));
}
