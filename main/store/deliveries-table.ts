/** The deliveries table: the outbox, one row for each event, channel and occasion. */
import { message } from "../../preload/contract/messages/message.ts";
import type { Database } from "better-sqlite3";
import { deliveryStates, type ChannelId, type DeliveryState } from "../../preload/contract/event.ts";
import type { EventsTable } from "./events-table.ts";
import type {
  DeliveryOutcome,
  DeliveryRow,
  DueDelivery,
  DispatchBatch,
  Occasion,
  AlreadyDelivered,
} from "./delivery-types.ts";
import type { RowReader, UnreadableFound } from "./row-reader.ts";
import { storedChannel, storedCount, storedOneOf, storedTextOrNull, storedTime, unreadable } from "./stored-values.ts";

interface FoundDelivery {
  id: number;
  event_seq: number;
  event_id: string;
  channel: ChannelId;
  occasion: Occasion;
  state: DeliveryState;
  attempts: number;
  at_ms: number;
  error: string | null;
  message_id: string | null;
  external_id: string | null;
  next_attempt_ms: number;
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
  due: `${selectBy("deliveries_due")} WHERE d.state = 'pending' AND d.channel = ? AND d.next_attempt_ms <= ? ORDER BY d.next_attempt_ms, d.id LIMIT ?`,
  nextDue:
    "SELECT min(next_attempt_ms) FROM deliveries INDEXED BY deliveries_due WHERE state = 'pending' AND channel = ?",
  /** Those to be shown whose event is gone: the joins never find them, and nobody would be told. */
  orphanedDue: `${selectOrphaned("deliveries_due")} WHERE d.state = 'pending' AND e.seq IS NULL`,
  orphanedSending: `${selectOrphaned("deliveries_sending")} WHERE d.state = 'sending' AND e.seq IS NULL`,
  sending: `${selectBy("deliveries_sending")} WHERE d.state = 'sending' AND d.channel = ? ORDER BY d.id`,
  inMessage: `${selectBy("deliveries_message")} WHERE d.message_id = ? AND d.channel = ? ORDER BY d.event_seq`,
  /** By the newest ids: a group is a matter of seconds, and an index by time would be one more page for every write. */
  shownBetween: `SELECT d.*, e.id AS event_id FROM deliveries d ${joined}
    WHERE d.id > (SELECT max(id) FROM deliveries) - 1000
    AND d.state = 'shown' AND d.channel = ? AND d.at_ms BETWEEN ? AND ? ORDER BY d.id`,
} as const;

