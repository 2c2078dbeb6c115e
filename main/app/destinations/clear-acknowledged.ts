/** An event that a person has seen somewhere is taken away, or marked as answered, wherever else a service can do that. */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { AcknowledgedBy, AlertEvent } from "../../../preload/contract/event.ts";
import type { Channel } from "../../delivery/channel.ts";
import type { Signal } from "../../lib/signal.ts";
import type { Deliveries, DeliveriesOfEvents, DueDelivery } from "../../store/delivery-types.ts";
import type { HistoryService } from "../history-service.ts";

/** Messages that were cleared are remembered so long: what became of them is told a few times. */
const mostRemembered = 1_000;

export interface Clearing {
  readonly acknowledged: HistoryService["acknowledged"];
  readonly eventChanged: Signal<AlertEvent>;
  readonly deliveries: DeliveriesOfEvents & Pick<Deliveries, "inMessage">;
  /** Null: there is none. */
  readonly destination: (id: DestinationId) => Pick<Channel, "clear"> | null;
}

/** A message at a destination that names an event, or did until another one took it over. */
interface NamingMessage {
  readonly id: string;
  /**
   * What the destination called it, and called its repetitions (null alone where it goes by the id alone), and how many deliveries were
   * sent as each of these.
   */
  readonly sentAs: ReadonlyMap<string | null, number>;
  /** Every event that it names has been seen. */
  readonly isSeen: boolean;
}

export function clearAcknowledged({ acknowledged, eventChanged, deliveries, destination }: Clearing): void {
  const cleared = new Set<string>();
  const clear = (event: AlertEvent, by: AcknowledgedBy | null): void => {
    const rows = deliveries.ofEvent(event.id);
    if (!rows.ok) return;
    for (const [at, here] of Map.groupBy(rows.value.filter(mayBeThere), (row) => row.destination)) {
      const open = destination(at);
      if (open === null) continue;
      const messages = messagesNaming(here, at, deliveries);
      // Where a person answered, the service has marked what they answered on; the others are still there, if it was told more than once.
      if (at === by?.destination && messages.flatMap(({ sentAs }) => [...sentAs]).length === 1) continue;
      for (const { id, sentAs, isSeen } of messages) {
        // A message that stands for others too stays until each of them has been seen.
        if (!isSeen) continue;
        for (const [receipt, count] of sentAs) {
          // Sent again in its own place, it is unmarked again.
          const key = [at, id, receipt, count].join(" ");
          if (cleared.has(key)) continue;
          cleared.add(key);
          void open.clear?.(id, receipt);
        }
      }
    }
    for (const oldest of cleared) {
      if (cleared.size <= mostRemembered) break;
      cleared.delete(oldest);
    }
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

/** `rows`: those of one event at this destination. The message that names it now, and those that it was taken over from. */
function messagesNaming(
  rows: readonly DueDelivery[],
  at: DestinationId,
  deliveries: Pick<Deliveries, "inMessage">,
): NamingMessage[] {
  const ids = new Set(rows.flatMap((row) => [...row.superseded.map(({ messageId }) => messageId), idOfMessage(row)]));
  // What was taken over together is named together now, so that these are all that stood in the same message.
  const named = [...ids].map((id) => deliveries.inMessage(at, id));
  if (!named.every((each) => each.ok)) return [];
  const all = new Map([...rows, ...named.flatMap(({ value }) => value)].map((row) => [row.id, row]));
  const parts = [...all.values()].flatMap((row) => [
    { id: idOfMessage(row), receipt: row.externalId, row },
    ...row.superseded.map(({ messageId, externalId }) => ({ id: messageId, receipt: externalId, row })),
  ]);
  return [...ids].map((id) => {
    const own = parts.filter((part) => part.id === id);
    const sent = own.filter(({ row }) => mayBeThere(row));
    const called = sent.filter(({ receipt }) => receipt !== null);
    const sentAs = new Map<string | null, number>();
    for (const { receipt } of called.length === 0 ? sent : called) sentAs.set(receipt, (sentAs.get(receipt) ?? 0) + 1);
    return { id, sentAs, isSeen: own.every(({ row }) => row.event.acknowledgedAt !== null) };
  });
}

const mayBeThere = ({ state }: DueDelivery): boolean =>
  state === "sent" || state === "shown" || state === "unknown" || state === "acknowledged";

const idOfMessage = (row: DueDelivery): string => row.messageId ?? row.event.id;
