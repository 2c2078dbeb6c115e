/** What quiet hours leave alone, and what waits for their end. */
import { passesQuietHours } from "../../../preload/contract/quiet-hours.ts";
import type { DueDelivery } from "../../store/delivery-types.ts";

/**
 * Of what is due, what is told though it is quiet. What may have been seen in one message goes out in that one again, and as a whole: with
 * one that passes in it, all of it does.
 */
export function passing(rows: readonly DueDelivery[]): DueDelivery[] {
  const passes = rows.filter((row) => passesQuietHours(row.event));
  const messages = new Set(passes.map((row) => row.messageId).filter((id) => id !== null));
  return rows.filter((row) => passes.includes(row) || (row.messageId !== null && messages.has(row.messageId)));
}
