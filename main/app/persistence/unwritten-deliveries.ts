/** What became of deliveries that are in the database and could not be written there. */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { Deliveries, DeliveryOutcome, DispatchBatch, DueDelivery } from "../../store/delivery-types.ts";
import { isDelivered, supersededRow } from "./in-memory-row.ts";

/** `outcome`: null while its channel has it. */
export interface UnwrittenDelivery {
  readonly row: DueDelivery;
  readonly dispatchBatch: DispatchBatch;
  readonly outcome: DeliveryOutcome | null;
}

export class UnwrittenDeliveries {
  readonly #byId = new Map<number, UnwrittenDelivery>();

  get size(): number {
    return this.#byId.size;
  }

  has(id: number): boolean {
    return this.#byId.has(id);
  }

  get(id: number): UnwrittenDelivery | undefined {
    return this.#byId.get(id);
  }

  set(id: number, unwritten: UnwrittenDelivery): void {
    this.#byId.set(id, unwritten);
  }

  rows(): DueDelivery[] {
    return [...this.#byId.values()].map(({ row }) => row);
  }

  /** False where it is not here. */
  change(id: number, change: (row: DueDelivery) => DueDelivery): boolean {
    const unwritten = this.#byId.get(id);
    if (unwritten === undefined) return false;
    this.#byId.set(id, { ...unwritten, row: change(unwritten.row) });
    return true;
  }

  /** Those of these events that this destination has shown are named by this message from now on. */
  supersede(eventIds: readonly string[], destination: DestinationId, messageId: string): void {
    for (const row of this.rows()) {
      const isNamed = row.destination === destination && eventIds.includes(row.eventId);
      if (isNamed && row.occasion === "event" && isDelivered(row.state) && row.messageId !== messageId)
        this.change(row.id, (shown) => supersededRow(shown, messageId));
    }
  }

  /** Shown in one message and taken over by another one: to be written together with that. */
  takenOver(): DueDelivery[] {
    const unwritten = [...this.#byId.values()].map(({ row, dispatchBatch }) => ({
      row,
      shownIn: dispatchBatch.messageId,
    }));
    return unwritten.filter(({ row, shownIn }) => row.messageId !== shownIn).map(({ row }) => row);
  }

  /** Writes what is over, as far as the database takes it. Answers of which events that was. */
  write(deliveries: Pick<Deliveries, "begin" | "end">, nowMs: number): string[] {
    const written: string[] = [];
    for (const [id, { row, dispatchBatch, outcome }] of this.#byId) {
      if (outcome === null) continue;
      // Begun as well, where that could not be written either; one that was is left as it is.
      if (!deliveries.begin([id], dispatchBatch, nowMs).ok || !deliveries.end([id], outcome, nowMs).ok) break;
      this.#byId.delete(id);
      written.push(row.eventId);
    }
    return written;
  }

  /** Another file stands in place of the database. */
  clear(): void {
    this.#byId.clear();
  }
}
