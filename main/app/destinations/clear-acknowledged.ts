/** An event that a person has seen somewhere is taken away, or marked as answered, wherever else a service can do that. */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { Channel } from "../../delivery/channel.ts";
import type { AppSignals } from "../app-signals.ts";
import type { HistoryService } from "../history-service.ts";
import type { Delivery } from "../wire-delivery.ts";
import type { Store } from "../../store/store-interface.ts";

export function clearAcknowledged(
  history: Pick<HistoryService, "acknowledged">,
  { openDestinations, channels }: Pick<Delivery, "openDestinations" | "channels">,
  store: Pick<Store, "deliveries">,
  { eventChanged }: Pick<AppSignals, "eventChanged">,
): void {
  const channelOf = (id: DestinationId): Pick<Channel, "clear"> | null =>
    openDestinations.get(id) ?? channels.made.find(({ channel }) => channel.id === id)?.channel ?? null;
  history.acknowledged.listen(({ event, by }) => {
    eventChanged.emit(event);
    for (const { destination, state, receipt } of event.deliveries) {
      const isThere = state === "sent" || state === "shown" || state === "unknown";
      const channel = channelOf(destination);
      if (!isThere || destination === by.destination || channel === null) continue;
      // A message that stands for others too stays until each of them has been seen.
      const own = store.deliveries.inMessage(destination, event.id);
      if (own.ok && own.value.length > 0) void channel.clear?.(event.id, receipt);
    }
  });
}
