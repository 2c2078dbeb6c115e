/**
 * What quiet hours kept back for one destination is told in one message, however much it is. Which deliveries that are is settled as it
 * is handed over: what was acknowledged before is not in it, and what may have been taken once is sent again as it was.
 */
import { ok, type Result } from "../../../preload/contract/result.ts";
import type { Deliveries, DueDelivery } from "../../store/delivery-types.ts";

const prefix = "digest:";

/** The id of the digest that begins with this event. */
export function digestIdOf(eventId: string): string {
  return `${prefix}${eventId}`;
}

export function isDigestId(messageId: string): boolean {
  return messageId.startsWith(prefix);
}

/** Was kept back, and is to be told with the others that were. */
export function isForDigest({ keptUntilMs, messageId }: DueDelivery): boolean {
  return keptUntilMs !== null && messageId === null;
}

/** What is due, and of each digest that any of it belongs in the rest, in the order of the events. */
export function withWholeDigests(
  due: readonly DueDelivery[],
  deliveries: Pick<Deliveries, "releaseDue" | "inMessage">,
  untilMs: number,
): Result<DueDelivery[]> {
  const rows = new Map(due.map((row) => [row.id, row]));
  const first = due.find(isForDigest);
  if (first !== undefined) {
    const released = deliveries.releaseDue(first.destination, untilMs);
    if (!released.ok) return released;
    for (const row of released.value) rows.set(row.id, row);
  }
  for (const { destination, messageId } of due) {
    if (messageId === null || !isDigestId(messageId)) continue;
    const named = deliveries.inMessage(destination, messageId);
    if (!named.ok) return named;
    for (const row of named.value) if (row.state === "pending" && !row.isKept) rows.set(row.id, row);
    break;
  }
  return ok([...rows.values()].sort((a, b) => a.event.seq - b.event.seq || a.id - b.id));
}
