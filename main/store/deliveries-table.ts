/** The deliveries table: the outbox, one row for each event, destination and occasion. */
import { message } from "../../preload/contract/messages/message.ts";
import type { Database } from "better-sqlite3";
import type { DestinationId } from "../../preload/contract/destination.ts";
import {
  deliveryOccasions,
  deliveryStates,
  type AcknowledgedBy,
  type DeliveryState,
} from "../../preload/contract/event.ts";
import type { EventsTable } from "./events-table.ts";
import type {
  DeliveryOutcome,
  DeliveryRow,
  DueDelivery,
  DispatchBatch,
  Occasion,
  AlreadyDelivered,
} from "./delivery-types.ts";
import { formatReason, type DeliveryReason } from "./delivery-reason.ts";
import { keptDeliveries } from "./kept-deliveries.ts";
import type { RowReader, UnreadableFound } from "./row-reader.ts";
import {
  storedDestination,
  storedCount,
  storedFlag,
  storedOneOf,
  storedSuperseded,
  storedTextOrNull,
  storedTime,
  storedTimeOrNull,
  unreadable,
} from "./stored-values.ts";

interface FoundDelivery {
  id: number;
  event_seq: number;
  event_id: string;
  destination: DestinationId;
  occasion: Occasion;
  state: DeliveryState;
  attempts: number;
  at_ms: number;
  error: string | null;
  message_id: string | null;
  external_id: string | null;
  next_attempt_ms: number;
  name: string | null;
  is_again: number;
  is_kept: number;
  kept_until_ms: number | null;
  nth: number;
  superseded: string | null;
}

/** CROSS JOIN: from deliveries to their events, never the other way round. */
const joined = "CROSS JOIN events e ON e.seq = d.event_seq";
const selectBy = (index: string): string =>
  `SELECT d.*, e.id AS event_id FROM deliveries d INDEXED BY ${index} ${joined}`;

/** By an index that holds few: a start must not read every delivery there ever was. */
const selectOrphaned = (index: string): string =>
  `SELECT d.*, '' AS event_id FROM deliveries d INDEXED BY ${index} LEFT JOIN events e ON e.seq = d.event_seq`;

/** Each names its index; statistics of a table that was small when they were taken would choose to read it all. */
const deliveryQueries = {
  due: `${selectBy("deliveries_due")} WHERE d.state = 'pending' AND d.is_kept = 0 AND d.destination = ? AND d.next_attempt_ms <= ? ORDER BY d.next_attempt_ms, d.id LIMIT ?`,
  nextDue: `SELECT next_attempt_ms FROM deliveries INDEXED BY deliveries_due
    WHERE state = 'pending' AND is_kept = 0 AND destination = ? ORDER BY next_attempt_ms LIMIT 1`,
  /** Those to be shown whose event is gone: the joins never find them, and nobody would be told. */
  orphanedDue: `${selectOrphaned("deliveries_due")} WHERE d.state = 'pending' AND d.is_kept = 0 AND e.seq IS NULL`,
  orphanedKept: `${selectOrphaned("deliveries_kept")} WHERE d.state = 'pending' AND d.is_kept = 1 AND e.seq IS NULL`,
  orphanedSending: `${selectOrphaned("deliveries_sending")} WHERE d.state = 'sending' AND e.seq IS NULL`,
  sending: `${selectBy("deliveries_sending")} WHERE d.state = 'sending' AND d.destination = ? ORDER BY d.id`,
  inMessage: `${selectBy("deliveries_message")} WHERE d.message_id = ? AND d.destination = ? ORDER BY d.event_seq`,
  ofEvent: `SELECT d.*, e.id AS event_id FROM events e CROSS JOIN deliveries d INDEXED BY sqlite_autoindex_deliveries_1
    ON d.event_seq = e.seq WHERE e.id = ?`,
  /** By the newest ids: a group is a matter of seconds, and an index by time would be one more page for every write. */
  shownBetween: `SELECT d.*, e.id AS event_id FROM deliveries d ${joined}
    WHERE d.id > (SELECT max(id) FROM deliveries) - 1000
    AND d.state IN ('sent', 'shown', 'acknowledged') AND d.destination = ? AND d.at_ms BETWEEN ? AND ? ORDER BY d.id`,
} as const;

