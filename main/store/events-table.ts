/** The events table: what happened, kept forever. */
import { SqliteError, type Database } from "better-sqlite3";
import type { AcknowledgedBy, AlertEvent, BlindReason } from "../../preload/contract/event.ts";
import { instrumentKey } from "../../preload/contract/instrument.ts";
import type { Decision } from "../alerts/decision.ts";
import { blindEventId, blindScope, decidedEventId } from "./event-id.ts";
import { aboutEvent, eventOf, flatOf, type FoundEvent, type NewEvent, type Whole } from "./event-row.ts";
import { keptMeasuredFrom, keptTick } from "./event-tick.ts";
import { notAfter, timesOf } from "./event-times.ts";
import type { BlindRecord, EventQuery } from "./store-interface.ts";
import type { RowReader } from "./row-reader.ts";

const selectEvents = `
  SELECT e.*, (
    SELECT json_group_array(json_array(d.id, d.destination, d.state, d.at_ms, d.error, d.name, d.external_id, d.is_again,
      d.is_kept, d.kept_until_ms, d.occasion, d.nth))
    FROM deliveries d INDEXED BY sqlite_autoindex_deliveries_1 WHERE d.event_seq = e.seq
  ) AS deliveries
  FROM events e`;

/**
 * Each names its index: chosen by statistics of a table that was small when they were taken, a list would read all deliveries
 * for each of its events. Where the index is gone, the statement is refused at the start.
 */
const eventQueries = {
  page: `${selectEvents} WHERE e.seq < ? ORDER BY e.seq DESC LIMIT ?`,
  /** Later armings have later events: the index is walked from the newest on, and what is sorted is one arming. */
  pageOfRule: `${selectEvents} WHERE e.seq IN (
    SELECT seq FROM events INDEXED BY events_once WHERE rule_id = ? AND seq < ?
    ORDER BY generation DESC, seq DESC LIMIT ?) ORDER BY e.seq DESC`,
  byId: `${selectEvents} WHERE e.id = ?`,
  bySeq: `${selectEvents} WHERE e.seq = ?`,
  awaiting: `${selectEvents} INDEXED BY events_awaiting WHERE e.awaits_answer = 1 ORDER BY e.seq`,
  answered: "UPDATE events SET awaits_answer = 0 WHERE id = ?",
  openBlind: `${selectEvents} INDEXED BY events_open_blind
    WHERE e.blind_scope IS NOT NULL AND e.blind_to_ms IS NULL ORDER BY e.seq`,
  unread: "SELECT count(*) FROM events INDEXED BY events_unread WHERE read_ms IS NULL",
  markRead: "UPDATE events INDEXED BY events_unread SET read_ms = ? WHERE read_ms IS NULL AND seq <= ?",
  once: `${selectEvents} WHERE e.rule_id = ? AND e.generation = ? AND e.kind = ?`,
  blindOnce: `${selectEvents} WHERE e.blind_scope = ? AND e.blind_from_ms = ?`,
  acknowledge: `UPDATE events SET acknowledged_ms = ?, acknowledged_by = ?, read_ms = coalesce(read_ms, ?), awaits_answer = 0,
      is_to_clear = EXISTS (
        SELECT 1 FROM deliveries d INDEXED BY sqlite_autoindex_deliveries_1
        WHERE d.event_seq = events.seq AND d.attempts > 0 AND d.destination IN (SELECT id FROM destinations))
    WHERE seq = ? AND acknowledged_ms IS NULL`,
  toClear: `${selectEvents} INDEXED BY events_to_clear WHERE e.is_to_clear = 1 ORDER BY e.seq`,
  /** What is on its way is still to be cleared once it has arrived. */
  cleared: `UPDATE events SET is_to_clear = 0 WHERE id = ? AND is_to_clear = 1 AND NOT EXISTS (
    SELECT 1 FROM deliveries d INDEXED BY sqlite_autoindex_deliveries_1
    WHERE d.event_seq = events.seq AND d.attempts > 0 AND d.state IN ('pending', 'sending'))`,
  seqOf: "SELECT seq FROM events WHERE id = ?",
} as const;

const unacknowledged = { acknowledged_ms: null, acknowledged_by: null };
const nothing: Whole = { rule: null, previous: null, tick: null };
const noTick = { value: null, json: null };
const noGap = { fromMs: null, toMs: null };

const columns = [
  "id",
  "kind",
  "rule_id",
  "generation",
  "rule",
  "instrument",
  "previous",
  "tick",
  "measured_from",
  "received_ms",
  "decided_ms",
  "decision_micros",
  "gap_from_ms",
  "gap_to_ms",
  "blind_scope",
  "blind_from_ms",
  "blind_to_ms",
  "blind_because",
  "read_ms",
  "awaits_answer",
] as const satisfies readonly (keyof NewEvent)[];

