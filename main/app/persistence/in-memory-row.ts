/** A delivery as it is kept in memory while the database refuses: what the database would make of it, made here. */
import type { AlertEvent, Delivery, DeliveryState } from "../../../preload/contract/event.ts";
import { formatReason } from "../../store/delivery-reason.ts";
import { keptOf } from "../../store/event-row.ts";
import type { DeliveryOutcome, DueDelivery, Occasion } from "../../store/delivery-types.ts";

/** Numbers of events that have none yet: after all that have one, in the order in which they came. */
const firstSeq = Number.MAX_SAFE_INTEGER - 1e12;

/** The number of an event that is in memory alone, from the id (-1 and down) of its first delivery. */
export const seqBeforeSaved = (id: number): number => firstSeq - id;

/** Nothing more is to be sent of it. */
export const isDelivered = (state: DeliveryState): boolean => state === "sent" || state === "shown";

/** A delivery that is due now, without what it is told as and where. */
export function pendingRow(
  event: AlertEvent,
  occasion: Occasion,
  nowMs: number,
): Omit<DueDelivery, "id" | "destination" | "name"> {
  return {
    eventId: event.id,
    event,
    occasion,
    nth: 1,
    state: "pending",
    attempts: 0,
    atMs: nowMs,
    error: null,
    messageId: null,
    externalId: null,
    superseded: [],
    isAgain: false,
    isKept: false,
    keptUntilMs: null,
    nextAttemptMs: nowMs,
  };
}

/** The event of these rows, as the last of them has it, with what became of each; null where there are none. */
export function eventOfRows(rows: readonly DueDelivery[]): AlertEvent | null {
  const last = rows.at(-1);
  return last === undefined ? null : { ...last.event, deliveries: rows.map(deliveryOf), unsaved: true };
}

/** The event with what became of these deliveries of it since: those that it names are brought up to date, the others added. */
export function withRows(event: AlertEvent, rows: readonly DueDelivery[]): AlertEvent {
  if (rows.length === 0) return event;
  const isSame = (a: Delivery, b: DueDelivery): boolean =>
    a.destination === b.destination && a.occasion === b.occasion && a.nth === b.nth;
  const known = event.deliveries.map((delivery) => {
    const row = rows.find((each) => isSame(delivery, each));
    return row === undefined ? delivery : deliveryOf(row);
  });
  const added = rows.filter((row) => !event.deliveries.some((delivery) => isSame(delivery, row)));
  return { ...event, deliveries: [...known, ...added.map(deliveryOf)] };
}

function deliveryOf(row: DueDelivery): Delivery {
  const { destination, name, occasion, nth, state, atMs, error, externalId, isAgain, isKept, keptUntilMs } = row;
  return {
    destination,
    name,
    occasion,
    nth,
    state,
    at: new Date(atMs).toISOString(),
    error: formatReason(error),
    receipt: externalId,
    isAgain,
    ...keptOf(state, isKept, keptUntilMs),
  };
}

export function begunRow(row: DueDelivery, messageId: string, nowMs: number): DueDelivery {
  return { ...row, state: "sending", attempts: row.attempts + 1, atMs: nowMs, messageId, isKept: false };
}

/** A joined message names it from now on, in place of the one that it was shown in. */
export function supersededRow(row: DueDelivery, messageId: string): DueDelivery {
  const before = { messageId: row.messageId ?? row.eventId, externalId: row.externalId };
  return { ...row, messageId, externalId: null, superseded: [...row.superseded, before] };
}

export const keptRow = (row: DueDelivery): DueDelivery => ({ ...row, isKept: true, keptUntilMs: null });

export function releasedRow(row: DueDelivery, nowMs: number): DueDelivery {
  return { ...row, isKept: false, keptUntilMs: nowMs, nextAttemptMs: nowMs };
}

/** What surely was not seen may be shown in any message. */
export function endedRow(row: DueDelivery, outcome: DeliveryOutcome, nowMs: number): DueDelivery {
  const isPending = outcome.state === "pending";
  return {
    ...row,
    state: outcome.state,
    atMs: nowMs,
    error: "error" in outcome ? outcome.error : null,
    isAgain: row.isAgain || (isPending && outcome.isAgain === true),
    messageId: isPending && outcome.maybeSeen !== true ? null : row.messageId,
    externalId: outcome.externalId ?? row.externalId,
    nextAttemptMs: isPending ? outcome.nextAttemptMs : row.nextAttemptMs,
  };
}