export function deliveriesTable(
  db: Database,
  events: EventsTable,
  reader: RowReader,
  shownByWriting: readonly DestinationId[],
) {
  const insert = db.prepare<[{ seqs: string; destinations: string; shown: string; occasion: Occasion; atMs: number }]>(`
    INSERT INTO deliveries (event_seq, destination, occasion, state, at_ms, next_attempt_ms, name)
    SELECT seq.value, destination.value, :occasion,
      iif(destination.value IN (SELECT value FROM json_each(:shown)), 'shown', 'pending'), :atMs, :atMs,
      (SELECT name FROM destinations WHERE id = destination.value)
    FROM json_each(:seqs) seq, json_each(:destinations) destination WHERE true
    ON CONFLICT (event_seq, destination, occasion, nth) DO NOTHING`);
  const due = db.prepare<[DestinationId, number, number], FoundDelivery>(deliveryQueries.due);
  const nextDue = db.prepare<[DestinationId], number>(deliveryQueries.nextDue).pluck();
  const sending = db.prepare<[DestinationId], FoundDelivery>(deliveryQueries.sending);
  const inMessage = db.prepare<[string, DestinationId], FoundDelivery>(deliveryQueries.inMessage);
  const ofEvent = db.prepare<[string], FoundDelivery>(deliveryQueries.ofEvent);
  const shownBetween = db.prepare<[DestinationId, number, number], FoundDelivery>(deliveryQueries.shownBetween);
  const begin = db.prepare<[number, string, number]>(`
    UPDATE deliveries SET state = 'sending', attempts = attempts + 1, at_ms = ?, message_id = ?, is_kept = 0
    WHERE id = ? AND state = 'pending'`);
  // What the destination called the message before would be taken for what it called the joined one.
  const supersede = db.prepare<[{ messageId: string; eventId: string; destination: DestinationId }]>(`
    UPDATE deliveries SET message_id = :messageId, external_id = NULL, superseded = json_insert(coalesce(superseded, '[]'), '$[#]',
      json_object('messageId', coalesce(message_id, :eventId), 'externalId', external_id))
    WHERE event_seq = (SELECT seq FROM events WHERE id = :eventId) AND occasion = 'event' AND state IN ('sent', 'shown', 'acknowledged')
      AND destination = :destination AND message_id IS NOT :messageId`);
  const destinationOf = db.prepare<[number], DestinationId>("SELECT destination FROM deliveries WHERE id = ?").pluck();
  const end = db.prepare<
    [DeliveryState, number, string | null, string | null, number | null, 0 | 1, 0 | 1, number, DeliveryState]
  >(`
    UPDATE deliveries SET state = ?, at_ms = ?, error = ?, external_id = coalesce(?, external_id),
      next_attempt_ms = coalesce(?, next_attempt_ms), message_id = iif(?, NULL, message_id),
      is_again = max(is_again, ?)
    WHERE id = ? AND (state = 'sending' OR (state = 'pending' AND ? IN ('skipped', 'failed')))`);
  const markAlreadyDelivered = db.prepare<
    [DeliveryState, number, string | null, string | null, string, string, DestinationId, Occasion]
  >(`
    UPDATE deliveries SET state = ?, attempts = attempts + (state = 'pending'), at_ms = ?, message_id = ?, external_id = ?, superseded = ?
    WHERE event_seq = (SELECT seq FROM events WHERE id = ?) AND destination = ? AND occasion = ? AND nth = 1
      AND state IN ('pending', 'sending')`);
  const retry = db.prepare<[number, number, number]>(`
    UPDATE deliveries SET state = 'pending', at_ms = ?, next_attempt_ms = ?
    WHERE id = ? AND state IN ('unknown', 'failed')`);
  const markAgain = db.prepare<[number]>("UPDATE deliveries SET is_again = 1 WHERE id = ?");
  const acknowledge = db.prepare<[number, number, DestinationId]>(`
    UPDATE deliveries SET state = 'acknowledged', at_ms = ?
    WHERE event_seq = ? AND destination = ? AND state IN ('sent', 'shown', 'unknown')`);
  const skipAcknowledged = db.prepare<[number, string, number]>(`
    UPDATE deliveries SET state = 'skipped', at_ms = ?, error = ?
    WHERE event_seq = ? AND occasion <> 'over' AND state = 'pending'
      AND (message_id IS NULL OR nth > 1 OR occasion = 'escalation')`);
  const giveUp = [
    ["deliveries_due", "state = 'pending' AND is_kept = 0", "skipped"],
    ["deliveries_kept", "state = 'pending' AND is_kept = 1", "skipped"],
    ["deliveries_sending", "state = 'sending'", "unknown"],
  ].map(([index, waits, is]) =>
    db.prepare<[number, string, string]>(`
      UPDATE deliveries INDEXED BY ${index} SET state = '${is}', at_ms = ?, error = ?
      WHERE ${waits} AND destination NOT IN (SELECT value FROM json_each(?))`),
  );
  const giveUpOne = [0, 1].map((isKept) =>
    db.prepare<[number, string, DestinationId]>(`
      UPDATE deliveries INDEXED BY ${isKept === 1 ? "deliveries_kept" : "deliveries_due"} SET state = 'skipped', at_ms = ?, error = ?
      WHERE state = 'pending' AND is_kept = ${isKept} AND destination = ?`),
  );
  const orphan = db.prepare<[number, string, number]>(
    "UPDATE deliveries SET state = 'unknown', at_ms = ?, error = ? WHERE id = ?",
  );

  const orphaned = [deliveryQueries.orphanedDue, deliveryQueries.orphanedKept, deliveryQueries.orphanedSending].map(
    (sql) => db.prepare<[], FoundDelivery>(sql),
  );
  const kept = keptDeliveries<FoundDelivery>(db);
  /** Left out where it or its event cannot be read. */
  const withEvents = (rows: readonly FoundDelivery[]): DueDelivery[] =>
    reader.all("deliveries", rows, deliveryOf, aboutDelivery).flatMap(({ eventSeq, ...delivery }) => {
      const event = events.bySeq(eventSeq);
      return event === null ? [] : [{ ...delivery, event }];
    });

  return {
    /**
     * Some destinations are shown by being written; the others wait for the outbox. One that is there stays as it is. All in one
     * statement: when many rules fire at once, calls are what takes the time.
     */
    add(seqs: readonly number[], destinations: readonly DestinationId[], occasion: Occasion, nowMs: number): void {
      insert.run({
        seqs: JSON.stringify(seqs),
        destinations: JSON.stringify(destinations),
        shown: JSON.stringify(shownByWriting),
        occasion,
        atMs: Math.round(nowMs),
      });
    },
    /** What a person has seen before it could be written. Only what has not ended here: nothing is taken back. */
    markAlreadyDelivered(told: AlreadyDelivered, occasion: Occasion, nowMs: number): void {
      for (const { eventId, destination, state, messageId, externalId, superseded, supersedes = [] } of told) {
        const { changes } = markAlreadyDelivered.run(
          state,
          Math.round(nowMs),
          messageId,
          externalId,
          JSON.stringify(superseded),
          eventId,
          destination,
          occasion,
        );
        if (changes > 0 && messageId !== null)
          for (const id of supersedes) supersede.run({ messageId, eventId: id, destination });
      }
    },
    due: (destination: DestinationId, untilMs: number, limit: number): DueDelivery[] =>
      withEvents(due.all(destination, untilMs, limit)),
    nextDueMs: (destination: DestinationId): number | null => nextDue.get(destination) ?? null,
    begin(ids: readonly number[], { messageId, supersedes = [] }: DispatchBatch, nowMs: number): number[] {
      const begun = ids.filter((id) => begin.run(Math.round(nowMs), messageId, id).changes > 0);
      const [first] = begun;
      const destination = first === undefined ? undefined : destinationOf.get(first);
      if (destination !== undefined)
        for (const eventId of supersedes) supersede.run({ messageId, eventId, destination });
      return begun;
    },
    end(ids: readonly number[], outcome: DeliveryOutcome, nowMs: number): number[] {
      const error = "error" in outcome ? outcome.error : null;
      const nextMs = outcome.state === "pending" ? Math.round(outcome.nextAttemptMs) : null;
      const { state, externalId = null } = outcome;
      const isFree = outcome.state === "pending" && outcome.maybeSeen !== true ? 1 : 0;
      const isAgain = outcome.state === "pending" && outcome.isAgain === true ? 1 : 0;
      const atMs = Math.round(nowMs);
      return ids.filter(
        (id) => end.run(state, atMs, error, externalId, nextMs, isFree, isAgain, id, state).changes > 0,
      );
    },
    retry: (ids: readonly number[], nextAttemptMs: number, nowMs: number): number[] =>
      ids.filter((id) => retry.run(Math.round(nowMs), Math.round(nextAttemptMs), id).changes > 0),
    keep: kept.keep,
    kept: (destination: DestinationId): DueDelivery[] => withEvents(kept.kept(destination)),
    release: kept.release,
    releaseDue: (destination: DestinationId, untilMs: number): DueDelivery[] =>
      withEvents(kept.releaseDue(destination, untilMs)),
    markAgain: (ids: readonly number[]): void => ids.forEach((id) => markAgain.run(id)),
    /** Of one event, at the destination where a person answered; and what still waits elsewhere is not needed any more. */
    acknowledge(eventSeq: number, { destination }: AcknowledgedBy, nowMs: number): void {
      const atMs = Math.round(nowMs);
      if (destination !== null) acknowledge.run(atMs, eventSeq, destination);
      skipAcknowledged.run(atMs, "acknowledged-before" satisfies DeliveryReason, eventSeq);
    },
    inMessage: (destination: DestinationId, messageId: string): DueDelivery[] =>
      withEvents(inMessage.all(messageId, destination)),
    ofEvent: (eventId: string): DueDelivery[] => withEvents(ofEvent.all(eventId)).sort((a, b) => a.id - b.id),
    shownBetween: (destination: DestinationId, fromMs: number, toMs: number): DueDelivery[] =>
      withEvents(shownBetween.all(destination, Math.round(fromMs), Math.round(toMs))),
    /** Puts aside what is to be shown and has no event; once at the start. */
    findOrphaned(): void {
      const rows = orphaned.flatMap((query) => query.all());
      reader.all("deliveries", rows, () => unreadable("event_seq", message("damaged.why.no-event")), aboutDelivery);
    },
    giveUpRemoved(destinations: readonly DestinationId[], nowMs: number): number {
      const known = JSON.stringify(destinations);
      const error: DeliveryReason = "no-destination";
      return giveUp.reduce((sum, statement) => sum + statement.run(Math.round(nowMs), error, known).changes, 0);
    },
    /** What waits for this destination waits no longer. */
    giveUp(destination: DestinationId, nowMs: number): void {
      const error: DeliveryReason = "destination-removed";
      for (const statement of giveUpOne) statement.run(Math.round(nowMs), error, destination);
    },
    /** Nobody can know any more whether these were seen. */
    recover(destination: DestinationId, nowMs: number): DueDelivery[] {
      const rows = sending.all(destination);
      const error: DeliveryReason = "ended-meanwhile";
      for (const row of rows) orphan.run(Math.round(nowMs), error, row.id);
      return withEvents(rows).map((row) => ({
        ...row,
        state: "unknown",
        atMs: Math.round(nowMs),
        error: formatReason(error),
      }));
    },
  };
}

