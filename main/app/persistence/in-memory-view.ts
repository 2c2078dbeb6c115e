/** Events and their deliveries as they are while the database refuses: what it says, with what is in memory alone. */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { ok, type Result } from "../../../preload/contract/result.ts";
import type { DueDelivery, Store } from "../../store/store-interface.ts";
import type { InMemoryDeliveries } from "./in-memory-deliveries.ts";
import { withRows } from "./in-memory-row.ts";
import type { KeptAcknowledgements } from "./kept-acknowledgements.ts";
import type { TakenOver } from "./taken-over.ts";
import type { UnwrittenDeliveries } from "./unwritten-deliveries.ts";

export class InMemoryView {
  readonly #store: Pick<Store, "deliveries" | "events">;
  readonly #waiting: InMemoryDeliveries;
  readonly #unwritten: UnwrittenDeliveries;
  readonly #takenOver: TakenOver;
  readonly #acknowledgements: Pick<KeptAcknowledgements, "on">;

  constructor(
    store: Pick<Store, "deliveries" | "events">,
    waiting: InMemoryDeliveries,
    unwritten: UnwrittenDeliveries,
    takenOver: TakenOver,
    acknowledgements: Pick<KeptAcknowledgements, "on">,
  ) {
    this.#store = store;
    this.#takenOver = takenOver;
    this.#waiting = waiting;
    this.#unwritten = unwritten;
    this.#acknowledgements = acknowledgements;
  }

  /** Every delivery that the database does not know, or not as it is. Its event may have been acknowledged since. */
  inMemory(): DueDelivery[] {
    return [...this.#unwritten.rows(), ...this.#waiting.all()].map((row) => ({
      ...row,
      event: this.#acknowledgements.on(row.event),
    }));
  }

  /** An event of the database, with what is in memory alone of it. */
  upToDate(event: AlertEvent): AlertEvent {
    return withRows(
      event,
      this.inMemory().filter(({ eventId }) => eventId === event.id),
    );
  }

  /** Where the database cannot be read, as it was when that could last be done. Null where there is none. */
  event(id: string): Result<AlertEvent | null> {
    const unsaved = this.#waiting.event(id);
    if (unsaved !== null) return ok(unsaved);
    const stored = this.#store.events.get(id);
    const rows = this.inMemory().filter(({ eventId }) => eventId === id);
    const event = stored.ok ? stored.value : rows[0]?.event;
    return event === undefined || event === null ? stored : ok(withRows(event, rows));
  }

  /** As {@link rowsOf}, for those that know the database's own table. */
  ofEvent(eventId: string): Result<DueDelivery[]> {
    return ok(this.rowsOf(eventId));
  }

  /** Those of the database as far as they can be read, then those that are in memory as they are. */
  rowsOf(eventId: string): DueDelivery[] {
    const stored = this.#store.deliveries.ofEvent(eventId);
    const rows = stored.ok ? stored.value.map((row) => this.#takenOver.on(row)) : [];
    return [...rows, ...this.inMemory().filter((row) => row.eventId === eventId)];
  }

  /** From memory where the database cannot be read: a message that misses a name is better than none. */
  inMessage(destination: DestinationId, messageId: string): Result<DueDelivery[]> {
    const isNamed = (row: DueDelivery): boolean => row.destination === destination && row.messageId === messageId;
    const found = this.#store.deliveries.inMessage(destination, messageId);
    const takenOver = this.#takenOver.eventsIn(destination, messageId).flatMap((eventId) => {
      const rows = this.#store.deliveries.ofEvent(eventId);
      return rows.ok ? rows.value : [];
    });
    const stored = new Map([...takenOver, ...(found.ok ? found.value : [])].map((row) => [row.id, row]));
    return ok([...[...stored.values()].map((row) => this.#takenOver.on(row)), ...this.inMemory()].filter(isNamed));
  }
}
