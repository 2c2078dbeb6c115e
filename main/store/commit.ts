/** Decisions and blind times into tables: several tables, always one transaction. The caller holds it. */
import type { DestinationId } from "../../preload/contract/destination.ts";
import type { AcknowledgedBy, AlertEvent, Delivery } from "../../preload/contract/event.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import type { Decision } from "../alerts/decision.ts";
import type { BlindRecord, DestinationsOf, LastTick, AlreadyDelivered } from "./store-interface.ts";
import type { Tables } from "./tables.ts";

/** The event of each fired or expired decision, in order: the one made now, or the one an earlier try made. */
export function writeDecisions(
  tables: Tables,
  decisions: readonly Decision[],
  destinations: readonly DestinationId[] | DestinationsOf,
  nowMs: number,
  ticks: readonly LastTick[],
  told: AlreadyDelivered,
): AlertEvent[] {
  const { rules, events, deliveries, lastTicks } = tables;
  const begunAt = begunDeliveries(tables, nowMs);
  const shown = Map.groupBy(told, ({ eventId }) => eventId);
  const written: AlertEvent[] = [];
  /** Rules that are told alike are written in one statement. */
  const newSeqs = new Map<readonly DestinationId[], number[]>();
  const fired = new Map<InstrumentKey, Tick>();
  for (const decision of decisions) {
    rules.advance(decision.rule);
    if (decision.kind === "changed") continue;
    const { event, isNew } = events.writeDecided(decision);
    if (isNew) {
      const ids = typeof destinations === "function" ? destinations(decision.rule.spec.notify) : destinations;
      const alike = newSeqs.get(ids);
      if (alike === undefined) newSeqs.set(ids, [event.seq]);
      else alike.push(event.seq);
      written.push({ ...event, deliveries: withShown(begunAt(ids), shown.get(event.id)) });
    } else written.push(event);
    // Many rules fire on one tick; it is kept once.
    if (decision.kind === "fired") fired.set(decision.tick.instrument, decision.tick);
  }
  for (const [ids, seqs] of newSeqs) deliveries.add(seqs, ids, "event", nowMs);
  deliveries.markAlreadyDelivered(told, "event", nowMs);
  for (const tick of fired.values()) lastTicks.saveTick(tick);
  for (const tick of ticks) lastTicks.save(tick);
  return written;
}

/** Once each for the time that began, and once each for its end; a time known only when it was over has the end alone. */
export function writeBlind(
  { events, deliveries }: Tables,
  blind: BlindRecord,
  destinations: readonly DestinationId[],
  nowMs: number,
  told: AlreadyDelivered,
): AlertEvent {
  const { event } = events.writeBlind(blind, nowMs, destinations.length > 0);
  const occasion = blind.toMs === null ? "event" : "over";
  deliveries.add([event.seq], destinations, occasion, nowMs);
  deliveries.markAlreadyDelivered(told, occasion, nowMs);
  return events.bySeq(event.seq) ?? event;
}

/** Sets who has seen an event, once: the first answer counts. Null where there is no such event. */
export function writeAcknowledged(
  { events, deliveries }: Tables,
  id: string,
  by: AcknowledgedBy,
  nowMs: number,
): AlertEvent | null {
  const seq = events.acknowledge(id, by, nowMs);
  if (seq === undefined) return null;
  deliveries.acknowledge(seq, by, nowMs);
  return events.bySeq(seq);
}

/** What a new event's deliveries are, by where it is told; worked out once for each list of destinations. */
function begunDeliveries(
  { destinations, shownByWriting }: Tables,
  nowMs: number,
): (ids: readonly DestinationId[]) => Delivery[] {
  const at = new Date(Math.round(nowMs)).toISOString();
  const known = new Map<readonly DestinationId[], Delivery[]>();
  return (ids) => {
    let begun = known.get(ids);
    if (begun === undefined) {
      begun = ids.map((destination): Delivery => ({
        destination,
        name: destinations.nameOf(destination),
        occasion: "event",
        nth: 1,
        state: shownByWriting.includes(destination) ? "shown" : "pending",
        at,
        error: null,
        receipt: null,
        isAgain: false,
      }));
      known.set(ids, begun);
    }
    return begun;
  };
}

/** One event's deliveries: those of the destinations that have already shown it are as they were there, the others new. */
function withShown(begun: Delivery[], shown: AlreadyDelivered | undefined): Delivery[] {
  if (shown === undefined) return begun;
  const states = new Map(shown.map(({ destination, state }) => [destination, state]));
  return begun.map((delivery) => ({ ...delivery, state: states.get(delivery.destination) ?? delivery.state }));
}
