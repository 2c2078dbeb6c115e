/**
 * Events of the database that a joined message took over while that could not be written there. As long as that message is in memory alone
 * it is not known there that they stand in it too: it would be marked as answered once those in memory are, and told again without them.
 */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { DueDelivery } from "../../store/delivery-types.ts";
import { supersededRow } from "./in-memory-row.ts";

interface TakenOverEvent {
  readonly destination: DestinationId;
  readonly eventId: string;
  readonly messageId: string;
}

export class TakenOver {
  readonly #byEvent = new Map<string, TakenOverEvent>();

  add(eventIds: readonly string[], destination: DestinationId, messageId: string): void {
    for (const eventId of eventIds)
      this.#byEvent.set(keyOf({ destination, eventId }), { destination, eventId, messageId });
  }

  /** Events that this message took over. */
  eventsIn(destination: DestinationId, messageId: string | null): string[] {
    const events = [...this.#byEvent.values()];
    return events
      .filter((each) => each.destination === destination && each.messageId === messageId)
      .map(({ eventId }) => eventId);
  }

  /** A delivery of the database as it will be there. */
  on(row: DueDelivery): DueDelivery {
    const messageId = this.#byEvent.get(keyOf(row))?.messageId ?? row.messageId;
    const isThere = row.state === "sent" || row.state === "shown" || row.state === "acknowledged";
    const isMoved = messageId !== null && messageId !== row.messageId && row.occasion === "event" && isThere;
    return isMoved ? supersededRow(row, messageId) : row;
  }

  /** Of what is in memory alone these are left: what other messages took over is written. */
  keepOnly(rows: readonly DueDelivery[]): void {
    if (this.#byEvent.size === 0) return;
    const messages = new Set(rows.map(({ destination, messageId }) => `${destination} ${messageId}`));
    for (const [key, { destination, messageId }] of this.#byEvent)
      if (!messages.has(`${destination} ${messageId}`)) this.#byEvent.delete(key);
  }

  /** Another file stands in place of the database. */
  clear(): void {
    this.#byEvent.clear();
  }
}

const keyOf = ({ destination, eventId }: Pick<TakenOverEvent, "destination" | "eventId">): string =>
  `${destination} ${eventId}`;