function deliveryOf(row: FoundDelivery): DeliveryRow & { readonly eventSeq: number } {
  return {
    eventSeq: row.event_seq,
    id: row.id,
    eventId: row.event_id,
    destination: storedDestination("destination", row.destination),
    occasion: storedOneOf("occasion", row.occasion, deliveryOccasions),
    nth: storedCount("nth", row.nth),
    state: storedOneOf("state", row.state, deliveryStates),
    attempts: storedCount("attempts", row.attempts),
    atMs: storedTime("at_ms", row.at_ms),
    error: formatReason(storedTextOrNull("error", row.error)),
    messageId: storedTextOrNull("message_id", row.message_id),
    externalId: storedTextOrNull("external_id", row.external_id),
    superseded: storedSuperseded("superseded", row.superseded),
    nextAttemptMs: storedTime("next_attempt_ms", row.next_attempt_ms),
    name: storedTextOrNull("name", row.name),
    isAgain: storedFlag("is_again", row.is_again),
    isKept: storedFlag("is_kept", row.is_kept),
    keptUntilMs: storedTimeOrNull("kept_until_ms", row.kept_until_ms),
  };
}

function aboutDelivery(row: FoundDelivery): Pick<UnreadableFound, "key" | "subject"> {
  return { key: { id: row.id }, subject: row.event_id };
}
