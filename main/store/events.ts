/** The events table: what happened, kept forever. */
import { randomUUIDv7 } from "node:crypto";
import type { Database } from "better-sqlite3";
import type { AlertEvent, BlindReason, ChannelId, Delivery, DeliveryState, EventTick } from "../../preload/contract/event.ts";
import { instrumentKey, instrumentOf, type InstrumentKey } from "../../preload/contract/instrument.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Decision } from "../alerts/decision.ts";
import { eventTick } from "./event-tick.ts";
import type { BlindRecord, EventQuery } from "./interface.ts";

interface EventRow {
  seq: number;
  id: string;
  kind: AlertEvent["kind"];
  rule_id: string | null;
  generation: number | null;
  rule: string | null;
  instrument: InstrumentKey | null;
  previous: string | null;
  tick: string | null;
  received_ms: number | null;
  decided_ms: number;
  decision_micros: number | null;
  gap_from_ms: number | null;
  gap_to_ms: number | null;
  blind_scope: string | null;
  blind_from_ms: number | null;
  blind_to_ms: number | null;
  blind_because: BlindReason | null;
  read_ms: number | null;
}
type NewEvent = Omit<EventRow, "seq" | "read_ms">;
type FoundEvent = EventRow & { deliveries: string };

const selectEvents = `
  SELECT e.*, (
    SELECT json_group_array(json_array(d.id, d.channel, d.state, d.at_ms, d.error))
    FROM deliveries d WHERE d.event_seq = e.seq
  ) AS deliveries
  FROM events e`;

/** The hot ones, named so that a test can hold their query plans. */
export const eventQueries = {
  page: `${selectEvents} WHERE e.seq < ? ORDER BY e.seq DESC LIMIT ?`,
  pageOfRule: `${selectEvents} WHERE e.rule_id = ? AND e.seq < ? ORDER BY e.seq DESC LIMIT ?`,
  byId: `${selectEvents} WHERE e.id = ?`,
  bySeq: `${selectEvents} WHERE e.seq = ?`,
  openBlind: `${selectEvents} WHERE e.blind_scope IS NOT NULL AND e.blind_to_ms IS NULL ORDER BY e.seq`,
  unread: "SELECT count(*) FROM events WHERE read_ms IS NULL",
  markRead: "UPDATE events SET read_ms = ? WHERE read_ms IS NULL AND seq <= ?",
  once: "SELECT seq FROM events WHERE rule_id = ? AND generation = ? AND kind = ?",
  blindOnce: "SELECT seq FROM events WHERE blind_scope = ? AND blind_from_ms = ?",
} as const;

/** An event written, or found written before. */
export interface Written {
  readonly seq: number;
  readonly isNew: boolean;
}

export type EventsTable = ReturnType<typeof eventsTable>;

