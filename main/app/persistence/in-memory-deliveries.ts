/**
 * The deliveries of events that are in memory alone, because the database refused them: one for each event, occasion and
 * channel. Keyed by the event alone, what one channel has shown would be taken for shown on every other.
 */
import type { AlertEvent, ChannelId } from "../../../preload/contract/event.ts";
import type { DueDelivery, Occasion } from "../../store/delivery-types.ts";
import { eventOfRows, newRow, seqBeforeSaved } from "./in-memory-row.ts";

export class InMemoryDeliveries {
  readonly #channels: readonly ChannelId[];
  /** By delivery id; those of the database are positive, these count down from -1. */
  readonly #rows = new Map<number, DueDelivery>();
  readonly #ids = new Map<string, number>();
  #lastId = 0;

  /** `channels`: an event has one delivery for each of them. */
  constructor(channels: readonly ChannelId[]) {
    this.#channels = channels;
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
      for (const row of known) this.set({ ...row, event: { ...event, seq: row.event.seq } });
      return false;
    }
    // One number for all its channels: it stands for the event, which has none in the database yet.
    const seq = seqBeforeSaved(this.#lastId - 1);
    for (const channel of this.#channels) {
      const id = (this.#lastId -= 1);
      this.set(newRow(id, { ...event, seq }, channel, occasion, nowMs));
      this.#ids.set(keyOf(event.id, occasion, channel), id);
    }
    return true;
  }

  /** Answers the ids of the deliveries that were there. */
  drop(eventId: string, occasion: Occasion): number[] {
    const ids = this.#of(eventId, occasion).map(({ id }) => id);
    for (const channel of this.#channels) this.#ids.delete(keyOf(eventId, occasion, channel));
    for (const id of ids) this.#rows.delete(id);
    return ids;
  }

  /** The event with what became of it up to now; null where it is not here. */
  event(eventId: string): AlertEvent | null {
    return eventOfRows((["event", "over"] as const).flatMap((occasion) => this.#of(eventId, occasion)));
  }

  /** Every event that is here, newest first. */
  events(): AlertEvent[] {
    return [...new Set(this.all().map((row) => row.eventId))]
      .map((id) => this.event(id))
      .filter((event) => event !== null)
      .sort((a, b) => b.seq - a.seq);
  }

  /** Those of these events that this channel has shown alone are named by this message from now on. */
  absorb(eventIds: readonly string[], channel: ChannelId, messageId: string): void {
    for (const eventId of eventIds) {
      const row = this.#rows.get(this.#ids.get(keyOf(eventId, "event", channel)) ?? 0);
      if (row?.state === "shown") this.set({ ...row, messageId, externalId: null });
    }
  }

  #of(eventId: string, occasion: Occasion): DueDelivery[] {
    return this.#channels
      .map((channel) => this.#rows.get(this.#ids.get(keyOf(eventId, occasion, channel)) ?? 0))
      .filter((row) => row !== undefined);
  }
}

const keyOf = (eventId: string, occasion: Occasion, channel: ChannelId): string => `${eventId} ${occasion} ${channel}`;
