/** Decisions and blind times into tables: several tables, always one transaction. The caller holds it. */
import type { AlertEvent, ChannelId } from "../../preload/contract/event.ts";
import type { Decision } from "../alerts/decision.ts";
import type { BlindRecord, LastTick } from "./interface.ts";
import type { Tables } from "./tables.ts";

/** The event of each fired or expired decision, in order: the one made now, or the one an earlier try made. */
export function writeDecisions(
  { rules, events, deliveries, lastTicks }: Tables,
  decisions: readonly Decision[],
  channels: readonly ChannelId[],
  nowMs: number,
  ticks: readonly LastTick[],
): AlertEvent[] {
  const seqs: number[] = [];
  for (const decision of decisions) {
    rules.advance(decision.rule);
    if (decision.kind === "changed") continue;
    const { seq, isNew } = events.writeDecided(decision);
    if (isNew) deliveries.add(seq, channels, "event", nowMs);
    if (decision.kind === "fired") lastTicks.saveTick(decision.tick);
    seqs.push(seq);
  }
  for (const tick of ticks) lastTicks.save(tick);
  return seqs.map((seq) => events.bySeq(seq));
}

/** Once each for the time that began, and once each for its end; a time known only when it was over has the end alone. */
export function writeBlind(
  { events, deliveries }: Tables,
  blind: BlindRecord,
  channels: readonly ChannelId[],
  nowMs: number,
): AlertEvent {
  const { seq } = events.writeBlind(blind, nowMs);
  deliveries.add(seq, channels, blind.toMs === null ? "event" : "over", nowMs);
  return events.bySeq(seq);
}
