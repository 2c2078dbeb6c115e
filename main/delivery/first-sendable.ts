/** The delivery that its destination could be handed now: whoever watches the outbox asks whether it is the same one for long. */
import type { Clock } from "../lib/clock.ts";
import type { Deliveries } from "../store/delivery-types.ts";
import type { OutboxChannel } from "./outbox.ts";

/**
 * Its id; null where nothing is due, or the destination is turned off or cannot take anything: that is its own trouble and has words
 * of its own. Null too where the database cannot say.
 */
export function firstSendable(
  { channel, enabled }: OutboxChannel,
  deliveries: Pick<Deliveries, "due" | "nextDueMs">,
  clock: Clock,
): number | null {
  if (!enabled() || (channel.readyInMs?.() ?? 0) > 0) return null;
  const nowMs = clock.now().wallMs;
  // Asked once a second: in most of them nothing waits, and that is told by the index alone.
  const next = deliveries.nextDueMs(channel.id);
  if (!next.ok || next.value === null || next.value > nowMs) return null;
  const due = deliveries.due(channel.id, nowMs, 1);
  return due.ok ? (due.value[0]?.id ?? null) : null;
}