export function deliveriesTable(
  db: Database,
  events: EventsTable,
  reader: RowReader,
  shownByWriting: readonly ChannelId[],
) {
  const insert = db.prepare<[{ seqs: string; channels: string; shown: string; occasion: Occasion; atMs: number }]>(`
    INSERT INTO deliveries (event_seq, channel, occasion, state, at_ms, next_attempt_ms)
    SELECT seq.value, channel.value, :occasion, 
      iif(channel.value IN (SELECT value FROM json_each(:shown)), 'shown', 'pending'), :atMs, :atMs
    FROM json_each(:seqs) seq, json_each(:channels) channel WHERE true
    ON CONFLICT (event_seq, channel, occasion) DO NOTHING`);
  const due = db.prepare<[ChannelId, number, number], FoundDelivery>(deliveryQueries.due);
  const nextDue = db.prepare<[ChannelId], number | null>(deliveryQueries.nextDue).pluck();
  const sending = db.prepare<[ChannelId], FoundDelivery>(deliveryQueries.sending);
  const inMessage = db.prepare<[string, ChannelId], FoundDelivery>(deliveryQueries.inMessage);
  const shownBetween = db.prepare<[ChannelId, number, number], FoundDelivery>(deliveryQueries.shownBetween);
  const begin = db.prepare<[number, string, number]>(`
    UPDATE deliveries SET state = 'sending', attempts = attempts + 1, at_ms = ?, message_id = ?
    WHERE id = ? AND state = 'pending'`);
  // What the channel called the message of its own would be taken for what it called the joined one.
  const absorb = db.prepare<[string, string, number]>(`
    UPDATE deliveries SET message_id = ?, external_id = NULL
    WHERE event_seq = (SELECT seq FROM events WHERE id = ?) AND occasion = 'event' AND state = 'shown'
      AND channel = (SELECT channel FROM deliveries WHERE id = ?)`);
  const end = db.prepare<
    [DeliveryState, number, string | null, string | null, number | null, 0 | 1, number, DeliveryState]
  >(`
    UPDATE deliveries SET state = ?, at_ms = ?, error = ?, external_id = coalesce(?, external_id),
      next_attempt_ms = coalesce(?, next_attempt_ms), message_id = iif(?, NULL, message_id)
    WHERE id = ? AND (state = 'sending' OR (state = 'pending' AND ? = 'skipped'))`);
  const markAlreadyDelivered = db.prepare<[number, string | null, string | null, string, ChannelId, Occasion]>(`
    UPDATE deliveries SET state = 'shown', attempts = attempts + 1, at_ms = ?, message_id = ?, external_id = ?
    WHERE event_seq = (SELECT seq FROM events WHERE id = ?) AND channel = ? AND occasion = ? AND state = 'pending'`);
  const retry = db.prepare<[number, number, number]>(`
    UPDATE deliveries SET state = 'pending', at_ms = ?, next_attempt_ms = ?
    WHERE id = ? AND state IN ('unknown', 'failed')`);
  const giveUp = [
    ["deliveries_due", "pending", "skipped"],
    ["deliveries_sending", "sending", "unknown"],
  ].map(([index, was, is]) =>
    db.prepare<[number, string]>(`
      UPDATE deliveries INDEXED BY ${index} SET state = '${is}', at_ms = ?, error = 'this way of telling is no longer there'
      WHERE state = '${was}' AND channel NOT IN (SELECT value FROM json_each(?))`),
  );
  const orphan = db.prepare<[number, string, number]>(
    "UPDATE deliveries SET state = 'unknown', at_ms = ?, error = ? WHERE id = ?",
  );

  const orphaned = [deliveryQueries.orphanedDue, deliveryQueries.orphanedSending].map((sql) =>
    db.prepare<[], FoundDelivery>(sql),
  );
  /** Left out where it or its event cannot be read. */
  const withEvents = (rows: readonly FoundDelivery[]): DueDelivery[] =>
    reader.all("deliveries", rows, deliveryOf, aboutDelivery).flatMap(({ eventSeq, ...delivery }) => {
      const event = events.bySeq(eventSeq);
      return event === null ? [] : [{ ...delivery, event }];
    });

  return {
    /**
     * Some channels are shown by being written; the others wait for the outbox. One that is there stays as it is. All in one
     * statement: when many rules fire at once, calls are what takes the time.
     */
    add(seqs: readonly number[], channels: readonly ChannelId[], occasion: Occasion, nowMs: number): void {
      if (seqs.length === 0 || channels.length === 0) return;
      insert.run({
        seqs: JSON.stringify(seqs),
        channels: JSON.stringify(channels),
        shown: JSON.stringify(shownByWriting),
        occasion,
        atMs: Math.round(nowMs),
      });
    },
    /** What a person has seen before it could be written. Only what still waits: nothing is taken back. */
    markAlreadyDelivered(told: AlreadyDelivered, occasion: Occasion, nowMs: number): void {
      for (const { eventId, channel, messageId, externalId } of told)
        markAlreadyDelivered.run(Math.round(nowMs), messageId, externalId, eventId, channel, occasion);
    },
    due: (channel: ChannelId, untilMs: number, limit: number): DueDelivery[] =>
      withEvents(due.all(channel, untilMs, limit)),
    nextDueMs: (channel: ChannelId): number | null => nextDue.get(channel) ?? null,
    begin(ids: readonly number[], { messageId, supersedes = [] }: DispatchBatch, nowMs: number): number[] {
      const begun = ids.filter((id) => begin.run(Math.round(nowMs), messageId, id).changes > 0);
      const first = begun[0];
      if (first !== undefined) for (const eventId of supersedes) absorb.run(messageId, eventId, first);
      return begun;
    },
    end(ids: readonly number[], outcome: DeliveryOutcome, nowMs: number): number[] {
      const error = outcome.state === "shown" ? null : outcome.error;
      const nextMs = outcome.state === "pending" ? Math.round(outcome.nextAttemptMs) : null;
      const externalId = outcome.externalId ?? null;
      const { state } = outcome;
      const isFree = outcome.state === "pending" && outcome.maybeSeen !== true ? 1 : 0;
      const atMs = Math.round(nowMs);
      return ids.filter((id) => end.run(state, atMs, error, externalId, nextMs, isFree, id, state).changes > 0);
    },
    retry: (ids: readonly number[], nextAttemptMs: number, nowMs: number): number[] =>
      ids.filter((id) => retry.run(Math.round(nowMs), Math.round(nextAttemptMs), id).changes > 0),
    inMessage: (channel: ChannelId, messageId: string): DueDelivery[] => withEvents(inMessage.all(messageId, channel)),
    shownBetween: (channel: ChannelId, fromMs: number, toMs: number): DueDelivery[] =>
      withEvents(shownBetween.all(channel, Math.round(fromMs), Math.round(toMs))),
    /** Puts aside what is to be shown and has no event; once at the start. */
    findOrphaned(): void {
      const rows = orphaned.flatMap((query) => query.all());
      reader.all("deliveries", rows, () => unreadable("event_seq", message("damaged.why.no-event")), aboutDelivery);
    },
    giveUpRemoved(channels: readonly ChannelId[], nowMs: number): number {
      const known = JSON.stringify(channels);
      return giveUp.reduce((sum, statement) => sum + statement.run(Math.round(nowMs), known).changes, 0);
    },
    /** Nobody can know any more whether these were seen. */
    recover(channel: ChannelId, nowMs: number): DueDelivery[] {
      const rows = sending.all(channel);
      const error = message("delivery.ended-meanwhile");
      for (const row of rows) orphan.run(Math.round(nowMs), error, row.id);
      return withEvents(rows).map((row) => ({
        ...row,
        state: "unknown",
        atMs: Math.round(nowMs),
        error,
      }));
    },
  };
}

const occasions = ["event", "over"] as const;

function deliveryOf(row: FoundDelivery): DeliveryRow & { readonly eventSeq: number } {
  return {
    eventSeq: row.event_seq,
    id: row.id,
    eventId: row.event_id,
    channel: storedChannel("channel", row.channel),
    occasion: storedOneOf("occasion", row.occasion, occasions),
    state: storedOneOf("state", row.state, deliveryStates),
    attempts: storedCount("attempts", row.attempts),
    atMs: storedTime("at_ms", row.at_ms),
    error: storedTextOrNull("error", row.error),
    messageId: storedTextOrNull("message_id", row.message_id),
    externalId: storedTextOrNull("external_id", row.external_id),
    nextAttemptMs: storedTime("next_attempt_ms", row.next_attempt_ms),
  };
}

function aboutDelivery(row: FoundDelivery): Pick<UnreadableFound, "key" | "subject"> {
  return { key: { id: row.id }, subject: row.event_id };
}
