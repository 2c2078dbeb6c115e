/**
 * The deliveries of events that are in memory alone, because the database refused them: one for each event, occasion and
 * destination. Keyed by the event alone, what one destination has shown would be taken for shown on every other.
 */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { isReminder } from "../../delivery/reminders/reminder-message.ts";
import type { DeliveryReason } from "../../store/delivery-reason.ts";
import type { DueDelivery, Occasion } from "../../store/delivery-types.ts";
import {
  endedRow,
  eventOfRows,
  isDelivered,
  pendingRow,
  seqBeforeSaved,
  supersededRow,
  withRows,
} from "./in-memory-row.ts";

/** Where the outbox hands messages of an event to, and what a person calls it (null for the desktop). */
export type DeliveredAt = (event: AlertEvent) => readonly Pick<DueDelivery, "destination" | "name">[];

export class InMemoryDeliveries {
  readonly #destinationsOf: DeliveredAt;
  /** By delivery id; those of the database are positive, these count down from -1. */
  readonly #rows = new Map<number, DueDelivery>();
  /** Of each event and occasion, the ids of its deliveries. */
  readonly #ids = new Map<string, number[]>();
  /** Of each event, the ids of the deliveries by which it is told again; the event itself may be in the database. */
  readonly #reminderIds = new Map<string, number[]>();
  #lastId = 0;

  /** `destinationsOf`: an event has one delivery for each of them. */
  constructor(destinationsOf: DeliveredAt) {
    this.#destinationsOf = destinationsOf;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: number): DueDelivery | undefined {
    return this.#rows.get(id);
  }

  /** What became of one that is there. */
  set(row: DueDelivery): void {
    this.#rows.set(row.id, row);
  }

  all(): DueDelivery[] {
    return [...this.#rows.values()];
  }

  /** The same event again brings it up to date. True where its deliveries are new. */
  add(event: AlertEvent, occasion: Occasion, nowMs: number): boolean {
    const known = this.#of(event.id, occasion);
    if (known.length > 0) {
      for (const row of known) this.set({ ...row, event: { ...event, ...seenOf(row.event), seq: row.event.seq } });
      return false;
    }
    // One number for all its destinations: it stands for the event, which has none in the database yet.
    const seq = seqBeforeSaved(this.#lastId - 1);
    for (const { destination, name } of this.#destinationsOf(event)) {
      const id = (this.#lastId -= 1);
      this.set({ ...pendingRow({ ...event, seq }, occasion, nowMs), id, destination, name });
      this.#add(event.id, occasion, id);
    }
    return true;
  }

  /** A person has seen the event, as `event` says: what has not been sent of it is not needed any more. */
  acknowledge(event: AlertEvent, nowMs: number): void {
    const first = (["event", "over"] as const).flatMap((occasion) => this.#of(event.id, occasion));
    for (const row of [...first, ...this.#rowsOf(this.#reminderIds.get(event.id))]) {
      const seen = { ...row, event: { ...row.event, ...seenOf(event) } };
      const isNeedless =
        row.state === "pending" && (isReminder(row) || (row.occasion === "event" && row.messageId === null));
      this.set(
        isNeedless
          ? endedRow(seen, { state: "skipped", error: "acknowledged-before" satisfies DeliveryReason }, nowMs)
          : seen,
      );
    }
  }

  /** It is told once more, or at the second step. */
  addReminder(row: Omit<DueDelivery, "id">): void {
    const id = (this.#lastId -= 1);
    this.set({ ...row, id });
    this.#reminderIds.set(row.eventId, [...(this.#reminderIds.get(row.eventId) ?? []), id]);
  }

  /** Every delivery by which an event is told again, those of one event in the order in which they came. */
  reminders(): DueDelivery[] {
    return [...this.#reminderIds.values()].flatMap((ids) => this.#rowsOf(ids));
  }

  dropReminder({ id, eventId }: DueDelivery): void {
    this.#rows.delete(id);
    const left = (this.#reminderIds.get(eventId) ?? []).filter((each) => each !== id);
    if (left.length === 0) this.#reminderIds.delete(eventId);
    else this.#reminderIds.set(eventId, left);
  }

  /** Answers the ids of the deliveries that were there. */
  drop(eventId: string, occasion: Occasion): number[] {
    const ids = this.#ids.get(keyOf(eventId, occasion)) ?? [];
    this.#ids.delete(keyOf(eventId, occasion));
    for (const id of ids) this.#rows.delete(id);
    return ids;
  }

  /** The event with what became of it up to now; null where it is not here. */
  event(eventId: string): AlertEvent | null {
    const event = eventOfRows((["event", "over"] as const).flatMap((occasion) => this.#of(eventId, occasion)));
    return event === null ? null : withRows(event, this.#rowsOf(this.#reminderIds.get(eventId)));
  }

  /** The event itself is here, and not its reminders alone. */
  isHere(eventId: string): boolean {
    return this.#ids.has(keyOf(eventId, "event")) || this.#ids.has(keyOf(eventId, "over"));
  }

  /** Every event that is here, newest first. */
  events(): AlertEvent[] {
    return [...new Set(this.all().map((row) => row.eventId))]
      .map((id) => this.event(id))
      .filter((event) => event !== null)
      .sort((a, b) => b.seq - a.seq);
  }

  /** Those of these events that this destination has shown alone are named by this message from now on. */
  supersede(eventIds: readonly string[], destination: DestinationId, messageId: string): void {
    for (const eventId of eventIds) {
      const row = this.#of(eventId, "event").find((each) => each.destination === destination);
      if (row !== undefined && isDelivered(row.state)) this.set(supersededRow(row, messageId));
    }
  }

  #of(eventId: string, occasion: Occasion): DueDelivery[] {
    return this.#rowsOf(this.#ids.get(keyOf(eventId, occasion)));
  }

  #rowsOf(ids: readonly number[] = []): DueDelivery[] {
    return ids.map((id) => this.#rows.get(id)).filter((row) => row !== undefined);
  }

  #add(eventId: string, occasion: Occasion, id: number): void {
    const key = keyOf(eventId, occasion);
    const known = this.#ids.get(key);
    if (known === undefined) this.#ids.set(key, [id]);
    else known.push(id);
  }
}

/** Who has seen an event, and when. */
function seenOf({ acknowledgedAt, acknowledgedBy, readAt, acknowledgementUnsaved }: AlertEvent): Partial<AlertEvent> {
  if (acknowledgedAt === null) return {};
  return {
    acknowledgedAt,
    acknowledgedBy,
    readAt,
    ...(acknowledgementUnsaved === true ? { acknowledgementUnsaved } : {}),
  };
}

const keyOf = (eventId: string, occasion: Occasion): string => `${eventId} ${occasion}`;
