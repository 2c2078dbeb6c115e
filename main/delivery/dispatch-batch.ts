/** Which deliveries make up the next message, and which message that is: the event's own, or a joined one. */
import { ok, type Result } from "../../preload/contract/result.ts";
import type { Deliveries, DueDelivery } from "../store/delivery-types.ts";
import { digestIdOf, isDigestId, isForDigest } from "./quiet-hours/digest.ts";
import { keptOf } from "./outbox-recovery.ts";
import {
  groupIdOf,
  isGroupable,
  isGroupId,
  maxUngrouped,
  tickKeyOf,
  type GroupPlan,
  type Grouping,
} from "./grouping.ts";
import { isReminder } from "./reminders/reminder-message.ts";

/**
 * The rows of the next message: one, or all that a tick, a group, or the message they may have been seen in, holds together. Empty
 * where all that is left is collected for a message of its own.
 */
export function nextBatch(rows: readonly DueDelivery[], grouping: Grouping, monoMs: number): DueDelivery[] {
  const [first] = rows;
  if (first === undefined) return [];
  if (first.messageId !== null) return rows.filter((row) => row.messageId === first.messageId);
  if (isForDigest(first)) return rows.filter(isForDigest);
  const alike = rows.filter(
    (row) =>
      row.messageId === null && isGroupable(row.event) && !isForDigest(row) && isReminder(row) === isReminder(first),
  );
  // What is told once more is neither a sign that much happens, nor lost among what has just happened.
  if (isReminder(first)) return alike.length > maxUngrouped ? alike : [first];
  if (!isGroupable(first.event)) return [first];
  if (!grouping.isOn(monoMs, alike.length)) return ofOneTick(first, alike);
  if (!grouping.isCollecting(monoMs)) return alike;
  const collected = new Set(alike);
  return nextBatch(
    rows.filter((row) => !collected.has(row)),
    grouping,
    monoMs,
  );
}

/** Several rules of one instrument that one tick met are told in one message. */
function ofOneTick(first: DueDelivery, alike: readonly DueDelivery[]): DueDelivery[] {
  const key = tickKeyOf(first.event);
  return key === null ? [first] : alike.filter((row) => tickKeyOf(row.event) === key);
}

/** The joined message that a batch belongs in; null: the one event's own. */
export function planOf(
  batch: readonly DueDelivery[],
  deliveries: Pick<Deliveries, "inMessage">,
  grouping: Grouping,
  monoMs: number,
): Result<GroupPlan | null> {
  const [first] = batch;
  if (first === undefined) return ok(null);
  if (first.messageId !== null) {
    const isDigest = isDigestId(first.messageId);
    if (!isDigest && !isGroupId(first.messageId)) return ok(null);
    const named = deliveries.inMessage(first.destination, first.messageId);
    if (!named.ok) return named;
    const kept = keptOf(named.value);
    if (isDigest) return ok({ ...kept, id: first.messageId, superseded: [] });
    if (!isReminder(first)) return ok(grouping.again(first.messageId, kept));
    const open = kept.events.filter(
      ({ acknowledgedAt, rule }) => acknowledgedAt === null && rule?.notify.urgency === "critical",
    );
    return ok({ ...kept, id: first.messageId, events: open, superseded: [] });
  }
  if (isForDigest(first)) {
    const events = batch.map((row) => row.event);
    // One alone is told as itself.
    if (events.length === 1) return ok(null);
    return ok({ id: digestIdOf(first.event.id), events, superseded: [], externalId: null });
  }
  if (isReminder(first)) {
    const events = batch.map((row) => row.event);
    const id = groupIdOf(first.event.id);
    return ok(batch.length === 1 ? null : { id, events, superseded: events, externalId: null });
  }
  const events = batch.map((row) => row.event);
  if (isGroupable(first.event) && grouping.isOn(monoMs, batch.length)) return ok(grouping.plan(events, monoMs));
  return ok(
    batch.length === 1
      ? null
      : { id: groupIdOf(first.event.id), events, superseded: [], externalId: null, isOfOneTick: true },
  );
}

/** The plan, less those of the batch that were not the outbox's to show after all. */
export function planFor(
  begun: readonly DueDelivery[],
  batch: readonly DueDelivery[],
  plan: GroupPlan | null,
): GroupPlan | null {
  if (plan === null || begun.length === batch.length) return plan;
  const left = new Set(batch.filter((row) => !begun.includes(row)).map((row) => row.event.id));
  return { ...plan, events: plan.events.filter(({ id }) => !left.has(id)) };
}

/** What the destination calls the message of this one event; a reminder takes the place of what was shown before. */
export function externalIdOf(row: DueDelivery, deliveries: Pick<Deliveries, "inMessage">): string | null {
  if (row.externalId !== null || !isReminder(row)) return row.externalId;
  const shown = deliveries.inMessage(row.destination, row.event.id);
  return shown.ok ? keptOf(shown.value).externalId : null;
}

/**
 * What is not needed any more because somebody has acknowledged what it is about: reminders that became due again afterwards, and what
 * nobody has been shown yet while the database could not be told.
 */
export function acknowledgedMeanwhile(rows: readonly DueDelivery[]): DueDelivery[] {
  return rows.filter(
    (row) =>
      row.event.acknowledgedAt !== null &&
      (isReminder(row) ||
        (row.occasion === "event" && row.event.acknowledgementUnsaved === true && row.messageId === null)),
  );
}