export function eventsTable(db: Database) {
  const insert = db.prepare<[NewEvent]>(`
    INSERT INTO events (id, kind, rule_id, generation, rule, instrument, previous, tick, received_ms, decided_ms,
      decision_micros, gap_from_ms, gap_to_ms, blind_scope, blind_from_ms, blind_to_ms, blind_because)
    VALUES (:id, :kind, :rule_id, :generation, :rule, :instrument, :previous, :tick, :received_ms, :decided_ms,
      :decision_micros, :gap_from_ms, :gap_to_ms, :blind_scope, :blind_from_ms, :blind_to_ms, :blind_because)`);
  const updateBlind = db.prepare<[number | null, BlindReason, number]>(
    "UPDATE events SET blind_to_ms = coalesce(?, blind_to_ms), blind_because = ? WHERE seq = ?",
  );
  const page = db.prepare<[number, number], FoundEvent>(eventQueries.page);
  const pageOfRule = db.prepare<[string, number, number], FoundEvent>(eventQueries.pageOfRule);
  const byId = db.prepare<[string], FoundEvent>(eventQueries.byId);
  const bySeq = db.prepare<[number], FoundEvent>(eventQueries.bySeq);
  const openBlind = db.prepare<[], FoundEvent>(eventQueries.openBlind);
  const unread = db.prepare<[], number>(eventQueries.unread).pluck();
  const markRead = db.prepare<[number, number]>(eventQueries.markRead);
  const once = db.prepare<[string, number, string], number>(eventQueries.once).pluck();
  const blindOnce = db.prepare<[string, number], number>(eventQueries.blindOnce).pluck();

  /** Look first, insert then: this is the only writer, and a conflict would cost the statement its plain error. */
  const write = (found: number | undefined, row: () => NewEvent): Written =>
    found === undefined ? { seq: Number(insert.run(row()).lastInsertRowid), isNew: true } : { seq: found, isNew: false };

  return {
    /** One event for each (rule, generation, kind), however often it is written. */
    writeDecided: (decision: Exclude<Decision, { kind: "changed" }>): Written =>
      write(once.get(decision.rule.id, decision.generation, decision.kind), () => decidedRow(decision)),
    /** One event for each (scope, from), brought up to date. */
    writeBlind(blind: BlindRecord, nowMs: number): Written {
      const scope = blind.instrument ?? blind.venue ?? "app";
      const written = write(blindOnce.get(scope, Math.round(blind.fromMs)), () => blindRow(blind, scope, nowMs));
      if (!written.isNew) updateBlind.run(blind.toMs === null ? null : Math.round(blind.toMs), blind.because, written.seq);
      return written;
    },
    list({ limit = 100, beforeSeq = Number.MAX_SAFE_INTEGER, ruleId }: EventQuery): AlertEvent[] {
      const most = Math.max(1, Math.min(500, limit));
      const rows = ruleId === undefined ? page.all(beforeSeq, most) : pageOfRule.all(ruleId, beforeSeq, most);
      return rows.map(eventOf);
    },
    get(id: string): AlertEvent | null {
      const row = byId.get(id);
      return row === undefined ? null : eventOf(row);
    },
    bySeq(seq: number): AlertEvent {
      const row = bySeq.get(seq);
      if (row === undefined) throw new Error(`event ${seq} is not there`);
      return eventOf(row);
    },
    openBlind: (): AlertEvent[] => openBlind.all().map(eventOf),
    unread: (): number => unread.get() ?? 0,
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
  received_ms: null,
  decision_micros: null,
  gap_from_ms: null,
  gap_to_ms: null,
  blind_scope: null,
  blind_from_ms: null,
  blind_to_ms: null,
  blind_because: null,
} as const;

function decidedRow(decision: Exclude<Decision, { kind: "changed" }>): NewEvent {
  const row: NewEvent = {
    ...empty,
    // Time-ordered ids land side by side in their index: a storm of events dirties few pages.
    id: randomUUIDv7(),
    kind: decision.kind,
    rule_id: decision.rule.id,
    generation: decision.generation,
    rule: JSON.stringify(decision.rule.spec),
    instrument: instrumentKey(decision.rule.spec.instrument),
    decided_ms: Math.round(decision.decidedWallMs),
  };
  if (decision.kind === "expired") return row;
  return {
    ...row,
    previous: decision.previous === null ? null : JSON.stringify(eventTick(decision.previous)),
    tick: JSON.stringify(eventTick(decision.tick)),
    received_ms: Math.round(decision.tick.receivedWallMs),
    decision_micros: decision.decisionMicros,
    gap_from_ms: decision.gap === null ? null : Math.round(decision.gap.fromWallMs),
    gap_to_ms: decision.gap === null ? null : Math.round(decision.gap.toWallMs),
  };
}

function blindRow(blind: BlindRecord, scope: string, nowMs: number): NewEvent {
  return {
    ...empty,
    id: randomUUIDv7(),
    kind: "blind",
    instrument: blind.instrument,
    decided_ms: Math.round(nowMs),
    blind_scope: scope,
    blind_from_ms: Math.round(blind.fromMs),
    blind_to_ms: blind.toMs === null ? null : Math.round(blind.toMs),
    blind_because: blind.because,
  };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoOf(ms));

function eventOf(row: FoundEvent): AlertEvent {
  const deliveries = JSON.parse(row.deliveries) as [id: number, ChannelId, DeliveryState, atMs: number, string | null][];
  return {
    id: row.id,
    seq: row.seq,
    kind: row.kind,
    ruleId: row.rule_id,
    generation: row.generation,
    rule: row.rule === null ? null : (JSON.parse(row.rule) as RuleSpec),
    instrument: row.instrument === null ? null : instrumentOf(row.instrument),
    previous: row.previous === null ? null : (JSON.parse(row.previous) as EventTick),
    tick: row.tick === null ? null : (JSON.parse(row.tick) as EventTick),
    receivedAt: isoOrNull(row.received_ms),
    decidedAt: isoOf(row.decided_ms),
    decisionMicros: row.decision_micros,
    gap: row.gap_from_ms === null || row.gap_to_ms === null ? null : { from: isoOf(row.gap_from_ms), to: isoOf(row.gap_to_ms) },
    blind:
      row.blind_from_ms === null || row.blind_because === null
        ? null
        : { from: isoOf(row.blind_from_ms), to: isoOrNull(row.blind_to_ms), because: row.blind_because },
    deliveries: deliveries
      .sort(([a], [b]) => a - b)
      .map(([, channel, state, atMs, error]): Delivery => ({ channel, state, at: isoOf(atMs), error })),
    readAt: isoOrNull(row.read_ms),
  };
}