/** An event written, or found written before. */
export interface Written {
  readonly event: AlertEvent;
  readonly isNew: boolean;
}

export type EventsTable = ReturnType<typeof eventsTable>;

export function eventsTable(db: Database, reader: RowReader) {
  // By position: to bind 18 names takes a third of the time that an insert takes.
  const insert = db.prepare<NewEvent[keyof NewEvent][]>(`
    INSERT INTO events (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
    ON CONFLICT (id) DO NOTHING
    ON CONFLICT (rule_id, generation, kind) WHERE rule_id IS NOT NULL DO NOTHING
    ON CONFLICT (blind_scope, blind_from_ms) WHERE blind_scope IS NOT NULL DO NOTHING`);
  const updateBlind = db.prepare<[number | null, BlindReason, number]>(
    // Begun while the wall clock was ahead, it does not end before it began.
    "UPDATE events SET blind_to_ms = coalesce(max(?, blind_from_ms), blind_to_ms), blind_because = ? WHERE seq = ?",
  );
  const setUnread = db.prepare<[number]>("UPDATE events SET read_ms = NULL WHERE seq = ?");
  const page = db.prepare<[number, number], FoundEvent>(eventQueries.page);
  const pageOfRule = db.prepare<[string, number, number], FoundEvent>(eventQueries.pageOfRule);
  const byId = db.prepare<[string], FoundEvent>(eventQueries.byId);
  const bySeq = db.prepare<[number], FoundEvent>(eventQueries.bySeq);
  const openBlind = db.prepare<[], FoundEvent>(eventQueries.openBlind);
  const awaiting = db.prepare<[], FoundEvent>(eventQueries.awaiting);
  const answered = db.prepare<[string]>(eventQueries.answered);
  const unread = db.prepare<[], number>(eventQueries.unread).pluck();
  const markRead = db.prepare<[number, number]>(eventQueries.markRead);
  const once = db.prepare<[string, number, string], FoundEvent>(eventQueries.once);
  const blindOnce = db.prepare<[string, number | null], FoundEvent>(eventQueries.blindOnce);
  const acknowledge = db.prepare<[number, string, number, number]>(eventQueries.acknowledge);
  const seqOf = db.prepare<[string], number>(eventQueries.seqOf).pluck();
  const toClear = db.prepare<[], FoundEvent>(eventQueries.toClear);
  const cleared = db.prepare<[string]>(eventQueries.cleared);

  const read = (row: FoundEvent): AlertEvent | null =>
    reader.one("events", row, (found) => eventOf(found, reader), aboutEvent);
  const readAll = (rows: readonly FoundEvent[]): AlertEvent[] => rows.map(read).filter((event) => event !== null);
  /** By its id first: the beginning that is kept of a blind time was bounded by the time at which it was first written. */
  const known = (id: string, find: () => FoundEvent | undefined): FoundEvent => {
    const row = byId.get(id) ?? find();
    if (row === undefined) throw new SqliteError("an index does not lead to its event", "SQLITE_CORRUPT");
    return row;
  };
  /** The event as written, without reading or parsing it back: with many fires at once that would be half of the work. */
  const write = (row: NewEvent, whole: Whole, find: () => FoundEvent | undefined): Written => {
    const { changes, lastInsertRowid } = insert.run(...columns.map((column) => row[column]));
    const made = (seq: number): AlertEvent => ({
      ...flatOf({ ...row, ...unacknowledged, seq }),
      ...whole,
      deliveries: [],
    });
    if (changes > 0) return { event: made(Number(lastInsertRowid)), isNew: true };
    const found = known(row.id, find);
    // One that is there and cannot be read is still the one: what it was is known from what is written now.
    return { event: read(found) ?? made(found.seq), isNew: false };
  };

  return {
    /** One event for each (rule, generation, kind), however often it is written. */
    writeDecided(decision: Exclude<Decision, { kind: "changed" }>): Written {
      const { row, whole } = decided(decision);
      return write(row, whole, () => once.get(decision.rule.id, decision.generation, decision.kind));
    },
    /**
     * One event for each (scope, from), brought up to date. Unless somebody is told of it, it counts as read: a badge that
     * grows with every short interruption would soon mean nothing.
     */
    writeBlind(blind: BlindRecord, nowMs: number, isTold: boolean): Written {
      const scope = blindScope(blind);
      const row = blindRow(blind, nowMs, isTold);
      const written = write(row, nothing, () => blindOnce.get(scope, row.blind_from_ms));
      updateBlind.run(blind.toMs === null ? null : Math.round(blind.toMs), blind.because, written.event.seq);
      if (isTold && written.event.deliveries.length === 0) setUnread.run(written.event.seq);
      return written;
    },
    list({ limit = 100, beforeSeq = Number.MAX_SAFE_INTEGER, ruleId }: EventQuery): AlertEvent[] {
      const most = Math.max(1, Math.min(500, limit));
      const rows = ruleId === undefined ? page.all(beforeSeq, most) : pageOfRule.all(ruleId, beforeSeq, most);
      return readAll(rows);
    },
    get(id: string): AlertEvent | null {
      const row = byId.get(id);
      return row === undefined ? null : read(row);
    },
    /** Null where there is none, or none that can be read. */
    bySeq(seq: number): AlertEvent | null {
      const row = bySeq.get(seq);
      return row === undefined ? null : read(row);
    },
    /** The first answer counts. Answers the event's number; undefined where there is no such event. */
    acknowledge(id: string, by: AcknowledgedBy, nowMs: number): number | undefined {
      const seq = seqOf.get(id);
      const atMs = Math.round(nowMs);
      if (seq !== undefined) acknowledge.run(atMs, JSON.stringify(by), atMs, seq);
      return seq;
    },
    /** Acknowledged, and its messages at destinations that a person has set up are still to be marked, oldest first. */
    toClear: (): AlertEvent[] => readAll(toClear.all()),
    cleared: (id: string): void => void cleared.run(id),
    /** Critical and acknowledged by nobody, oldest first; less those that are told no more. */
    awaiting: (): AlertEvent[] => readAll(awaiting.all()),
    /** It is told no more, whether somebody acknowledged it or not. */
    endAwaiting: (id: string): void => void answered.run(id),
    openBlind: (): AlertEvent[] => readAll(openBlind.all()),
    unread: (): number => Number(unread.get()),
    markRead: (uptoSeq: number, nowMs: number): void => void markRead.run(Math.round(nowMs), uptoSeq),
  };
}

