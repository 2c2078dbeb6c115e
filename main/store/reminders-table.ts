/** Critical alerts that nobody has acknowledged: which those are, and the further deliveries that they get. */
import type { Database } from "better-sqlite3";
import type { DestinationId } from "../../preload/contract/destination.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { Result } from "../../preload/contract/result.ts";
import type { DeliveryRow, Occasion } from "./delivery-types.ts";
import type { EventsTable } from "./events-table.ts";

/** One more time at a destination. `nth`: 2 for the first repetition. */
export type StoredRepeat = Pick<DeliveryRow, "eventId" | "destination" | "occasion" | "nth">;

/** A reminder that is over: told, perhaps told, or not to be told. */
export type PastReminder = Omit<DeliveryRow, "id" | "isKept" | "keptUntilMs" | "nextAttemptMs">;

/** What was made, and told, while the database could not be written. */
export interface PastReminders {
  /** As they are, unless they are there. */
  add(reminders: readonly PastReminder[]): Result<null>;
}

/** What the rest of the app can do with them. Each call is one transaction. */
export interface StoredReminders {
  /** Critical events that nobody has acknowledged and that are still to be told again, oldest first. */
  awaiting(): Result<AlertEvent[]>;
  /**
   * One delivery more, pending, in the message in which the one before was told. Only where that one was told, and nobody has
   * acknowledged the event: an answer that is written while this one falls due wins. True where it is new.
   */
  repeat(repeat: StoredRepeat, nowMs: number): Result<boolean>;
  /**
   * One delivery at each of these destinations of the second step, unless somebody has acknowledged the event, or it was done
   * before. True where it is new.
   */
  escalate(eventId: string, destinations: readonly DestinationId[], nowMs: number): Result<boolean>;
  /** It is told no more: nothing of it waits to be sent, and nothing comes next. */
  end(eventId: string): Result<null>;
}

export function remindersTable(db: Database, events: EventsTable) {
  const repeat = db.prepare<[number, number, string, DestinationId, Occasion, number]>(`
    INSERT INTO deliveries (event_seq, destination, occasion, nth, state, at_ms, next_attempt_ms, name, message_id)
    SELECT d.event_seq, d.destination, d.occasion, d.nth + 1, 'pending', ?, ?,
      (SELECT name FROM destinations WHERE id = d.destination),
      iif(d.message_id = e.id, NULL, d.message_id)
    FROM events e CROSS JOIN deliveries d INDEXED BY sqlite_autoindex_deliveries_1 ON d.event_seq = e.seq
    WHERE e.id = ? AND e.acknowledged_ms IS NULL AND d.destination = ? AND d.occasion = ? AND d.nth = ?
      AND d.state IN ('sent', 'shown', 'unknown')
    ON CONFLICT (event_seq, destination, occasion, nth) DO NOTHING`);
  const escalate = db.prepare<[{ id: string; destinations: string; atMs: number }]>(`
    INSERT INTO deliveries (event_seq, destination, occasion, state, at_ms, next_attempt_ms, name)
    SELECT e.seq, destination.value, 'escalation', 'pending', :atMs, :atMs,
      (SELECT name FROM destinations WHERE id = destination.value)
    FROM events e CROSS JOIN json_each(:destinations) destination
    WHERE e.id = :id AND e.acknowledged_ms IS NULL AND NOT EXISTS (
      SELECT 1 FROM deliveries d INDEXED BY sqlite_autoindex_deliveries_1
      WHERE d.event_seq = e.seq AND d.occasion = 'escalation')
    ON CONFLICT (event_seq, destination, occasion, nth) DO NOTHING`);
  const add = db.prepare<[Record<string, string | number | null>]>(`
    INSERT INTO deliveries (event_seq, destination, occasion, nth, state, attempts, at_ms, next_attempt_ms, name, error,
      message_id, external_id, is_again)
    SELECT seq, :destination, :occasion, :nth, :state, :attempts, :atMs, :atMs,
      coalesce(:name, (SELECT name FROM destinations WHERE id = :destination)), :error, :messageId, :externalId, :isAgain
    FROM events WHERE id = :eventId
    ON CONFLICT (event_seq, destination, occasion, nth) DO NOTHING`);

  return {
    awaiting: (): AlertEvent[] => events.awaiting(),
    repeat({ eventId, destination, occasion, nth }: StoredRepeat, nowMs: number): boolean {
      const atMs = Math.round(nowMs);
      return repeat.run(atMs, atMs, eventId, destination, occasion, nth - 1).changes > 0;
    },
    escalate: (id: string, destinations: readonly DestinationId[], nowMs: number): boolean =>
      escalate.run({ id, destinations: JSON.stringify(destinations), atMs: Math.round(nowMs) }).changes > 0,
    add(reminders: readonly PastReminder[]): void {
      for (const { eventId, destination, occasion, nth, state, attempts, atMs, ...told } of reminders) {
        const { name, error, messageId, externalId, isAgain } = told;
        const what = { eventId, destination, occasion, nth, state, attempts, name, error, messageId, externalId };
        add.run({ ...what, atMs: Math.round(atMs), isAgain: isAgain ? 1 : 0 });
      }
    },
    end: (eventId: string): void => events.endAwaiting(eventId),
  };
}
