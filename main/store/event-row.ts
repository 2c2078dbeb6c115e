/** A row of the events table as the event that the contract gives, every column checked on the way. */
import * as Value from "typebox/value";
import { message } from "../../preload/contract/messages/message.ts";
import {
  blindReasons,
  deliveryOccasions,
  deliveryStates,
  AcknowledgedBy,
  type AlertEvent,
  type BlindReason,
  type Delivery,
  type EventTick,
  MeasuredFrom,
} from "../../preload/contract/event.ts";
import { isDecimal } from "../../preload/contract/decimal.ts";
import { instrumentOf, type InstrumentKey, type VenueId } from "../../preload/contract/instrument.ts";
import { formatReason } from "./delivery-reason.ts";
import type { RowReader, UnreadableFound } from "./row-reader.ts";
import { storedRule } from "./stored-rule.ts";
import {
  isKnownVenue,
  isRecord,
  storedDestination,
  storedCount,
  storedFlag,
  storedInstrument,
  storedJson,
  storedOneOf,
  storedText,
  storedTextOrNull,
  storedTime,
  storedTimeOrNull,
  unreadable,
  type KnownVenues,
} from "./stored-values.ts";

export interface EventRow {
  seq: number;
  id: string;
  kind: AlertEvent["kind"];
  rule_id: string | null;
  generation: number | null;
  rule: string | null;
  instrument: InstrumentKey | null;
  previous: string | null;
  tick: string | null;
  measured_from: string | null;
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
  acknowledged_ms: number | null;
  acknowledged_by: string | null;
  awaits_answer: number;
}
/** Nobody has acknowledged it yet. */
export type NewEvent = Omit<EventRow, "seq" | "acknowledged_ms" | "acknowledged_by">;
/** With its deliveries, each as JSON. */
export type FoundEvent = EventRow & { deliveries: string };

/** What is kept as JSON: values that are only ever written and read whole. */
export type Whole = Pick<AlertEvent, "rule" | "previous" | "tick" | "measuredFrom">;

const eventKinds = ["fired", "expired", "blind"] as const;

let lastMs = Number.NaN;
let lastIso = "";
/** What happens together has one time: it is written out once. */
function isoOf(ms: number): string {
  if (ms !== lastMs) {
    lastIso = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastIso;
}
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoOf(ms));

/** Everything of an event that is not kept as JSON, nor in a table of its own. The row is one just made, or checked. */
export function flatOf(row: EventRow, venues?: KnownVenues): Omit<AlertEvent, keyof Whole | "deliveries"> {
  return {
    id: row.id,
    seq: row.seq,
    kind: row.kind,
    ruleId: row.rule_id,
    generation: row.generation,
    instrument: row.instrument === null ? null : instrumentOf(row.instrument),
    receivedAt: isoOrNull(row.received_ms),
    decidedAt: isoOf(row.decided_ms),
    decisionMicros: row.decision_micros,
    gap:
      row.gap_from_ms === null || row.gap_to_ms === null
        ? null
        : { from: isoOf(row.gap_from_ms), to: isoOf(row.gap_to_ms) },
    blind: blindOf(row, venues),
    readAt: isoOrNull(row.read_ms),
    acknowledgedAt: isoOrNull(row.acknowledged_ms),
    acknowledgedBy: row.acknowledged_by === null ? null : acknowledgedByOf(row.acknowledged_by),
  };
}

function blindOf(row: EventRow, venues: KnownVenues): AlertEvent["blind"] {
  if (row.blind_from_ms === null || row.blind_because === null) return null;
  const blind = { from: isoOf(row.blind_from_ms), to: isoOrNull(row.blind_to_ms), because: row.blind_because };
  const venue = venueOf(row.blind_scope, venues);
  return venue === null ? blind : { ...blind, venue };
}

/** Null for the whole app. */
function venueOf(scope: string | null, venues: KnownVenues): VenueId | null {
  const venue = scope?.split(":")[0];
  return venue !== undefined && isKnownVenue(venue, venues) ? venue : null;
}

/**
 * A row that was found, with its deliveries; of those, one that cannot be read is left out. Throws `UnreadableRow` where the
 * event itself cannot be read.
 */
export function eventOf(row: FoundEvent, reader: RowReader): AlertEvent {
  checkColumns(row, reader.venues);
  return {
    ...flatOf(row, reader.venues),
    rule: row.rule === null ? null : storedRule("rule", row.rule, reader.venues),
    previous: row.previous === null ? null : tickOf("previous", row.previous),
    tick: row.tick === null ? null : tickOf("tick", row.tick),
    ...(row.measured_from === null ? {} : { measuredFrom: measuredFromOf(row.measured_from) }),
    deliveries: deliveriesOf(row, reader),
  };
}