const empty = {
  rule_id: null,
  generation: null,
  rule: null,
  instrument: null,
  previous: null,
  tick: null,
  measured_from: null,
  received_ms: null,
  decision_micros: null,
  gap_from_ms: null,
  gap_to_ms: null,
  blind_scope: null,
  blind_from_ms: null,
  blind_to_ms: null,
  blind_because: null,
  read_ms: null,
  awaits_answer: 0,
} as const;

/** The event of a decision as it will be written; until then it has no `seq` (0) and no deliveries. */
export function inMemoryEvent(decision: Exclude<Decision, { kind: "changed" }>): AlertEvent {
  const { row, whole } = decided(decision);
  return { ...flatOf({ ...row, ...unacknowledged, seq: 0 }), ...whole, deliveries: [] };
}

/** The same for a blind time. */
export function inMemoryBlind(blind: BlindRecord, nowMs: number): AlertEvent {
  return { ...flatOf({ ...blindRow(blind, nowMs, true), ...unacknowledged, seq: 0 }), ...nothing, deliveries: [] };
}

function decided(decision: Exclude<Decision, { kind: "changed" }>): { row: NewEvent; whole: Whole } {
  const { spec } = decision.rule;
  const row: NewEvent = {
    ...empty,
    id: decidedEventId(decision),
    kind: decision.kind,
    rule_id: decision.rule.id,
    generation: decision.generation,
    rule: JSON.stringify(spec),
    instrument: instrumentKey(spec.instrument),
    decided_ms: Math.round(decision.decidedWallMs),
  };
  if (decision.kind === "expired") return { row, whole: { ...nothing, rule: spec } };
  const { decidedMs, receivedMs, gap } = timesOf(decision);
  const tick = keptTick(decision.tick, spec, decidedMs);
  const previous = decision.previous === null ? noTick : keptTick(decision.previous, spec, decidedMs);
  const measuredFrom = keptMeasuredFrom(decision.measuredFrom, spec, decidedMs);
  const whole: Whole = { rule: spec, previous: previous.value, tick: tick.value };
  return {
    row: {
      ...row,
      previous: previous.json,
      tick: tick.json,
      measured_from: measuredFrom === null ? null : JSON.stringify(measuredFrom),
      received_ms: receivedMs,
      awaits_answer: spec.notify.urgency === "critical" ? 1 : 0,
      decision_micros: decision.decisionMicros,
      gap_from_ms: (gap ?? noGap).fromMs,
      gap_to_ms: (gap ?? noGap).toMs,
    },
    whole: measuredFrom === null ? whole : { ...whole, measuredFrom },
  };
}

function blindRow(blind: BlindRecord, nowMs: number, isTold: boolean): NewEvent {
  return {
    ...empty,
    id: blindEventId(blind),
    kind: "blind",
    instrument: blind.instrument,
    decided_ms: Math.round(nowMs),
    blind_scope: blindScope(blind),
    blind_from_ms: notAfter(blind.fromMs, nowMs),
    blind_to_ms: blind.toMs === null ? null : Math.max(Math.round(blind.toMs), notAfter(blind.fromMs, nowMs)),
    blind_because: blind.because,
    read_ms: isTold ? null : Math.round(nowMs),
  };
}
