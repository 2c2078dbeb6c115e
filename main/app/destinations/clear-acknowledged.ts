/** An event that a person has seen somewhere is taken away, or marked as answered, wherever else a service can do that. */
import type { AppSignals } from "../app-signals.ts";
import type { HistoryService } from "../history-service.ts";
import type { Delivery } from "../wire-delivery.ts";
import type { Store } from "../../store/store-interface.ts";

export function clearAcknowledged(
  history: Pick<HistoryService, "acknowledged">,
  { openDestinations }: Pick<Delivery, "openDestinations">,
  store: Pick<Store, "deliveries">,
  { eventChanged }: Pick<AppSignals, "eventChanged">,
): void {
  history.acknowledged.listen(({ event, by }) => {
    eventChanged.emit(event);
    for (const { destination, state, receipt } of event.deliveries) {
      const isThere = state === "sent" || state === "shown" || state === "unknown";
      const open = openDestinations.get(destination);
      if (!isThere || destination === by.destination || open === null) continue;
      // A message that stands for others too stays until each of them has been seen.
      const own = store.deliveries.inMessage(destination, event.id);
      if (own.ok && own.value.length > 0) void open.clear(event.id, receipt);
    }
  });
}
