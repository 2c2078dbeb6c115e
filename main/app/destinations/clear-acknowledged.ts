/** An event that a person has seen somewhere is taken away, or marked as answered, wherever else a service can do that. */
import { ownDestinations, type DestinationId } from "../../../preload/contract/destination.ts";
import type { AcknowledgedBy, AlertEvent } from "../../../preload/contract/event.ts";
import type { Channel } from "../../delivery/channel.ts";
import { isGroupId } from "../../delivery/grouping.ts";
import type { Signal } from "../../lib/signal.ts";
import type { Deliveries, DeliveriesOfEvents, DueDelivery } from "../../store/delivery-types.ts";
import type { HistoryService } from "../history-service.ts";

/** Rows that were cleared are remembered so long: what became of them is told a few times. */
const mostRemembered = 1_000;

export interface Clearing {
  readonly acknowledged: HistoryService["acknowledged"];
  readonly eventChanged: Signal<AlertEvent>;
  readonly deliveries: DeliveriesOfEvents & Pick<Deliveries, "inMessage">;
  /** Null: there is none. */
  readonly destination: (id: DestinationId) => Pick<Channel, "clear"> | null;
}

export function clearAcknowledged({ acknowledged, eventChanged, deliveries, destination }: Clearing): void {
  const cleared = new Set<number>();
  const clear = (event: AlertEvent, by: AcknowledgedBy | null): void => {
    const rows = deliveries.ofEvent(event.id);
    if (!rows.ok) return;
    for (const row of rows.value) {
      const open = destination(row.destination);
      const messageId = row.messageId ?? event.id;
      if (mayStandAlone(row)) void open?.clear?.(event.id, null);
      if (cleared.has(row.id) || !isThere(row, rows.value, by)) continue;
      if (open === null || !isSeen(row.destination, messageId)) continue;
      cleared.add(row.id);
      void open.clear?.(messageId, row.externalId);
    }
    for (const oldest of cleared) {
      if (cleared.size <= mostRemembered) break;
      cleared.delete(oldest);
    }
  };
  /** A message that stands for others too stays until each of them has been seen. */
  const isSeen = (at: DestinationId, messageId: string): boolean => {
    const named = deliveries.inMessage(at, messageId);
    return named.ok && named.value.every(({ event }) => event.acknowledgedAt !== null);
  };
  acknowledged.listen(({ event, by }) => {
    eventChanged.emit(event);
    clear(event, by);
  });
  eventChanged.listen((event) => {
    const sinceMs = event.acknowledgedAt === null ? Infinity : Date.parse(event.acknowledgedAt);
    // It was on its way when somebody answered.
    const isLate = event.deliveries.some(
      ({ state, at }) => (state === "sent" || state === "shown") && Date.parse(at) >= sinceMs,
    );
    if (isLate) clear(event, event.acknowledgedBy);
  });
}

/**
 * A joined message names it. It may have been shown alone before that, and a screen shows both; what is not there is not taken away. At
 * services outside nothing is known any more of the one that stood alone.
 */
function mayStandAlone({ destination, messageId, state }: DueDelivery): boolean {
  const isOwn = ownDestinations.some((own) => own === destination);
  return isOwn && messageId !== null && isGroupId(messageId) && state !== "pending" && state !== "skipped";
}

/**
 * Where a person answered, the service has marked the message that they answered on; the others are still there, if it was told
 * more than once.
 */
function isThere(row: DueDelivery, rows: readonly DueDelivery[], by: AcknowledgedBy | null): boolean {
  if (row.state === "sent" || row.state === "shown" || row.state === "unknown")
    return row.destination !== by?.destination;
  return row.state === "acknowledged" && rows.filter(({ destination }) => destination === row.destination).length > 1;
}
