/** What clears the messages of acknowledged events, on a real database file and destinations that record what they are asked to clear. */
import { clearAcknowledged } from "../../../main/app/destinations/clear-acknowledged.ts";
import type { Acknowledged } from "../../../main/app/history-service.ts";
import { Signal } from "../../../main/lib/signal.ts";
import type { Store } from "../../../main/store/store.ts";
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { AcknowledgedBy, AlertEvent } from "../../../preload/contract/event.ts";
import { criticalDecision, somebody } from "../../delivery/reminders/reminder-harness.ts";
import { openIn, tempDir, value } from "../../store/store-harness.ts";

export const t0 = Date.parse("2026-01-05T12:00:00.000Z");

export class ClearingHarness {
  readonly #folder = tempDir();
  store: Store = openIn(this.#folder, t0);
  acknowledged = new Signal<Acknowledged>();
  eventChanged = new Signal<AlertEvent>();
  reopened = new Signal<DestinationId>();
  /** Destination, message and receipt of each that was to be cleared. */
  cleared: string[] = [];
  /** How each goes; by default nothing is left to be done. */
  answer: (mark: string) => Promise<boolean> = () => Promise.resolve(true);
  nowMs = t0;
  goOn = this.#start();

  /** The process is gone; the next one has not gone on with what it left. */
  restart(): void {
    this.store.close();
    this.store = openIn(this.#folder, t0);
    this.goOn = this.#start();
  }

  fire(count: number, destinations = ["phone-1"]): string[] {
    const decisions = Array.from({ length: count }, (_, index) => criticalDecision(index + 1, t0, 0));
    return value(this.store.commit(decisions, [...destinations, "history"], t0)).map(({ id }) => id);
  }
  begin(messageId: string | null, atMs = t0, destination = "phone-1"): number[] {
    const { deliveries } = this.store;
    const due = value(deliveries.due(destination, atMs, 9));
    return due.flatMap((row) => value(deliveries.begin([row.id], { messageId: messageId ?? row.eventId }, atMs)));
  }
  end(ids: readonly number[], receipt: string, atMs = t0): void {
    value(this.store.deliveries.end(ids, { state: "sent", externalId: receipt }, atMs));
  }
  acknowledge(id: string, by: AcknowledgedBy = somebody): void {
    const event = value(this.store.events.acknowledge(id, by, t0 + 400_000));
    if (event !== null) this.acknowledged.emit({ event, by });
  }
  present(id: string): AlertEvent | null {
    return value(this.store.events.get(id));
  }

  #start(): () => void {
    this.acknowledged = new Signal();
    this.eventChanged = new Signal();
    this.reopened = new Signal();
    const open = new Map<DestinationId, ReturnType<ClearingHarness["channelOf"]>>();
    this.reopened.listen((id) => open.delete(id));
    return clearAcknowledged({
      clock: { now: () => ({ wallMs: this.nowMs, monoMs: 0 }) },
      acknowledged: this.acknowledged,
      eventChanged: this.eventChanged,
      reopened: this.reopened,
      events: this.store.events,
      deliveries: this.store.deliveries,
      destination: (id) => {
        if (id === "history") return null;
        const channel = open.get(id) ?? this.channelOf(id);
        open.set(id, channel);
        return channel;
      },
    });
  }

  channelOf(id: DestinationId) {
    return {
      keepsAnswerButtons: id.startsWith("telegram"),
      clear: (messageId: string, receipt: string | null): Promise<boolean> => {
        const mark = `${id} ${messageId} ${receipt}`;
        this.cleared.push(mark);
        return this.answer(mark);
      },
    };
  }
}