/** Left out where quiet hours had nothing to do with it. */
export function keptOf(
  state: unknown,
  isKept: boolean,
  keptUntilMs: number | null,
): Pick<Delivery, "isKept" | "keptUntil"> {
  if (isKept) return state === "pending" ? { isKept } : {};
  return keptUntilMs === null ? {} : { keptUntil: isoOf(keptUntilMs) };
}

/** Where to find an event again, and what it was about. */
export function aboutEvent(row: FoundEvent): Pick<UnreadableFound, "key" | "subject"> {
  return { key: { seq: row.seq }, subject: row.instrument ?? String(row.kind) };
}

function checkColumns(row: EventRow, venues: KnownVenues): void {
  storedText("id", row.id);
  const kind = storedOneOf("kind", row.kind, eventKinds);
  storedTextOrNull("rule_id", row.rule_id);
  if (row.generation !== null) storedCount("generation", row.generation);
  if (row.instrument !== null) storedInstrument("instrument", row.instrument, venues);
  storedTime("decided_ms", row.decided_ms);
  storedTimeOrNull("received_ms", row.received_ms);
  storedTimeOrNull("gap_from_ms", row.gap_from_ms);
  storedTimeOrNull("gap_to_ms", row.gap_to_ms);
  storedTimeOrNull("blind_from_ms", row.blind_from_ms);
  storedTimeOrNull("blind_to_ms", row.blind_to_ms);
  storedTimeOrNull("read_ms", row.read_ms);
  storedTimeOrNull("acknowledged_ms", row.acknowledged_ms);
  if (row.acknowledged_by !== null) acknowledgedByOf(row.acknowledged_by);
  if (row.decision_micros !== null && !Number.isFinite(row.decision_micros))
    unreadable("decision_micros", message("damaged.why.number"));
  const isBlind = row.blind_scope !== null && row.blind_from_ms !== null && row.blind_because !== null;
  if ((kind === "blind") !== isBlind || (kind === "blind") !== (row.rule_id === null))
    unreadable("kind", message("damaged.why.kind"));
  if (row.blind_because !== null) storedOneOf("blind_because", row.blind_because, blindReasons);
  if (kind === "fired" && row.tick === null) unreadable("tick", message("damaged.why.fired-without-price"));
}

function tickOf(column: string, text: string): EventTick {
  const json = storedJson(column, text);
  if (!isRecord(json)) return unreadable(column, message("damaged.why.price"));
  const { price, at, tradeId } = json;
  // A spread may be 0 and a mid may be anything that its bid and ask give.
  if (typeof price !== "string" || !isDecimal(price))
    return unreadable(`${column}.price`, message("damaged.why.price"));
  if (typeof at !== "string" || Number.isNaN(Date.parse(at)))
    return unreadable(`${column}.at`, message("damaged.why.time"));
  if (tradeId !== null && typeof tradeId !== "string")
    return unreadable(`${column}.tradeId`, message("damaged.why.text"));
  return { price, at, tradeId };
}

function acknowledgedByOf(text: string): AcknowledgedBy {
  const by = storedJson("acknowledged_by", text);
  return Value.Check(AcknowledgedBy, by) ? by : unreadable("acknowledged_by", message("damaged.why.acknowledged-by"));
}

function measuredFromOf(text: string): MeasuredFrom {
  const stored = storedJson("measured_from", text);
  return Value.Check(MeasuredFrom, stored) && isDecimal(stored.price)
    ? stored
    : unreadable("measured_from", message("damaged.why.price"));
}

type StoredDelivery = readonly [
  id: number,
  destination: unknown,
  state: unknown,
  atMs: unknown,
  error: unknown,
  name: unknown,
  receipt: unknown,
  isAgain: unknown,
  isKept: unknown,
  keptUntilMs: unknown,
  occasion: unknown,
  nth: unknown,
];

function deliveriesOf(row: FoundEvent, reader: RowReader): Delivery[] {
  const stored = storedJson("deliveries", row.deliveries) as StoredDelivery[];
  return reader.all(
    "deliveries",
    [...stored].sort(([a], [b]) => a - b),
    ([, destination, state, atMs, error, name, receipt, isAgain, isKept, keptUntilMs, occasion, nth]): Delivery => ({
      destination: storedDestination("destination", destination),
      occasion: storedOneOf("occasion", occasion, deliveryOccasions),
      nth: storedCount("nth", nth),
      state: storedOneOf("state", state, deliveryStates),
      at: isoOf(storedTime("at_ms", atMs)),
      error: formatReason(storedTextOrNull("error", error)),
      name: storedTextOrNull("name", name),
      receipt: storedTextOrNull("external_id", receipt),
      isAgain: storedFlag("is_again", isAgain),
      ...keptOf(state, storedFlag("is_kept", isKept), storedTimeOrNull("kept_until_ms", keptUntilMs)),
    }),
    ([id]) => ({ key: { id }, subject: row.instrument ?? row.kind }),
  );
}
