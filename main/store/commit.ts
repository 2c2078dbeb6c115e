/** Decisions and blind times into tables: several tables, always one transaction. The caller holds it. */
import type { AlertEvent, ChannelId, Delivery } from "../../preload/contract/event.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import type { Decision } from "../alerts/decision.ts";
import type { BlindRecord, LastTick, AlreadyDelivered } from "./store-interface.ts";
import type { Tables } from "./tables.ts";

/** The event of each fired or expired decision, in order: the one made now, or the one an earlier try made. */
export function writeDecisions(
  { rules, events, deliveries, lastTicks, shownByWriting }: Tables,
  decisions: readonly Decision[],
  channels: readonly ChannelId[],
  nowMs: number,
  ticks: readonly LastTick[],
  told: AlreadyDelivered,
): AlertEvent[] {
  const at = new Date(Math.round(nowMs)).toISOString();
  const begun = channels.map((channel): Delivery => ({
    channel,
    state: shownByWriting.includes(channel) ? "shown" : "pending",
    at,
    error: null,
  }));
  const shown = Map.groupBy(told, ({ eventId }) => eventId);
  const written: AlertEvent[] = [];
  const newSeqs: number[] = [];
  const fired = new Map<InstrumentKey, Tick>();
  for (const decision of decisions) {
    rules.advance(decision.rule);
    if (decision.kind === "changed") continue;
    const { event, isNew } = events.writeDecided(decision);
    if (isNew) newSeqs.push(event.seq);
    written.push(isNew ? { ...event, deliveries: withShown(begun, shown.get(event.id)) } : event);
    // Many rules fire on one tick; it is kept once.
    if (decision.kind === "fired") fired.set(decision.tick.instrument, decision.tick);
  }
  deliveries.add(newSeqs, channels, "event", nowMs);
  deliveries.markAlreadyDelivered(told, "event", nowMs);
  for (const tick of fired.values()) lastTicks.saveTick(tick);
  for (const tick of ticks) lastTicks.save(tick);
  return written;
}

/** Once each for the time that began, and once each for its end; a time known only when it was over has the end alone. */
export function writeBlind(
  { events, deliveries }: Tables,
  blind: BlindRecord,
  channels: readonly ChannelId[],
  nowMs: number,
  told: AlreadyDelivered,
): AlertEvent {
  const { event } = events.writeBlind(blind, nowMs, channels.length > 0);
  const occasion = blind.toMs === null ? "event" : "over";
  deliveries.add([event.seq], channels, occasion, nowMs);
  deliveries.markAlreadyDelivered(told, occasion, nowMs);
  return events.bySeq(event.seq) ?? event;
}

/** One event's deliveries: those of the channels that have already shown it are shown, the others as they were. */
function withShown(begun: Delivery[], shown: AlreadyDelivered | undefined): Delivery[] {
  if (shown === undefined) return begun;
  const channels = new Set(shown.map(({ channel }) => channel));
  return begun.map((delivery) => (channels.has(delivery.channel) ? { ...delivery, state: "shown" } : delivery));
}
