/**
 * An event that a person has seen somewhere is taken away, or marked as answered, wherever else a service can do that. The database knows
 * of which events that is left to do, so that the next start goes on with it, and so does a destination that was opened anew.
 */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { AcknowledgedBy, AlertEvent } from "../../../preload/contract/event.ts";
import type { Channel } from "../../delivery/channel.ts";
import { clearWithinMs } from "../../delivery/clear-queue.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Signal } from "../../lib/signal.ts";
import type { Deliveries, DeliveriesOfEvents } from "../../store/delivery-types.ts";
import type { Store } from "../../store/store-interface.ts";
import type { HistoryService } from "../history-service.ts";
import { mayBeThere, messagesNaming } from "./messages-naming.ts";

/** Messages that were cleared are remembered so long: what became of them is told a few times. */
const maxRemembered = 1_000;

type ClearingChannel = Pick<Channel, "clear" | "keepsAnswerButtons">;

export interface Clearing {
  readonly clock: Pick<Clock, "now">;
  readonly acknowledged: HistoryService["acknowledged"];
  readonly eventChanged: Signal<AlertEvent>;
  /** A destination is another channel from now on: what waited in the one before was let go. */
  readonly reopened: Signal<DestinationId>;
  readonly events: Pick<Store["events"], "toClear" | "cleared">;
  readonly deliveries: DeliveriesOfEvents & Pick<Deliveries, "inMessage">;
  /** Null: there is none. */
  readonly destination: (id: DestinationId) => ClearingChannel | null;
}

/** Answers the function that goes on with what the last run left, to be called once destinations are open. */
export function clearAcknowledged(clearing: Clearing): () => void {
  const { clock, acknowledged, eventChanged, reopened, events, deliveries, destination } = clearing;
  /** Of each message that was to be cleared, the channel that was asked; `done` once nothing is left to do there. */
  const asked = new Map<string, ClearingChannel | "done">();
  /** Of each event, the messages that were asked for and are not done. */
  const left = new Map<string, Set<string>>();

  const ask = (event: AlertEvent, key: string, channel: ClearingChannel, cleared: Promise<boolean>): void => {
    asked.set(key, channel);
    const keys = left.get(event.id) ?? new Set();
    left.set(event.id, keys.add(key));
    void cleared.then((isDone) => {
      if (asked.get(key) !== channel) return;
      if (!isDone) return void asked.delete(key);
      asked.set(key, "done");
      keys.delete(key);
      if (keys.size > 0) return;
      left.delete(event.id);
      // What is in memory alone is not to be found there yet. Refused by the database, the next start clears once more, at no harm.
      if (event.unsaved !== true && event.acknowledgementUnsaved !== true) events.cleared([event.id]);
    });
  };

  /** `only`: at this destination alone. */
  const clear = (event: AlertEvent, by: AcknowledgedBy | null, only: DestinationId | null = null): void => {
    const rows = deliveries.ofEvent(event.id);
    if (!rows.ok) return;
    for (const [at, here] of Map.groupBy(rows.value.filter(mayBeThere), (row) => row.destination)) {
      const open = only === null || only === at ? destination(at) : null;
      if (open === null) continue;
      const messages = messagesNaming(here, at, deliveries);
      // Where a person answered, the service has marked what they answered on; the others are still there, if it was told more than once.
      const isMarkedThere = at === by?.destination && open.keepsAnswerButtons !== true;
      if (isMarkedThere && messages.flatMap(({ sentAs }) => [...sentAs]).length === 1) continue;
      for (const { id, sentAs, isSeen } of messages) {
        // A message that stands for others too stays until each of them has been seen.
        if (!isSeen) continue;
        for (const [receipt, count] of sentAs) {
          // Sent again in its own place, it is unmarked again.
          const key = [at, id, receipt, count].join(" ");
          const before = asked.get(key);
          if (before === open || before === "done") continue;
          ask(event, key, open, open.clear?.(id, receipt) ?? Promise.resolve(true));
        }
      }
    }
    for (const [oldest, state] of asked) {
      if (asked.size <= maxRemembered) break;
      if (state === "done") asked.delete(oldest);
    }
  };

  const resume = (only: DestinationId | null): void => {
    const found = events.toClear();
    const toClear = found.ok ? found.value : [];
    const sinceMs = clock.now().wallMs - clearWithinMs;
    for (const event of toClear)
      if (Date.parse(event.acknowledgedAt ?? "") >= sinceMs) clear(event, event.acknowledgedBy, only);
    // Opened anew, one cannot say what is left to do at the others.
    const done = only === null ? toClear.map(({ id }) => id).filter((id) => !left.has(id)) : [];
    if (done.length > 0) events.cleared(done);
  };

  acknowledged.listen(({ event, by }) => {
    eventChanged.emit(event);
    clear(event, by);
  });
  eventChanged.listen((event) => {
    // What was on its way when somebody answered has arrived.
    if (event.acknowledgedAt !== null && event.deliveries.some(mayBeThere)) clear(event, event.acknowledgedBy);
  });
  reopened.listen(resume);
  return () => resume(null);
}
