/** Deliveries and events as plain values, for what decides by them alone. */
import type { DueDelivery } from "../../main/store/delivery-types.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";

export const at = "2026-01-05T12:00:00.000Z";
export const atMs = Date.parse(at);

/** A rule fired at {@link at}; `change` names what is to be otherwise. */
export function eventOf(id: string, change: Partial<AlertEvent> = {}): AlertEvent {
  return {
    id,
    kind: "fired",
    instrument: { venue: "demo", symbol: "BTC-USD" },
    decidedAt: at,
    receivedAt: at,
    tick: { price: "1", at, tradeId: "7" },
    rule: null,
    acknowledgedAt: null,
    deliveries: [],
    ...change,
  } as unknown as AlertEvent;
}

let rows = 0;

/** Due now at a phone, for the first time. */
export function rowOf(change: Partial<DueDelivery> = {}): DueDelivery {
  rows += 1;
  const event = change.event ?? eventOf(`event-${rows}`);
  return {
    id: rows,
    eventId: event.id,
    destination: "phone",
    name: "my phone",
    occasion: "event",
    nth: 1,
    state: "pending",
    attempts: 0,
    atMs,
    error: null,
    messageId: null,
    externalId: null,
    superseded: [],
    isAgain: false,
    isKept: false,
    keptUntilMs: null,
    nextAttemptMs: atMs,
    ...change,
    event,
  } as DueDelivery;
}
